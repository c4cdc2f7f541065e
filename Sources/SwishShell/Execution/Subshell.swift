// Subshells (XCU 2.9.4.1) and asynchronous lists, and the forked copies of the
// shell that run them. A subshell begins without one where it
// can: see SubshellEnvironment.swift.
import SwishSyntax
import SwishSystem

extension Shell {
  /// What a forked copy is for.
  enum SubshellKind {
    case substitution
    /// Part of a job in the foreground; its group, 0 for a new one, -1 for none.
    case foreground(group: Int32)
    case background(group: Int32)
  }

  /// `fork`, with nothing left in the output buffer to be written twice. A
  /// function that calls itself in a subshell would not end before the machine
  /// has no process left.
  func forkShell() throws(Errno) -> Int32 {
    if forkDepth >= Shell.maximumForkDepth { throw .again }
    flushOutput()
    prepareToWait()
    return try Process.fork()
  }

  /// Turns a forked copy into a subshell environment: no jobs, traps reset to
  /// default but ignored signals still ignored, no job control.
  func enterSubshell(_ kind: SubshellKind) {
    switch kind {
    case .substitution: break
    case .foreground(let group):
      joinGroup(group, handingOver: true)
    case .background(let group):
      joinGroup(group, handingOver: false)
      _ = PendingSignals.take(.interrupt)
    }
    becomeSubshell()
    if case .background(let group) = kind, group < 0 { detachFromTerminal() }
  }

  func joinGroup(_ group: Int32, handingOver: Bool) {
    guard group >= 0 else { return }
    try? Process.setGroup(0, group)
    if handingOver { try? jobs.terminal?.setForegroundGroup(Process.group) }
  }

  /// State that a subshell does not share with its parent.
  func becomeSubshell() {
    control.enterSubshell()
    computed.seed = 0
    traps.resetForSubshell()
    if isInteractive { options.insert(.ofInteractive) }
    options.remove(.interactive)
    redirections.release(below: redirections.mark)
    subshells.inherited = subshells.levels.count
    output.dropCaptured(from: 0)
    output.isCaptured = false
    becomeProcess()
  }

  /// What a process has that a subshell environment within one has not: signals
  /// and children of its own.
  func becomeProcess() {
    Process.resetSignals(default: signals.defaultsForChild, ignored: signals.ignoredForChild)
    // ^C is for the copy too, whether it came just before the fork or behind it.
    let isInterrupted = hasMissedInterrupt
    signals.resetForSubshell()
    traps.resetForProcess()
    forkDepth += 1
    exitWaits = false
    // What was marked before the fork is the parent's business.
    _ = PendingSignals.take()
    if isInterrupted { try? Signal.interrupt.send(to: Process.identifier) }
    readAhead.peek.close()
    jobs.resetForSubshell()
  }

  /// Without job control an asynchronous list ignores SIGINT and SIGQUIT and
  /// reads nothing from the terminal (XCU 2.9.3.1, 2.12).
  private func detachFromTerminal() {
    signals.ignoreForAll(.interrupt)
    signals.ignoreForAll(.quit)
    FileDescriptor.standardInput.close()
    _ = try? FileDescriptor.open(Bytes("/dev/null").cString, .read)
    FileDescriptor.standardInput.setCloseOnExec(false)
  }

  /// Ends a forked copy: its EXIT trap, its output, its status.
  func exitSubshell(_ flow: Flow) -> Never { terminate() }

  /// `( list )`.
  func executeSubshell(_ group: Group, tail: Bool) -> Flow {
    line = group.node.line
    if tail && mayReplaceProcess {
      becomeSubshell()
      // Ended here, its EXIT trap still has the redirections around it.
      exitSubshell(execute(group.body, tail: true))
    }
    if mayShareProcess {
      do throws(ShellError) {
        let (flow, copy) = try runSubshell(group.body, capturing: false, tail: tail)
        if let copy { return finishForeground(Job(group: 0, process: copy)) }
        return flow == .next ? concludeCommand() : flow
      } catch { return consequence(of: error, in: .compound) }
    }
    if output.isCaptured && !ownProcess() { return .handedOver }
    let pid: Int32
    do throws(Errno) { pid = try forkShell() } catch { return failToFork(error) }
    if pid == 0 {
      enterSubshell(.foreground(group: groupOfNewJob))
      exitSubshell(execute(group.body, tail: true))
    }
    let job = newJob(of: pid)
    if jobControlIsOn { job.text = { [names] in Printer.jobText(group.node, names: names) } }
    return finishForeground(job)
  }

  func failToFork(_ errno: Errno) -> Flow {
    report("cannot fork", errno)
    return consequence(of: .resources, in: .compound)
  }

  /// The status of a substitution's subshell, whatever else ends meanwhile.
  func waitForSubshell(_ pid: Int32) throws(ShellError) -> Int32 {
    let job = Job(group: 0, process: pid)
    jobs.register(job)
    waitWhileRunning(job)
    while job.state == .stopped {
      // It is no job that could be continued later, so Control-Z means nothing.
      try? Signal.continue.send(to: 0)
      job.markContinued()
      waitWhileRunning(job)
    }
    jobs.unregister(job)
    let flow = job.state == .running ? atSafePoint() : obeyInterrupt(after: job)
    if flow != .next { throw .interrupted(flow) }
    return job.status
  }

  // MARK: Asynchronous lists (XCU 2.9.3.1)

  func executeAsynchronous(_ list: AsynchronousList) -> Flow {
    if options.contains(.noexec) && !isInteractive { return .next }
    line = list.node.line
    guard ownProcess() else { return .handedOver }
    catchChildren()
    let job: Job
    if list.command.kind == .pipeline, Pipeline(list.command).isPlain {
      // `$!` is the last command's process, not a copy's that waits for it.
      var unused: FileDescriptor?
      guard
        let started = connect(Pipeline(list.command), inBackground: true, lastInput: &unused)
      else { return checkErrexit() }
      job = started
    } else {
      let kind = SubshellKind.background(group: groupOfNewJob)
      let pid: Int32
      do throws(Errno) {
        let spawned = spawnStage(list.command, nil, nil, kind)
        if let spawned { pid = spawned } else { pid = try forkShell() }
      } catch { return failToFork(error) }
      if pid == 0 {
        enterSubshell(kind)
        exitSubshell(execute(list.command, tail: true))
      }
      job = newJob(of: pid)
    }
    goOn(inBackground: job, list.command)
    status = 0
    return .next
  }

  /// Lists a job that is not waited for; `$!` is its last process.
  func goOn(inBackground job: Job, _ command: Node) {
    let text = Printer.jobText(command, names: names)
    job.text = { text }
    jobs.register(job)
    jobs.addToTable(job)
    jobs.lastBackgroundProcess = job.lastProcess
    if isInteractive { announce(job) }
  }
}
