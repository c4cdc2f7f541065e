import SwishSyntax

extension Shell {
  /// `let expression...`: the status is 1 if the last value is zero. Not in
  /// POSIX.
  func runLet(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let operands = operands(of: arguments)
    guard operands.count > 0 else {
      report(builtin: "let", Bytes("expression required"))
      return 2
    }
    var value: Int64 = 0
    for i in 0..<operands.count {
      do throws(ShellError) { value = try evaluate(text: operands[i]) } catch {
        guard case .arithmetic = error else { throw error }
        return 1
      }
    }
    return value == 0 ? 1 : 0
  }
}
