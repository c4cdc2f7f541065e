// Waiting for children. `waitpid(-1)` is called in these few places only; each
// child's news goes to the job it belongs to, and no other child is waited for
// by number, so that no status can be lost.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Before the first child: ^C must not end the shell while it waits, for the
  /// child may handle it. What it means is decided when the child has ended
  /// (`obeyInterrupt`).
  func prepareToWait() {
    if !isInteractive { signals.catchUnlessIgnored(.interrupt) }
    signals.keepStatuses()
    readAhead.share()
    redirections.share()
  }

  /// Before the first background child: SIGCHLD marks that there is news.
  func catchChildren() { signals.catchForShell(.child) }

  /// Takes in the news of all children, without waiting.
  func reapChildren() {
    // Without job control a child that stops is none of the shell's business;
    // the shell is in its group and stops with it.
    let mode = jobControlIsOn ? Process.WaitMode.poll : .pollForEnd
    while true {
      do throws(Errno) {
        guard let news = try Process.wait(mode) else { return }
        jobs.update(news.pid, news.status)
      } catch {
        if error == .interrupted { continue }
        // Most often nobody is awaited, and there are no children.
        if jobs.loseAwaited() { report("cannot wait for children", error) }
        return
      }
    }
  }

  /// Blocks while a job runs, or until the shell is to end (`endings`). Signals
  /// that arrive meanwhile stay marked; the next safe point handles them.
  func waitWhileRunning(_ job: Job) {
    let endings = endings
    if !endings.isEmpty { return waitWhileRunning(job, unless: endings) }
    let mode = jobControlIsOn ? Process.WaitMode.block : .blockForEnd
    var missesInterrupt = jobControlIsOn && job.group > 0
    while job.state == .running && !isEndedByInterrupt {
      passMissedInterrupt(to: job, &missesInterrupt)
      do throws(Errno) {
        if let news = try Process.wait(mode) { jobs.update(news.pid, news.status) }
      } catch {
        if error == .interrupted { continue }
        report("cannot wait for a command", error)
        job.markLost()
      }
    }
  }

  private func waitWhileRunning(_ job: Job, unless endings: SignalSet) {
    catchChildren()
    var awaited = endings
    awaited.insert(.child)
    awaited.insert(.interrupt)
    var missesInterrupt = jobControlIsOn && job.group > 0
    var hasNews = false
    while true {
      if PendingSignals.take(.child) { hasNews = true }
      reapChildren()
      if job.state != .running || PendingSignals.containAny(of: endings) || isEndedByInterrupt {
        break
      }
      passMissedInterrupt(to: job, &missesInterrupt)
      // It stays marked, and would be no news any more.
      if !missesInterrupt { awaited.remove(.interrupt) }
      _ = FileDescriptor.waitForInput(nil, unless: awaited)
    }
    // A trap on it still has to run.
    if hasNews && traps.handles(.child) { try? Signal.child.send(to: Process.identifier) }
  }

  /// Runs a job in the foreground to its end, or until it stops, and takes its
  /// status.
  func finishForeground(_ job: Job) -> Flow {
    jobs.register(job)
    // The children's side does the same; whoever is first, it is done in time.
    if job.group > 0 { try? jobs.terminal?.setForegroundGroup(job.group) }
    // Under job control `waitWhileRunning` passes on what was missed.
    if jobControlIsOn ? !hasMissedInterrupt && hasLostPart(job) : hasMissedInterrupt {
      try? deliver(.interrupt, to: job)
    }
    waitWhileRunning(job)
    return concludeForeground(job)
  }

  func concludeForeground(_ job: Job) -> Flow {
    if job.state == .running {
      // The shell ends before it.
      job.freezeText()
      jobs.addToTable(job)
      return atSafePoint()
    }
    status = job.status
    takeTerminalBack(after: job)
    if job.state == .stopped {
      return suspend(job)
    }
    if job.number > 0 { jobs.remove(job) } else { jobs.unregister(job) }
    if job.processCount > 1 { keepStatuses(of: job) }
    let decisive = job.decisiveStatus
    if let signal = decisive.termSignal { explain(signal, dumpedCore: decisive.dumpedCore) }
    // Under job control the terminal tells only the job of ^C, and of a pipeline
    // only the commands that are there by then.
    if isInteractive && job.hasDied(of: .interrupt) {
      status = 128 + Signal.interrupt.number
      flushOutput()
      if jobControlIsOn { writeToStandardError("\n") }
      return .abandon
    }
    let flow = obeyInterrupt(after: job)
    return flow == .next ? concludeCommand() : flow
  }

  /// ^C came before the job was there to get it, and would only be obeyed at the
  /// job's end. Under job control it may also arrive once the shell waits: the
  /// terminal's driver had chosen the shell's group before the job's took its place.
  var hasMissedInterrupt: Bool {
    PendingSignals.contains(.interrupt) && !PendingSignals.interruptWasSent
  }

  /// Lets a job under job control have it, once.
  private func passMissedInterrupt(to job: Job, _ misses: inout Bool) {
    guard misses && hasMissedInterrupt else { return }
    misses = false
    try? deliver(.interrupt, to: job)
  }

  /// ^C has ended a command of a pipeline, perhaps before the others were there.
  private func hasLostPart(_ job: Job) -> Bool {
    if job.processCount == 1 { return false }
    reapChildren()
    return job.hasDied(of: .interrupt)
  }

  /// SIGINT that a process sent means the shell, which takes the standard action
  /// (XCU sh, "Asynchronous events"), whatever its command does.
  var isEndedByInterrupt: Bool {
    PendingSignals.contains(.interrupt) && PendingSignals.interruptWasSent && !isInteractive
      && !traps.handles(.interrupt) && !traps.outside.contains(.interrupt)
  }

  /// Whether ^C that came while the shell waited was meant for the shell too: a
  /// script dies of it exactly when the child did, for the child may have
  /// handled it (an editor, say); an interactive shell goes back to its prompt.
  func obeyInterrupt(after job: Job) -> Flow {
    guard PendingSignals.contains(.interrupt), !traps.handles(.interrupt) else { return .next }
    if isInteractive || PendingSignals.interruptWasSent || traps.outside.contains(.interrupt)
      || job.decisiveStatus.termSignal == .interrupt
    {
      return atSafePoint()
    }
    PendingSignals.take(.interrupt)
    return .next
  }

  /// A job in the foreground has stopped: it becomes the current job.
  private func suspend(_ job: Job) -> Flow {
    var hasRemainder = false
    if isInteractive && job.number == 0, let command = commandAround {
      switch splitRemainder(of: command, off: job) {
      case .copy: return checkErrexit()
      case .split: hasRemainder = true
      case .failed: break
      }
    }
    job.freezeText()
    jobs.addToTable(job)
    job.needsNotice = false
    guard isInteractive else { return .next }
    var text = ByteBuffer()
    text.append("\n")
    appendJobLine(job, to: &text)
    writeToStandardError(text.bytes)
    // A loop would only start its next round.
    return hasRemainder || control.loopDepth > 0 ? .abandon : .next
  }

  /// Tells in words that a command died of a signal; SIGINT and SIGPIPE are
  /// everyday ends and stay quiet.
  private func explain(_ signal: Signal, dumpedCore: Bool) {
    // The last command of a substitution stands for the subshell.
    if signal == .interrupt || signal == .pipe || output.isCaptured { return }
    var text = ByteBuffer()
    if !isInteractive { appendDiagnosticPrefix(line: line, to: &text) }
    text.append(Bytes(cString: signal.description))
    if dumpedCore { text.append(" (core dumped)") }
    text.append("\n")
    writeToStandardError(text.bytes)
  }
}
