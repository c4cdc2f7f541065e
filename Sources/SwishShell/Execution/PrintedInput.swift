// The first command of a pipeline where it is a built-in that only prints, as in
// `echo "$x" | sed s/a/b/`. It needs no process: it ends whatever the others do,
// and the pipe holds what it prints.
import SwishSyntax
import SwishSystem

extension Shell {
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
      report(Bytes("write error"), error)
      status = 1
    }
    Process.exit(status)
  }
}
