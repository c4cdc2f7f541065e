// test and `[` (XCU test). Up to four arguments POSIX says which is what by
// their number alone; beyond that -a, -o, `!` and parentheses have precedence.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Status 0 for true, 1 for false, 2 for errors.
  func runTest(_ arguments: Arguments) -> Int32 {
    var operands = arguments.dropFirst(1)
    if arguments[0] == "[" {
      guard !operands.isEmpty, operands[operands.count - 1] == "]" else {
        report(builtin: "[", Bytes("missing ]"))
        return 2
      }
      operands = Arguments(items: operands.items, count: operands.count - 1)
    }
    do throws(TestError) {
      return try TestExpression(self, operands).value() ? 0 : 1
    } catch {
      let name: StaticString = arguments[0] == "[" ? "[" : "test"
      if error.subject.isEmpty {
        report(builtin: name, Bytes(error.problem))
      } else {
        report(builtin: name, error.subject, Bytes(": "), Bytes(error.problem))
      }
      return 2
    }
  }
}

private struct TestExpression {
  private unowned let shell: Shell
  private let operands: Arguments
  /// Where the recursive descent stands.
  private var at = 0

  init(_ shell: Shell, _ operands: Arguments) {
    self.shell = shell
    self.operands = operands
  }

  func value() throws(TestError) -> Bool { try value(0, operands.count) }

  /// The value of `count` arguments from `start` on, by their number.
  private func value(_ start: Int, _ count: Int) throws(TestError) -> Bool {
    let isNegated = count > 0 && operands[start] == "!"
    let isInParentheses =
      count > 1 && operands[start] == "(" && operands[start + count - 1] == ")"
    switch count {
    case 0: return false
    case 1: return !operands[start].isEmpty
    case 2:
      if isNegated { return try !value(start + 1, 1) }
      guard let letter = UnaryPrimary.letter(of: operands[start]) else {
        throw TestError(subject: operands[start], problem: "unary operator expected")
      }
      return try shell.test(letter, operands[start + 1])
    case 3:
      if let binary = BinaryPrimary(operands[start + 1]) {
        return try shell.test(binary, operands[start], operands[start + 2])
      }
      if let isAnd = isConnective(start + 1) {
        let (left, right) = (!operands[start].isEmpty, !operands[start + 2].isEmpty)
        return isAnd ? left && right : left || right
      }
      if isNegated { return try !value(start + 1, 2) }
      if isInParentheses { return try value(start + 1, 1) }
      throw TestError(subject: operands[start + 1], problem: "binary operator expected")
    case 4:
      if isNegated { return try !value(start + 1, 3) }
      if isInParentheses { return try value(start + 1, 2) }
    default: break
    }
    var descent = self
    let result = try descent.disjunction()
    guard descent.at == operands.count else {
      throw TestError(subject: operands[descent.at], problem: "unexpected argument")
    }
    return result
  }

  // MARK: The grammar

  /// Whether the argument is -a (true) or -o (false).
  private func isConnective(_ index: Int) -> Bool? {
    guard index < operands.count else { return nil }
    return operands[index] == "-a" ? true : operands[index] == "-o" ? false : nil
  }

  private mutating func disjunction() throws(TestError) -> Bool {
    var result = try conjunction()
    while isConnective(at) == false {
      at += 1
      let right = try conjunction()
      result = result || right
    }
    return result
  }

  private mutating func conjunction() throws(TestError) -> Bool {
    var result = try negation()
    while isConnective(at) == true {
      at += 1
      let right = try negation()
      result = result && right
    }
    return result
  }

  private mutating func negation() throws(TestError) -> Bool {
    var isNegated = false
    while at < operands.count, operands[at] == "!", binaryAtHand == nil {
      isNegated.toggle()
      at += 1
    }
    return try primary() != isNegated
  }

  /// The binary primary whose left operand is the argument at hand.
  private var binaryAtHand: BinaryPrimary? {
    at + 2 < operands.count ? BinaryPrimary(operands[at + 1]) : nil
  }

  private mutating func primary() throws(TestError) -> Bool {
    guard at < operands.count else {
      throw TestError(subject: .empty, problem: "argument expected")
    }
    if let binary = binaryAtHand {
      at += 3
      return try shell.test(binary, operands[at - 3], operands[at - 1])
    }
    let word = operands[at]
    at += 1
    if word == "(" {
      if shell.isStackExhausted {
        throw TestError(subject: .empty, problem: "nested too deeply")
      }
      let result = try disjunction()
      guard at < operands.count, operands[at] == ")" else {
        throw TestError(subject: .empty, problem: "missing )")
      }
      at += 1
      return result
    }
    if at < operands.count, isConnective(at) == nil || at + 1 == operands.count,
      let letter = UnaryPrimary.letter(of: word)
    {
      at += 1
      return try shell.test(letter, operands[at - 1])
    }
    return !word.isEmpty
  }
}

extension Bytes {
  /// The decimal number the bytes spell, with an optional sign and blanks
  /// around it; nil for anything else or one that does not fit.
  var signedDecimal: Int? {
    var i = 0
    var end = count
    while i < end, isSpace(self[i]) { i += 1 }
    while end > i, isSpace(self[end - 1]) { end -= 1 }
    let isNegative = i < end && self[i] == UInt8(ascii: "-")
    if isNegative || (i < end && self[i] == UInt8(ascii: "+")) { i += 1 }
    guard i < end else { return nil }
    var value = 0
    while i < end {
      guard self[i] >= 48 && self[i] <= 57 else { return nil }
      // Downwards, where there is room for the least number.
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.subtractingReportingOverflow(Int(self[i] - 48))
      if overflows || overflowsToo { return nil }
      value = sum
      i += 1
    }
    if isNegative { return value }
    return value == Int.min ? nil : -value
  }
}
