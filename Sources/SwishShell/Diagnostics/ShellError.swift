/// Why a command could not go on. The diagnostic has been written where the
/// error was found (`Shell.report`); what is thrown says only what follows
/// from it, which `ErrorPolicy.swift` decides.
enum ShellError: Error {
  /// A word could not be expanded: `${x?}`, an unset parameter under -u, a
  /// division by zero (XCU 2.8.1, "expansion error").
  case expansion
  /// A readonly variable was assigned to.
  case assignment
  /// A file could not be opened, a descriptor could not be duplicated.
  case redirection
  /// A special built-in was used wrongly.
  case utility(status: Int32)
  /// The text of `eval`, `.` or a trap is not a command.
  case syntax
  /// SIGINT ended what an interactive shell was doing.
  case interrupted
  /// A forked copy goes on with the subshell at hand (`Flow.handedOver`).
  case handedOver
}
