/// The reserved words (XCU 2.4). They count only where the grammar looks.
public enum ReservedWord: UInt8, CaseIterable, Sendable {
  case none
  case bang, leftBrace, rightBrace, `case`, `do`, done, elif, `else`, esac, fi, `for`, `if`, `in`
  case then, until, `while`, time
  // Beyond POSIX.
  case doubleBracket, function

  /// As it is written; empty for `none`.
  public var text: StaticString {
    switch self {
    case .none: ""
    case .bang: "!"
    case .leftBrace: "{"
    case .rightBrace: "}"
    case .case: "case"
    case .do: "do"
    case .done: "done"
    case .elif: "elif"
    case .else: "else"
    case .esac: "esac"
    case .fi: "fi"
    case .for: "for"
    case .if: "if"
    case .in: "in"
    case .then: "then"
    case .until: "until"
    case .while: "while"
    case .time: "time"
    case .doubleBracket: "[["
    case .function: "function"
    }
  }

  /// A command may begin with it.
  var beginsCommand: Bool {
    switch self {
    case .none, .bang, .leftBrace, .case, .for, .if, .until, .while, .time, .doubleBracket,
      .function:
      true
    default: false
    }
  }

  /// The reserved word that an unquoted literal spells.
  @inline(__always) public static func of(_ text: Bytes) -> ReservedWord {
    if text.count > 8 || text.count == 0 { return .none }
    return match(text)
  }

  private static func match(_ text: Bytes) -> ReservedWord {
    switch text[0] {
    case UInt8(ascii: "!"): return text.count == 1 ? .bang : .none
    case UInt8(ascii: "{"): return text.count == 1 ? .leftBrace : .none
    case UInt8(ascii: "}"): return text.count == 1 ? .rightBrace : .none
    case UInt8(ascii: "["): return text == "[[" ? .doubleBracket : .none
    case UInt8(ascii: "c"): return text == "case" ? .case : .none
    case UInt8(ascii: "d"): return text == "do" ? .do : text == "done" ? .done : .none
    case UInt8(ascii: "e"):
      return text == "elif" ? .elif : text == "else" ? .else : text == "esac" ? .esac : .none
    case UInt8(ascii: "f"):
      return text == "fi" ? .fi : text == "for" ? .for : text == "function" ? .function : .none
    case UInt8(ascii: "i"): return text == "if" ? .if : text == "in" ? .in : .none
    case UInt8(ascii: "t"): return text == "then" ? .then : text == "time" ? .time : .none
    case UInt8(ascii: "u"): return text == "until" ? .until : .none
    case UInt8(ascii: "w"): return text == "while" ? .while : .none
    default: return .none
    }
  }
}

/// The utilities the grammar has to know by name.
enum KnownUtility {
  /// Declaration utilities (XCU 2.9.1.1), and those beyond POSIX that are ones
  /// wherever they exist.
  static func isDeclaration(_ name: Bytes) -> Bool {
    switch name.count {
    case 5: name == "local"
    case 6: name == "export"
    case 7: name == "declare" || name == "typeset"
    case 8: name == "readonly"
    default: false
    }
  }
}
