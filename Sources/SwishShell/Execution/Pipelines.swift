// Pipelines (XCU 2.9.2): their commands run at the same time, each in a subshell
// environment. That of the last one begins in this process where it can, as in
// SubshellEnvironment.swift.

import SwishSyntax
import SwishSystem

extension Shell {
  func executePipeline(_ pipeline: Pipeline, tail: Bool) -> Flow {
    if !options.isDisjoint(with: .holdingUp), let flow = flowBefore(pipeline.node) { return flow }
    let outer = control.ignoresErrexit
    if pipeline.isNegated { control.ignoresErrexit = true }
    defer { control.ignoresErrexit = outer }
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
        report("cannot start a pipeline", error)
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
      report("cannot connect a pipe", error)
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

extension Shell {
  // MARK: A stage that only prints

  // The first command of a pipeline where it is a built-in that only prints, as in
  // `echo "$x" | sed s/a/b/`, needs no process: it ends whatever the others do, and
  // the pipe holds what it prints.

  /// What every pipe has room for.
  static let pipeCapacity = 4096

  /// Runs such a command in a subshell of this process and adds it to the job;
  /// false, and nothing done, for any other.
  func printAhead(_ command: Node, to pipe: Pipe, in job: Job) throws(Errno) -> Bool {
    guard mayShareProcess, onlyPrints(command) else { return false }
    let (before, start) = (status, output.buffer.count)
    defer {
      output.dropCaptured(from: start)
      status = before
    }
    // A signal with a trap makes the subshell go on in a copy.
    var copy: Int32?
    do throws(ShellError) {
      copy = try runSubshell(command, capturing: true, tail: true).copy
      if output.isCut { try failOutOfMemory() }
    } catch { status = 126 }
    if let copy { job.add(copy) }
    let text = output.buffer.bytes(from: start)
    if text.count > Self.pipeCapacity {
      job.add(try forkWriter(of: text, to: pipe))
    } else {
      try pipe.write.writeAll(text.raw)
      if copy == nil { job.add(ended: .init(exit: status)) }
    }
    return true
  }

  /// `echo`, `printf` and the like with words that run no commands.
  private func onlyPrints(_ node: Node) -> Bool {
    guard node.kind == .simpleCommand else { return false }
    let command = SimpleCommand(node)
    guard let slot = command.name, commands.function(slot) == nil,
      command.assignments.isEmpty, command.redirections.isEmpty
    else { return false }
    switch builtin(slot, names[slot]) {
    case .echo, .printf, .colon, .true, .false: return runsNoCommand(command.words)
    default: return false
    }
  }

  func runsNoCommand(_ parts: NodeList) -> Bool {
    for i in 0..<parts.count where !runsNoCommand(parts[i]) { return false }
    return true
  }

  /// The expansion of a word or a part of one comes to an end by itself.
  private func runsNoCommand(_ node: Node) -> Bool {
    switch node.kind {
    case .commandSubstitution: return false
    case .word: return runsNoCommand(Word(node).parts)
    case .doubleQuoted: return runsNoCommand(DoubleQuoted(node).parts)
    case .arithmeticExpansion: return runsNoCommand(ArithmeticExpansion(node).word)
    case .parameter:
      let expansion = ParameterExpansion(node)
      if let word = expansion.word, !runsNoCommand(word) { return false }
      guard expansion.hasSecond, let second = expansion.second else { return true }
      return runsNoCommand(second)
    default: return true
    }
  }

  /// Starts a process that writes what a pipe may not have room for, and ends
  /// with the status at hand.
  func forkWriter(of text: Bytes, to pipe: Pipe) throws(Errno) -> Int32 {
    let pid = try forkShell()
    if pid > 0 { return pid }
    becomeProcess()
    pipe.read.close()
    do throws(Errno) { try pipe.write.writeAll(text.raw) } catch {
      report("write error", error)
      status = 1
    }
    Process.exit(status)
  }
}

extension Shell {
  // MARK: A stage that is an external utility

  // Where its words leave the shell as it is, it is started without a copy of the
  // shell, by vfork; in asynchronous lists too.

  /// Starts such a command. `steps` give it its place in the pipeline. Nil when
  /// a copy of the shell has to run it, or to say why it cannot run.
  func spawn(_ node: Node, _ steps: inout DescriptorSteps, as kind: SubshellKind) -> Int32? {
    guard node.kind == .simpleCommand, !options.contains(.xtrace), !options.contains(.nounset),
      let path = plainUtility(SimpleCommand(node))
    else { return nil }
    let command = SimpleCommand(node)
    line = node.line
    let mark = expansion.arena.mark
    let base = expansion.fields.count
    defer {
      expansion.fields.truncate(to: base)
      expansion.arena.release(to: mark)
    }
    do throws(ShellError) {
      guard repeatDescriptors(command.redirections, &steps) else { return nil }
      for i in 0..<command.words.count { try expandFields(command.words[i]) }
    } catch { return nil }
    let arguments = takeArguments(from: base, count: expansion.fields.count - base)
    flushOutput()
    prepareToWait()
    return try? spawnProcess(path, arguments, steps, as: kind)
  }

  /// Where the utility is that the command names; nil if it is none, or if its
  /// expansion may change variables, fail or take long.
  private func plainUtility(_ command: SimpleCommand) -> OwnedText? {
    guard command.assignments.isEmpty, let slot = command.name,
      commands.function(slot) == nil, builtin(slot, names[slot]) == nil
    else { return nil }
    for i in 0..<command.words.count where !isPlain(Word(command.words[i]).parts) { return nil }
    guard case .found(let path) = locate(names[slot], slot),
      isAccessible(path.cString, .execute)
    else { return nil }
    return path
  }

  /// Text and whole parameters: what the expansion of changes no variable, and
  /// does not fail but for -u.
  func isPlain(_ parts: NodeList) -> Bool {
    for i in 0..<parts.count {
      let part = parts[i]
      switch part.kind {
      case .literal, .escaped, .singleQuoted, .dollarQuoted: break
      case .parameter where ParameterExpansion(part).operation == .none: break
      case .doubleQuoted where isPlain(DoubleQuoted(part).parts): break
      default: return false
      }
    }
    return true
  }

  /// Adds what `2>&1` and its like ask for; false for any other redirection,
  /// for opening a file can fail, or wait for the other end of a FIFO.
  private func repeatDescriptors(_ list: NodeList, _ steps: inout DescriptorSteps) -> Bool {
    for i in 0..<list.count {
      let redirection = Redirection(list[i])
      let target = Word(redirection.target)
      guard redirection.operation == .duplicateOutput, redirection.descriptor < 10,
        redirection.locationVariable == nil,
        target.isPlain, let number = target.plainText.decimal, number < 10
      else { return false }
      let source = FileDescriptor(Int32(number))
      guard steps.sets(source) || source.isWritable else { return false }
      steps.append(source: source, target: FileDescriptor(Int32(redirection.descriptor)))
    }
    return true
  }
}
