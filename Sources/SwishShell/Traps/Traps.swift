// Traps and signals. Handlers only mark; everything else happens at safe points
// between commands (`atSafePoint`), in `wait` and in `read`. ERR, DEBUG and RETURN
// are in OwnTraps.swift.
import SwishSyntax
import SwishSystem

/// What `trap` has set, by signal number; 0 is EXIT, and behind the signals come
/// the conditions of OwnTraps.swift.
struct TrapTable {
  enum Action {
    case standard
    case ignore
    case run(OwnedText)
  }

  /// The action for one condition, in a list of those that are not standard, the
  /// highest number first. It never changes, for copies of the table share it.
  private final class Entry {
    let number: Int
    let action: Action
    let next: Entry?

    init(_ number: Int, _ action: Action, next: Entry?) {
      self.number = number
      self.action = action
      self.next = next
    }
  }

  private var entries: Entry?
  /// What the parent had set, for `trap` in a subshell that has set nothing
  /// itself (XCU trap).
  private var inherited: Entry?
  /// An action other than EXIT's is being run for these.
  private(set) var hasActions = false
  private(set) var trapped = SignalSet()
  /// There are actions on ERR, DEBUG or RETURN, and which of them run.
  private(set) var hasOwn = false
  var ownRunning: UInt8 = 0
  /// Functions and subshells take over ERR (-E); DEBUG and RETURN (-T).
  var passesError = false
  var passesOthers = false
  /// Those for which the shell around the subshell environments in this process
  /// has actions; not SIGPIPE, which tells of an environment's own writes.
  private(set) var outside = SignalSet()
  /// Signals whose action is being run, and those of them that came again: an
  /// action does not interrupt itself, else a storm would nest without end.
  var running = SignalSet()
  var deferred = SignalSet()

  subscript(number: Int) -> Action { Self.action(number, in: entries) }

  /// The action `trap` shows.
  func shown(_ number: Int) -> Action { Self.action(number, in: inherited ?? entries) }

  private static func action(_ number: Int, in list: Entry?) -> Action {
    var next = list
    while let entry = next {
      if entry.number == number { return entry.action }
      next = entry.next
    }
    return .standard
  }

  mutating func set(_ number: Int, _ action: Action) {
    inherited = nil
    keep { $0.number != number }
    if case .standard = action { return }
    entries = Self.list(entries, with: number, action)
    note(number, action)
  }

  private static func list(_ list: Entry?, with number: Int, _ action: Action) -> Entry {
    guard let list, list.number > number else { return Entry(number, action, next: list) }
    return Entry(list.number, list.action, next: Self.list(list.next, with: number, action))
  }

  /// Drops the other entries.
  private mutating func keep(_ isKept: (Entry) -> Bool) {
    hasActions = false
    hasOwn = false
    trapped = SignalSet()
    entries = kept(entries, isKept)
  }

  private mutating func kept(_ list: Entry?, _ isKept: (Entry) -> Bool) -> Entry? {
    guard let list else { return nil }
    let next = kept(list.next, isKept)
    guard isKept(list) else { return next }
    note(list.number, list.action)
    return Entry(list.number, list.action, next: next)
  }

  /// Takes the actions out that a function does not take over, which without -E
  /// and -T is the beginning of the list.
  mutating func takeOwn() -> TrapTable {
    let before = self
    if passesError || passesOthers {
      keep { $0.number < Self.error || before.isPassedOn($0.number) }
    } else {
      entries = Self.withoutOwn(entries)
      hasOwn = false
    }
    return before
  }

  private static func withoutOwn(_ list: Entry?) -> Entry? {
    var list = list
    while let entry = list, entry.number >= error { list = entry.next }
    return list
  }

  /// Puts those back that have not been replaced.
  mutating func putBackOwn(of before: TrapTable) {
    if entries === Self.withoutOwn(before.entries) {
      entries = before.entries
      hasOwn = before.hasOwn
      return
    }
    for number in Self.error..<Self.limit {
      if case .standard = self[number] { set(number, before[number]) }
    }
  }

  private mutating func note(_ number: Int, _ action: Action) {
    guard case .run = action else { return }
    hasActions = true
    if number >= Self.error {
      hasOwn = true
    } else if number > 0 {
      trapped.insert(Signal(Int32(number)))
    }
  }

  func handles(_ signal: Signal) -> Bool { trapped.contains(signal) }

  /// Actions are reset to default; ignored signals stay ignored (XCU 2.13).
  mutating func resetForSubshell() {
    running = SignalSet()
    deferred = SignalSet()
    ownRunning = 0
    guard hasActions else { return }
    if inherited == nil { inherited = entries }
    let before = self
    keep { if case .run = $0.action { before.isPassedOn($0.number) } else { true } }
  }

  /// The same for an environment in the process of a shell with `outer` traps.
  mutating func resetForEnvironment(in outer: TrapTable) {
    resetForSubshell()
    outside = outer.outside.union(outer.trapped)
    outside.remove(.pipe)
  }

  mutating func resetForProcess() { outside = SignalSet() }

  var hasExit: Bool {
    if case .run = self[0] { return true }
    return false
  }

  /// Takes the EXIT action, which runs once.
  mutating func takeExit() -> OwnedText? {
    guard case .run(let action) = self[0] else { return nil }
    keep { $0.number != 0 }
    return action
  }
}

extension Shell {
  /// Between two commands: deals with signals that came meanwhile.
  @inline(__always)
  func atSafePoint() -> Flow { PendingSignals.any ? handleSignals() : .next }

  func handleSignals() -> Flow {
    if !subshells.isEmpty { return leaveForSignals() }
    // One at a time: what an action makes the shell leave behind stays marked.
    for number in 1..<Signal.limit where PendingSignals.take(Signal(number)) {
      let signal = Signal(number)
      if signal == .child { takeInChildren() }
      if signal == .windowChange { noteWindowChange() }
      let flow: Flow
      switch traps[Int(number)] {
      case .run: flow = runTrap(for: signal)
      // It came before it was to be ignored.
      case .ignore: flow = .next
      case .standard: flow = obeyUntrapped(signal)
      }
      if flow != .next { return flow }
    }
    return .next
  }

  /// All signals that came are the business of traps outside the subshell
  /// environment at hand. ^C also reaches what is no process.
  var isTrapDeferred: Bool { PendingSignals.areWithin(traps.outside) && !hasMissedInterrupt }

  /// In a subshell of this process, signals end it and stay marked for the
  /// shell, but for SIGPIPE (`runSubshell`); children's ends are taken in.
  private func leaveForSignals() -> Flow {
    if PendingSignals.take(.child) { reapChildren() }
    if PendingSignals.take(.windowChange) { windowChanged = true }
    guard PendingSignals.any else { return .next }
    // The trap runs when the subshell has ended: in a process of its own now.
    if isTrapDeferred { return ownProcess() ? .next : .handedOver }
    status = 128 + (PendingSignals.contains(.pipe) ? Signal.pipe : .interrupt).number
    return .exiting
  }

  /// Dying of a signal runs the EXIT trap too, as in bash and ksh (XCU trap
  /// leaves it open), so the shell must notice.
  func catchEndings() {
    for number in 1..<Signal.limit where SignalSet.ending.contains(Signal(number)) {
      signals.catchUnlessIgnored(Signal(number))
    }
  }

  /// The signals that end the shell at once, whatever it waits for; not SIGINT,
  /// which is the business of the command in the foreground (`obeyInterrupt`),
  /// and not SIGPIPE, which the shell's own writes bring about.
  var endings: SignalSet {
    var result = signals.caught.intersection(.ending).subtracting(traps.trapped)
      .subtracting(traps.outside)
    result.remove(.interrupt)
    if !traps.hasExit { result.remove(.pipe) }
    return result
  }

  /// What ends a long expansion as well: SIGINT, if it has no trap.
  var interruptions: SignalSet {
    var result = endings
    result.insert(.interrupt)
    return result.subtracting(traps.trapped).subtracting(traps.outside)
  }

  /// Signals the shell caught for its own sake.
  private func obeyUntrapped(_ signal: Signal) -> Flow {
    switch signal {
    case .interrupt:
      status = 128 + signal.number
      if isInteractive {
        flushOutput()
        // The prompt begins a line of its own, behind the `^C` of the echo.
        if !isAtPrompt { writeToStandardError("\n") }
        return .abandon
      }
      die(of: signal)
    case .hangup where isInteractive:
      hangUpJobs(onlyStopped: false)
      die(of: signal)
    default:
      if SignalSet.ending.contains(signal) { die(of: signal) }
      return .next
    }
  }

  /// Runs a signal's action, once more if the signal came again meanwhile.
  private func runTrap(for signal: Signal) -> Flow {
    if traps.running.contains(signal) {
      if signal != .child { traps.deferred.insert(signal) }
      return .next
    }
    traps.running.insert(signal)
    defer { traps.running.remove(signal) }
    if signal == .child { return runChildTrap() }
    while case .run(let action) = traps[Int(signal.number)] {
      let flow = runTrap(action)
      let cameAgain = traps.deferred.contains(signal)
      traps.deferred.remove(signal)
      if flow != .next {
        // The action left everything behind, but not what is still to be told.
        if cameAgain && traps.handles(signal) { try? signal.send(to: Process.identifier) }
        return flow
      }
      if !cameAgain { break }
    }
    return .next
  }

  /// The action for SIGCHLD runs once for each child that ended, as in bash, but
  /// not for its own commands: it would never end.
  private func runChildTrap() -> Flow {
    jobs.countsForegroundEnds = false
    defer { jobs.countsForegroundEnds = true }
    var rounds = max(1, jobs.takeEnds())
    while rounds > 0, case .run(let action) = traps[Int(Signal.child.number)] {
      let flow = runTrap(action)
      if flow != .next { return flow }
      rounds -= 1
      if rounds == 0 {
        takeInChildren()
        rounds = jobs.takeEnds()
      }
    }
    return .next
  }

  /// Takes in the children whose ends have been marked, until no mark is left
  /// that stands for one of them.
  private func takeInChildren() {
    repeat { reapChildren() } while PendingSignals.take(.child)
  }

  /// Runs a trap's action; `$?` is what it was before (XCU trap).
  func runTrap(_ action: OwnedText, fromLine firstLine: Int = 1) -> Flow {
    let outer = status
    let outerLine = line
    control.trapDepth += 1
    let outerTrapStatus = control.statusBeforeTrap
    control.statusBeforeTrap = outer
    let outerFunctionDepth = control.functionDepthOfTrap
    control.functionDepthOfTrap = control.functionDepth
    let outerStatuses = (pipeStatuses, options.contains(.pipeStatuses), computed.hasBegunSince)
    let flow = evaluate(action.bytes, fromLine: firstLine)
    pipeStatuses = outerStatuses.0
    if outerStatuses.1 { options.insert(.pipeStatuses) } else { options.remove(.pipeStatuses) }
    computed.hasBegunSince = outerStatuses.2
    control.functionDepthOfTrap = outerFunctionDepth
    control.statusBeforeTrap = outerTrapStatus
    control.trapDepth -= 1
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
    if !control.isSubshell { terminalHooks?.willEnd() }
    releaseTerminal()
    flushOutput()
    readAhead.giveBack()
    signal.die()
    Process.exit(128 + signal.number)
  }

  /// The shell is to end: the action on EXIT finds the parameters and files of
  /// the command that ended it (XCU trap), where the stack has room for it.
  @inline(never)
  func exiting() -> Flow {
    if subshells.isEmpty && !isStackExhausted && !exitWaits { runExitTrap() }
    return .exiting
  }

  /// Undoes a command's redirections, those since `mark`, before the shell ends
  /// by what the command did.
  func waitingToExit(_ mark: Int, _ execute: () -> Flow) -> Flow {
    let outer = exitWaits
    exitWaits = true
    let flow = execute()
    exitWaits = outer
    restoreDescriptors(to: mark)
    return flow == .exiting ? exiting() : flow
  }

  func runExitTrap() {
    guard let action = traps.takeExit() else { return }
    control.loopDepth = 0
    let outer = status
    control.statusBeforeTrap = outer
    // Only `exit` in the action changes the status the shell ends with.
    if evaluate(action.bytes) != .exiting { status = outer }
  }

  /// Ends this process with `$?`, after the EXIT trap.
  func terminate() -> Never {
    runExitTrap()
    flushOutput()
    readAhead.giveBack()
    if !control.isSubshell {
      terminalHooks?.willEnd()
      releaseTerminal()
    }
    Process.exit(status & 0xff)
  }
}
