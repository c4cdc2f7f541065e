/// Why a command could not go on. The diagnostic has been written where the
/// error was found (`Shell.report`); what is thrown says only what follows
/// from it, which `ErrorPolicy.swift` decides.
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
  /// A special built-in was used wrongly.
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
