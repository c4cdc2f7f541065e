import SwishSyntax
import SwishSystem

/// The jobs of this shell and the processes whose ends are awaited.
struct JobTable {
  /// Jobs with a number, by number.
  private(set) var jobs: [Job] = []
  /// Those of the shell that a subshell is a copy of, as they were then: `jobs`
  /// and `kill` know them until it has its own, nobody waits for them.
  private var inherited: [Job] = []
  /// The innermost job in the foreground, where most news go; those around it are
  /// its `outer` ones. (A dictionary costs more when it is first used than it
  /// takes to start the shell.)
  private var foreground: Job?
  /// The jobs in the table, by the processes that have not ended.
  private var byProcess = ProcessIndex()
  /// The jobs of the processes that `wait` may ask for. Not the same: a command
  /// in the foreground may get the number of a process that ended before.
  private var waitable = ProcessIndex()
  private var announced: [Job] = []
  /// How many ended jobs are remembered for `wait` (XCU wait asks for CHILD_MAX,
  /// the number of processes a user may have: what Linux has by default).
  static let rememberedEnds = 32_768
  private var clock = 0
  /// `$!`
  var lastBackgroundProcess: Int32?
  /// The terminal under job control, on a descriptor of the shell's own.
  var terminal: Terminal?
  /// The shell's own group, and the one that had the terminal before.
  var shellGroup: Int32 = 0
  var initialGroup: Int32?
  /// `set -m` in this process.
  var areControlled = false
  /// How the terminal is set when the shell has it.
  var shellModes: Terminal.Modes?
  /// How many children ended that the trap on SIGCHLD has not run for, and
  /// whether those in the foreground count.
  private var ends = 0
  var countsForegroundEnds = true
  /// The last `exit` was refused because of stopped jobs.
  var hasWarnedOfStopped = false

  /// Awaits what is told of a job's processes; again, when it has got more.
  mutating func register(_ job: Job) {
    if job.number > 0 { return note(job) }
    leaveForeground(job)
    job.outer = foreground
    foreground = job
  }

  private mutating func note(_ job: Job) {
    for i in 0..<job.processCount where job[i].state != .done { byProcess[job[i].pid] = job }
  }

  private mutating func leaveForeground(_ job: Job) {
    if foreground === job { foreground = job.outer }
    var inner = foreground
    while let each = inner {
      if each.outer === job { each.outer = job.outer }
      inner = each.outer
    }
    job.outer = nil
  }

  mutating func unregister(_ job: Job) {
    leaveForeground(job)
    if waitable.isEmpty { return }
    for i in 0..<job.processCount {
      let pid = job[i].pid
      if byProcess[pid] === job { byProcess[pid] = nil }
      if waitable[pid] === job { waitable[pid] = nil }
    }
  }

  private func jobAwaiting(_ pid: Int32) -> Job? {
    var next = foreground
    while let job = next {
      if job.awaits(pid) { return job }
      next = job.outer
    }
    return byProcess[pid]
  }

  /// Notes a change that `waitpid` told of; the job, if the child is ours.
  @discardableResult
  mutating func update(_ pid: Int32, _ status: WaitStatus) -> Job? {
    guard let job = jobAwaiting(pid) else { return nil }
    let hasEnded = !status.isStopped && !status.isContinued
    if hasEnded && (job.number > 0 || countsForegroundEnds) { ends += 1 }
    let before = job.state
    job.update(pid, status)
    if hasEnded { byProcess[pid] = nil }
    if job.number > 0 && job.state != before { job.needsNotice = true }
    return job
  }

  /// What `jobs` tells of and job IDs name.
  var known: [Job] { jobs.isEmpty ? inherited : jobs }

  /// Nobody will tell how the awaited children end; false if there are none.
  func loseAwaited() -> Bool {
    var hasLost = false
    var next = foreground
    while let job = next {
      if job.state != .done {
        job.markLost()
        hasLost = true
      }
      next = job.outer
    }
    byProcess.visit { job in
      if job.state == .done { return }
      job.markLost()
      job.needsNotice = job.number > 0
      hasLost = true
    }
    return hasLost
  }

  /// The number of ends since this was last asked.
  mutating func takeEnds() -> Int {
    defer { ends = 0 }
    return ends
  }

  /// The job of a background process.
  func job(ofProcess pid: Int) -> Job? { Int32(exactly: pid).flatMap { waitable[$0] } }

  /// Gives a job the number after the highest in use.
  mutating func addToTable(_ job: Job) {
    if job.number == 0 {
      job.number = (jobs.last?.number ?? 0) + 1
      jobs.append(job)
      if jobs.count > Self.rememberedEnds, let oldest = jobs.first(where: { $0.state == .done }) {
        remove(oldest)
      }
    }
    leaveForeground(job)
    note(job)
    for i in 0..<job.processCount { waitable[job[i].pid] = job }
    touch(job)
  }

  /// Makes a job the most recently used one.
  mutating func touch(_ job: Job) {
    clock += 1
    job.stamp = clock
  }

  /// Drops a job whose end has been told; `wait` may still ask for its status
  /// (XCU wait), as long as few enough have ended since.
  mutating func forgetAnnounced(_ job: Job) {
    if let i = jobs.firstIndex(where: { $0 === job }) { jobs.remove(at: i) }
    job.number = 0
    announced.append(job)
    if announced.count > Self.rememberedEnds { unregister(announced.removeFirst()) }
  }

  mutating func remove(_ job: Job) {
    unregister(job)
    if let i = jobs.firstIndex(where: { $0 === job }) { jobs.remove(at: i) }
    if let i = announced.firstIndex(where: { $0 === job }) { announced.remove(at: i) }
    job.number = 0
  }

  /// `%+`: the stopped job used last, else the job used last (XBD 3.182).
  var current: Job? { latest.current }
  /// `%-`
  var previous: Job? { latest.previous }

  var latest: (current: Job?, previous: Job?) {
    var current: Job?
    var previous: Job?
    for job in known {
      if current.map({ isLess($0, job) }) ?? true {
        (current, previous) = (job, current)
      } else if previous.map({ isLess($0, job) }) ?? true {
        previous = job
      }
    }
    return (current, previous)
  }

  private func isLess(_ a: Job, _ b: Job) -> Bool {
    let isStopped = a.state == .stopped
    return isStopped != (b.state == .stopped) ? !isStopped : a.stamp < b.stamp
  }

  enum Lookup {
    case found(Job)
    case none, ambiguous
  }

  /// The job that a job ID names: `%n`, `%+`, `%%`, `%-`, `%string`, `%?string`.
  func find(_ identifier: Bytes) -> Lookup {
    let name = identifier.first == UInt8(ascii: "%") ? identifier.dropFirst() : identifier
    if name.isEmpty || name == "%" || name == "+" { return current.map { .found($0) } ?? .none }
    if name == "-" { return (previous ?? current).map { .found($0) } ?? .none }
    if let number = name.decimal {
      return known.first { $0.number == number }.map { .found($0) } ?? .none
    }
    let isInside = name.first == UInt8(ascii: "?")
    let matches = known.filter { job in
      job.withText {
        isInside ? $0.firstIndex(of: name.dropFirst()) != nil : $0.hasPrefix(name)
      }
    }
    if matches.count > 1 { return .ambiguous }
    return matches.first.map { .found($0) } ?? .none
  }

  /// A subshell has no children yet.
  mutating func resetForSubshell() {
    let known = known
    // Never freed: to count the references to every job would copy the pages
    // that they are on into this process.
    _ = Unmanaged.passRetained(Past(table: self))
    foreground = nil
    byProcess.forget()
    waitable.forget()
    jobs = []
    announced = []
    ends = 0
    countsForegroundEnds = true
    inherited = known
    areControlled = false
    terminal = nil
    shellModes = nil
  }

  private final class Past {
    let table: JobTable
    init(table: JobTable) { self.table = table }
  }

  mutating func moveTerminal(from taken: FileDescriptor) {
    guard terminal?.descriptor == taken,
      let moved = try? taken.duplicate(atLeast: taken.number + 1)
    else { return }
    taken.close()
    terminal = Terminal(moved)
  }
}
