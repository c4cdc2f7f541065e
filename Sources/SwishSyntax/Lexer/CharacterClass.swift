// What single bytes mean to the lexer. The tests are switches, which compile
// to bit tests: no table has to be built or paged in at start-up.

enum Byte {
  static var tab: UInt8 { 9 }
  static var newline: UInt8 { 10 }
  static var space: UInt8 { 32 }
  static var backslash: UInt8 { UInt8(ascii: "\\") }
  static var singleQuote: UInt8 { UInt8(ascii: "'") }
  static var doubleQuote: UInt8 { UInt8(ascii: "\"") }
  static var backquote: UInt8 { UInt8(ascii: "`") }
  static var dollar: UInt8 { UInt8(ascii: "$") }
  static var tilde: UInt8 { UInt8(ascii: "~") }
  static var equals: UInt8 { UInt8(ascii: "=") }
  static var colon: UInt8 { UInt8(ascii: ":") }
  static var slash: UInt8 { UInt8(ascii: "/") }
  static var hash: UInt8 { UInt8(ascii: "#") }
  static var leftParen: UInt8 { UInt8(ascii: "(") }
  static var rightParen: UInt8 { UInt8(ascii: ")") }
  static var leftBrace: UInt8 { UInt8(ascii: "{") }
  static var rightBrace: UInt8 { UInt8(ascii: "}") }
  static var less: UInt8 { UInt8(ascii: "<") }
  static var greater: UInt8 { UInt8(ascii: ">") }
  static var ampersand: UInt8 { UInt8(ascii: "&") }
  static var pipe: UInt8 { UInt8(ascii: "|") }
  static var semicolon: UInt8 { UInt8(ascii: ";") }
  static var minus: UInt8 { UInt8(ascii: "-") }
  static var percent: UInt8 { UInt8(ascii: "%") }
  static var zero: UInt8 { UInt8(ascii: "0") }
}

extension UInt8 {
  /// Part of an unquoted word with no meaning of its own. `=`, `~`, `:` and `}`
  /// count as such; where they matter the lexer looks for them.
  @inline(__always) var isOrdinary: Bool {
    switch self {
    case 0, Byte.tab, Byte.newline, Byte.space, Byte.backslash, Byte.singleQuote,
      Byte.doubleQuote, Byte.backquote, Byte.dollar, Byte.leftParen, Byte.rightParen,
      Byte.less, Byte.greater, Byte.ampersand, Byte.pipe, Byte.semicolon,
      UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
      false
    default: true
    }
  }

  /// Ends an unquoted word: a blank, a newline or the first byte of an operator.
  @inline(__always) var isDelimiter: Bool {
    switch self {
    case Byte.tab, Byte.newline, Byte.space, Byte.leftParen, Byte.rightParen,
      Byte.less, Byte.greater, Byte.ampersand, Byte.pipe, Byte.semicolon:
      true
    default: false
    }
  }

  /// Part of a double-quoted text with no meaning in any of its contexts.
  @inline(__always) var isQuotedOrdinary: Bool {
    switch self {
    case 0, Byte.newline, Byte.backslash, Byte.doubleQuote, Byte.backquote, Byte.dollar,
      Byte.leftParen, Byte.rightParen, Byte.rightBrace:
      false
    default: true
    }
  }

  @inline(__always) var isBlank: Bool { self == Byte.space || self == Byte.tab }

  @inline(__always) var isDigit: Bool { self &- Byte.zero < 10 }

  /// Can begin a name (XBD 3.216).
  @inline(__always) var isNameStart: Bool {
    (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_")
  }

  @inline(__always) var isNameByte: Bool { isNameStart || isDigit }

  /// Names a special parameter, `0` aside (XCU 2.5.2).
  @inline(__always) var isSpecialParameter: Bool {
    switch self {
    case UInt8(ascii: "@"), UInt8(ascii: "*"), Byte.hash, UInt8(ascii: "?"), Byte.minus,
      Byte.dollar, UInt8(ascii: "!"):
      true
    default: false
    }
  }

  /// The value of a hexadecimal digit.
  @inline(__always) var hexValue: UInt32? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self &- Byte.zero)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self &- UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self &- UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

extension Bytes {
  /// A name in the sense of XBD 3.216.
  var isName: Bool {
    guard let first, first.isNameStart else { return false }
    for i in indices where !self[i].isNameByte { return false }
    return true
  }
}
