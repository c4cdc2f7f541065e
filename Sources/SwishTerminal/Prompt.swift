import SwishSyntax

/// What stands between them in a prompt takes no room, as readline has it.
enum PromptMark {
  static let begin: UInt8 = 1
  static let end: UInt8 = 2
}

/// The length of the escape sequence (ECMA-48) that `text` begins with; 0 when
/// it begins with something else. One that is cut off reaches to the end.
func escapeSequenceLength(_ text: Bytes) -> Int {
  let escape: UInt8 = 0x1B
  guard text.count >= 2, text[0] == escape else { return 0 }
  switch text[1] {
  case UInt8(ascii: "["):
    var position = 2
    while position < text.count {
      position += 1
      if (0x40...0x7E).contains(text[position - 1]) { break }
    }
    return position
  case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
    var position = 2
    while position < text.count {
      position += 1
      let last = text[position - 1]
      if last == 0x07 || (last == UInt8(ascii: "\\") && text[position - 2] == escape) { break }
    }
    return position
  case 0x20...0x2F: return min(3, text.count)
  default: return 2
  }
}
