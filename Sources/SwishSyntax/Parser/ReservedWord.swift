/// The reserved words (XCU 2.4). They count only where the grammar looks.
public enum ReservedWord: UInt8, CaseIterable, Sendable {
  case none
  case bang, leftBrace, rightBrace, `case`, `do`, done, elif, `else`, esac, fi, `for`, `if`, `in`
  case then, until, `while`, time
  // Beyond POSIX.
  case doubleBracket, function, select, coproc

  /// As it is written; empty for `none`.
  public var text: Bytes {
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
    case .select: "select"
    case .coproc: "coproc"
    }
  }

  /// A command may begin with it.
  var beginsCommand: Bool {
    switch self {
    case .none, .bang, .leftBrace, .case, .for, .if, .until, .while, .time, .doubleBracket,
      .function, .select, .coproc:
      true
    default: false
    }
  }

  /// The reserved word that an unquoted literal spells.
  public static func of(_ text: Bytes) -> ReservedWord {
    text.count > 8 ? .none : of(packed(text))
  }

  /// The same for a text of up to eight bytes in a number, the first one lowest.
  @inline(__always) static func of(_ packed: UInt64) -> ReservedWord {
    packed >> 40 == 0 || mayBeLong(packed) ? match(packed) : .none
  }

  @inline(never) private static func mayBeLong(_ packed: UInt64) -> Bool {
    packed == self.packed("function") || packed == self.packed("select")
      || packed == self.packed("coproc")
  }

  private static func match(_ packed: UInt64) -> ReservedWord {
    switch packed {
    case Self.packed("!"): .bang
    case Self.packed("{"): .leftBrace
    case Self.packed("}"): .rightBrace
    case Self.packed("[["): .doubleBracket
    case Self.packed("do"): .do
    case Self.packed("fi"): .fi
    case Self.packed("if"): .if
    case Self.packed("in"): .in
    case Self.packed("for"): .for
    case Self.packed("case"): .case
    case Self.packed("done"): .done
    case Self.packed("elif"): .elif
    case Self.packed("else"): .else
    case Self.packed("esac"): .esac
    case Self.packed("then"): .then
    case Self.packed("time"): .time
    case Self.packed("until"): .until
    case Self.packed("while"): .while
    case Self.packed("function"): .function
    case Self.packed("select"): .select
    case Self.packed("coproc"): .coproc
    default: .none
    }
  }

  @inline(__always) private static func packed(_ text: Bytes) -> UInt64 {
    var packed: UInt64 = 0
    for i in text.indices { packed |= UInt64(text[i]) << UInt64(8 * i) }
    return packed
  }
}

/// The utilities the grammar has to know by name.
enum KnownUtility {
  /// How the operands of a utility are read, and whether it is `command`, so that
  /// one of them may be the name of another (XCU 2.9.1.1). Declaration utilities
  /// beyond POSIX are ones wherever they exist.
  @inline(__always) static func roleOfOperands(_ name: Bytes) -> (WordRole, isCommand: Bool) {
    let isDeclaration =
      switch name.count {
      case 5: name == "local"
      case 6: name == "export"
      case 7: name == "declare" || name == "typeset"
      case 8: name == "readonly"
      default: false
      }
    return (isDeclaration ? .declaration : .argument, name == "command")
  }
}
