// suspend: stops the shell itself, as Control-Z does a job (as in bash).
import SwishSyntax
import SwishSystem

extension Shell {
  /// `suspend [-f]`: a shell that leads its session, or has no job control,
  /// has nobody who would continue it, and stops only with -f.
  func runSuspend(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "f")
    var isForced = false
    while try options.next(for: self) != nil { isForced = true }
    if !isForced && (!jobControlIsOn || Process.leadsSession) {
      report(
        builtin: "suspend", Bytes(jobControlIsOn ? "nobody would continue it" : "no job control"))
      return 1
    }
    readAhead.giveBack()
    if let terminal = jobs.terminal, let group = jobs.initialGroup {
      try? terminal.setForegroundGroup(group)
    }
    try? Signal.stop.send(to: Process.identifier)
    // Continued: the terminal is the shell's again.
    if isInteractive, let terminal = jobs.terminal {
      try? terminal.setForegroundGroup(jobs.shellGroup)
      if let modes = jobs.shellModes { terminal.setModes(modes) }
    }
    return 0
  }
}
