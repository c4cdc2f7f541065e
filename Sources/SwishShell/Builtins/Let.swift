import SwishSyntax

extension Shell {
  /// `let expression...`: the status is 1 if the last value is zero. Not in
  /// POSIX.
  func runLet(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let operands = operands(of: arguments)
    guard !operands.isEmpty else {
      report(builtin: "let", Bytes("expression required"))
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
