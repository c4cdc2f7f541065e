// jobs, fg, bg (XCU), and disown and suspend, which are bash's: built-ins that
// deal with jobs.

import SwishSyntax
import SwishSystem

extension Shell {
  /// `jobs [-l|-p] [-nrs] [job...]`: -n those with news, -r running, -s stopped
  /// ones.
  func runJobs(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "lpnrs")
    var format: UInt8 = 0
    var state: Job.State?
    var onlyNews = false
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "n"): onlyNews = true
      case UInt8(ascii: "r"): state = .running
      case UInt8(ascii: "s"): state = .stopped
      default: format = letter
      }
    }
    reapChildren()
    let operands = options.operands
    var failed = false
    var listed = operands.isEmpty ? jobs.known : []
    for operand in operands {
      if let job = findJob(operand, for: "jobs") { listed.append(job) } else { failed = true }
    }
    for job in listed where (state == nil || job.state == state) && (!onlyNews || job.needsNotice) {
      if format == UInt8(ascii: "p") {
        output.append(decimal: Int(job.group > 0 ? job.group : job.firstProcess))
        output.append("\n")
        continue
      }
      appendJobLine(job, to: &output.buffer, long: format == UInt8(ascii: "l"))
      job.needsNotice = false
      if job.state == .done { jobs.remove(job) }
    }
    return failed ? 1 : 0
  }

  /// The job that a job ID, or a process ID, names; else a diagnostic.
  func findJob(_ identifier: Bytes, for name: Bytes) -> Job? {
    switch jobs.find(identifier) {
    case .found(let job): return job
    case .none: report(builtin: name, identifier, ": no such job")
    case .ambiguous: report(builtin: name, identifier, ": ambiguous job")
    }
    return nil
  }

  /// `fg [job]`
  func runForeground(_ arguments: Arguments) -> Flow {
    let operands = operands(of: arguments)
    guard jobControlIsOn else {
      report(builtin: "fg", "no job control")
      status = 1
      return .next
    }
    guard let job = findJob(operands.first ?? Bytes("%+"), for: "fg") else {
      status = 1
      return .next
    }
    if job.state == .done {
      report(builtin: "fg", "job has terminated")
      status = 1
      return .next
    }
    job.withText { output.append($0) }
    output.append("\n")
    flushOutput()
    return continueJob(job, inForeground: true)
  }

  /// `bg [job...]`
  func runBackground(_ arguments: Arguments) -> Int32 {
    let operands = operands(of: arguments)
    guard jobControlIsOn else {
      report(builtin: "bg", "no job control")
      return 1
    }
    var failed = false
    for name in operands.isEmpty ? ["%+"] : Array(operands) {
      guard let job = findJob(name, for: "bg") else {
        failed = true
        continue
      }
      if job.state == .done {
        report(builtin: "bg", "job has terminated")
        failed = true
        continue
      }
      _ = continueJob(job, inForeground: false)
      jobs.lastBackgroundProcess = job.lastProcess
      appendContinued(job)
    }
    return failed ? 1 : 0
  }

  /// `[1] sleep 9` by the letter of XCU bg, otherwise bash's `[1]+ sleep 9 &`.
  private func appendContinued(_ job: Job) {
    let isPOSIX = options.contains(.posix)
    output.append("[")
    output.append(decimal: job.number)
    output.append("]")
    if !isPOSIX {
      output.append(mark(of: job))
    }
    output.append(" ")
    job.withText { output.buffer.appendVisible($0) }
    output.append(isPOSIX ? "\n" : " &\n")
  }
}

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
    if operands.isEmpty && (takesAll || onlyRunning) {
      chosen = jobs.jobs
    } else {
      for name in operands.isEmpty ? ["%+"] : Array(operands) {
        let job = name.decimal.flatMap { jobs.job(ofProcess: $0) } ?? findJob(name, for: "disown")
        if let job { chosen.append(job) } else { failed = true }
      }
    }
    for job in chosen where !onlyRunning || job.state == .running {
      if onlyMarks { job.isSparedHangup = true } else { jobs.remove(job) }
    }
    return failed ? 1 : 0
  }
}

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
