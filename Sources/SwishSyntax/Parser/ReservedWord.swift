/// The reserved words (XCU 2.4). They count only where the grammar looks.
public enum ReservedWord: UInt8, CaseIterable, Sendable {
  case none
  case bang, leftBrace, rightBrace, `case`, `do`, done, elif, `else`, esac, fi, `for`, `if`, `in`
  case then, until, `while`, time
  // Beyond POSIX.
  case doubleBracket, function, select, coproc

  /// Eight bytes each, two a line.
  private static var texts: StaticString {
    """
    \0\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\
    {\0\0\0\0\0\0\0}\0\0\0\0\0\0\0\
    case\0\0\0\0do\0\0\0\0\0\0\
    done\0\0\0\0elif\0\0\0\0\
    else\0\0\0\0esac\0\0\0\0\
    fi\0\0\0\0\0\0for\0\0\0\0\0\
    if\0\0\0\0\0\0in\0\0\0\0\0\0\
    then\0\0\0\0until\0\0\0\
    while\0\0\0time\0\0\0\0\
    [[\0\0\0\0\0\0function\
    select\0\0coproc\0\0
    """
  }

  /// The raw values by place, in the lower five bits of a character each.
  private static var numbers: StaticString { "@@CNJ@ST@K@@@@RLMIDUHAPEOGQ@@B@F" }

  /// A text of up to eight bytes in a number, the first one lowest.
  @inline(__always) private var packed: UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(Self.texts.utf8Start).loadUnaligned(
        fromByteOffset: 8 &* Int(rawValue), as: UInt64.self))
  }

  /// As it is written; empty for `none`.
  public var text: Bytes {
    Bytes(
      start: Self.texts.utf8Start + 8 * Int(rawValue), count: 8 - packed.leadingZeroBitCount / 8)
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
    if text.count > 8 { return .none }
    var packed: UInt64 = 0
    for i in text.indices { packed |= UInt64(text[i]) << UInt64(8 * i) }
    return of(packed)
  }

  /// The same for a text in a number.
  @inline(__always) static func of(_ packed: UInt64) -> ReservedWord {
    // A multiplication that gives each reserved word a place of its own.
    let place = Int(truncatingIfNeeded: (packed &* 0x14a0_b00b_b835_e8a5) &>> 59)
    let number = numbers.utf8Start[place] & 31
    // SAFETY: the raw values count from 0 on, as the cases do in memory.
    assert(ReservedWord(rawValue: number) != nil)
    let word = unsafeBitCast(number, to: ReservedWord.self)
    return word.packed == packed ? word : .none
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
