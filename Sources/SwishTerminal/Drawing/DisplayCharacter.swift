import SwishSyntax
import SwishSystem

/// A character of the line as it is shown.
struct DisplayCharacter: Equatable {
  enum Form {
    /// Stands for itself; no columns of its own when it combines.
    case printable
    /// A control character, shown as `^X`.
    case control
    /// A byte that is no character, or one of a character that must not reach
    /// the terminal, shown as `\ooo`.
    case byte
    case tab, newline
  }
  var form: Form
  /// In bytes.
  var length: Int
  /// In columns; a tab's depends on where it stands.
  var width: Int

  /// The character at `index`.
  init(_ text: Bytes, at index: Int, isUTF8: Bool) {
    let byte = text[index]
    switch byte {
    case 0x20...0x7E: self.init(form: .printable, length: 1, width: 1)
    case 0x09: self.init(form: .tab, length: 1, width: 8)
    case 0x0A: self.init(form: .newline, length: 1, width: 0)
    case 0x00...0x1F, 0x7F: self.init(form: .control, length: 1, width: 2)
    default:
      self.init(form: .byte, length: 1, width: 4)
      guard isUTF8, let (scalar, length) = decodeUTF8(text, at: index) else { return }
      let width = Characters.columns(of: scalar)
      if width < 0 || isDirectionControl(scalar) { return }
      self.init(form: .printable, length: length, width: min(width, 2))
    }
  }

  private init(form: Form, length: Int, width: Int) {
    self.form = form
    self.length = length
    self.width = width
  }
}

/// Characters that reorder what is shown, so that it would not be what runs.
private func isDirectionControl(_ scalar: UInt32) -> Bool {
  (0x202A...0x202E).contains(scalar) || (0x2066...0x2069).contains(scalar)
}

/// The well-formed UTF-8 character at `index` (Unicode, table 3-7).
func decodeUTF8(_ text: Bytes, at index: Int) -> (scalar: UInt32, length: Int)? {
  let first = UInt32(text[index])
  let length: Int
  var scalar: UInt32
  let minimum: UInt32
  switch first {
  case 0xC2...0xDF: (length, scalar, minimum) = (2, first & 0x1F, 0x80)
  case 0xE0...0xEF: (length, scalar, minimum) = (3, first & 0x0F, 0x800)
  case 0xF0...0xF4: (length, scalar, minimum) = (4, first & 0x07, 0x10000)
  default: return nil
  }
  guard index + length <= text.count else { return nil }
  for next in (index + 1)..<(index + length) {
    guard text[next] & 0xC0 == 0x80 else { return nil }
    scalar = scalar << 6 | UInt32(text[next] & 0x3F)
  }
  guard scalar >= minimum, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else {
    return nil
  }
  return (scalar, length)
}
