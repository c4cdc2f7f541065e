import SwishSyntax

/// Lays text out in a frame, character by character.
struct Layout {
  let frame: Frame
  let isUTF8: Bool

  /// Puts text with a style for each byte; `styles` may be shorter. `continuation`
  /// is a prompt for each line but the first.
  func put(
    _ text: Bytes, styles: [Style], cursorAt point: Int, continuation: Bytes,
    _ table: inout StyleTable
  ) {
    var index = 0
    while index < text.count {
      if index == point { frame.markCursor() }
      let style = index < styles.count ? styles[index] : 0
      let character = DisplayCharacter(text, at: index, isUTF8: isUTF8)
      // A point inside a character is a point before it.
      if point > index, point < index + character.length { frame.markCursor() }
      put(character, text[index..<(index + character.length)], style)
      if character.form == .newline { putPrompt(continuation, &table) }
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
        frame.put(" ", width: 1, style: style)
      } while frame.column % 8 != 0 && frame.column < frame.columns
    case .control:
      frame.put("^", width: 1, style: style)
      var shown = bytes[0] ^ 0x40
      withUnsafePointer(to: &shown) {
        frame.put(Bytes(start: $0, count: 1), width: 1, style: style)
      }
    case .byte:
      var digits = ByteBuffer(capacity: 4)
      digits.append(octal: bytes[0])
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

  // MARK: Lists

  /// Puts as much of a cell's text as it has columns for.
  func put(_ cell: ListCell) {
    let end = min(frame.column + cell.columns, frame.columns)
    cell.text.withBytes { text in
      forEachVisible(text) { bytes, width in
        guard frame.column + width <= end else { return false }
        if width == 0 {
          frame.combine(bytes)
        } else {
          frame.put(bytes, width: width, style: cell.style)
        }
        return true
      }
    }
    if cell.style == 0 { return frame.skip(to: end) }
    while frame.column < end { frame.put(" ", width: 1, style: cell.style) }
  }

  /// The columns that a text takes in a list, where everything is visible and
  /// in one row.
  static func columns(of text: [UInt8], isUTF8: Bool) -> Int {
    var columns = 0
    text.withBytes {
      Layout(frame: Frame(), isUTF8: isUTF8).forEachVisible($0) {
        columns += $1
        return true
      }
    }
    return columns
  }

  /// Calls `body` with the pieces that a text is shown by and their columns, as
  /// long as it returns true.
  private func forEachVisible(_ text: Bytes, _ body: (Bytes, Int) -> Bool) {
    var index = 0
    while index < text.count {
      let character = DisplayCharacter(text, at: index, isUTF8: isUTF8)
      var shown = ByteBuffer(capacity: 16)
      switch character.form {
      case .printable: shown.append(text[index..<(index + character.length)])
      case .tab, .newline, .control:
        shown.append("^")
        shown.append(text[index] ^ 0x40)
      case .byte: shown.append(octal: text[index])
      }
      if character.form == .printable {
        if !body(shown.bytes, character.width) { return }
      } else {
        for at in 0..<shown.count where !body(shown.bytes[at..<(at + 1)], 1) { return }
      }
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
        // More of them in a row than this make no look any more.
        if sequence.isSGR && (sequence.resetsLook || look.count + sequence.count <= 256) {
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

extension ByteBuffer {
  /// Appends `\ooo`.
  mutating func append(octal byte: UInt8) {
    append("\\")
    for shift: UInt8 in [6, 3, 0] { append(UInt8(ascii: "0") + (byte >> shift) & 7) }
  }
}
