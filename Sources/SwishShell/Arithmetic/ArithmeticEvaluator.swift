// Arithmetic/: arithmetic expansion's values (POSIX XCU 2.6.4).
//
// The arithmetic is that of signed 64-bit integers in two's complement. What
// ISO C leaves undefined is defined here: sums and products wrap, the least
// integer divided by -1 is itself with remainder 0, and a shift goes by the
// low six bits of its count. A division by zero is an error.
//
// `$x` inside an expression is expanded before the expression is evaluated
// (XCU 2.6.4), so an expression parsed ahead can be used only if every `$x` in
// it is one integer and no assignment comes before it. `ArithmeticSurvey`
// looks into that; where it says no the caller expands the text and parses it.
//
// Depth: a chain of operators that lean to the left (`1+1+1...`) may have any
// length; other nesting ends in an error where the stack does.

import SwishSyntax

extension Shell {
  /// From this depth on a chain of left operands is walked, not recursed into.
  private static var arithmeticChainDepth: Int { 32 }

  /// The value of an expression that was parsed ahead; nil if its text must be
  /// expanded and parsed, and nothing has happened then.
  func value(of expansion: ArithmeticExpansion) throws(ShellError) -> Int64? {
    guard let expression = expansion.expression else { return nil }
    let parts = Word(expansion.word).parts
    // A text in one literal part has no `$x`.
    if parts.count != 1 || parts[0].kind != .literal {
      var survey = ArithmeticSurvey()
      guard survey.accepts(expression, in: self) else { return nil }
    }
    return try evaluate(expression)
  }

  /// The value of an expression without `$x`, or one that was surveyed.
  func evaluate(_ expression: Node) throws(ShellError) -> Int64 {
    try evaluate(expression, depth: 0)
  }

  private func evaluate(_ node: Node, depth: Int) throws(ShellError) -> Int64 {
    var node = node
    while true {
      switch node.kind {
      case .number: return ArithmeticNumber(node).value
      case .variable: return try integerValue(of: ArithmeticVariable(node).slot)
      case .element:
        let element = ArithmeticElement(node)
        return try integerValue(
          of: element.slot, try elementIndex(element.slot, element.index, creates: false))
      case .binary: return try evaluateBinary(node, depth: depth)
      case .expansionOperand:
        return try integerValue(of: ArithmeticExpansionOperand(node).parameter) ?? 0
      case .unary: return try evaluateUnary(ArithmeticUnary(node), depth: depth)
      case .assign: return try evaluateAssign(ArithmeticAssign(node), depth: depth)
      case .step: return try evaluateStep(ArithmeticStep(node))
      case .conditional:
        let conditional = ArithmeticConditional(node)
        let holds = try evaluateOperand(conditional.condition, depth: depth) != 0
        // No recursion: a chain of `c ? a : d ? b : ...` may be long.
        node = holds ? conditional.whenTrue : conditional.whenFalse
      default:
        assertionFailure("not an arithmetic node")
        return 0
      }
    }
  }

  /// Numbers, and variables that are known as numbers, take no further call.
  @inline(__always)
  private func evaluateOperand(_ node: Node, depth: Int) throws(ShellError) -> Int64 {
    if node.kind == .number { return ArithmeticNumber(node).value }
    if node.kind == .variable,
      let known = variables.cachedInteger(ArithmeticVariable(node).slot)
    {
      return known
    }
    return try evaluateNested(node, depth: depth)
  }

  @inline(never)
  private func evaluateNested(_ node: Node, depth: Int) throws(ShellError) -> Int64 {
    if depth & 15 == 15 && isStackExhausted {
      throw arithmeticError("expression nested too deeply")
    }
    return try evaluate(node, depth: depth + 1)
  }

  // MARK: Binary operators

  private func evaluateBinary(_ node: Node, depth: Int) throws(ShellError) -> Int64 {
    let left = ArithmeticBinary(node).left
    if depth >= Self.arithmeticChainDepth && left.kind == .binary {
      return try evaluateChain(node, depth: depth)
    }
    return try apply(node, to: try evaluateOperand(left, depth: depth), depth: depth)
  }

  /// Walks down the left operands, then applies the operators on the way back.
  private func evaluateChain(_ top: Node, depth: Int) throws(ShellError) -> Int64 {
    var chain = Stack<Node>(capacity: 64)
    var node = top
    while node.kind == .binary {
      chain.push(node)
      node = ArithmeticBinary(node).left
    }
    var value = try evaluateOperand(node, depth: depth)
    while let node = chain.pop() { value = try apply(node, to: value, depth: depth) }
    return value
  }

  /// Applies a binary operator to the value of its left operand and to its
  /// right operand, which is evaluated only if it counts.
  private func apply(_ node: Node, to left: Int64, depth: Int) throws(ShellError) -> Int64 {
    let binary = ArithmeticBinary(node)
    switch binary.operation {
    case .logicalAnd:
      if left == 0 { return 0 }
      return try evaluateOperand(binary.right, depth: depth) != 0 ? 1 : 0
    case .logicalOr:
      if left != 0 { return 1 }
      return try evaluateOperand(binary.right, depth: depth) != 0 ? 1 : 0
    case let operation:
      let right = try evaluateOperand(binary.right, depth: depth)
      return try combine(operation, left, right)
    }
  }

  private func combine(
    _ operation: ArithmeticOperator, _ a: Int64, _ b: Int64
  ) throws(ShellError) -> Int64 {
    switch operation {
    case .power:
      if b < 0 { throw arithmeticError("exponent less than 0") }
      return power(a, b)
    case .add: return a &+ b
    case .subtract: return a &- b
    case .multiply: return a &* b
    case .divide, .remainder:
      if b == 0 { throw arithmeticError("division by zero") }
      if b == -1 { return operation == .divide ? 0 &- a : 0 }
      return operation == .divide ? a / b : a % b
    case .shiftLeft: return a &<< b
    case .shiftRight: return a &>> b
    case .bitAnd: return a & b
    case .bitOr: return a | b
    case .bitXor: return a ^ b
    case .less: return a < b ? 1 : 0
    case .lessOrEqual: return a <= b ? 1 : 0
    case .greater: return a > b ? 1 : 0
    case .greaterOrEqual: return a >= b ? 1 : 0
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .comma, .none: return b
    case .logicalAnd, .logicalOr, .plus, .negate, .complement, .logicalNot:
      assertionFailure("not a binary operator here")
      return 0
    }
  }

  private func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    var (result, square, rest) = (Int64(1), base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result &*= square }
      square &*= square
      rest >>= 1
    }
    return result
  }

  // MARK: Unary operators and assignments

  private func evaluateUnary(
    _ unary: ArithmeticUnary, depth: Int
  ) throws(ShellError) -> Int64 {
    let value = try evaluateOperand(unary.operand, depth: depth)
    switch unary.operation {
    case .negate: return 0 &- value
    case .complement: return ~value
    case .logicalNot: return value == 0 ? 1 : 0
    default: return value
    }
  }

  private func evaluateAssign(
    _ node: ArithmeticAssign, depth: Int
  ) throws(ShellError) -> Int64 {
    guard let subscripted = node.index else {
      let old = node.operation == .none ? 0 : try integerValue(of: node.slot)
      let value = try newValue(node, old, depth: depth)
      try assign(node.slot, integer: value)
      return value
    }
    let index = try elementIndex(node.slot, subscripted, creates: true)
    let old = node.operation == .none ? 0 : try integerValue(of: node.slot, index)
    let value = try newValue(node, old, depth: depth)
    try setInteger(node.slot, index, value)
    return value
  }

  @inline(__always)
  private func newValue(
    _ assign: ArithmeticAssign, _ old: Int64, depth: Int
  ) throws(ShellError) -> Int64 {
    try combine(assign.operation, old, try evaluateOperand(assign.value, depth: depth))
  }

  private func evaluateStep(_ step: ArithmeticStep) throws(ShellError) -> Int64 {
    let change: Int64 = step.isDecrement ? -1 : 1
    let old: Int64
    if let subscripted = step.index {
      let index = try elementIndex(step.slot, subscripted, creates: true)
      old = try integerValue(of: step.slot, index)
      try setInteger(step.slot, index, old &+ change)
    } else {
      old = try integerValue(of: step.slot)
      try assign(step.slot, integer: old &+ change)
    }
    return step.isPrefix ? old &+ change : old
  }
}
