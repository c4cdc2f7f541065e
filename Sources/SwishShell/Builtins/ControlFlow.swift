// break, continue, return, exit: built-ins that end the commands around them
// (XCU 2.15).
import SwishSyntax
import SwishSystem

extension Shell {
  /// `break [n]` and `continue [n]`. Outside a loop they do nothing.
  func leaveLoops(_ arguments: Arguments, by flow: Flow) throws(ShellError) -> Flow {
    var levels = 1
    if let operand = operands(of: arguments).first {
      guard let n = operand.decimal, n > 0 else {
        report(arguments[0], ": ", operand, ": not a positive number")
        throw .utility(status: 2)
      }
      levels = n
    }
    status = 0
    guard control.loopDepth > 0 else { return .next }
    control.loopExits = min(levels, control.loopDepth)
    return flow
  }

  /// `return [n]`: ends a function or dot script; elsewhere, the script.
  func runReturn(_ arguments: Arguments) throws(ShellError) -> Flow {
    // Out of a trap's action: what `$?` was before it (XCU return).
    let leavesTrap = control.trapDepth > 0 && control.functionDepth == control.functionDepthOfTrap
    let fallback = leavesTrap ? control.statusBeforeTrap ?? status : status
    status = try exitStatus(arguments, fallback: fallback)
    if control.functionDepth == 0 && control.dotDepth == 0 {
      if control.trapDepth > 0 { return .returning }
      if isInteractive {
        report(builtin: "return", "not in a function or dot script")
        throw .utility(status: 2)
      }
      return exiting()
    }
    return .returning
  }

  /// `exit [n]`. An interactive shell with stopped jobs warns once.
  func runExit(_ arguments: Arguments) throws(ShellError) -> Flow {
    let code = try exitStatus(arguments, fallback: control.statusBeforeTrap ?? status)
    if !mayExit() {
      status = 1
      return .next
    }
    status = code
    return exiting()
  }

  /// False, after a warning, when jobs are stopped and nobody was warned yet.
  public func mayExit() -> Bool {
    guard isInteractive, !jobs.hasWarnedOfStopped,
      jobs.jobs.contains(where: { $0.state == .stopped })
    else { return true }
    jobs.hasWarnedOfStopped = true
    writeToStandardError("There are stopped jobs.\n")
    return false
  }

  private func exitStatus(
    _ arguments: Arguments, fallback: Int32
  ) throws(ShellError) -> Int32 {
    let operands = operands(of: arguments)
    guard !operands.isEmpty else { return fallback }
    // Negative numbers are no POSIX, and common.
    guard operands.count == 1, let n = operands[0].signedDecimal.flatMap({ Int32(exactly: $0) })
    else {
      report(
        arguments[0], ": ", operands[operands.count - 1],
        Bytes(operands.count > 1 ? ": too many arguments" : ": not a number"))
      throw .utility(status: 2)
    }
    return n < 0 ? n & 0xff : n
  }
}
