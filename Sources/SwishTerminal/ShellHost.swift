import SwishShell
import SwishSyntax
import SwishSystem

extension Shell: TerminalHost {
  public func prepareForPrompt() -> Bool {
    noteWindowSize()
    endTypedCommand()
    guard obeySignals() else { return false }
    notifyOfJobs()
    checkMail()
    return true
  }

  public func handleSignals(willWrite: () -> Void) -> Bool {
    let mayNotify = options.contains(.notify) && PendingSignals.contains(.child)
    if mayNotify || hasPendingTrap { willWrite() }
    guard obeySignals() else { return false }
    if mayNotify { notifyOfJobs() }
    return true
  }

  /// Signals but those every prompt expects come only where there is a trap.
  private var hasPendingTrap: Bool {
    (1..<Signal.limit - 1).contains { number in
      let signal = Signal(number)
      return PendingSignals.contains(signal)
        && (hasTrap(signal) || (signal != .child && signal != .windowChange))
    }
  }

  public func takeWindowChange() -> Bool {
    defer { windowChanged = false }
    return windowChanged
  }
}
