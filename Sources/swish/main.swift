import SwishShell

let (shell, invocation) = Shell.start(CommandLine.argc, CommandLine.unsafeArgv)
shell.run(invocation.program)
