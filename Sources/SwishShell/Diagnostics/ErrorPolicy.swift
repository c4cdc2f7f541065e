// Consequences of shell errors (POSIX.1-2024 XCU 2.8.1), the whole table.
//
// | error        | special built-in | other utility | compound, function |
// | syntax       | exits            | exits         | exits              |
// | utility      | exits            | goes on       | -                  |
// | redirection  | exits            | goes on       | goes on            |
// | assignment   | exits            | exits         | exits              |
// | expansion    | exits            | exits         | exits              |
// | not found    | -                | goes on, 127  | -                  |
// | resources    | goes on, 126     | goes on, 126  | goes on, 126       |
//
// `((`, `for ((` and the comparisons of `[[`, which POSIX has not, fail with 1 where
// their arithmetic is wrong, as `let` does.
//
// "Exits" ends a non-interactive shell or a subshell; an interactive shell
// goes back to its prompt instead. `command` takes the "special" away, also from
// those in the text of its `eval` or `.`.

extension Shell {
  /// What a failing command does to the shell, and its status.
  enum Context { case specialBuiltin, utility, compound, expression }

  /// Applies the table: sets `$?` and tells how execution goes on.
  func consequence(of error: ShellError, in context: Context) -> Flow {
    switch error {
    case .arithmetic where context == .expression:
      status = 1
      return checkErrexit()
    case .expansion, .arithmetic, .assignment:
      status = 2
      return stopping()
    case .syntax:
      status = 2
      return stopping(spared: isUnderCommand)
    case .redirection:
      status = 1
      return context == .specialBuiltin ? stopping(spared: isUnderCommand) : checkErrexit()
    case .resources:
      status = 126
      return checkErrexit()
    case .utility(let code):
      status = code
      return context == .specialBuiltin ? stopping(spared: isUnderCommand) : checkErrexit()
    case .interrupted(let flow):
      return flow
    case .handedOver:
      return .handedOver
    }
  }

  /// The end of a non-interactive shell, or the way back to the prompt.
  private func stopping(spared: Bool = false) -> Flow {
    spared ? .failing : isInteractive ? .abandon : exiting()
  }

  /// `set -e` (XCU set): a failed command ends the shell unless its status is
  /// being tested.
  @inline(__always)
  func checkErrexit() -> Flow {
    if status != 0 && !options.isDisjoint(with: .minding) && !control.ignoresErrexit {
      return commandFailed()
    }
    return .next
  }

  /// A command has ended: what its status means, and then the signals that came.
  @inline(__always)
  func concludeCommand() -> Flow {
    let flow = checkErrexit()
    return flow == .next ? atSafePoint() : flow
  }
}

/// Why a command could not go on. The diagnostic has been written where the
/// error was found (`Shell.report`); what is thrown says only what follows
/// from it (`consequence`).
enum ShellError: Error {
  /// A word could not be expanded: `${x?}`, an unset parameter under -u
  /// (XCU 2.8.1, "expansion error").
  case expansion
  /// Of these a division by zero and a text that is no expression.
  case arithmetic
  /// A readonly variable was assigned to.
  case assignment
  /// A file could not be opened, a descriptor could not be duplicated.
  case redirection
  /// A built-in was used wrongly, or could not do its work.
  case utility(status: Int32)
  /// A process or pipe could not be had for a subshell: what needs it does not
  /// run, least of all with an empty word where its output should be.
  case resources
  /// The text of `eval`, `.` or a trap is not a command.
  case syntax
  /// A signal, or the action of its trap, ended what the shell was doing; `$?`
  /// is set.
  case interrupted(Flow)
  /// A forked copy goes on with the subshell at hand (`Flow.handedOver`).
  case handedOver
}
