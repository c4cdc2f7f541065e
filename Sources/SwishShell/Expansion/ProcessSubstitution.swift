// `<(commands)` and `>(commands)`, which bash, ksh and zsh have: a pathname of a pipe
// that the commands, in a process of their own, write to or read from.
import SwishSyntax
import SwishSystem

extension Shell {
  func expandProcessSubstitution(_ node: ProcessSubstitution) throws(ShellError) {
    guard ownProcess() else { throw .handedOver }
    let ends: (mine: FileDescriptor, theirs: FileDescriptor)
    do throws(Errno) {
      let pipe = try FileDescriptor.pipe()
      ends = node.isOutput ? (pipe.write, pipe.read) : (pipe.read, pipe.write)
    } catch {
      report(Bytes("cannot make a pipe"), error)
      throw .resources
    }
    let pid: Int32
    do throws(Errno) { pid = try forkShell() } catch {
      ends.mine.close()
      ends.theirs.close()
      report(Bytes("cannot fork"), error)
      throw .resources
    }
    if pid == 0 {
      enterSubshell(.substitution)
      ends.mine.close()
      closeProcessSubstitutions(to: 0)
      connect(ends.theirs, to: node.isOutput ? .standardInput : .standardOutput)
      if let body = node.body { exitSubshell(execute(body, tail: true)) }
      status = 0
      exitSubshell(.next)
    }
    ends.theirs.close()
    // The command finds it under that name, and may be another program.
    ends.mine.setCloseOnExec(false)
    processSubstitutions.push(ends.mine)
    appendQuoted(Bytes("/dev/fd/"))
    appendInteger(Int64(ends.mine.number), quoted: true)
  }

  /// The command that the pipes were for has ended.
  func closeProcessSubstitutions(to mark: Int) {
    while processSubstitutions.count > mark { processSubstitutions.pop()?.close() }
  }
}
