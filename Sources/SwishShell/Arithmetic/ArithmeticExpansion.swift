// Where expressions come from: arithmetic expansion (XCU 2.6.4), values of variables,
// `let`.

import SwishSyntax
import SwishSystem

extension Shell {
  /// Arithmetic expansion (XCU 2.6.4): the expression parsed ahead where that
  /// serves, else the expanded text is parsed now.
  func evaluate(_ node: ArithmeticExpansion) throws(ShellError) -> Int64 {
    if let value = try value(of: node) { return value }
    if isStackExhausted { throw arithmeticError("nested too deeply") }
    let frame = expansion.push(.string)
    defer { expansion.pop(frame) }
    try expandParts(Word(node.word).parts, quoted: true)
    let text = expansion.arena.copy(expansion.buffer.bytes(from: expansion.fieldStart))
    return try evaluate(text: text)
  }

  /// The value of an expression; of an empty one, 0.
  func evaluate(text: Bytes) throws(ShellError) -> Int64 {
    if let number = parseInteger(text) { return number }
    if isStackExhausted { throw arithmeticError("nested too deeply") }
    // A long text may nest deeply.
    if text.count > 2048 { _ = lowerStackLimit() }
    let tree = SyntaxTree(capacity: 64)
    let root: SyntaxTree.Reference
    do throws(ArithmeticSyntaxError) {
      root = try ArithmeticParser.parse(
        text, names: names, into: tree, stackLimit: stackLimit)
    } catch {
      error.message.withBytes { report(text, ": ", $0) }
      throw .arithmetic
    }
    return try withExtendedLifetime(tree) { () throws(ShellError) in
      try evaluate(tree.node(at: root))
    }
  }

  func arithmeticError(_ message: Bytes) -> ShellError {
    report(message)
    return .arithmetic
  }

  /// The value of a variable in an expression: an unset or empty one counts as
  /// zero, a constant as its value, and other text as an expression of its
  /// own, in which nothing but names, constants and operators can occur.
  func integerValue(of slot: Slot) throws(ShellError) -> Int64 {
    if let known = variables.cachedInteger(slot) { return known }
    guard let text = value(slot) else {
      if options.contains(.nounset) {
        report(names[slot], ": parameter not set")
        throw .expansion
      }
      return 0
    }
    if text.isEmpty { return 0 }
    if let number = parseInteger(text) {
      variables.cacheInteger(slot, number)
      return number
    }
    return try evaluate(copyOf: text)
  }

  /// The value of an expression in a text that may change meanwhile.
  func evaluate(copyOf text: Bytes) throws(ShellError) -> Int64 {
    // It may add up 2^60 numbers.
    if PendingSignals.any, PendingSignals.containAny(of: interruptions) {
      throw .interrupted(atSafePoint())
    }
    let copy = OwnedText(text)
    return try withExtendedLifetime(copy) { () throws(ShellError) in
      try evaluate(text: copy.bytes)
    }
  }

  /// The value of `$x` in an expression when it is one integer constant.
  func integerValue(of parameter: Parameter) throws(ShellError) -> Int64? {
    if parameter.isVariable, let known = variables.cachedInteger(parameter.slot) { return known }
    return withValue(of: parameter) { parseInteger($0) } ?? nil
  }

  /// The value of an element; nil is the index of one that cannot be.
  func integerValue(of slot: Slot, _ index: Int64?) throws(ShellError) -> Int64 {
    guard let index, let text = element(slot, index) else {
      if options.contains(.nounset) {
        report(names[slot], ": element not set")
        throw .expansion
      }
      return 0
    }
    if let number = parseInteger(text) { return number }
    return text.isEmpty ? 0 : try evaluate(copyOf: text)
  }

  func setInteger(_ slot: Slot, _ index: Int64?, _ value: Int64) throws(ShellError) {
    guard let index else { return }
    var digits = ByteBuffer(capacity: 24)
    digits.append(decimal: Int(value))
    try assignElement(slot, index, digits.bytes, appends: false)
  }
}

/// Looks whether an expression with `$x` in it can be evaluated as it was
/// parsed ahead: every such parameter is one integer, even where it would not
/// be evaluated, and none comes after an assignment that it must not see.
///
/// The walk goes from right to left, since left operands nest deepest.
struct ArithmeticSurvey {
  private var sawOperand = false

  /// False when not; an unset parameter (`set -u`) is such a case too, as the
  /// expansion of the text reports the first one.
  mutating func accepts(_ expression: Node, in shell: Shell) -> Bool {
    accepts(expression, in: shell, depth: 0)
  }

  private mutating func accepts(_ node: Node, in shell: Shell, depth: Int) -> Bool {
    if depth & 15 == 15 && shell.isStackExhausted { return false }
    var node = node
    while true {
      switch node.kind {
      case .expansionOperand:
        sawOperand = true
        return isInteger(ArithmeticExpansionOperand(node).parameter, in: shell)
      case .binary:
        let binary = ArithmeticBinary(node)
        guard accepts(binary.right, in: shell, depth: depth + 1) else { return false }
        node = binary.left
      case .unary: node = ArithmeticUnary(node).operand
      case .assign:
        if sawOperand { return false }
        node = ArithmeticAssign(node).value
      case .step: return !sawOperand
      case .conditional:
        let conditional = ArithmeticConditional(node)
        guard accepts(conditional.whenFalse, in: shell, depth: depth + 1),
          accepts(conditional.whenTrue, in: shell, depth: depth + 1)
        else { return false }
        node = conditional.condition
      default: return true
      }
    }
  }

  private func isInteger(_ parameter: Parameter, in shell: Shell) -> Bool {
    do throws(ShellError) {
      return try shell.integerValue(of: parameter) != nil
    } catch {
      return false
    }
  }
}

extension Shell {
  /// `let expression...`: the status is 1 if the last value is zero. Not in
  /// POSIX.
  func runLet(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let operands = operands(of: arguments)
    guard !operands.isEmpty else {
      report(builtin: "let", "expression required")
      return 2
    }
    var value: Int64 = 0
    for expression in operands {
      do throws(ShellError) { value = try evaluate(text: expression) } catch {
        guard case .arithmetic = error else { throw error }
        return 1
      }
    }
    return value == 0 ? 1 : 0
  }
}
