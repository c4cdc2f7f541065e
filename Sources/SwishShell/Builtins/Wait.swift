// wait (XCU).
import SwishSyntax
import SwishSystem

extension Shell {
  /// `wait [pid|job...]`: for all children, or for each operand; the status of
  /// the last. With -n, for the next of them to end, and its status; 127 when
  /// there is none. A trapped signal ends it with 128 plus the signal. -p assigns
  /// the process ID that the status belongs to.
  func runWait(_ arguments: Arguments) throws(ShellError) -> Flow {
    var options = OptionParser(arguments, "np:")
    var forNext = false
    var variable: Slot?
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "p"):
        guard options.argument.isName else {
          report(builtin: "wait", options.argument, ": not a valid name")
          status = 2
          return .next
        }
        variable = names.intern(options.argument)
      default: forNext = true
      }
    }
    if let variable { try unset(variable) }
    var process: Int32?
    let flow =
      forNext
      ? waitForNext(options.operands, &process) : waitForAll(options.operands, &process)
    if let variable, let process { try assign(variable, integer: Int64(process)) }
    return flow
  }

  private func waitForAll(_ operands: Arguments, _ process: inout Int32?) -> Flow {
    if operands.isEmpty {
      let waited = jobs.jobs
      for job in waited {
        if let flow = wait(for: job) { return flow }
      }
      // An interactive shell tells of them before its prompt.
      for job in waited where job.state == .done && !isInteractive { jobs.remove(job) }
      status = 0
      return .next
    }
    for operand in operands {
      guard let job = jobToWait(operand) else {
        status = 127
        continue
      }
      if let flow = wait(for: job) { return flow }
      status = job.status
      process = job.lastProcess
      // `$!` stands for the whole pipeline, whose status pipefail decides.
      if let pid = operand.decimal, pid != job.lastProcess {
        process = Int32(pid)
        status = job.status(ofProcess: pid) ?? status
      }
      jobs.remove(job)
    }
    return .next
  }

  private func waitForNext(_ operands: Arguments, _ process: inout Int32?) -> Flow {
    var awaited = jobs.jobs
    if !operands.isEmpty {
      awaited = operands.compactMap { jobToWait($0) }
    }
    status = 127
    guard awaited.contains(where: { $0.state != .stopped }) else { return .next }
    let flow = wait {
      !awaited.contains { $0.state == .running } || awaited.contains { $0.state == .done }
    }
    if let flow { return flow }
    if let job = awaited.first(where: { $0.state == .done }) {
      status = job.status
      process = job.lastProcess
      jobs.remove(job)
    }
    return .next
  }

  private func jobToWait(_ operand: Bytes) -> Job? {
    if operand.first == UInt8(ascii: "%") {
      if case .found(let job) = jobs.find(operand), jobs.jobs.contains(where: { $0 === job }) {
        return job
      }
      report(builtin: "wait", operand, ": no such job")
      return nil
    }
    guard let pid = operand.decimal else {
      report(builtin: "wait", operand, ": not a process or job")
      return nil
    }
    return jobs.job(ofProcess: pid)
  }

  /// Waits while a job runs; a stopped one is not waited for, as nobody might
  /// ever continue it, unless in POSIX mode: until it has terminated, says XCU
  /// wait. A flow when a signal ended the waiting.
  private func wait(for job: Job) -> Flow? {
    let isPOSIX = options.contains(.posix)
    return wait { job.state == .done || !isPOSIX && job.state == .stopped }
  }

  private func wait(until isOver: () -> Bool) -> Flow? {
    catchChildren()
    while true {
      if !traps.handles(.child) { PendingSignals.take(.child) }
      reapChildren()
      if isOver() { return nil }
      _ = FileDescriptor.waitForInput(nil, unless: .all)
      if let flow = signalDuringWait() { return flow }
    }
  }

  private func signalDuringWait() -> Flow? {
    for number in 1..<Signal.limit where PendingSignals.contains(Signal(number)) {
      let signal = Signal(number)
      let isTrapped = traps.handles(signal)
      if signal == .child && !isTrapped { continue }
      if signal == .child { reapChildren() }
      if !isTrapped && !SignalSet.ending.contains(signal) { continue }
      status = 128 + number
      let flow = atSafePoint()
      if flow == .next { status = 128 + number }
      return flow
    }
    return nil
  }
}
