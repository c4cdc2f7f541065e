import SwishSyntax

// Text quoted so that the shell reads it back as one word, and that no terminal
// obeys.

extension ByteBuffer {
  /// Appends `text` as it is where nothing in it is special, else quoted.
  mutating func appendShellQuoted(_ text: Bytes) {
    if !text.isEmpty && text.indices.allSatisfy({ Self.isOrdinary(text[$0]) })
      && !text.hasControl
    {
      append(text)
    } else {
      appendQuoted(text)
    }
  }

  /// Appends `'text'`, a quote inside as `'\\''`; `$'text'` (XCU 2.2.4) if it
  /// holds control characters.
  mutating func appendQuoted(_ text: Bytes) {
    if text.hasControl { return appendDollarQuoted(text) }
    append("'")
    for i in text.indices {
      if text[i] == UInt8(ascii: "'") { append("'\\'") }
      append(text[i])
    }
    append("'")
  }

  /// Whether the byte is never special, wherever in a word it stands.
  private static func isOrdinary(_ byte: UInt8) -> Bool {
    let folded = byte | 0x20
    return (UInt8(ascii: "a") <= folded && folded <= UInt8(ascii: "z"))
      || (UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9"))
      || byte >= 0x80 || Bytes("_-./:@%+,=").contains(byte)
  }

  private mutating func appendDollarQuoted(_ text: Bytes) {
    append("$'")
    var escaped = 0
    for i in text.indices {
      escaped = max(escaped, i + text.controlLength(at: i))
      switch text[i] {
      case UInt8(ascii: "'"): append("\\'")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0a: append("\\n")
      case 0x0d: append("\\r")
      case 0x09: append("\\t")
      case let byte where i < escaped:
        // Three digits, so that a digit that follows is not taken in.
        append("\\")
        for shift: UInt8 in [6, 3, 0] { append(UInt8(ascii: "0") + (byte >> shift & 7)) }
      case let byte: append(byte)
      }
    }
    append("'")
  }
}

extension Bytes {
  /// How many bytes the control character at `i` has, 0 if there is none. Those
  /// of C1 have two in UTF-8; xterm obeys them.
  func controlLength(at i: Int) -> Int {
    if self[i] < 0x20 || self[i] == 0x7f { return 1 }
    return self[i] == 0xc2 && i + 1 < count && self[i + 1] & 0xe0 == 0x80 ? 2 : 0
  }

  fileprivate var hasControl: Bool { indices.contains { controlLength(at: $0) > 0 } }
}
