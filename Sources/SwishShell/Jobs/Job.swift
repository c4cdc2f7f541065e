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
  private(set) var processes: [Process] = []
  /// The job number, 0 while it is not in the table.
  var number = 0
  /// Higher for jobs used more recently: `%+` and `%-`.
  var stamp = 0
  /// The command, made when somebody asks, from the tree being executed.
  var text: (() -> [UInt8])?
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

  init(group: Int32, processes: [Int32]) {
    self.group = group
    for pid in processes { add(pid) }
  }

  func add(_ pid: Int32) { processes.append(Process(pid: pid)) }

  /// Adds a command that had no process of its own.
  func add(ended status: WaitStatus) {
    processes.append(Process(pid: 0, state: .done, status: status))
  }

  var lastProcess: Int32 { processes.last?.pid ?? 0 }

  var state: State {
    var result = State.done
    for process in processes {
      if process.state == .running { return .running }
      if process.state == .stopped { result = .stopped }
    }
    return result
  }

  func contains(_ pid: Int32) -> Bool { processes.contains { $0.pid == pid } }

  /// Takes in what `waitpid` told of one process.
  func update(_ pid: Int32, _ status: WaitStatus) {
    for i in processes.indices where processes[i].pid == pid {
      if status.isContinued {
        processes[i].state = .running
      } else {
        processes[i].state = status.isStopped ? .stopped : .done
        processes[i].status = status
      }
    }
    if let remainder, processes.dropLast().allSatisfy({ $0.state == .done }) {
      remainder.go(on: decisiveStatus(of: processes.dropLast()).shellStatus)
      self.remainder = nil
    }
  }

  /// Makes the text while its tree is there: the job will outlive it.
  func freezeText() {
    guard let text = text?() else { return }
    self.text = { text }
  }

  /// Nobody knows any more how the processes ended.
  func markLost() {
    lostStatus = true
    for i in processes.indices { processes[i].state = .done }
  }

  /// The job goes on: its stopped processes run.
  func markContinued() {
    for i in processes.indices where processes[i].state == .stopped {
      processes[i].state = .running
    }
  }

  /// The status of the last process, or under pipefail of the last that failed
  /// (XCU 2.9.2).
  var decisiveStatus: WaitStatus { decisiveStatus(of: processes[...]) }

  private func decisiveStatus(of processes: ArraySlice<Process>) -> WaitStatus {
    if usesPipefail {
      for process in processes.reversed() where process.status.shellStatus != 0 {
        return process.status
      }
    }
    return processes.last?.status ?? WaitStatus(raw: 0)
  }

  /// The status of one process of the job.
  func status(ofProcess pid: Int) -> Int32? {
    if lostStatus { return 127 }
    return processes.first { Int($0.pid) == pid }?.status.shellStatus
  }

  var status: Int32 {
    if lostStatus { return 127 }
    if state == .stopped, let stopped = processes.last(where: { $0.state == .stopped }) {
      return stopped.status.shellStatus
    }
    return decisiveStatus.shellStatus
  }
}
