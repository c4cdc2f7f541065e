// What single bytes mean to the lexer.

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
  static var leftBracket: UInt8 { UInt8(ascii: "[") }
  static var rightBracket: UInt8 { UInt8(ascii: "]") }
  static var less: UInt8 { UInt8(ascii: "<") }
  static var greater: UInt8 { UInt8(ascii: ">") }
  static var ampersand: UInt8 { UInt8(ascii: "&") }
  static var pipe: UInt8 { UInt8(ascii: "|") }
  static var semicolon: UInt8 { UInt8(ascii: ";") }
  static var minus: UInt8 { UInt8(ascii: "-") }
  static var percent: UInt8 { UInt8(ascii: "%") }
  static var zero: UInt8 { UInt8(ascii: "0") }
}

/// The classes of all bytes, for the loops that look at every one. A literal,
/// because that is the one table that nothing has to build at start-up.
enum ByteClass {
  static var special: UInt8 { 1 }
  static var equals: UInt8 { 2 }
  static var delimiter: UInt8 { 4 }
  static var quotedSpecial: UInt8 { 8 }
  static var name: UInt8 { 16 }
  static var pattern: UInt8 { 32 }

  /// A character a byte, whose lower bits are the classes.
  private static var table: StaticString {
    """
    I@@@@@@@@EM@@@@@\
    @@@@@@@@@@@@@@@@\
    E@I@I@EAMMa@@@@@\
    PPPPPPPPPP@EEBEa\
    @PPPPPPPPPPPPPPP\
    PPPPPPPPPPPaI@@P\
    IPPPPPPPPPPPPPPP\
    PPPPPPPPPPPaEH@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@
    """
  }

  /// What ends a run of ordinary bytes: `=` only where it may be an assignment's.
  @inline(__always) static func endOfPlain(at role: WordRole) -> UInt8 {
    special | role.rawValue & equals
  }

  @inline(__always) static func of(_ byte: UInt8) -> UInt8 { table.utf8Start[Int(byte)] }
}

extension UInt8 {
  @inline(__always) func isIn(_ classes: UInt8) -> Bool {
    ByteClass.of(self) & classes != 0
  }

  /// Part of an unquoted word with no meaning of its own. `=`, `~`, `:` and `}`
  /// count as such; where they matter the lexer looks for them.
  @inline(__always) var isOrdinary: Bool { !isIn(ByteClass.special) }

  /// Ends an unquoted word: a blank, a newline or the first byte of an operator.
  @inline(__always) var isDelimiter: Bool { isIn(ByteClass.delimiter) }

  /// One of those that end a word whatever stands around them.
  @inline(__always) var isPlainDelimiter: Bool {
    switch self {
    case Byte.space, Byte.tab, Byte.newline, Byte.semicolon, Byte.ampersand, Byte.rightParen: true
    default: false
    }
  }

  /// Part of a double-quoted text with no meaning in any of its contexts.
  @inline(__always) var isQuotedOrdinary: Bool { !isIn(ByteClass.quotedSpecial) }

  @inlinable @inline(__always) public var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t")
  }

  @inlinable @inline(__always) public var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  /// Can begin a name (XBD 3.216).
  @inline(__always) var isNameStart: Bool {
    (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_")
  }

  @inline(__always) public var isNameByte: Bool { isIn(ByteClass.name) }

  /// Names a special parameter, `0` aside (XCU 2.5.2).
  @inline(__always) var isSpecialParameter: Bool {
    switch self {
    case UInt8(ascii: "@"), UInt8(ascii: "*"), Byte.hash, UInt8(ascii: "?"), Byte.minus,
      Byte.dollar, UInt8(ascii: "!"):
      true
    default: false
    }
  }

  /// The control character that the letter stands for behind a backslash, in
  /// `$'...'` (XCU 2.2.4) and in operands of printf and echo; a backslash for one.
  public var escaped: UInt8? {
    switch self {
    case Byte.backslash: self
    case UInt8(ascii: "a"): 0x07
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "e"): 0x1b
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "v"): 0x0b
    default: nil
    }
  }

  /// The value of a hexadecimal digit.
  @inlinable @inline(__always) public var hexValue: UInt64? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(self &- UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(self &- UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(self &- UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

extension Bytes {
  /// A name (XBD 3.216): letters, digits and underscores, no digit first.
  public var isName: Bool {
    guard let first, first.isNameStart else { return false }
    for i in indices where !self[i].isNameByte { return false }
    return true
  }
}
