import SwishSyntax

/// A character of a subject or a pattern: a UTF-8 sequence, or one byte where
/// there is none.
struct PatternCharacter {
  /// The code point; `invalidBase` plus the byte where a byte stands by itself
  /// that is not ASCII.
  let code: UInt32
  /// In bytes, 1 to 4.
  let length: Int

  static let invalidBase: UInt32 = 0x11_0000

  /// The character at `index`, which is inside `text`.
  @inline(__always)
  init(_ text: Bytes, _ index: Int, _ isUTF8: Bool) {
    let byte = text[index]
    if byte < 0x80 {
      self.init(code: UInt32(byte), length: 1)
    } else {
      self.init(beyondASCII: text, index, isUTF8)
    }
  }

  private init(code: UInt32, length: Int) {
    self.code = code
    self.length = length
  }

  private init(beyondASCII text: Bytes, _ index: Int, _ isUTF8: Bool) {
    let byte = text[index]
    length = Self.length(text, index, isUTF8)
    switch length {
    case 1: code = Self.invalidBase + UInt32(byte)
    case 2: code = UInt32(byte & 0x1f) << 6 | Self.low(text, index + 1)
    case 3:
      code =
        UInt32(byte & 0x0f) << 12 | Self.low(text, index + 1) << 6 | Self.low(text, index + 2)
    default:
      code =
        UInt32(byte & 0x07) << 18 | Self.low(text, index + 1) << 12
        | Self.low(text, index + 2) << 6 | Self.low(text, index + 3)
    }
  }

  /// How many bytes the character at `index` has.
  @inline(__always)
  static func length(_ text: Bytes, _ index: Int, _ isUTF8: Bool) -> Int {
    let byte = text[index]
    return byte < 0x80 || !isUTF8 ? 1 : sequenceLength(text, index)
  }

  /// Where the character that ends before `index` (> 0) begins.
  static func start(before index: Int, in text: Bytes, _ isUTF8: Bool) -> Int {
    if !isUTF8 || !isContinuation(text[index - 1]) { return index - 1 }
    var lead = index - 1
    while lead > 0 && index - lead < 4 && isContinuation(text[lead]) { lead -= 1 }
    return lead + sequenceLength(text, lead) == index ? lead : index - 1
  }

  /// Whether no character of UTF-8 text straddles `index`.
  static func isBoundary(_ text: Bytes, _ index: Int) -> Bool {
    if index == 0 || index >= text.count || !isContinuation(text[index]) { return true }
    var lead = index - 1
    while lead > 0 && index - lead < 3 && isContinuation(text[lead]) { lead -= 1 }
    return lead + sequenceLength(text, lead) <= index
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }

  private static func low(_ text: Bytes, _ index: Int) -> UInt32 { UInt32(text[index] & 0x3f) }

  /// The length of the well-formed sequence (Unicode 3.9, table 3-7) at
  /// `index`; 1 where there is none.
  private static func sequenceLength(_ text: Bytes, _ index: Int) -> Int {
    let lead = text[index]
    let length: Int
    switch lead {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef: length = 3
    case 0xf0...0xf4: length = 4
    default: return 1
    }
    guard index + length <= text.count else { return 1 }
    let second = text[index + 1]
    let range: ClosedRange<UInt8>
    switch lead {
    case 0xe0: range = 0xa0...0xbf
    case 0xed: range = 0x80...0x9f
    case 0xf0: range = 0x90...0xbf
    case 0xf4: range = 0x80...0x8f
    default: range = 0x80...0xbf
    }
    guard range.contains(second) else { return 1 }
    for i in 2..<max(length, 2) where !isContinuation(text[index + i]) { return 1 }
    return length
  }
}

extension ByteBuffer {
  /// Appends a text with its letters made small, or large, where another single
  /// character is that.
  mutating func append(_ text: Bytes, uppercased: Bool, isUTF8: Bool) {
    var i = 0
    while i < text.count {
      let character = PatternCharacter(text, i, isUTF8)
      let end = i + character.length
      if character.code < 0x80 {
        let isLetter = (text[i] | 0x20) &- UInt8(ascii: "a") < 26
        append(!isLetter ? text[i] : uppercased ? text[i] & ~0x20 : text[i] | 0x20)
      } else if let properties = Unicode.Scalar(character.code)?.properties {
        let mapping = uppercased ? properties.uppercaseMapping : properties.lowercaseMapping
        if mapping.unicodeScalars.count == 1 {
          for byte in mapping.utf8 { append(byte) }
        } else {
          append(text[i..<end])
        }
      } else {
        append(text[i..<end])
      }
      i = end
    }
  }
}
