// Job control (XCU 2.11): who has the terminal, and with which settings.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Jobs get process groups of their own; in a subshell only where it asked for
  /// that itself, although it has the option of its parent (XCU 2.13).
  var jobControlIsOn: Bool { jobs.areControlled && options.contains(.monitor) }

  /// The group that the first process of a job joins: its own, or none.
  var groupOfNewJob: Int32 { jobControlIsOn ? 0 : -1 }

  /// The job of a process that has been started.
  func newJob(of pid: Int32) -> Job {
    if jobControlIsOn { try? Process.setGroup(pid, pid) }
    return Job(group: jobControlIsOn ? pid : 0, process: pid)
  }

  /// `set -m`. An interactive shell waits until it is in the foreground, makes
  /// a group of its own and takes the terminal.
  func enableJobControl() {
    guard !control.isSubshell else { return }
    if jobs.terminal == nil { jobs.terminal = openTerminal() }
    catchChildren()
    jobs.shellGroup = Process.group
    guard let terminal = jobs.terminal else { return }
    guard isInteractive else { return }
    jobs.initialGroup = terminal.foregroundGroup
    waitForForeground(terminal)
    signals.ignoreForShell(.terminalStop)
    signals.ignoreForShell(.terminalOutput)
    signals.ignoreForShell(.terminalInput)
    if Process.group != Process.identifier { try? Process.setGroup(0, 0) }
    jobs.shellGroup = Process.group
    try? terminal.setForegroundGroup(jobs.shellGroup)
    jobs.shellModes = terminal.modes
  }

  func disableJobControl() {
    guard jobs.terminal != nil else { return }
    for signal in [Signal.terminalStop, .terminalOutput, .terminalInput] {
      signals.restore(signal)
    }
  }

  /// The controlling terminal on a private descriptor.
  private func openTerminal() -> Terminal? {
    let opened =
      (try? FileDescriptor.open(Bytes("/dev/tty").cString, .readWriteExisting))
      ?? (FileDescriptor.standardError.isTerminal
        ? try? FileDescriptor.standardError.duplicate() : nil)
    guard let opened, let descriptor = try? opened.movedAway() else { return nil }
    let terminal = Terminal(descriptor)
    if terminal.foregroundGroup == nil {
      descriptor.close()
      return nil
    }
    return terminal
  }

  /// A shell started in the background stops itself until it is continued in
  /// the foreground, as any program that wants the terminal.
  private func waitForForeground(_ terminal: Terminal) {
    var tries = 0
    while let group = terminal.foregroundGroup, group != Process.group, tries < 100 {
      signals.restore(.terminalInput)
      try? Signal.terminalInput.send(to: 0)
      tries += 1
    }
  }

  /// After a job has ended or stopped: the terminal is the shell's again. A job
  /// that succeeded may have changed the settings on purpose (`stty`); one that
  /// stopped, failed or was killed has not.
  func takeTerminalBack(after job: Job) {
    guard jobControlIsOn, let terminal = jobs.terminal, job.group > 0 else { return }
    if job.state == .stopped {
      awaitStop(ofGroup: job.group)
      job.modes = terminal.modes
    }
    try? terminal.setForegroundGroup(jobs.shellGroup)
    guard isInteractive else { return }
    if job.state == .done && job.status == 0 {
      jobs.shellModes = terminal.modes ?? jobs.shellModes
    } else if let modes = jobs.shellModes {
      terminal.setModes(modes)
    }
  }

  /// A job has stopped as soon as the shell's own children have. A pager below them
  /// is perhaps about to give back the screen and its modes: half a second at most.
  private func awaitStop(ofGroup group: Int32) {
    let end = Clock.milliseconds + 500
    while isRunning(group: group) && Clock.milliseconds < end {
      _ = FileDescriptor.waitForInput(nil, milliseconds: 2, unless: SignalSet())
    }
  }

  /// A process of the group runs, as far as /proc tells.
  private func isRunning(group: Int32) -> Bool {
    guard var entries = Directory(at: "/proc") else { return false }
    var text = ByteBuffer(capacity: 512)
    while let entry = entries.next() {
      guard Bytes(cString: entry).decimal != nil else { continue }
      text.removeAll()
      text.append("/proc/")
      text.append(Bytes(cString: entry))
      text.append("/stat\0")
      guard let file = try? FileDescriptor.open(text.bytes.cString, .readAtOnce) else { continue }
      text.removeAll()
      text.commit((try? file.read(into: text.reserve(512))) ?? 0)
      file.close()
      // `number (name) state parent group ...`, and any byte in the name.
      guard let close = text.bytes.lastIndex(of: UInt8(ascii: ")")) else { continue }
      let fields = text.bytes.dropFirst(close + 1).array.split(separator: UInt8(ascii: " "))
      guard fields.count > 2, let state = fields[0].first, !Bytes("TtZX").contains(state) else {
        continue
      }
      if fields[2].elementsEqual(String(group).utf8) { return true }
    }
    return false
  }

  /// `fg` and `bg`: lets a job go on. In the foreground it gets the terminal
  /// with the settings it had.
  func continueJob(_ job: Job, inForeground: Bool) -> Flow {
    let wasStopped = job.state == .stopped
    if inForeground, let terminal = jobs.terminal, job.group > 0 {
      jobs.shellModes = terminal.modes ?? jobs.shellModes
      try? terminal.setForegroundGroup(job.group)
      if wasStopped, let modes = job.modes { terminal.setModes(modes) }
    }
    job.markContinued()
    job.needsNotice = false
    if job.group > 0 {
      try? Signal.continue.send(to: -job.group)
    } else {
      for i in 0..<job.processCount where job[i].state != .done {
        try? Signal.continue.send(to: job[i].pid)
      }
    }
    jobs.touch(job)
    guard inForeground else { return .next }
    waitWhileRunning(job)
    return concludeForeground(job)
  }

  /// The end of input may be all there is of a terminal that went away: its
  /// SIGHUP follows. False when the shell is to end.
  public func obeyHangUp() -> Bool {
    guard signals.caught.contains(.hangup), let terminal = jobs.terminal,
      terminal.foregroundGroup == nil
    else { return true }
    let end = Clock.milliseconds + 1000
    let hangUp = SignalSet([Signal.hangup.number])
    while !PendingSignals.contains(.hangup) {
      let rest = end - Clock.milliseconds
      if rest <= 0 { break }
      _ = FileDescriptor.waitForInput(nil, milliseconds: Int32(rest), unless: hangUp)
    }
    return obeySignals()
  }

  /// The end of an interactive shell: the terminal goes back to the group that
  /// had it. Background jobs live on, but nobody could continue stopped ones.
  func releaseTerminal() {
    guard isInteractive, let terminal = jobs.terminal else { return }
    hangUpJobs(onlyStopped: !options.contains(.huponexit))
    if let group = jobs.initialGroup { try? terminal.setForegroundGroup(group) }
  }

  /// Sends SIGHUP to jobs; stopped ones are continued to see it.
  func hangUpJobs(onlyStopped: Bool) {
    for job in jobs.jobs where job.state != .done && !job.isSparedHangup {
      if onlyStopped && job.state != .stopped { continue }
      try? deliver(.hangup, to: job)
      if job.state == .stopped { try? deliver(.continue, to: job) }
    }
  }
}
