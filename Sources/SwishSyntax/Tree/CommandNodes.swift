// Commands (POSIX XCU 2.9). Every view wraps a node whose kind the caller has
// checked. Command nodes carry the line in field 1 and the column in `extra`
// (65535 for that column or a later one).

extension Node {
  /// The line (1 for the first) of a command node.
  @inlinable public var line: Int { Int(field(1)) }
}

/// `[header][line][name slot + 1][assignments][words][redirections]` and then
/// the references, in that order. The name slot is there when the first word
/// is plain. Flag 1: there is nothing but assignments. The flags above it: the
/// primary of a test that may be run fused (FusedTest.swift).
@frozen public struct SimpleCommand {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  static let onlyAssigns: UInt8 = 1
  @inlinable public var onlyAssigns: Bool { node.flags & 1 != 0 }
  /// Neither of what the flags say.
  @inlinable public var isOrdinary: Bool { node.flags == 0 }
  /// A `BinaryPrimary`, or the letter of `-n` or `-z`; 0 of other commands.
  @inlinable public var test: UInt8 { node.flags >> 1 }
  @inlinable public var name: Slot? {
    node.field(2) == 0 ? nil : Slot(node.field(2) - 1)
  }
  @inlinable var assignmentCount: Int { Int(node.field(3)) }
  @inlinable var wordCount: Int { Int(node.field(4)) }
  @inlinable public var assignments: NodeList {
    node.children(from: 6, count: assignmentCount)
  }
  @inlinable public var words: NodeList {
    node.children(from: 6 + assignmentCount, count: wordCount)
  }
  @inlinable public var redirections: NodeList {
    node.children(from: 6 + assignmentCount + wordCount, count: Int(node.field(5)))
  }
}

/// `name=word`: `[header][slot][word]`; no word for an empty value. Beyond
/// POSIX, flag 1: `name+=word`; flag 2: `name[subscript]=word`, with the subscript
/// in a field more; flag 4: `name=(word...)`, an array literal in place of the
/// word. An element of such a list, `[subscript]=word`, is an assignment too; its
/// slot means nothing.
@frozen public struct Assignment {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let appends: UInt8 = 1
  public static let isSubscripted: UInt8 = 2
  public static let isArray: UInt8 = 4
  @inlinable public var slot: Slot { Slot(node.field(1)) }
  @inlinable public var value: Node? { node.optionalChild(2) }
  /// POSIX's own form.
  @inlinable public var isPlain: Bool { node.flags == 0 }
  @inlinable public var appends: Bool { node.flags & Self.appends != 0 }
  @inlinable public var index: ArithmeticExpansion? {
    node.flags & Self.isSubscripted == 0 ? nil : ArithmeticExpansion(node.child(3))
  }
  @inlinable public var array: ArrayLiteral? {
    node.flags & Self.isArray == 0 ? nil : ArrayLiteral(node.child(2))
  }
}

/// `(word...)` behind `name=`: `[header][count][element...]`, words and
/// assignments to elements. As the operand of a declaration utility it is the last
/// part of its word.
@frozen public struct ArrayLiteral {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var elements: NodeList { node.children(from: 2, count: Int(node.field(1))) }
}

/// A redirection (XCU 2.7): `[header][line][descriptor][target][body]`; header
/// flags: the operator. The target is the file name, the descriptor of `<&` and
/// `>&`, the text of `<<<`, or the delimiter of a here-document as written
/// (quote parts kept). The body belongs to a here-document: a word with the
/// parts of a double-quoted text, or one singleQuoted part where the delimiter
/// was quoted.
@frozen public struct Redirection {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }

  public enum Operator: UInt8, Sendable {
    case input, output, clobber, append, readWrite  // < > >| >> <>
    case duplicateInput, duplicateOutput  // <& >&
    case hereDocument, hereDocumentTabs  // << <<-
    case hereString  // <<<
  }

  @inlinable public var operation: Operator {
    node.flags(as: Operator.self)
  }
  /// The descriptor written before the operator; `nil` for the default.
  @inlinable public var explicitDescriptor: Int? {
    node.field(2) & Self.location != 0 ? nil : Int(node.field(2))
  }
  /// Marks the variable of an IO location in the field of the descriptor, where
  /// all bits stand for nothing written.
  @usableFromInline static var location: UInt32 { 1 << 31 }
  /// Nothing stands before the operator.
  @inlinable public var isUnnumbered: Bool { node.field(2) == UInt32.max }
  /// The variable of `{name}>`, whose value the descriptor's number becomes.
  @inlinable public var locationVariable: Slot? {
    guard explicitDescriptor == nil, node.field(2) != UInt32.max else { return nil }
    return Slot(node.field(2) & ~Self.location)
  }
  /// The descriptor to redirect: as written, or 0 for input, 1 for output.
  @inlinable public var descriptor: Int {
    if let explicit = explicitDescriptor { return explicit }
    switch operation {
    case .output, .clobber, .append, .duplicateOutput: return 1
    default: return 0
    }
  }
  @inlinable public var target: Node { node.child(3) }
  @inlinable public var body: Node? { node.optionalChild(4) }
}

/// A compound command with redirections: `[header][line][body][count][...]`.
@frozen public struct Redirected {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var body: Node { node.child(2) }
  @inlinable public var redirections: NodeList {
    node.children(from: 4, count: Int(node.field(3)))
  }
}

/// `[!] command | command`: `[header][line][count][command...]`. Made only
/// where there are several commands, a `!` or a `time`.
@frozen public struct Pipeline {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let negated: UInt8 = 1
  public static let timed: UInt8 = 2
  public static let timedPortably: UInt8 = 4  // time -p
  @inlinable public var isNegated: Bool { node.flags & Self.negated != 0 }
  @inlinable public var isTimed: Bool { node.flags & Self.timed != 0 }
  @inlinable public var isTimedPortably: Bool { node.flags & Self.timedPortably != 0 }
  /// Several commands, neither negated nor timed.
  @inlinable public var isPlain: Bool { node.flags == 0 && commands.count > 1 }
  /// Empty only for a bare `time`.
  @inlinable public var commands: NodeList {
    node.children(from: 3, count: Int(node.field(2)))
  }
}

/// `a && b || c`: `[header][line][count]`, then count references, then count
/// operator words: 0 for the first, 1 for `&&`, 2 for `||` before that item.
@frozen public struct AndOrList {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let and: UInt32 = 1
  public static let or: UInt32 = 2
  @inlinable public var items: NodeList {
    node.children(from: 3, count: Int(node.field(2)))
  }
  @inlinable public func isAnd(_ index: Int) -> Bool {
    node.field(3 + items.count + index) == Self.and
  }
}

/// `a; b & c`: `[header][line][count][item...]`. Made for two or more items.
@frozen public struct CommandList {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var items: NodeList {
    node.children(from: 3, count: Int(node.field(2)))
  }
}

/// `command &`: `[header][line][command]`.
@frozen public struct AsynchronousList {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var command: Node { node.child(2) }
}

/// `( list )` and `{ list; }`: `[header][line][body]`.
@frozen public struct Group {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var body: Node { node.child(2) }
}

/// `if`: `[header][line][clauses][else]`, then a condition and a body for each
/// clause (`if` and every `elif`).
@frozen public struct IfClause {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var count: Int { Int(node.field(2)) }
  @inlinable public var elseBody: Node? { node.optionalChild(3) }
  @inlinable public func condition(_ index: Int) -> Node { node.child(4 + 2 * index) }
  @inlinable public func body(_ index: Int) -> Node { node.child(5 + 2 * index) }
}

/// `while` and `until`: `[header][line][condition][body]`. Flag 1: until.
@frozen public struct WhileLoop {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let until: UInt8 = 1
  @inlinable public var isUntil: Bool { node.flags & Self.until != 0 }
  @inlinable public var condition: Node { node.child(2) }
  @inlinable public var body: Node { node.child(3) }
}

/// `for` and `select`: `[header][line][slot][body][count][word...]`. Flag 1: `in`
/// is there; without it the loop runs over "$@". Flag 2: `select`.
@frozen public struct ForLoop {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let hasIn: UInt8 = 1
  public static let select: UInt8 = 2
  @inlinable public var hasIn: Bool { node.flags & Self.hasIn != 0 }
  @inlinable public var isSelect: Bool { node.flags & Self.select != 0 }
  @inlinable public var slot: Slot { Slot(node.field(2)) }
  @inlinable public var body: Node { node.child(3) }
  @inlinable public var words: NodeList {
    node.children(from: 5, count: Int(node.field(4)))
  }
}

/// `case`: `[header][line][word][count][item...]`.
@frozen public struct CaseClause {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var word: Node { node.child(2) }
  @inlinable public var items: NodeList {
    node.children(from: 4, count: Int(node.field(3)))
  }
}

/// One `pattern | pattern) list ;;`: `[header][line][body][count][pattern...]`
/// and then a fingerprint for each pattern. Flag 1: it ends in `;&` and falls
/// through; 2: it ends in `;;&`, and the patterns behind it are tried.
@frozen public struct CaseItem {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let fallsThrough: UInt8 = 1
  public static let matchesOn: UInt8 = 2
  @inlinable public var fallsThrough: Bool { node.flags & Self.fallsThrough != 0 }
  @inlinable public var matchesOn: Bool { node.flags & Self.matchesOn != 0 }
  @inlinable public var body: Node? { node.optionalChild(2) }
  @inlinable public var patterns: NodeList {
    node.children(from: 4, count: Int(node.field(3)))
  }

  /// Of a pattern that matches only the text it spells, and of any text that it
  /// may match; 0 for other patterns.
  @inlinable public func fingerprint(_ index: Int) -> UInt32 {
    node.field(4 + Int(node.field(3)) + index)
  }
  /// Never 0: the last two bytes, the first, and the length.
  @inlinable public static func fingerprint(of text: Bytes) -> UInt32 {
    let count = text.count
    guard count > 0 else { return 1 }
    let last = UInt32(text[count - 1]) << 24 | UInt32(text[count > 1 ? count - 2 : 0]) << 16
    return last | UInt32(text[0]) << 8 | UInt32(count & 0x7f) << 1 | 1
  }
}

/// `name() body`: `[header][line][slot][body]`.
@frozen public struct FunctionDefinition {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var slot: Slot { Slot(node.field(2)) }
  @inlinable public var body: Node { node.child(3) }
}
