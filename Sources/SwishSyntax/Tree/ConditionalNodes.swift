// `[[ expression ]]`, `((expression))` and `for ((`, which bash, ksh and zsh add to the
// compound commands of XCU 2.9.4.

/// `[[ ]]`: `[header][line][expression]`.
@frozen public struct ConditionalCommand {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var expression: Node { node.child(2) }
}

/// A primary of `[[ ]]`: `[header][left][right]`, words. Flags: the letter of a
/// unary primary, whose operand is the left word, or a `BinaryPrimary`.
@frozen public struct ConditionalPrimary {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var letter: UInt8 { node.flags }
  /// Nil for a unary primary.
  @inlinable public var binary: BinaryPrimary? { BinaryPrimary(code: node.flags) }
  @inlinable public var left: Node { node.child(1) }
  @inlinable public var right: Node { node.child(2) }
}

/// `!`, `&&` and `||` inside `[[ ]]`: `[header][left][right]`; flags: the
/// operator. `!` has its operand on the left.
@frozen public struct ConditionalLogic {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public enum Operator: UInt8, Sendable { case not, and, or }
  @inlinable public var operation: Operator {
    node.flags(as: Operator.self)
  }
  @inlinable public var left: Node { node.child(1) }
  @inlinable public var right: Node { node.child(2) }
}

/// `((expression))`: `[header][line][arithmetic expansion]`.
@frozen public struct ArithmeticCommand {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var expression: ArithmeticExpansion { ArithmeticExpansion(node.child(2)) }
}

/// `for ((first; condition; step)) do list done`:
/// `[header][line][first][condition][step][body]`, arithmetic expansions.
@frozen public struct ArithmeticFor {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var first: ArithmeticExpansion { ArithmeticExpansion(node.child(2)) }
  /// nil for an empty one, also one of blanks alone, which holds.
  public var condition: ArithmeticExpansion? {
    let condition = ArithmeticExpansion(node.child(3))
    let parts = Word(condition.word).parts
    for i in 0..<parts.count {
      guard parts[i].kind == .literal else { return condition }
      let text = TextPart(parts[i]).text
      for byte in text.indices where !text[byte].isBlank && text[byte] != Byte.newline {
        return condition
      }
    }
    return nil
  }
  @inlinable public var step: ArithmeticExpansion { ArithmeticExpansion(node.child(4)) }
  @inlinable public var body: Node { node.child(5) }
}

/// The primaries of `test` and `[[ ]]` with two operands. Above 0, below any letter.
public enum BinaryPrimary: UInt8, Sendable {
  case same = 1
  case different, before, after
  case equal, unequal, greater, greaterOrEqual, less, lessOrEqual
  case newer, older, sameFile
  /// `=~`, of `[[ ]]` alone: on the right is a regular expression.
  case matches

  /// Nil for 0 and for a letter.
  @inlinable public init?(code: UInt8) {
    guard code &- 1 < 14 else { return nil }
    // In memory the cases are counted from 0.
    self = unsafeBitCast(code &- 1, to: BinaryPrimary.self)
  }

  public init?(_ word: Bytes) {
    switch word.count {
    case 1:
      switch word[0] {
      case UInt8(ascii: "="): self = .same
      case UInt8(ascii: "<"): self = .before
      case UInt8(ascii: ">"): self = .after
      default: return nil
      }
    case 2 where word == "==": self = .same
    case 2 where word == "!=": self = .different
    case 3 where word[0] == UInt8(ascii: "-"):
      switch (word[1], word[2]) {
      case (UInt8(ascii: "e"), UInt8(ascii: "q")): self = .equal
      case (UInt8(ascii: "n"), UInt8(ascii: "e")): self = .unequal
      case (UInt8(ascii: "g"), UInt8(ascii: "t")): self = .greater
      case (UInt8(ascii: "g"), UInt8(ascii: "e")): self = .greaterOrEqual
      case (UInt8(ascii: "l"), UInt8(ascii: "t")): self = .less
      case (UInt8(ascii: "l"), UInt8(ascii: "e")): self = .lessOrEqual
      case (UInt8(ascii: "n"), UInt8(ascii: "t")): self = .newer
      case (UInt8(ascii: "o"), UInt8(ascii: "t")): self = .older
      case (UInt8(ascii: "e"), UInt8(ascii: "f")): self = .sameFile
      default: return nil
      }
    default: return nil
    }
  }

  /// Neither files nor a collating sequence are asked.
  var comparesValues: Bool {
    switch self {
    case .same, .different, .equal, .unequal, .greater, .greaterOrEqual, .less, .lessOrEqual: true
    case .before, .after, .newer, .older, .sameFile, .matches: false
    }
  }

  var text: Bytes {
    switch self {
    case .same: "=="
    case .different: "!="
    case .before: "<"
    case .after: ">"
    case .equal: "-eq"
    case .unequal: "-ne"
    case .greater: "-gt"
    case .greaterOrEqual: "-ge"
    case .less: "-lt"
    case .lessOrEqual: "-le"
    case .newer: "-nt"
    case .older: "-ot"
    case .sameFile: "-ef"
    case .matches: "=~"
    }
  }
}

/// The primaries of `test` and `[[ ]]` with one operand: `-` and a letter.
public enum UnaryPrimary {
  public static func letter(of word: Bytes) -> UInt8? {
    guard word.count == 2, word[0] == UInt8(ascii: "-"),
      Bytes("bcdefghknoprstuvwxzGLNORS").contains(word[1])
    else { return nil }
    return word[1]
  }
}

/// `coproc`: `[header][line][command][name]`.
@frozen public struct Coprocess {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var command: Node { node.child(2) }
  @inlinable public var slot: Slot { Slot(node.field(3)) }
}
