import SwishShell
import SwishTerminal

let (shell, invocation) = Shell.start()
var repl: Repl?
if shell.isInteractive, case .standardInput = invocation.program { repl = Repl(shell) }
shell.runStartupFiles(invocation)
repl?.run()
shell.run(invocation.program)
