import SwishSyntax

// Quoting between file names and the words of a half-typed line (XCU 2.2).

/// A file name as it is to stand in the line, malloc'ed: inside the open quote
/// `quote` and led by it, or with backslashes when `quote` is 0.
func quotedFileName(
  _ name: Bytes, quote: UInt8, keepsTilde: Bool
) -> UnsafeMutablePointer<CChar>? {
  var text = ByteBuffer(capacity: name.count * 2 + 2)
  if quote != 0 { text.append(quote) }
  for index in name.indices {
    let byte = name[index]
    switch quote {
    case UInt8(ascii: "'"):
      if byte == quote { text.append("'\\'") }
    case UInt8(ascii: "\""):
      if Bytes("$`\"\\").contains(byte) { text.append(UInt8(ascii: "\\")) }
    default:
      if byte == UInt8(ascii: "\n") {
        text.append("'\n'")
        continue
      }
      let isTilde = byte == UInt8(ascii: "~")
      let needsNone = isTilde && (index > 0 || keepsTilde)
      if !needsNone && Bytes(" \t\\\"'<>=;|&()#$`?*[!:{~").contains(byte) {
        text.append(UInt8(ascii: "\\"))
      }
    }
    text.append(byte)
  }
  return duplicate(text.bytes)
}

/// The file name that a word of the line stands for, malloc'ed. `quote` is the
/// quote that is open at its beginning, or 0.
func unquotedFileName(_ word: Bytes, quote: UInt8) -> UnsafeMutablePointer<CChar>? {
  var text = ByteBuffer(capacity: word.count + 1)
  var open = quote
  var index = 0
  while index < word.count {
    let byte = word[index]
    let next = index + 1 < word.count ? word[index + 1] : nil
    index += 1
    if byte == UInt8(ascii: "\\"), let next, open == 0 || escapes(next, in: open) {
      text.append(next)
      index += 1
    } else if open == 0 && (byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")) {
      open = byte
    } else if open != 0 && byte == open {
      open = 0
    } else {
      text.append(byte)
    }
  }
  return duplicate(text.bytes)
}

/// The byte at `index` of the line is quoted, or is itself an open quote's end.
func isQuoted(_ line: Bytes, at index: Int) -> Bool {
  var open: UInt8 = 0
  var position = 0
  while position < min(index, line.count) {
    let byte = line[position]
    let next = position + 1 < line.count ? line[position + 1] : nil
    if byte == UInt8(ascii: "\\"), let next, open == 0 || escapes(next, in: open) {
      position += 1
      if position >= index { return true }
    } else if open == 0 && (byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")) {
      open = byte
    } else if open != 0 && byte == open {
      open = 0
    }
    position += 1
  }
  return open != 0
}

/// A backslash inside `quote` quotes `byte`.
private func escapes(_ byte: UInt8, in quote: UInt8) -> Bool {
  quote == UInt8(ascii: "\"") && Bytes("$`\"\\").contains(byte)
}
