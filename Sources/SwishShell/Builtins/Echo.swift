// echo (XCU), and the escapes that printf has too.

import SwishSyntax

extension Shell {
  /// `echo [-neE] [string...]` (XCU echo): escapes are left alone unless -e
  /// asks for them.
  func runEcho(_ arguments: Arguments) -> Int32 {
    var first = 1
    var endsLine = true
    var expands = false
    while first < arguments.count, isEchoOption(arguments[first]) {
      let letters = arguments[first].dropFirst()
      for i in letters.indices {
        switch letters[i] {
        case UInt8(ascii: "n"): endsLine = false
        case UInt8(ascii: "e"): expands = true
        default: expands = false
        }
      }
      first += 1
    }
    for i in first..<max(first, arguments.count) {
      if i > first { output.append(UInt8(ascii: " ")) }
      if !expands {
        output.append(arguments[i])
      } else if !EscapeSequences.expand(arguments[i], .echo, into: &output.buffer) {
        return 0
      }
    }
    if endsLine { output.append(UInt8(ascii: "\n")) }
    return 0
  }

  private func isEchoOption(_ word: Bytes) -> Bool {
    guard word.count > 1, word[0] == UInt8(ascii: "-") else { return false }
    for i in 1..<word.count where !Bytes("neE").contains(word[i]) { return false }
    return true
  }
}

/// Backslash escapes in operands of printf and echo (POSIX XCU printf, echo;
/// XBD table 5-1), with `\e`, `\xHH`, `\uHHHH` and `\UHHHHHHHH` beside them.
enum EscapeSequences {
  enum Style {
    /// The format of printf: octal is `\ooo`; `\c` means nothing.
    case printfFormat
    /// `%b`: octal is `\0ooo`, and `\ooo` too; `\c` stops all output.
    case printfArgument
    /// echo: octal is `\0ooo` only; `\c` stops all output.
    case echo
  }

  /// Appends `text` with its escapes replaced; false if `\c` ended it.
  static func expand(_ text: Bytes, _ style: Style, into out: inout ByteBuffer) -> Bool {
    var i = 0
    while i < text.count {
      let next = text.firstIndex(of: UInt8(ascii: "\\"), from: i) ?? text.count
      out.append(text[i..<next])
      i = next
      if i < text.count && !append(text, &i, style, into: &out) { return false }
    }
    return true
  }

  /// Appends what the escape whose backslash is at `i` stands for, and moves
  /// `i` behind it; false if it is `\c`. An unknown one stands for itself.
  static func append(
    _ text: Bytes, _ i: inout Int, _ style: Style, into out: inout ByteBuffer
  ) -> Bool {
    let backslash = i
    i += 1
    guard i < text.count else {
      out.append(text[backslash])
      return true
    }
    let letter = text[i]
    if let control = letter.escaped {
      out.append(control)
      i += 1
      return true
    }
    switch letter {
    case UInt8(ascii: "c") where style != .printfFormat:
      return false
    case UInt8(ascii: "0") where style != .printfFormat:
      i += 1
      out.append(UInt8(truncatingIfNeeded: number(text, &i, base: 8, digits: 3)))
    case UInt8(ascii: "0")...UInt8(ascii: "7") where style != .echo:
      out.append(UInt8(truncatingIfNeeded: number(text, &i, base: 8, digits: 3)))
    case UInt8(ascii: "\"") where style == .printfFormat,
      UInt8(ascii: "'") where style == .printfFormat:
      out.append(letter)
      i += 1
    case UInt8(ascii: "x"): appendHexadecimal(text, &i, digits: 2, into: &out)
    case UInt8(ascii: "u"): appendHexadecimal(text, &i, digits: 4, into: &out)
    case UInt8(ascii: "U"): appendHexadecimal(text, &i, digits: 8, into: &out)
    default:
      out.append(text[backslash..<i + 1])
      i += 1
    }
    return true
  }

  /// A number of at most `digits` digits at `i`, which moves behind it.
  private static func number(_ text: Bytes, _ i: inout Int, base: UInt64, digits: Int) -> UInt64 {
    var value: UInt64 = 0
    let limit = min(i + digits, text.count)
    while i < limit, let digit = text[i].hexValue, digit < base {
      value = value * base + digit
      i += 1
    }
    return value
  }

  /// `\x` gives a byte, `\u` and `\U` a character in UTF-8; the letter is at
  /// `i`. Without digits behind it the escape stands for itself.
  private static func appendHexadecimal(
    _ text: Bytes, _ i: inout Int, digits: Int, into out: inout ByteBuffer
  ) {
    let letter = i
    i += 1
    let value = number(text, &i, base: 16, digits: digits)
    if i > letter + 1 {
      if digits == 2 {
        out.append(UInt8(truncatingIfNeeded: value))
        return
      }
      if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value)) {
        return out.append(scalar: scalar)
      }
    }
    out.append(text[letter - 1..<i])
  }
}
