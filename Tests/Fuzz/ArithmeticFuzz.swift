import SwishSyntax
import SwishSystem
import Testing

@testable import SwishShell

/// An expression of signed integers of 64 bits that wrap (XCU 2.6.4).
private indirect enum Term {
  case number(Int64)
  case variable(Int)
  /// `$x`, which is the number that x holds before anything is evaluated.
  case expanded(Int, Int64)
  case unary(String, Term)
  case binary(Operation, Term, Term)
  case choice(Term, Term, Term)
  case assign(Int, Operation?, Term)
  case step(Int, isPrefix: Bool, by: Int64)

  typealias Operation = (text: String, precedence: Int)
  static let names = ["x", "y", "z"]
  static let operations: [Operation] = [
    ("*", 11), ("/", 11), ("%", 11), ("+", 10), ("-", 10), ("<<", 9), (">>", 9), ("<", 8),
    ("<=", 8),
    (">", 8), (">=", 8), ("==", 7), ("!=", 7), ("&", 6), ("^", 5), ("|", 4), ("&&", 3), ("||", 2),
  ]

  /// What is assigned has no assignments inside: C leaves their order open.
  static func random(
    _ depth: Int, of variables: [Int64], _ random: inout Random, isPure: Bool = false
  ) -> Term {
    func term() -> Term { .random(depth - 1, of: variables, &random, isPure: isPure) }
    if depth == 0 || random.chance(5) {
      let i = random.number(below: 3)
      if variables[i] >= 0 && random.chance(6) { return .expanded(i, variables[i]) }
      if random.chance(2) { return .variable(i) }
      let edges: [Int64] = [0, 1, 2, 7, 63, 64, 255, .max, .max - 1, 1 << 32]
      return .number(random.one(of: edges))
    }
    switch random.number(below: isPure ? 8 : 11) {
    case 0: return .unary(random.one(of: ["-", "+", "~", "!"]), term())
    case 1: return .choice(term(), term(), term())
    case 2...7: return .binary(random.one(of: operations), term(), term())
    case 8:
      return .step(
        random.number(below: 3), isPrefix: random.chance(2), by: random.chance(2) ? 1 : -1)
    default:
      let operation = random.chance(2) ? operations[random.number(below: 7)] : nil
      return .assign(
        random.number(below: 3), operation, .random(depth - 1, of: variables, &random, isPure: true)
      )
    }
  }

  /// Nil where a divisor is zero.
  func value(_ variables: inout [Int64]) -> Int64? {
    switch self {
    case .number(let number), .expanded(_, let number): return number
    case .variable(let i): return variables[i]
    case .unary(let text, let inner):
      guard let value = inner.value(&variables) else { return nil }
      switch text {
      case "-": return 0 &- value
      case "~": return ~value
      case "!": return value == 0 ? 1 : 0
      default: return value
      }
    case .binary(let operation, let left, let right):
      guard let first = left.value(&variables) else { return nil }
      if operation.text == "&&" && first == 0 { return 0 }
      if operation.text == "||" && first != 0 { return 1 }
      return right.value(&variables).flatMap { Self.apply(operation, first, $0) }
    case .choice(let condition, let first, let second):
      return condition.value(&variables).flatMap { ($0 != 0 ? first : second).value(&variables) }
    case .assign(let i, let operation, let inner):
      guard let value = inner.value(&variables),
        let result = operation.map({ Self.apply($0, variables[i], value) }) ?? value
      else { return nil }
      variables[i] = result
      return result
    case .step(let i, let isPrefix, let difference):
      variables[i] &+= difference
      return isPrefix ? variables[i] : variables[i] &- difference
    }
  }

  private static func apply(_ operation: Operation, _ a: Int64, _ b: Int64) -> Int64? {
    switch operation.text {
    case "*": a &* b
    case "/": b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    case "%": b == 0 ? nil : b == -1 ? 0 : a % b
    case "+": a &+ b
    case "-": a &- b
    case "<<": a &<< b
    case ">>": a &>> b
    case "<": a < b ? 1 : 0
    case "<=": a <= b ? 1 : 0
    case ">": a > b ? 1 : 0
    case ">=": a >= b ? 1 : 0
    case "==": a == b ? 1 : 0
    case "!=": a != b ? 1 : 0
    case "&": a & b
    case "^": a ^ b
    case "|": a | b
    default: b != 0 ? 1 : 0
    }
  }

  private var precedence: Int {
    switch self {
    case .number, .variable, .expanded: 13
    case .unary, .step: 12
    case .binary(let operation, _, _): operation.precedence
    case .choice: 1
    case .assign: 0
    }
  }

  /// With the parentheses that are needed, and now and then with more.
  func text(_ needed: Int, _ random: inout Random) -> String {
    let space = random.chance(2) ? " " : ""
    let text =
      switch self {
      case .number(let number): random.chance(4) ? "0x\(String(number, radix: 16))" : "\(number)"
      case .variable(let i): Self.names[i]
      case .expanded(let i, _): "$\(Self.names[i])"
      case .unary(let text, let inner): "\(text) \(inner.text(12, &random))"
      case .binary(let (text, precedence), let left, let right):
        "\(left.text(precedence, &random))\(space)\(text) \(right.text(precedence + 1, &random))"
      case .choice(let condition, let first, let second):
        "\(condition.text(2, &random)) ? \(first.text(0, &random)) : \(second.text(1, &random))"
      case .assign(let i, let operation, let inner):
        "\(Self.names[i])\(space)\(operation?.text ?? "")= \(inner.text(0, &random))"
      case .step(let i, let isPrefix, let difference):
        isPrefix
          ? "\(difference > 0 ? "++" : "--")\(space)\(Self.names[i])"
          : "\(Self.names[i])\(difference > 0 ? "++" : "--")"
      }
    return needed > precedence || random.chance(16) ? "(\(text))" : text
  }
}

extension FuzzTests {
  @Test("an expression has the value that another evaluator gives")
  func expressionValues() {
    let shell = Shell(name: Bytes("test"))
    shell.stackReserve = StackReserve(canGrow: false)
    Watch.run(rounds: 5_000, isQuiet: true) { random in
      let edges: [Int64] = [0, 1, -1, 5, -8, .max, .min, 64]
      var variables = (0..<3).map { _ in random.one(of: edges) }
      let term = Term.random(4, of: variables, &random)
      let before = zip(Term.names, variables).map { "\($0)=\($1)" }.joined(separator: " ")
      let script = "r= \(before); r=$(( \(term.text(0, &random)) ))"
      let expected = term.value(&variables)
      Watch.mark(Array(script.utf8))
      withBytes(Array(script.utf8)) { _ = shell.evaluate($0) }
      // What an error leaves of the assignments before it is nobody's concern.
      let after = ["r"] + (expected == nil ? [] : Term.names)
      let found = after.map { name in
        let slot = withBytes(Array(name.utf8)) { shell.names.intern($0) }
        return shell.value(slot)?.description ?? "unset"
      }
      let wanted = expected.map { ["\($0)"] + variables.map { "\($0)" } } ?? [""]
      if found != wanted { Watch.find("\(script): \(found), not \(wanted)") }
    }
  }
}
