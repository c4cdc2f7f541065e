import SwishSyntax
import Testing

@testable import SwishShell

@Suite("Integer constants") struct ArithmeticConstantTests {
  @Test(
    "a constant has a value",
    arguments: [
      ("0", 0), ("1", 1), ("42", 42), ("-5", -5), ("+5", 5), ("010", 8), ("-010", -8),
      ("0x1f", 31), ("0XFF", 255), (" 7 ", 7), ("\t-7\n", -7), ("00", 0),
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
      ("0x7fffffffffffffff", Int64.max), ("-0x8000000000000000", Int64.min),
      ("0777777777777777777777", Int64.max),
    ])
  func value(_ text: String, _ value: Int64) {
    #expect(withBytes(text, parseInteger) == value)
  }

  @Test(
    "anything else is no constant",
    arguments: [
      "", " ", "-", "+", "--1", "- 1", "1 2", "08", "0x", "0xg", "1a", "a", "x1", "1.0",
      "9223372036854775808", "-9223372036854775809", "0xffffffffffffffff",
      "99999999999999999999999", "1+1", "0b1",
    ])
  func noValue(_ text: String) {
    #expect(withBytes(text, parseInteger) == nil)
  }
}

/// Builds expressions in a tree.
private final class Expression {
  typealias Reference = SyntaxTree.Reference
  let tree = SyntaxTree()
  let shell = Shell(name: Bytes("test"))
  let a: Slot
  let b: Slot

  init() {
    a = shell.names.intern("a")
    b = shell.names.intern("b")
  }

  func number(_ value: Int64) -> Reference {
    let at = tree.begin(.number)
    tree.append(UInt32(truncatingIfNeeded: value))
    tree.append(UInt32(truncatingIfNeeded: value >> 32))
    return at
  }

  func variable(_ slot: Slot) -> Reference {
    let at = tree.begin(.variable)
    tree.append(slot.index)
    return at
  }

  func operand(_ slot: Slot) -> Reference {
    let at = tree.begin(.expansionOperand)
    tree.append(Parameter(variable: slot).encoded)
    return at
  }

  func unary(_ operation: ArithmeticOperator, _ operand: Reference) -> Reference {
    node(.unary, operation.rawValue, [operand])
  }

  func binary(_ l: Reference, _ operation: ArithmeticOperator, _ r: Reference) -> Reference {
    node(.binary, operation.rawValue, [l, r])
  }

  func conditional(_ c: Reference, _ t: Reference, _ f: Reference) -> Reference {
    node(.conditional, 0, [c, t, f])
  }

  func assign(_ slot: Slot, _ operation: ArithmeticOperator, _ value: Reference) -> Reference {
    let at = tree.begin(.assign, flags: operation.rawValue)
    tree.append(slot.index)
    tree.append(value, of: at)
    tree.append(nil, of: at)
    return at
  }

  func step(_ slot: Slot, _ flags: UInt8) -> Reference {
    let at = tree.begin(.step, flags: flags)
    tree.append(slot.index)
    tree.append(nil, of: at)
    return at
  }

  private func node(_ kind: Node.Kind, _ flags: UInt8, _ children: [Reference]) -> Reference {
    let at = tree.begin(kind, flags: flags)
    for child in children { tree.append(child, of: at) }
    return at
  }

  func value(_ reference: Reference) throws -> Int64 {
    try shell.evaluate(tree.node(at: reference))
  }

  func isAccepted(_ reference: Reference) -> Bool {
    var survey = ArithmeticSurvey()
    return survey.accepts(tree.node(at: reference), in: shell)
  }
}

@Suite("Arithmetic evaluation") struct ArithmeticTests {
  @Test(
    "a binary operator has a value",
    arguments: [
      (7, ArithmeticOperator.add, 3, 10), (7, .subtract, 9, -2), (7, .multiply, -3, -21),
      (7, .divide, 2, 3), (-7, .divide, 2, -3), (7, .remainder, 3, 1), (-7, .remainder, 3, -1),
      (1, .shiftLeft, 4, 16), (-16, .shiftRight, 2, -4), (1, .shiftLeft, 65, 2),
      (1, .shiftLeft, -1, Int64.min), (6, .bitAnd, 3, 2), (6, .bitOr, 3, 7), (6, .bitXor, 3, 5),
      (1, .less, 2, 1), (2, .less, 2, 0), (2, .lessOrEqual, 2, 1), (3, .greater, 2, 1),
      (2, .greaterOrEqual, 3, 0), (2, .equal, 2, 1), (2, .notEqual, 2, 0),
      (2, .logicalAnd, 3, 1), (2, .logicalAnd, 0, 0), (0, .logicalOr, 5, 1),
      (0, .logicalOr, 0, 0), (1, .comma, 2, 2),
      (Int64.max, .add, 1, Int64.min), (Int64.min, .subtract, 1, Int64.max),
      (Int64.min, .divide, -1, Int64.min), (Int64.min, .remainder, -1, 0),
      (Int64.max, .multiply, 2, -2), (Int64.min, .multiply, -1, Int64.min),
    ])
  func binaryOperators(_ l: Int64, _ op: ArithmeticOperator, _ r: Int64, _ value: Int64) throws {
    let e = Expression()
    #expect(try e.value(e.binary(e.number(l), op, e.number(r))) == value)
  }

  @Test func `unary operators have values`() throws {
    let e = Expression()
    #expect(try e.value(e.unary(.negate, e.number(5))) == -5)
    #expect(try e.value(e.unary(.negate, e.number(.min))) == .min)
    #expect(try e.value(e.unary(.plus, e.number(5))) == 5)
    #expect(try e.value(e.unary(.complement, e.number(5))) == -6)
    #expect(try e.value(e.unary(.logicalNot, e.number(5))) == 0)
    #expect(try e.value(e.unary(.logicalNot, e.number(0))) == 1)
  }

  @Test func `division by zero is an error`() {
    let e = Expression()
    #expect(throws: ShellError.self) { try e.value(e.binary(e.number(1), .divide, e.number(0))) }
    #expect(throws: ShellError.self) {
      try e.value(e.binary(e.number(1), .remainder, e.number(0)))
    }
    #expect(throws: ShellError.self) { try e.value(e.assign(e.a, .divide, e.number(0))) }
  }

  @Test func `an operand that does not count is not evaluated`() throws {
    let e = Expression()
    let division = e.binary(e.number(1), .divide, e.number(0))
    #expect(try e.value(e.binary(e.number(0), .logicalAnd, division)) == 0)
    #expect(try e.value(e.binary(e.number(1), .logicalOr, division)) == 1)
    #expect(try e.value(e.conditional(e.number(1), e.number(5), division)) == 5)
    #expect(try e.value(e.conditional(e.number(0), division, e.number(6))) == 6)
  }

  @Test func `assignments store and give the value`() throws {
    let e = Expression()
    #expect(try e.value(e.assign(e.a, .none, e.number(5))) == 5)
    #expect(try e.value(e.variable(e.a)) == 5)
    #expect(try e.value(e.assign(e.a, .shiftLeft, e.number(2))) == 20)
    #expect(try e.value(e.assign(e.b, .none, e.assign(e.a, .subtract, e.number(1)))) == 19)
    #expect(try e.value(e.binary(e.variable(e.a), .add, e.variable(e.b))) == 38)
  }

  @Test func `steps give the value before or after`() throws {
    let e = Expression()
    _ = try e.value(e.assign(e.a, .none, e.number(5)))
    #expect(try e.value(e.step(e.a, 0)) == 5)
    #expect(try e.value(e.step(e.a, ArithmeticStep.prefix)) == 7)
    #expect(try e.value(e.step(e.a, ArithmeticStep.decrement)) == 7)
    #expect(try e.value(e.step(e.a, ArithmeticStep.decrement | ArithmeticStep.prefix)) == 5)
    _ = try e.value(e.assign(e.a, .none, e.number(.max)))
    #expect(try e.value(e.step(e.a, ArithmeticStep.prefix)) == .min)
  }

  @Test func `a long chain of operators has a value`() throws {
    let e = Expression()
    var sum = e.number(0)
    for i in 1...100_000 { sum = e.binary(sum, i % 2 == 0 ? .subtract : .add, e.number(1)) }
    #expect(try e.value(sum) == 0)
    #expect(e.isAccepted(sum))
  }

  @Test func `a long chain of conditionals has a value`() throws {
    let e = Expression()
    var chain = e.number(42)
    for _ in 0..<100_000 { chain = e.conditional(e.number(0), e.number(1), chain) }
    #expect(try e.value(chain) == 42)
  }

  @Test func `an expansion is used as a number where that is the same`() throws {
    let e = Expression()
    try e.shell.assign(e.a, integer: 5)
    let sum = e.binary(e.operand(e.a), .add, e.number(1))
    #expect(e.isAccepted(sum))
    #expect(try e.value(sum) == 6)
    let update = e.assign(e.a, .none, sum)
    #expect(e.isAccepted(update))
    #expect(try e.value(update) == 6)
    // `a = 1, $a` must see the value before the assignment.
    #expect(!e.isAccepted(e.binary(e.assign(e.a, .none, e.number(1)), .comma, e.operand(e.a))))
    #expect(!e.isAccepted(e.binary(e.step(e.a, 0), .add, e.operand(e.a))))
    #expect(e.isAccepted(e.binary(e.operand(e.a), .add, e.step(e.a, 0))))
  }

  @Test func `an expansion that is no number is left to the text`() {
    let e = Expression()
    #expect(!e.isAccepted(e.operand(e.b)))
    #expect(!e.isAccepted(e.binary(e.number(0), .logicalAnd, e.operand(e.b))))
    #expect(!e.isAccepted(e.conditional(e.number(1), e.number(1), e.operand(e.b))))
  }
}
