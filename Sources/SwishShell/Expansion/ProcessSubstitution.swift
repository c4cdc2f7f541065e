// `<(commands)` and `>(commands)`, which bash, ksh and zsh have: a pathname of a pipe
// that the commands, in a process of their own, write to or read from.
import SwishSyntax
import SwishSystem

extension Shell {
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
    appendQuoted(Bytes("/dev/fd/"))
    appendInteger(Int64(mine.number), quoted: true)
  }

  /// The command that the pipes were for has ended.
  func closeProcessSubstitutions(to mark: Int) {
    while processSubstitutions.count > mark { processSubstitutions.pop()?.close() }
  }
}
