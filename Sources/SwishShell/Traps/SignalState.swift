import SwishSystem

/// Which dispositions the shell has changed, so that children get them back.
struct SignalState {
  /// Dispositions that are not what they were at entry.
  private var modified = SignalSet()
  /// Those of them that this process catches; it ignores the others.
  private(set) var caught = SignalSet()
  /// Ignored by the user (`trap ''`), or for an asynchronous list.
  private var ignored = SignalSet()
  /// Found ignored at entry: they stay so (XCU trap).
  private var ignoredAtEntry = SignalSet()
  private var examined = SignalSet()
  /// `trap` leaves alone what was ignored at entry, except in an interactive
  /// shell and its subshells (XCU trap).
  var keepsIgnored = true

  /// What a child must set back to default.
  var defaultsForChild: SignalSet { SignalSet(bits: modified.bits & ~ignored.bits) }
  /// What a child must find ignored although the shell catches it.
  var ignoredForChild: SignalSet {
    SignalSet(bits: modified.bits & (ignored.bits | ignoredAtEntry.bits))
  }

  /// The signal was ignored when the shell was started.
  mutating func wasIgnoredAtEntry(_ signal: Signal) -> Bool {
    if !examined.contains(signal) {
      examined.insert(signal)
      if !modified.contains(signal) && signal.disposition == .ignore {
        ignoredAtEntry.insert(signal)
      }
    }
    return ignoredAtEntry.contains(signal)
  }

  /// `trap` in an interactive shell: how the signal was at entry is forgotten.
  mutating func forgetEntry(_ signal: Signal) {
    examined.insert(signal)
    ignoredAtEntry.remove(signal)
  }

  /// Caught for a trap.
  mutating func `catch`(_ signal: Signal) {
    catchForShell(signal)
    ignored.remove(signal)
  }

  /// Caught for the shell's own sake, whatever children shall find.
  mutating func catchForShell(_ signal: Signal) {
    if caught.contains(signal) { return }
    _ = wasIgnoredAtEntry(signal)
    signal.set(.catch)
    modified.insert(signal)
    caught.insert(signal)
  }

  /// As `catchForShell`, but left alone if it was ignored at entry or is now.
  mutating func catchUnlessIgnored(_ signal: Signal) {
    if modified.contains(signal) || wasIgnoredAtEntry(signal) { return }
    catchForShell(signal)
  }

  /// While SIGCHLD is ignored the kernel keeps no status for `waitpid`, so the
  /// shell cannot leave it so; commands find it ignored all the same.
  mutating func keepStatuses() {
    if wasIgnoredAtEntry(.child) || ignored.contains(.child) { catchForShell(.child) }
  }

  /// Ignored by the shell for itself alone: children get the default back.
  mutating func ignoreForShell(_ signal: Signal) {
    ignoreForAll(signal)
    ignored.remove(signal)
  }

  /// Ignored for commands too.
  mutating func ignoreForAll(_ signal: Signal) {
    _ = wasIgnoredAtEntry(signal)
    signal.set(.ignore)
    modified.insert(signal)
    caught.remove(signal)
    ignored.insert(signal)
  }

  /// Back to what it was at entry.
  mutating func restore(_ signal: Signal) {
    signal.set(wasIgnoredAtEntry(signal) ? .ignore : .default)
    modified.remove(signal)
    caught.remove(signal)
    ignored.remove(signal)
  }

  /// After a fork and `resetSignals`: what the shell caught is default again.
  mutating func resetForSubshell() {
    modified = SignalSet(bits: modified.bits & ignored.bits)
    caught = SignalSet()
  }

  /// After `resetSignals` for an exec that failed: the shell lives on.
  func establishAgain() {
    for number in 1..<Signal.limit where modified.contains(Signal(number)) {
      Signal(number).set(caught.contains(Signal(number)) ? .catch : .ignore)
    }
    PendingSignals.start()
  }
}
