// What is told of jobs: the line at their start, notices before the prompt, and
// the lines of `jobs`.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `[1] PID` when an interactive shell starts an asynchronous list.
  func announce(_ job: Job) {
    var text = ByteBuffer()
    text.append("[")
    text.append(decimal: job.number)
    text.append("] ")
    text.append(decimal: Int(job.lastProcess))
    text.append("\n")
    writeToStandardError(text.bytes)
  }

  /// Tells of jobs whose state changed, and drops the ended ones. True when
  /// something was written.
  @discardableResult
  public func notifyOfJobs() -> Bool {
    var text = ByteBuffer()
    for job in jobs.jobs where job.needsNotice {
      job.needsNotice = false
      if job.state == .running { continue }
      appendJobLine(job, to: &text)
      if job.state == .done { jobs.forgetAnnounced(job) }
    }
    if text.isEmpty { return false }
    writeToStandardError(text.bytes)
    return true
  }

  /// `[1]+  Stopped                 vim file`, or `[1] + Stopped (SIGTSTP) ...` by
  /// the letter of XCU jobs; with -l the process as well.
  func appendJobLine(_ job: Job, to text: inout ByteBuffer, long: Bool = false) {
    text.append("[")
    text.append(decimal: job.number)
    text.append("]")
    let isPOSIX = options.contains(.posix)
    if isPOSIX { text.append(" ") }
    text.append(mark(of: job))
    text.append(long || isPOSIX ? " " : "  ")
    if long {
      text.append(decimal: Int(job.group > 0 ? job.group : job.lastProcess))
      text.append(" ")
    }
    let start = text.count
    appendState(of: job, to: &text)
    repeat { text.append(" ") } while text.count - start < 24
    job.withText { text.appendVisible($0) }
    if job.state == .running { text.append(" &") }
    text.append("\n")
  }

  /// `+` for the current job, `-` for the previous one.
  func mark(of job: Job) -> Bytes {
    let (current, previous) = jobs.latest
    return job === current ? "+" : job === previous ? "-" : " "
  }

  private func appendState(of job: Job, to text: inout ByteBuffer) {
    let isPOSIX = options.contains(.posix)
    switch job.state {
    case .running: text.append("Running")
    case .stopped:
      text.append("Stopped")
      if isPOSIX,
        let signal = job.lastStopped?.status.stopSignal,
        let name = signal.name
      {
        text.append(" (SIG")
        text.append(Bytes(name))
        text.append(")")
      }
    case .done:
      let status = job.decisiveStatus
      if let signal = status.termSignal {
        text.append(Bytes(cString: signal.description))
        if status.dumpedCore { text.append(" (core dumped)") }
      } else if job.status == 0 {
        text.append("Done")
      } else {
        text.append(isPOSIX ? "Done(" : "Exit ")
        text.append(decimal: Int(job.status))
        if isPOSIX { text.append(")") }
      }
    }
  }
}

extension Printer {
  /// The text of a job: its command on one line.
  static func jobText(_ node: Node, names: NameTable) -> OwnedText {
    var text = ByteBuffer()
    print(node, names: names, into: &text, style: .oneLineWithoutBodies)
    return OwnedText(text.bytes)
  }
}
