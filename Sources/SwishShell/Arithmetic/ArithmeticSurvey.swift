import SwishSyntax

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
