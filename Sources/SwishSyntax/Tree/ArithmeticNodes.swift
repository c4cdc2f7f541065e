// Arithmetic expressions (POSIX XCU 2.6.4; the operators of ISO C section 6.5
// but sizeof, and the comma), in signed 64 bits; beyond it `**` and arrays.

/// A constant: `[header][low half][high half]`.
@frozen public struct ArithmeticNumber {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var value: Int64 {
    Int64(bitPattern: UInt64(node.field(1)) | UInt64(node.field(2)) << 32)
  }
}

/// A name, `x`: `[header][slot]`.
@frozen public struct ArithmeticVariable {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var slot: Slot { Slot(node.field(1)) }
}

/// `a[subscript]`, an element of an array: `[header][slot][subscript]`.
@frozen public struct ArithmeticElement {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var slot: Slot { Slot(node.field(1)) }
  @inlinable public var index: ArithmeticSubscript { ArithmeticSubscript(node.child(2)) }
}

/// What stands in the brackets: `[header][expression][literal]`. The expression is
/// that of an index, where it is one; the literal is the key of an associative array.
@frozen public struct ArithmeticSubscript {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var expression: Node? { node.optionalChild(1) }
  @inlinable public var text: Bytes { TextPart(node.child(2)).text }
}

/// `$x` as an operand: `[header][parameter]`. Good only while the parameter's
/// value is one integer constant; otherwise the text is expanded and parsed.
@frozen public struct ArithmeticExpansionOperand {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var parameter: Parameter { Parameter(encoded: node.field(1)) }
}

public enum ArithmeticOperator: UInt8, Sendable {
  case add, subtract, multiply, divide, remainder, power
  case shiftLeft, shiftRight, bitAnd, bitOr, bitXor
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  case logicalAnd, logicalOr, comma
  case plus, negate, complement, logicalNot  // unary
  case none  // plain `=`
}

/// `[header][operand]`; header flags: the operator.
@frozen public struct ArithmeticUnary {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var operation: ArithmeticOperator {
    node.flags(as: ArithmeticOperator.self)
  }
  @inlinable public var operand: Node { node.child(1) }
}

/// `[header][left][right]`; header flags: the operator.
@frozen public struct ArithmeticBinary {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var operation: ArithmeticOperator {
    node.flags(as: ArithmeticOperator.self)
  }
  @inlinable public var left: Node { node.child(1) }
  @inlinable public var right: Node { node.child(2) }
}

/// `x = e`, `x += e`: `[header][slot][value][subscript]`; flags: the operator or
/// none.
@frozen public struct ArithmeticAssign {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var operation: ArithmeticOperator {
    node.flags(as: ArithmeticOperator.self)
  }
  @inlinable public var slot: Slot { Slot(node.field(1)) }
  @inlinable public var value: Node { node.child(2) }
  @inlinable public var index: ArithmeticSubscript? {
    node.optionalChild(3).map { ArithmeticSubscript($0) }
  }
}

/// `x++` and its kin: `[header][slot][subscript]`; flag 1: minus; flag 2: prefix.
@frozen public struct ArithmeticStep {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let decrement: UInt8 = 1
  public static let prefix: UInt8 = 2
  @inlinable public var isDecrement: Bool { node.flags & Self.decrement != 0 }
  @inlinable public var isPrefix: Bool { node.flags & Self.prefix != 0 }
  @inlinable public var slot: Slot { Slot(node.field(1)) }
  @inlinable public var index: ArithmeticSubscript? {
    node.optionalChild(2).map { ArithmeticSubscript($0) }
  }
}

/// `c ? a : b`: `[header][condition][then][else]`.
@frozen public struct ArithmeticConditional {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var condition: Node { node.child(1) }
  @inlinable public var whenTrue: Node { node.child(2) }
  @inlinable public var whenFalse: Node { node.child(3) }
}
