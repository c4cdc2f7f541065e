// Subshells (XCU 2.9.4.1), pipelines and asynchronous lists, and the forked
// copies of the shell that run them. A subshell begins without one where it
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
    isSubshell = true
    statusBeforeTrap = nil
    trapDepth = 0
    loopDepth = 0
    traps.resetForSubshell()
    options.remove([.interactive, .monitor])
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
    signals.resetForSubshell()
    forkDepth += 1
    // What was marked before the fork is the parent's business.
    _ = PendingSignals.take()
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
      let (flow, copy) = runSubshell(group.body, capturing: false, tail: tail)
      if let copy { return finishForeground(Job(group: 0, processes: [copy])) }
      return flow == .next ? concludeSubshell() : flow
    }
    if output.isCaptured && !ownProcess() { return .handedOver }
    let pid: Int32
    do throws(Errno) { pid = try forkShell() } catch { return failToFork(error) }
    if pid == 0 {
      enterSubshell(.foreground(group: jobControlIsOn ? 0 : -1))
      exitSubshell(execute(group.body, tail: true))
    }
    if jobControlIsOn { try? Process.setGroup(pid, pid) }
    let job = Job(group: jobControlIsOn ? pid : 0, processes: [pid])
    if jobControlIsOn { job.text = { [names] in Printer.jobText(group.node, names: names) } }
    return finishForeground(job)
  }

  private func concludeSubshell() -> Flow {
    let flow = checkErrexit()
    return flow == .next ? atSafePoint() : flow
  }

  func failToFork(_ errno: Errno) -> Flow {
    report(Bytes("cannot fork"), errno)
    status = 126
    return checkErrexit()
  }

  /// The status of a substitution's subshell, whatever else ends meanwhile.
  func waitForSubshell(_ pid: Int32) throws(ShellError) -> Int32 {
    let job = Job(group: 0, processes: [pid])
    jobs.register(job)
    waitWhileRunning(job)
    while job.state == .stopped {
      // It is no job that could be continued later, so Control-Z means nothing.
      try? Signal.continue.send(to: 0)
      job.markContinued()
      waitWhileRunning(job)
    }
    jobs.unregister(job)
    if job.state == .running && atSafePoint() != .next { throw .interrupted }
    if obeyInterrupt(after: job) != .next { throw .interrupted }
    return job.status
  }

  // MARK: Pipelines (XCU 2.9.2)

  func executePipeline(_ pipeline: Pipeline, tail: Bool) -> Flow {
    let outer = ignoresErrexit
    if pipeline.isNegated { ignoresErrexit = true }
    defer { ignoresErrexit = outer }
    let times = pipeline.isTimed ? TimesAtStart() : nil
    let commands = pipeline.commands
    var flow = Flow.next
    switch commands.count {
    case 0: status = 0
    case 1: flow = execute(commands[0], tail: tail && !pipeline.isNegated && !pipeline.isTimed)
    default: flow = runConnected(pipeline, tail: tail && pipeline.isPlain)
    }
    if flow == .handedOver { return flow }
    if let times { reportTimes(since: times, portably: pipeline.isTimedPortably) }
    if pipeline.isNegated && flow == .next { status = status == 0 ? 1 : 0 }
    return flow
  }

  private func runConnected(_ pipeline: Pipeline, tail: Bool) -> Flow {
    line = pipeline.node.line
    var capture: (read: FileDescriptor, write: FileDescriptor)?
    if !tail && !ownProcess() { return .handedOver }
    if output.isCaptured {
      do throws(Errno) { capture = try FileDescriptor.pipe() } catch { return failToFork(error) }
    }
    let connected = connect(pipeline, inBackground: false, output: capture?.write)
    capture?.write.close()
    if let source = capture?.read {
      readCaptured(source)
      source.close()
    }
    guard let job = connected else { return checkErrexit() }
    if jobControlIsOn {
      job.text = { [names] in Printer.jobText(pipeline.node, names: names) }
    }
    return finishForeground(job)
  }

  /// Starts each command in a copy of the shell, its output on the next's
  /// input and the last one's on `output`; nil, after a diagnostic, when that
  /// fails.
  private func connect(
    _ pipeline: Pipeline, inBackground: Bool, output: FileDescriptor? = nil
  ) -> Job? {
    let job = Job(group: 0, processes: [])
    job.usesPipefail = options.contains(.pipefail)
    var input: FileDescriptor?
    for i in 0..<pipeline.commands.count {
      let isLast = i == pipeline.commands.count - 1
      do throws(Errno) {
        input = try startStage(
          pipeline.commands[i], isLast: isLast, inBackground: inBackground, input,
          isLast ? output : nil, job)
      } catch {
        input?.close()
        report(Bytes("cannot start a pipeline"), error)
        abandonPipeline(job)
        status = 126
        return nil
      }
    }
    return job
  }

  /// Starts one stage; the read end for the next one.
  private func startStage(
    _ command: Node, isLast: Bool, inBackground: Bool, _ input: FileDescriptor?,
    _ output: FileDescriptor?, _ job: Job
  ) throws(Errno) -> FileDescriptor? {
    let pipe = isLast ? nil : try FileDescriptor.pipe()
    let group = jobControlIsOn ? job.group : -1
    let kind: SubshellKind = inBackground ? .background(group: group) : .foreground(group: group)
    let pid: Int32
    do throws(Errno) {
      let spawned = spawnStage(command, input, pipe?.write ?? output, kind)
      if let spawned { pid = spawned } else { pid = try forkShell() }
    } catch {
      pipe?.read.close()
      pipe?.write.close()
      throw error
    }
    if pid == 0 {
      enterSubshell(kind)
      if let input { connect(input, to: .standardInput) }
      if let output { connect(output, to: .standardOutput) }
      if let pipe {
        connect(pipe.write, to: .standardOutput)
        pipe.read.close()
      }
      exitSubshell(execute(command, tail: true))
    }
    if jobControlIsOn {
      if job.group == 0 { job.group = pid }
      try? Process.setGroup(pid, job.group)
    }
    job.add(pid)
    input?.close()
    pipe?.write.close()
    return pipe?.read
  }

  /// A stage that needs no copy of the shell; nil for any other.
  private func spawnStage(
    _ command: Node, _ input: FileDescriptor?, _ output: FileDescriptor?, _ kind: SubshellKind
  ) -> Int32? {
    var steps = DescriptorSteps()
    defer { steps.closeOpened() }
    if let input {
      steps.append(source: input, target: .standardInput)
    } else if !addNullInput(to: &steps, kind) {
      return nil
    }
    if let output { steps.append(source: output, target: .standardOutput) }
    return spawn(command, &steps, as: kind)
  }

  /// What `detachFromTerminal` does in a copy of the shell.
  private func addNullInput(to steps: inout DescriptorSteps, _ kind: SubshellKind) -> Bool {
    guard case .background(let group) = kind, group < 0 else { return true }
    guard let null = try? FileDescriptor.open(Bytes("/dev/null").cString, .read) else {
      return false
    }
    steps.append(opened: null, target: .standardInput)
    return true
  }

  /// In a copy of the shell: makes an end of a pipe what its commands read or
  /// write. Without it they must not run.
  func connect(_ end: FileDescriptor, to target: FileDescriptor) {
    do throws(Errno) { try end.duplicate(onto: target) } catch {
      report(Bytes("cannot connect a pipe"), error)
      Process.exit(126)
    }
    end.close()
  }

  /// Stages that were started must end, also those that neither read nor write.
  private func abandonPipeline(_ job: Job) {
    guard !job.processes.isEmpty else { return }
    jobs.register(job)
    try? deliver(.terminate, to: job)
    try? deliver(.continue, to: job)
    waitWhileRunning(job)
    jobs.unregister(job)
    takeTerminalBack(after: job)
  }

  // MARK: Asynchronous lists (XCU 2.9.3.1)

  func executeAsynchronous(_ list: AsynchronousList) -> Flow {
    line = list.node.line
    guard ownProcess() else { return .handedOver }
    catchChildren()
    let job: Job
    if list.command.kind == .pipeline, Pipeline(list.command).isPlain {
      // `$!` is the last command's process, not a copy's that waits for it.
      guard let started = connect(Pipeline(list.command), inBackground: true) else {
        return checkErrexit()
      }
      job = started
    } else {
      let kind = SubshellKind.background(group: jobControlIsOn ? 0 : -1)
      let pid: Int32
      do throws(Errno) {
        let spawned = spawnStage(list.command, nil, nil, kind)
        if let spawned { pid = spawned } else { pid = try forkShell() }
      } catch { return failToFork(error) }
      if pid == 0 {
        enterSubshell(kind)
        exitSubshell(execute(list.command, tail: true))
      }
      if jobControlIsOn { try? Process.setGroup(pid, pid) }
      job = Job(group: jobControlIsOn ? pid : 0, processes: [pid])
    }
    let text = Printer.jobText(list.command, names: names)
    job.text = { text }
    jobs.register(job)
    jobs.addToTable(job)
    jobs.lastBackgroundProcess = job.lastProcess
    if isInteractive { announce(job) }
    status = 0
    return .next
  }
}
