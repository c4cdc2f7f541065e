import SwishSyntax

/// Lays text out in a frame, character by character.
struct Layout {
  let frame: Frame
  let isUTF8: Bool

  /// Puts text with a style for each byte; `styles` may be shorter.
  func put(_ text: Bytes, styles: [Style], cursorAt point: Int? = nil, continuation: Bytes? = nil) {
    var index = 0
    while index < text.count {
      if index == point { frame.markCursor() }
      let style = index < styles.count ? styles[index] : 0
      let character = DisplayCharacter(text, at: index, isUTF8: isUTF8)
      // A point inside a character is a point before it.
      if let point, point > index, point < index + character.length { frame.markCursor() }
      put(character, text[index..<(index + character.length)], style)
      if character.form == .newline, let continuation {
        put(continuation, styles: [])
      }
      index += character.length
    }
    if point == text.count { frame.markCursor() }
  }

  private func put(_ character: DisplayCharacter, _ bytes: Bytes, _ style: Style) {
    switch character.form {
    case .printable:
      if character.width == 0 {
        frame.combine(bytes)
      } else {
        frame.put(bytes, width: character.width, style: style)
      }
    case .newline: frame.newLine()
    case .tab:
      repeat {
        frame.put(Bytes(" "), width: 1, style: style)
      } while frame.column % 8 != 0 && frame.column < frame.columns
    case .control:
      frame.put(Bytes("^"), width: 1, style: style)
      var shown = bytes[0] ^ 0x40
      withUnsafePointer(to: &shown) {
        frame.put(Bytes(start: $0, count: 1), width: 1, style: style)
      }
    case .byte:
      var digits = ByteBuffer(capacity: 4)
      digits.append(UInt8(ascii: "\\"))
      for shift: UInt8 in [6, 3, 0] { digits.append(UInt8(ascii: "0") + (bytes[0] >> shift) & 7) }
      for index in 0..<4 { frame.put(digits.bytes[index..<(index + 1)], width: 1, style: style) }
    }
  }

  /// Puts as much of one line of `text` as there is room for in the row.
  func putClipped(_ text: Bytes, style: Style) {
    var index = 0
    while index < text.count {
      let character = DisplayCharacter(text, at: index, isUTF8: isUTF8)
      guard character.form != .newline, frame.column + character.width < frame.columns else {
        return
      }
      put(character, text[index..<(index + character.length)], style)
      index += character.length
    }
  }

  // MARK: Prompts

  /// Puts a prompt. Nothing between `\001` and `\002` takes room, and neither do
  /// escape sequences; those that set colours become styles of `table`.
  func putPrompt(_ prompt: Bytes, _ table: inout StyleTable) {
    var look: [UInt8] = []
    var style: Style = 0
    var isInvisible = false
    var index = 0
    while index < prompt.count {
      let byte = prompt[index]
      let length = escapeSequenceLength(prompt.dropFirst(index))
      if length > 0 {
        let sequence = prompt[index..<(index + length)]
        if sequence.isSGR {
          look = sequence.resetsLook ? [] : look + sequence.array
          style = look.isEmpty ? 0 : table.style(look)
        }
        index += length
        continue
      }
      let character = DisplayCharacter(prompt, at: index, isUTF8: isUTF8)
      if byte == PromptMark.begin || byte == PromptMark.end {
        isInvisible = byte == PromptMark.begin
      } else if !isInvisible && character.form != .control {
        put(character, prompt[index..<(index + character.length)], style)
      }
      index += character.length
    }
  }
}

extension Bytes {
  /// `ESC [ ... m`
  fileprivate var isSGR: Bool {
    last == UInt8(ascii: "m") && count > 2 && self[1] == UInt8(ascii: "[")
  }

  fileprivate var resetsLook: Bool {
    self == "\u{1B}[m" || self == "\u{1B}[0m" || self == "\u{1B}[00m"
  }
}
