// trap (XCU 2.15).
import SwishSyntax
import SwishSystem

extension Shell {
  /// `trap -l`, `trap [-p] [condition...]`, `trap action condition...`, `trap n condition...`
  func runTrap(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "lp")
    var prints = false
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "l"): return listSignals(.none)
      default: prints = true
      }
    }
    let operands = options.operands
    if prints || operands.isEmpty { return listTraps(operands, all: prints) }
    // A number in the action's place: all operands are conditions to reset.
    let resets = operands[0].decimal != nil || operands.count == 1
    var failed = false
    for i in (resets ? 0 : 1)..<operands.count {
      guard let number = conditionNumber(operands[i]) else {
        report(builtin: "trap", operands[i], isNone: .signals, "invalid signal")
        failed = true
        continue
      }
      setTrap(number, resets ? "-" : operands[0])
    }
    return failed ? 1 : 0
  }

  private func setTrap(_ number: Int, _ action: Bytes) {
    noteCommands(for: action)
    if number >= TrapTable.error {
      let isRun = action != "-" && !action.isEmpty
      traps.set(number, isRun ? .run(OwnedText(action)) : .standard)
      return ownTrapsChanged()
    }
    let signal = Signal(Int32(number))
    if number > 0 && signals.wasIgnoredAtEntry(signal) {
      if signals.keepsIgnored { return }
      signals.forgetEntry(signal)
    }
    if action == "-" {
      traps.set(number, .standard)
      if number > 0 { restoreDisposition(signal) }
    } else if action.isEmpty {
      traps.set(number, .ignore)
      if number > 0 { signals.ignoreForAll(signal) }
    } else {
      traps.set(number, .run(OwnedText(action)))
      if signal == .child { _ = jobs.takeEnds() }
      if number > 0 { signals.catch(signal) } else { catchEndings() }
    }
  }

  /// The disposition the shell itself wants for a signal without a trap.
  func restoreDisposition(_ signal: Signal) {
    if signal == .child {
      signals.restore(signal)
      catchChildren()
    } else if isInteractive {
      switch signal {
      case .interrupt, .hangup, .windowChange: signals.catch(signal)
      case .quit, .terminate: signals.ignoreForShell(signal)
      case .terminalStop, .terminalInput, .terminalOutput:
        if jobControlIsOn { signals.ignoreForShell(signal) } else { signals.restore(signal) }
      default: signals.restore(signal)
      }
    } else {
      signals.restore(signal)
      if traps.hasExit { catchEndings() }
    }
  }

  /// Lists traps in a form that can be read back; with -p and no conditions
  /// the default ones as well.
  private func listTraps(_ conditions: Arguments, all: Bool) -> Int32 {
    if conditions.count == 0 {
      for number in 0..<TrapTable.limit {
        listTrap(number, evenDefault: all && number < TrapTable.error)
      }
      return 0
    }
    var failed = false
    for i in 0..<conditions.count {
      if let number = conditionNumber(conditions[i]) {
        // Outside of POSIX mode bash tells nothing of its own, and scripts look for that.
        listTrap(number, evenDefault: number < TrapTable.error || options.contains(.posix))
      } else {
        report(builtin: "trap", conditions[i], isNone: .signals, "invalid signal")
        failed = true
      }
    }
    return failed ? 1 : 0
  }

  private func listTrap(_ number: Int, evenDefault: Bool) {
    let signal = Signal(Int32(number))
    let isOwn = number >= TrapTable.error
    if number > 0 && !isOwn && !signal.hasName { return }
    switch traps.shown(number) {
    case .run(let action):
      output.append("trap -- ")
      output.buffer.appendQuoted(action.bytes)
    case .ignore: output.append("trap -- ''")
    case .standard:
      if number > 0 && !isOwn && signals.wasIgnoredAtEntry(signal) {
        output.append("trap -- ''")
      } else if evenDefault {
        output.append("trap -- -")
      } else {
        return
      }
    }
    output.append(" ")
    if isOwn {
      output.append(TrapTable.ownName(number))
    } else if number == 0 {
      output.append("EXIT")
    } else {
      output.buffer.append(nameOf: signal)
    }
    output.append("\n")
  }
}
