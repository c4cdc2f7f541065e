import SwishShell
import SwishTerminal

let (shell, invocation) = Shell.start()
if shell.isInteractive, case .standardInput = invocation.program { Repl(shell).run() }
shell.run(invocation.program)
