// Command substitution (XCU 2.6.3) and process substitution.

import SwishSyntax
import SwishSystem

extension Shell {
  /// Command substitution (XCU 2.6.3) as a part of a word.
  func expandCommandSubstitution(
    _ node: CommandSubstitution, quoted: Bool
  ) throws(ShellError) {
    try withOutput(of: node) { output in appendResult(output, quoted: quoted) }
  }

  /// The output of the commands in a subshell environment, less its trailing
  /// newlines, which `body` may read. NUL bytes, which no value can hold, are
  /// dropped.
  func withOutput(
    of node: CommandSubstitution, _ body: (Bytes) throws(ShellError) -> Void
  ) throws(ShellError) {
    guard let commands = node.body else {
      substitutionStatus = 0
      return try body(.empty)
    }
    // The output gathers behind that of the substitutions around this one.
    let start = output.buffer.count
    defer { output.dropCaptured(from: start) }
    try capture(commands)
    if output.isCut { try failOutOfMemory() }
    let captured = trimmed(from: start)
    try body(output.buffer.bytes(from: start).prefix(captured))
  }

  /// Runs the commands; what they print is in `output` afterwards.
  private func capture(_ commands: Node) throws(ShellError) {
    if isStackExhausted { throw nestedTooDeeply("command substitution ") }
    let outerContents = contentsBody
    contentsBody = commands.isInputAlone ? commands : nil
    defer { contentsBody = outerContents }
    guard mayShareProcess else { return try captureFromCopy(commands) }
    let before = status
    let (flow, copy) = try runSubshell(commands, capturing: true, tail: true)
    substitutionStatus = status
    status = before
    if let copy { substitutionStatus = try waitForSubshell(copy) }
    if flow == .handedOver { throw .handedOver }
    // It died of SIGINT, though it had no process: the command at hand must not
    // run, and take the mark. A trap runs behind that command.
    if PendingSignals.contains(.interrupt) && !traps.handles(.interrupt) && !isTrapDeferred {
      let flow = atSafePoint()
      if flow != .next { throw .interrupted(flow) }
    }
  }

  private func captureFromCopy(_ commands: Node) throws(ShellError) {
    let (pid, pipe) = try forkWithPipe()
    if pid == 0 {
      enterSubshell(.substitution)
      connect(pipe.write, to: .standardOutput)
      pipe.read.close()
      exitSubshell(execute(commands, tail: true))
    }
    pipe.write.close()
    readCaptured(pipe.read)
    pipe.read.close()
    substitutionStatus = try waitForSubshell(pid)
  }

  /// Forks for a substitution; both processes have both ends of a pipe.
  func forkWithPipe() throws(ShellError) -> (pid: Int32, pipe: Pipe) {
    let pipe: Pipe
    do throws(Errno) { pipe = try FileDescriptor.pipe() } catch {
      report("cannot make a pipe", error)
      throw .resources
    }
    do throws(Errno) { return (try forkShell(), pipe) } catch {
      pipe.close()
      report("cannot fork", error)
      throw .resources
    }
  }

  /// The command of `$(<file)`: prints what the file holds.
  func copyFile(_ redirection: Redirection) throws(ShellError) -> Flow {
    readAhead.giveBack()
    guard case .opened(let file) = try resolve(redirection) else { return .next }
    defer { file.close() }
    status = 0
    while true {
      do throws(Errno) {
        let n = try file.read(into: output.buffer.reserve(atLeast: 4096))
        output.buffer.commit(n)
        if n == 0 { break }
        if !output.isCaptured { output.write() }
        let flow = atSafePoint()
        if flow != .next { return flow }
      } catch {
        if error == .interrupted {
          let flow = atSafePoint()
          if flow != .next { return flow }
          continue
        }
        report("cannot read the file of a command substitution", error)
        status = 1
        break
      }
    }
    if !flushOutput() { status = 1 }
    return status == 0 ? atSafePoint() : checkErrexit()
  }

  /// The length of the output from `start` on without its NUL bytes, which are
  /// taken out of it with a warning, and its trailing newlines.
  private func trimmed(from start: Int) -> Int {
    var kept = output.buffer.bytes.firstIndex(of: 0, from: start) ?? output.buffer.count
    for i in kept..<output.buffer.count where output.buffer[i] != 0 {
      output.buffer[kept] = output.buffer[i]
      kept += 1
    }
    if kept < output.buffer.count { warnOfNul() }
    while kept > start && output.buffer[kept - 1] == UInt8(ascii: "\n") { kept -= 1 }
    return kept - start
  }
}

extension Node {
  /// The body of `$(<file)`: a redirection of input and nothing else.
  fileprivate var isInputAlone: Bool {
    guard kind == .simpleCommand else { return false }
    let command = SimpleCommand(self)
    guard command.words.isEmpty, command.assignments.isEmpty, command.redirections.count == 1
    else { return false }
    let redirection = Redirection(command.redirections[0])
    return redirection.operation == .input && redirection.descriptor == 0
  }
}

extension Shell {
  /// `<(commands)` and `>(commands)`, which bash, ksh and zsh have: a pathname of a
  /// pipe that the commands, in a process of their own, write to or read from.
  func expandProcessSubstitution(_ node: ProcessSubstitution) throws(ShellError) {
    guard ownProcess() else { throw .handedOver }
    let (pid, pipe) = try forkWithPipe()
    let (mine, theirs) = node.isOutput ? (pipe.write, pipe.read) : (pipe.read, pipe.write)
    if pid == 0 {
      enterSubshell(.substitution)
      mine.close()
      closeProcessSubstitutions(to: 0)
      connect(theirs, to: node.isOutput ? .standardInput : .standardOutput)
      if let body = node.body { exitSubshell(execute(body, tail: true)) }
      status = 0
      exitSubshell(.next)
    }
    theirs.close()
    // The command finds it under that name, and may be another program.
    mine.setCloseOnExec(false)
    processSubstitutions.push(mine)
    appendQuoted("/dev/fd/")
    appendInteger(Int64(mine.number), quoted: true)
  }

  /// The command that the pipes were for has ended.
  func closeProcessSubstitutions(to mark: Int) {
    while processSubstitutions.count > mark { processSubstitutions.pop()?.close() }
  }
}
