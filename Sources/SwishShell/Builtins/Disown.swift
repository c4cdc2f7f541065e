// disown: jobs the shell forgets, or spares when it is hung up (as in bash).
import SwishSyntax

extension Shell {
  /// `disown [-ahr] [job...]`: without a job the current one, with -a all, with
  /// -r the running ones; -h only marks them.
  func runDisown(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "ahr")
    var takesAll = false
    var onlyRunning = false
    var onlyMarks = false
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "a"): takesAll = true
      case UInt8(ascii: "r"): onlyRunning = true
      default: onlyMarks = true
      }
    }
    reapChildren()
    let operands = options.operands
    var chosen: [Job] = []
    var failed = false
    if operands.isEmpty && (takesAll || onlyRunning) { chosen = jobs.jobs }
    for i in 0..<(chosen.isEmpty && !takesAll && !onlyRunning ? max(operands.count, 1) : 0) {
      let job =
        operands.isEmpty
        ? findJob(Bytes("%+"), for: "disown")
        : operands[i].decimal.flatMap { jobs.job(ofProcess: $0) }
          ?? findJob(operands[i], for: "disown")
      if let job { chosen.append(job) } else { failed = true }
    }
    for job in chosen where !onlyRunning || job.state == .running {
      if onlyMarks { job.isSparedHangup = true } else { jobs.remove(job) }
    }
    return failed ? 1 : 0
  }
}
