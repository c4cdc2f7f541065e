// The conditions ERR, DEBUG and RETURN, which POSIX has not: a command failed
// where `set -e` would end the shell, a command is about to be executed, a
// function or dot script has returned. As in bash, a function does not see the
// actions of its caller, but with -E and -T, and what it sets itself stays.
import SwishSyntax
import SwishSystem

extension TrapTable {
  static let error = Int(Signal.limit)
  static let debug = error + 1
  static let returned = error + 2
  static let limit = error + 3

  static func ownName(_ number: Int) -> Bytes {
    number == error ? "ERR" : number == debug ? "DEBUG" : "RETURN"
  }

  func isPassedOn(_ number: Int) -> Bool {
    number == Self.error ? passesError : number > Self.error && passesOthers
  }
}

extension Shell {
  /// The number of a condition for `trap`.
  func conditionNumber(_ name: Bytes) -> Int? {
    for number in TrapTable.error..<TrapTable.limit where name == TrapTable.ownName(number) {
      return number
    }
    return signalNumber(name)
  }

  /// Lets the options say which conditions count, so that commands look at one
  /// word only.
  func ownTrapsChanged() {
    options.remove([.errorTrap, .debugTrap])
    if case .run = traps[TrapTable.error] { options.insert(.errorTrap) }
    if case .run = traps[TrapTable.debug] { options.insert(.debugTrap) }
    traps.passesError = options.contains(.errtrace)
    traps.passesOthers = options.contains(.functrace)
  }

  /// Runs the action on one of these conditions, unless it is being run.
  @inline(never)
  func runOwnTrap(_ number: Int) -> Flow {
    let bit: UInt8 = 1 << (number - TrapTable.error)
    guard case .run(let action) = traps[number], traps.ownRunning & bit == 0 else { return .next }
    traps.ownRunning |= bit
    defer { traps.ownRunning &= ~bit }
    return runTrap(action, fromLine: line)
  }

  /// A command has failed whose status is not tested.
  @inline(never)
  func commandFailed() -> Flow {
    if options.contains(.errorTrap) {
      let flow = runOwnTrap(TrapTable.error)
      if flow != .next { return flow }
    }
    return options.contains(.errexit) ? exiting() : .next
  }

  /// What happens in place of a command: nothing under -n, or what the action
  /// on DEBUG before it came to; nil if the command is to be executed.
  @inline(never)
  func flowBefore(_ node: Node) -> Flow? {
    if options.contains(.noexec) && !isInteractive { return .next }
    switch node.kind {
    case .simpleCommand, .caseClause, .conditionalCommand, .arithmeticCommand:
      if control.trapDepth == 0 && !options.isDisjoint(with: [.notesCommand, .debugTrap]) {
        commandAtHand = CommandAtHand(tree: currentTree, node: node)
      }
      if options.contains(.pipeStatuses) { agePipeStatuses() }
      if !options.contains(.debugTrap) { return nil }
      let flow = runDebugTrap(before: node)
      return flow == .next ? nil : flow
    case .pipeline:
      // Its commands are executed in subshells, which have no such action.
      let commands = Pipeline(node).commands
      for i in 0..<commands.count where commands.count > 1 && options.contains(.debugTrap) {
        if let flow = flowBefore(commands[i]) { return flow }
      }
      return nil
    default: return nil
    }
  }

  /// A loop runs it before each round.
  func runDebugTrap(before node: Node) -> Flow {
    line = node.line
    return runOwnTrap(TrapTable.debug)
  }

  /// Runs a function's body without its caller's actions.
  @inline(never)
  func withoutOwnTraps(_ body: () -> Flow) -> Flow {
    let own = traps.takeOwn()
    ownTrapsChanged()
    let flow = body()
    traps.putBackOwn(of: own)
    ownTrapsChanged()
    return flow
  }

  /// A function or dot script has come to its end by `flow`.
  @inline(never)
  func runReturnTrap(after flow: Flow) -> Flow {
    guard flow == .next || flow == .returning else { return flow }
    let own = runOwnTrap(TrapTable.returned)
    return own == .next ? flow : own
  }
}
