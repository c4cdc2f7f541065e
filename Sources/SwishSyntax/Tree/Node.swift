/// A place in a syntax tree. See `SyntaxTree` for the layout and lifetimes.
@frozen public struct Node: Equatable {
  // SAFETY: points at the header of a node inside a living tree.
  @usableFromInline let words: UnsafePointer<UInt32>

  @inlinable public init(_ words: UnsafePointer<UInt32>) { self.words = words }

  public enum Kind: UInt8, Sendable {
    // Words and their parts (WordNodes.swift)
    case word, literal, escaped, singleQuoted, dollarQuoted, doubleQuoted
    case tilde, parameter, commandSubstitution, arithmeticExpansion
    case arrayLiteral, processSubstitution  // beyond POSIX
    // Commands (CommandNodes.swift)
    case simpleCommand, assignment, redirection, redirected
    case pipeline, andOrList, list, asynchronous
    case subshell, braceGroup, ifClause, whileLoop, forLoop, caseClause, caseItem
    case functionDefinition
    // Beyond POSIX (ConditionalNodes.swift)
    case conditionalCommand, conditionalPrimary, conditionalLogic, arithmeticCommand, arithmeticFor
    case coprocess
    // Arithmetic expressions (ArithmeticNodes.swift)
    case number, variable, expansionOperand, unary, binary, assign, step, conditional
    case element, arithmeticSubscript
  }

  @inlinable public var kind: Kind {
    let raw = UInt8(truncatingIfNeeded: words[0])
    assert(Kind(rawValue: raw) != nil)
    return unsafeBitCast(raw, to: Kind.self)
  }

  @inlinable public var flags: UInt8 { UInt8(truncatingIfNeeded: words[0] >> 8) }
  /// The flags of a node that was written with such a value.
  @inlinable func flags<Value: RawRepresentable<UInt8>>(as _: Value.Type) -> Value {
    assert(Value(rawValue: flags) != nil)
    // SAFETY: the cases of such a type are its raw values, counted from 0.
    return unsafeBitCast(flags, to: Value.self)
  }

  @inlinable public var extra: Int { Int(words[0] >> 16) }

  @inlinable func field(_ index: Int) -> UInt32 { words[index] }

  /// The child that field `index` refers to, which must be there.
  @inlinable func child(_ index: Int) -> Node {
    assert(words[index] != 0)
    return Node(words - Int(Int32(bitPattern: words[index])))
  }

  @inlinable func optionalChild(_ index: Int) -> Node? {
    words[index] == 0 ? nil : child(index)
  }

  /// The text that starts at field `index`; a NUL follows its last byte.
  @inlinable func text(_ index: Int) -> Bytes {
    let start = UnsafeRawPointer(words + index + 1).assumingMemoryBound(to: UInt8.self)
    return Bytes(start: start, count: Int(words[index]))
  }

  @inlinable func children(from index: Int, count: Int) -> NodeList {
    NodeList(parent: self, first: index, count: count)
  }
}

/// A run of references to children in consecutive fields of a node.
@frozen public struct NodeList {
  @usableFromInline let parent: Node
  @usableFromInline let first: Int
  public let count: Int

  @inlinable init(parent: Node, first: Int, count: Int) {
    self.parent = parent
    self.first = first
    self.count = count
  }

  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable public subscript(index: Int) -> Node {
    assert(index >= 0 && index < count)
    return parent.child(first + index)
  }
}
