// Jobs (XCU 2.11): pipelines and asynchronous lists, and the processes they
// consist of. A job lives in the job table from the moment it is put in the
// background or stops, until its end has been told or waited for.
import SwishSyntax
import SwishSystem

final class Job {
  enum State { case running, stopped, done }

  struct Process {
    let pid: Int32
    var state = State.running
    var status = WaitStatus(raw: 0)
  }

  /// The process group; 0 without job control.
  var group: Int32
  private var processes = Stack<Process>(capacity: 2)
  /// The job number, 0 while it is not in the table.
  var number = 0
  /// Higher for jobs used more recently: `%+` and `%-`.
  var stamp = 0
  /// The command, made when somebody asks, from the tree being executed.
  var text: (() -> OwnedText)?
  var usesPipefail = false
  /// The state changed and nobody has been told.
  var needsNotice = false
  /// `disown -h`: no SIGHUP for it when the shell gets one.
  var isSparedHangup = false
  /// The terminal's settings when it stopped.
  var modes: Terminal.Modes?
  /// How the last process, a copy of the shell, learns how the others ended.
  var remainder: Remainder?
  /// A status nobody could be asked for (lost to somebody else's wait).
  private var lostStatus = false
  /// The job around this one, while both are awaited (`JobTable.foreground`).
  var outer: Job?

  init(group: Int32, process pid: Int32? = nil) {
    self.group = group
    if let pid { add(pid) }
  }

  func add(_ pid: Int32) { processes.push(Process(pid: pid)) }

  /// Adds a command that had no process of its own.
  func add(ended status: WaitStatus) {
    processes.push(Process(pid: 0, state: .done, status: status))
  }

  var processCount: Int { processes.count }

  subscript(index: Int) -> Process { processes[index] }

  var firstProcess: Int32 { processes.isEmpty ? 0 : processes[0].pid }
  var lastProcess: Int32 { processes.last?.pid ?? 0 }

  var state: State {
    var result = State.done
    for i in 0..<processes.count {
      if processes[i].state == .running { return .running }
      if processes[i].state == .stopped { result = .stopped }
    }
    return result
  }

  /// Whether news of that process are for this job.
  func awaits(_ pid: Int32) -> Bool {
    for i in 0..<processes.count where processes[i].pid == pid && processes[i].state != .done {
      return true
    }
    return false
  }

  /// Takes in what `waitpid` told of one process.
  func update(_ pid: Int32, _ status: WaitStatus) {
    for i in 0..<processes.count where processes[i].pid == pid {
      if status.isContinued {
        processes[i].state = .running
      } else {
        processes[i].state = status.isStopped ? .stopped : .done
        processes[i].status = status
      }
    }
    if let remainder {
      let others = processes.count - 1
      for i in 0..<max(others, 0) where processes[i].state != .done { return }
      remainder.go(on: decisiveStatus(ofFirst: others).shellStatus)
      self.remainder = nil
    }
  }

  /// Makes the text while its tree is there: the job will outlive it.
  func freezeText() {
    guard let text = text?() else { return }
    self.text = { text }
  }

  /// Hands over the command on one line.
  func withText<R>(_ body: (Bytes) -> R) -> R {
    guard let text = text?() else { return body(.empty) }
    return withExtendedLifetime(text) { body(text.bytes) }
  }

  /// Nobody knows any more how the processes ended.
  func markLost() {
    lostStatus = true
    for i in 0..<processes.count { processes[i].state = .done }
  }

  /// The job goes on: its stopped processes run.
  func markContinued() {
    for i in 0..<processes.count where processes[i].state == .stopped {
      processes[i].state = .running
    }
  }

  /// The status of the last process, or under pipefail of the last that failed
  /// (XCU 2.9.2).
  var decisiveStatus: WaitStatus { decisiveStatus(ofFirst: processes.count) }

  private func decisiveStatus(ofFirst count: Int) -> WaitStatus {
    guard count > 0 else { return WaitStatus(raw: 0) }
    var i = count
    while usesPipefail && i > 0 {
      i -= 1
      if processes[i].status.shellStatus != 0 { return processes[i].status }
    }
    return processes[count - 1].status
  }

  /// A signal ended one of the processes.
  func hasDied(of signal: Signal) -> Bool {
    for i in 0..<processes.count where processes[i].state == .done {
      if processes[i].status.termSignal == signal { return true }
    }
    return false
  }

  /// The last process that has stopped.
  var lastStopped: Process? {
    var i = processes.count
    while i > 0 {
      i -= 1
      if processes[i].state == .stopped { return processes[i] }
    }
    return nil
  }

  /// The status of one process of the job.
  func status(ofProcess pid: Int) -> Int32? {
    if lostStatus { return 127 }
    for i in 0..<processes.count where Int(processes[i].pid) == pid {
      return processes[i].status.shellStatus
    }
    return nil
  }

  var status: Int32 {
    if lostStatus { return 127 }
    if state == .stopped, let stopped = lastStopped { return stopped.status.shellStatus }
    return decisiveStatus.shellStatus
  }
}
