// External commands: found, then run by vfork and exec in a job of their own,
// or in place of this process where nothing is left to do afterwards.
import SwishSyntax
import SwishSystem

/// An external command about to be run.
struct ExternalCommand {
  let arguments: Arguments
  let slot: Slot?
  /// Redirections still to be performed.
  let redirections: NodeList?
  /// The command as written, for `jobs`; none when `command` runs it.
  let node: Node?
}

extension Shell {
  func executeExternal(
    _ command: SimpleCommand, _ slot: Slot?, _ arguments: Arguments, tail: Bool
  ) -> Flow {
    let saved = variables.savedCount
    let record = redirections.mark
    let redirectsFirst = ordersExpansions(of: command)
    defer { restoreVariables(to: saved) }
    do throws(ShellError) {
      if redirectsFirst { try redirect(command.redirections) }
      if !command.assignments.isEmpty { try assignPrefix(command, temporarily: true, from: record) }
    } catch {
      restoreDescriptors(to: record)
      return consequence(of: error, in: .utility)
    }
    if options.contains(.xtrace) { trace(arguments, from: record) }
    let isRedirected = redirectsFirst || command.redirections.isEmpty
    let external = ExternalCommand(
      arguments: arguments, slot: slot, redirections: isRedirected ? nil : command.redirections,
      node: command.node)
    guard redirectsFirst else { return run(external, at: locate(arguments[0], slot), tail: tail) }
    return waitingToExit(record) { run(external, at: locate(arguments[0], slot), tail: tail) }
  }

  /// Redirections come before assignments (XCU 2.9.1.1), which nobody sees where
  /// one of the two has nothing to expand; then the child makes them.
  private func ordersExpansions(of command: SimpleCommand) -> Bool {
    for i in 0..<command.assignments.count {
      guard let value = Assignment(command.assignments[i]).value, !Word(value).isPlain else {
        continue
      }
      for i in 0..<command.redirections.count {
        let redirection = Redirection(command.redirections[i])
        if !Word(redirection.body ?? redirection.target).isPlain { return true }
      }
    }
    return false
  }

  /// An external command found by `command`, whose redirections are done; with
  /// `path`, searched there instead of PATH.
  func runExternal(_ arguments: Arguments, path: Bytes?) -> Flow {
    let name = arguments[0]
    let slot = names.find(name)
    let location =
      path.map { name.contains(UInt8(ascii: "/")) ? locate(name, nil) : search(name, in: $0) }
      ?? locate(name, slot)
    let external = ExternalCommand(
      arguments: arguments, slot: slot, redirections: nil, node: nil)
    return run(external, at: location, tail: false)
  }

  private func run(_ command: ExternalCommand, at location: Location, tail: Bool) -> Flow {
    if options.contains(.autocd), let flow = goToDirectory(command, location) { return flow }
    switch location {
    case .found(let path):
      if tail && mayReplaceProcess { return replaceProcess(path, command) }
      guard tail ? ownParent() : ownProcess() else { return .handedOver }
      return spawn(path, command)
    case .notExecutable(let path, let errno):
      return failToRun(command) {
        report(path.bytes, errno)
        return 126
      }
    case .notFound:
      return failToRun(command) { answerMissingCommand(command.arguments) }
    }
  }

  /// `autocd`: a person who types a directory wants to go there, and is told so.
  private func goToDirectory(_ command: ExternalCommand, _ location: Location) -> Flow? {
    let name = command.arguments[0]
    if case .found = location, !name.contains(UInt8(ascii: "/")) { return nil }
    guard isInteractive, !control.isSubshell, command.arguments.count == 1,
      command.redirections == nil,
      isDirectory(name.cString)
    else { return nil }
    var text = ByteBuffer()
    text.append("cd -- ")
    text.appendShellQuoted(name)
    report(text.bytes)
    let call = OwnedText(text.bytes)
    return evaluate(call.bytes)
  }

  /// A diagnostic that obeys the command's own redirections, and the status.
  private func failToRun(_ command: ExternalCommand, _ explain: () -> Int32) -> Flow {
    let record = redirections.mark
    do throws(ShellError) {
      if let list = command.redirections { try redirect(list) }
    } catch {
      restoreDescriptors(to: record)
      return consequence(of: error, in: .utility)
    }
    status = explain()
    restoreDescriptors(to: record)
    return checkErrexit()
  }

  /// Nothing of this shell is needed once the command has started.
  var mayReplaceProcess: Bool {
    !traps.hasActions && !isInteractive && !jobControlIsOn && subshells.isEmpty
  }

  private func spawn(_ path: OwnedText, _ command: ExternalCommand) -> Flow {
    var steps = DescriptorSteps()
    var captured: FileDescriptor?
    do throws(ShellError) {
      if output.isCaptured { captured = try capture(&steps) }
      if let list = command.redirections { try prepare(list, &steps) }
      // A substitution in them made this process a copy, whose output is a pipe.
      if let pipe = captured, !output.isCaptured {
        pipe.close()
        captured = nil
        steps.leaveFirstInPlace()
      }
    } catch {
      steps.closeOpened()
      captured?.close()
      return consequence(of: error, in: .utility)
    }
    flushOutput()
    prepareToWait()
    let pid: Int32
    do throws(SpawnFailure) {
      pid = try spawnProcess(
        path, command.arguments, steps, as: .foreground(group: groupOfNewJob))
    } catch {
      // The child had taken the terminal.
      if jobControlIsOn { try? jobs.terminal?.setForegroundGroup(jobs.shellGroup) }
      steps.closeOpened()
      captured?.close()
      return failToSpawn(error, path, command, steps)
    }
    steps.closeOpened()
    if let captured {
      readCaptured(captured)
      captured.close()
    }
    let job = newJob(of: pid)
    if jobControlIsOn { job.text = jobText(command) }
    return finishForeground(job)
  }

  /// Inside a substitution the command's output goes to a pipe; the end to read.
  private func capture(_ steps: inout DescriptorSteps) throws(ShellError) -> FileDescriptor {
    do throws(Errno) {
      let pipe = try FileDescriptor.pipe()
      steps.append(opened: pipe.write, target: .standardOutput)
      return pipe.read
    } catch {
      report("cannot make a pipe", error)
      throw .redirection
    }
  }

  private func jobText(_ command: ExternalCommand) -> () -> OwnedText {
    if let node = command.node { return { [names] in Printer.jobText(node, names: names) } }
    let text = OwnedText(command.arguments[0])
    return { text }
  }

  func spawnProcess(
    _ path: OwnedText, _ arguments: Arguments, _ steps: borrowing DescriptorSteps,
    as kind: SubshellKind
  ) throws(SpawnFailure) -> Int32 {
    var request = SpawnRequest(
      path: path.cString, arguments: argumentVector(arguments), environment: environmentVector())
    request.steps = steps.start
    request.stepCount = steps.count
    request.defaultSignals = signals.defaultsForChild
    request.ignoredSignals = signals.ignoredForChild
    switch kind {
    case .substitution: break
    case .foreground(let group):
      request.processGroup = group
      if group >= 0 { request.terminal = jobs.terminal?.descriptor }
    case .background(let group):
      request.processGroup = group
      if group < 0 { request.ignoreInterrupts() }
    }
    do throws(SpawnFailure) { return try Process.spawn(request) } catch {
      guard error.errno == .notExecutable, error.step == nil else { throw error }
      return try spawnScript(request, path, arguments)
    }
  }

  /// A file without a format the kernel knows is a script for the shell (XCU
  /// 2.9.1.6), unless it looks like no text.
  private func spawnScript(
    _ request: SpawnRequest, _ path: OwnedText, _ arguments: Arguments
  ) throws(SpawnFailure) -> Int32 {
    if looksBinary(path) {
      throw SpawnFailure(errno: .notExecutable, step: nil, forked: true)
    }
    var request = request
    request.path = Shell.ownExecutable
    request.arguments = scriptVector(path, arguments)
    return try Process.spawn(request)
  }

  private func failToSpawn(
    _ failure: SpawnFailure, _ path: OwnedText, _ command: ExternalCommand,
    _ steps: borrowing DescriptorSteps
  ) -> Flow {
    if let step = failure.step {
      var number = ByteBuffer()
      number.append(decimal: steps.source(of: step))
      report(number.bytes, failure.errno)
      return consequence(of: .redirection, in: .utility)
    }
    if !failure.forked {
      report("cannot fork", failure.errno)
      status = 126
      return checkErrexit()
    }
    return failToRun(command) {
      explainFailure(path, failure.errno)
      return failure.errno.statusOfCommand
    }
  }

  /// Becomes the command (exec); returns only when that fails.
  private func replaceProcess(_ path: OwnedText, _ command: ExternalCommand) -> Flow {
    do throws(ShellError) {
      if let list = command.redirections { try redirect(list) }
    } catch { return consequence(of: error, in: .utility) }
    status = becomeCommand(path, command.arguments)
    return .exiting
  }

  /// `execve` with the signals a command expects; the status if it fails.
  func becomeCommand(
    _ path: OwnedText, _ arguments: Arguments, withEnvironment: Bool = true
  ) -> Int32 {
    flushOutput()
    readAhead.giveBack()
    Process.resetSignals(default: signals.defaultsForChild, ignored: signals.ignoredForChild)
    let environment = withEnvironment ? environmentVector() : argumentVector(.none)
    var errno = Process.execute(path.cString, argumentVector(arguments), environment)
    if errno == .notExecutable && !looksBinary(path) {
      errno = Process.execute(
        Shell.ownExecutable, scriptVector(path, arguments), environment)
    }
    signals.establishAgain()
    explainFailure(path, errno)
    return errno.statusOfCommand
  }

  static var ownExecutable: UnsafePointer<CChar> { Bytes("/proc/self/exe").cString }

  /// `argv`, NULL-terminated, in the arena of the command.
  private func argumentVector(
    _ arguments: Arguments
  ) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    let vector = expansion.arena.allocate(
      UnsafeMutablePointer<CChar>?.self, count: arguments.count + 1)
    for i in 0..<arguments.count {
      (vector + i).initialize(to: UnsafeMutablePointer(mutating: arguments[i].cString))
    }
    (vector + arguments.count).initialize(to: nil)
    return UnsafePointer(vector)
  }

  /// `argv` for the shell to run a script: its own name, the path, the rest.
  private func scriptVector(
    _ path: OwnedText, _ arguments: Arguments
  ) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    let file = expansion.arena.copy(path.bytes)
    return argumentVector(
      self.arguments([commandName.bytes, file] + Array(arguments.dropFirst(1))))
  }

  /// Why a file was not executed. Where it is there and something is missing,
  /// that is the interpreter its `#!` names, with the CR of a foreign newline.
  private func explainFailure(_ path: OwnedText, _ errno: Errno) {
    if errno == .noEntry, let line = firstLine(of: path), line.starts(with: "#!".utf8) {
      Array(line.dropFirst(2)).withBytes {
        report(path.bytes, ": ", $0, ": ", Bytes(cString: errno.message))
      }
    } else if errno == .access && isDirectory(path.cString) {
      report(path.bytes, ": Is a directory")
    } else {
      report(path.bytes, errno)
    }
  }

  private func looksBinary(_ path: OwnedText) -> Bool {
    firstLine(of: path)?.contains(0) ?? false
  }

  /// A NUL in the first line: no text.
  func looksBinary(_ file: FileDescriptor) -> Bool { firstLine(of: file).contains(0) }

  private func firstLine(of path: OwnedText) -> [UInt8]? {
    guard let file = try? FileDescriptor.open(path.cString, .read) else { return nil }
    defer { file.close() }
    return firstLine(of: file)
  }

  /// As much of it as matters.
  private func firstLine(of file: FileDescriptor) -> [UInt8] {
    var start = ByteBuffer()
    start.commit((try? file.read(into: start.reserve(256), at: 0)) ?? 0)
    return start.bytes.prefix(start.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? start.count).array
  }
}

extension Errno {
  /// Of a command that could not be executed (XCU 2.8.2).
  var statusOfCommand: Int32 { self == .noEntry || self == .notDirectory ? 127 : 126 }
}
