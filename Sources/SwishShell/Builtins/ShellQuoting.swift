import SwishSyntax

/// Text quoted so that the shell reads it back as one word.
enum ShellQuoting {
  /// Appends `text` as it is where nothing in it is special, in single quotes
  /// else, and in dollar-single-quotes (XCU 2.2.4) if it holds control
  /// characters.
  static func append(_ text: Bytes, into out: inout ByteBuffer) {
    var isPlain = !text.isEmpty
    var hasControl = false
    for i in text.indices {
      let byte = text[i]
      if byte < 0x20 || byte == 0x7f { hasControl = true }
      if !isOrdinary(byte) { isPlain = false }
    }
    if isPlain {
      out.append(text)
    } else if hasControl {
      appendDollarQuoted(text, into: &out)
    } else {
      out.appendSingleQuoted(text)
    }
  }

  /// Whether the byte is never special, wherever in a word it stands.
  private static func isOrdinary(_ byte: UInt8) -> Bool {
    let folded = byte | 0x20
    return (UInt8(ascii: "a") <= folded && folded <= UInt8(ascii: "z"))
      || (UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9"))
      || byte >= 0x80 || Bytes("_-./:@%+,").contains(byte)
  }

  private static func appendDollarQuoted(_ text: Bytes, into out: inout ByteBuffer) {
    out.append("$'")
    for i in text.indices {
      switch text[i] {
      case UInt8(ascii: "'"): out.append("\\'")
      case UInt8(ascii: "\\"): out.append("\\\\")
      case 0x0a: out.append("\\n")
      case 0x0d: out.append("\\r")
      case 0x09: out.append("\\t")
      case let byte where byte < 0x20 || byte == 0x7f:
        // Three digits, so that a digit that follows is not taken in.
        out.append(UInt8(ascii: "\\"))
        for shift: UInt8 in [6, 3, 0] {
          out.append(UInt8(ascii: "0") + (byte >> shift & 7))
        }
      case let byte: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "'"))
  }
}
