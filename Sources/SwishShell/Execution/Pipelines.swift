// Pipelines (XCU 2.9.2): their commands run at the same time, each in a subshell
// environment. That of the last one begins in this process where it can, as in
// SubshellEnvironment.swift.
import SwishSyntax
import SwishSystem

extension Shell {
  func executePipeline(_ pipeline: Pipeline, tail: Bool) -> Flow {
    if !options.isDisjoint(with: .holdingUp), let flow = flowBefore(pipeline.node) { return flow }
    let outer = ignoresErrexit
    if pipeline.isNegated { ignoresErrexit = true }
    defer { ignoresErrexit = outer }
    // A copy made in the middle would count from zero.
    if pipeline.isTimed && !ownProcess() { return .handedOver }
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
    var capture: Pipe?
    guard tail ? ownParent() : ownProcess() else { return .handedOver }
    if output.isCaptured {
      do throws(Errno) { capture = try FileDescriptor.pipe() } catch { return failToFork(error) }
    }
    var lastInput: FileDescriptor?
    let connected = connect(
      pipeline, inBackground: false, output: capture?.write, lastInput: &lastInput)
    capture?.write.close()
    if let source = capture?.read {
      readCaptured(source)
      source.close()
    }
    guard let job = connected else { return checkErrexit() }
    if let lastInput {
      return runLast(pipeline.commands[pipeline.commands.count - 1], lastInput, in: job)
    }
    if jobControlIsOn {
      job.text = { [names] in Printer.jobText(pipeline.node, names: names) }
    }
    return finishForeground(job)
  }

  /// Runs the last command in a subshell of this process, or with `lastpipe` in
  /// the shell itself, then waits for the others.
  private func runLast(_ command: Node, _ input: FileDescriptor, in job: Job) -> Flow {
    jobs.register(job)
    let mark = redirections.mark
    do throws(ShellError) { try readInput(from: input) } catch {
      restoreDescriptors(to: mark)
      jobs.unregister(job)
      abandonPipeline(job)
      status = 126
      return checkErrexit()
    }
    var (flow, copy) = (Flow.next, Int32?.none)
    // The command may turn it off.
    let staysHere = options.contains(.lastpipe)
    if staysHere {
      flow = execute(command, tail: false)
    } else {
      do throws(ShellError) {
        (flow, copy) = try runSubshell(command, capturing: false, tail: true)
      } catch { _ = consequence(of: error, in: .compound) }
    }
    restoreDescriptors(to: mark)
    if let copy {
      job.add(copy)
    } else if flow == .handedOver {
      jobs.unregister(job)
      return flow
    } else {
      // What a copy of the shell would have died of, this one still will.
      let isInterrupted = PendingSignals.contains(.interrupt)
      job.add(ended: isInterrupted ? .init(of: .interrupt) : .init(exit: status))
    }
    let waited = finishForeground(job)
    return staysHere && flow != .next ? flow : waited
  }

  /// Starts each command in a copy of the shell, its output on the next's
  /// input and the last one's on `output`; nil, after a diagnostic, when that
  /// fails. A last command that may begin in this process is not started:
  /// `lastInput` is what it has to read.
  func connect(
    _ pipeline: Pipeline, inBackground: Bool, output: FileDescriptor? = nil,
    lastInput: inout FileDescriptor?
  ) -> Job? {
    let job = Job(group: 0)
    job.usesPipefail = options.contains(.pipefail)
    var input: FileDescriptor?
    for i in 0..<pipeline.commands.count {
      let isLast = i == pipeline.commands.count - 1
      do throws(Errno) {
        let isStarted = try startStage(
          pipeline.commands[i], isLast: isLast, inBackground: inBackground, &input,
          isLast ? output : nil, job)
        if !isStarted { lastInput = input }
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

  /// Starts one stage; `input` is the next one's then. False if it is the last
  /// and may begin in this process.
  private func startStage(
    _ command: Node, isLast: Bool, inBackground: Bool, _ input: inout FileDescriptor?,
    _ output: FileDescriptor?, _ job: Job
  ) throws(Errno) -> Bool {
    let pipe = isLast ? nil : try FileDescriptor.pipe()
    let group = jobControlIsOn ? job.group : -1
    let kind: SubshellKind = inBackground ? .background(group: group) : .foreground(group: group)
    let pid: Int32
    do throws(Errno) {
      if let pipe, input == nil, !inBackground, try printAhead(command, to: pipe, in: job) {
        pipe.write.close()
        input = pipe.read
        return true
      }
      let spawned = spawnStage(command, input, pipe?.write ?? output, kind)
      let mayStay = mayShareProcess || options.contains(.lastpipe) && !jobControlIsOn
      if isLast && !inBackground && spawned == nil && mayStay && subshells.isEmpty { return false }
      if let spawned { pid = spawned } else { pid = try forkShell() }
    } catch {
      pipe?.close()
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
    input = pipe?.read
    return true
  }

  /// A stage that needs no copy of the shell; nil for any other.
  func spawnStage(
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
    guard job.processCount > 0 else { return }
    jobs.register(job)
    try? deliver(.terminate, to: job)
    try? deliver(.continue, to: job)
    waitWhileRunning(job)
    jobs.unregister(job)
    takeTerminalBack(after: job)
  }
}
