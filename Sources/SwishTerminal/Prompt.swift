import SwishSyntax

/// Appends a prompt, marking escape sequences as taking no room.
///
/// readline counts columns and must be told what is not seen: `\001` before,
/// `\002` after. A prompt that brings marks of its own is left alone.
func appendMarkingSequences(_ prompt: Bytes, to buffer: inout ByteBuffer) {
  if prompt.contains(PromptMark.begin) { return buffer.append(prompt) }
  var position = 0
  while position < prompt.count {
    let length = escapeSequenceLength(prompt.dropFirst(position))
    if length == 0 {
      buffer.append(prompt[position])
      position += 1
    } else {
      buffer.append(PromptMark.begin)
      buffer.append(prompt[position..<(position + length)])
      buffer.append(PromptMark.end)
      position += length
    }
  }
}

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
