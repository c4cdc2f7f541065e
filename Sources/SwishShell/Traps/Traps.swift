// Traps and signals. Handlers only mark; everything else happens at safe points
// between commands (`atSafePoint`), in `wait` and in `read`.
import SwishSyntax
import SwishSystem

/// What `trap` has set, by signal number; 0 is EXIT.
struct TrapTable {
  enum Action {
    case standard
    case ignore
    case run(OwnedText)
  }

  private var actions: [Action] = []
  /// What the parent had set, for `trap` in a subshell that has set nothing
  /// itself (XCU trap).
  private(set) var inherited: [Action] = []
  /// An action other than EXIT's is being run for these.
  private(set) var hasActions = false
  private(set) var trapped = SignalSet()

  subscript(number: Int) -> Action {
    number < actions.count ? actions[number] : .standard
  }

  /// The action `trap` shows.
  func shown(_ number: Int) -> Action {
    if number < inherited.count { return inherited[number] }
    return self[number]
  }

  mutating func set(_ number: Int, _ action: Action) {
    inherited = []
    if actions.isEmpty {
      actions = Array(repeating: .standard, count: Int(Signal.limit))
    }
    guard number < actions.count else { return }
    actions[number] = action
    update()
  }

  private mutating func update() {
    hasActions = false
    trapped = SignalSet()
    for (number, action) in actions.enumerated() {
      if case .run = action {
        hasActions = true
        if number > 0 { trapped.insert(Signal(Int32(number))) }
      }
    }
  }

  func handles(_ signal: Signal) -> Bool { trapped.contains(signal) }

  /// Actions are reset to default; ignored signals stay ignored (XCU 2.13).
  mutating func resetForSubshell() {
    if actions.isEmpty { return }
    inherited = actions
    for number in actions.indices {
      if case .run = actions[number] { actions[number] = .standard }
    }
    update()
  }

  /// Takes the EXIT action, which runs once.
  mutating func takeExit() -> OwnedText? {
    guard case .run(let action) = self[0] else { return nil }
    actions[0] = .standard
    update()
    return action
  }
}

/// Which dispositions the shell has changed, so that children get them back.
struct SignalState {
  /// Dispositions that are not what they were at entry.
  private var modified = SignalSet()
  /// Ignored by the user (`trap ''`), or for an asynchronous list.
  private var ignored = SignalSet()
  /// Found ignored at entry: they stay so (XCU trap).
  private var ignoredAtEntry = SignalSet()
  private var examined = SignalSet()

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

  mutating func `catch`(_ signal: Signal) {
    if modified.contains(signal) && !ignored.contains(signal) && signal.disposition == .catch {
      return
    }
    _ = wasIgnoredAtEntry(signal)
    signal.set(.catch)
    modified.insert(signal)
    ignored.remove(signal)
  }

  /// SIGINT for a shell that waits; left alone if it was ignored at entry.
  mutating func catchInterrupt() {
    if modified.contains(.interrupt) || wasIgnoredAtEntry(.interrupt) { return }
    `catch`(.interrupt)
  }

  /// Ignored by the shell for itself alone: children get the default back.
  mutating func ignoreForShell(_ signal: Signal) {
    _ = wasIgnoredAtEntry(signal)
    signal.set(.ignore)
    modified.insert(signal)
  }

  /// Ignored for commands too.
  mutating func ignoreForAll(_ signal: Signal) {
    _ = wasIgnoredAtEntry(signal)
    signal.set(.ignore)
    modified.insert(signal)
    ignored.insert(signal)
  }

  /// Back to what it was at entry.
  mutating func restore(_ signal: Signal) {
    signal.set(wasIgnoredAtEntry(signal) ? .ignore : .default)
    modified.remove(signal)
    ignored.remove(signal)
  }

  /// After a fork and `resetSignals`: what the shell caught is default again.
  mutating func resetForSubshell() {
    modified = SignalSet(bits: modified.bits & ignored.bits)
  }
}

extension Shell {
  /// Between two commands: deals with signals that came meanwhile.
  @inline(__always)
  func atSafePoint() -> Flow { PendingSignals.any ? handleSignals() : .next }

  func handleSignals() -> Flow {
    // One at a time: what an action makes the shell leave behind stays marked.
    for number in 1..<Signal.limit - 1 where PendingSignals.take(Signal(number)) {
      let signal = Signal(number)
      if signal == .child { reapChildren() }
      let flow: Flow
      if case .run(let action) = traps[Int(number)] {
        flow = runTrap(action)
      } else {
        flow = obeyUntrapped(signal)
      }
      if flow != .next { return flow }
    }
    return .next
  }

  /// Signals the shell caught for its own sake.
  private func obeyUntrapped(_ signal: Signal) -> Flow {
    switch signal {
    case .interrupt:
      status = 128 + signal.number
      if isInteractive {
        flushOutput()
        // The prompt begins a line of its own, behind the `^C` of the echo.
        if !isAtPrompt { try? FileDescriptor.standardError.writeAll(Bytes("\n").raw) }
        return .abandon
      }
      die(of: signal)
    case .hangup:
      hangUpJobs()
      die(of: signal)
    case .windowChange:
      // The line editor asks for this one itself.
      windowChanged = true
      return .next
    default:
      return .next
    }
  }

  /// Runs a trap's action; `$?` is what it was before (XCU trap).
  func runTrap(_ action: OwnedText) -> Flow {
    if trapDepth > 64 { return .next }
    let outer = status
    let outerLine = line
    trapDepth += 1
    let outerTrapStatus = statusBeforeTrap
    statusBeforeTrap = outer
    let outerFunctionDepth = functionDepthOfTrap
    functionDepthOfTrap = functionDepth
    let flow = evaluate(action.bytes)
    functionDepthOfTrap = outerFunctionDepth
    statusBeforeTrap = outerTrapStatus
    trapDepth -= 1
    if flow == .next {
      status = outer
      line = outerLine
    }
    return flow
  }

  /// Ends the shell by a signal, after the EXIT trap.
  func die(of signal: Signal) -> Never {
    status = 128 + signal.number
    runExitTrap()
    releaseTerminal()
    flushOutput()
    signal.die()
    Process.exit(128 + signal.number)
  }

  func runExitTrap() {
    guard let action = traps.takeExit() else { return }
    loopDepth = 0
    let outer = status
    statusBeforeTrap = outer
    // Only `exit` in the action changes the status the shell ends with.
    if evaluate(action.bytes) != .exiting { status = outer }
  }

  /// Ends this process with `$?`, after the EXIT trap.
  func terminate() -> Never {
    runExitTrap()
    flushOutput()
    if !isSubshell { releaseTerminal() }
    Process.exit(status & 0xff)
  }
}
