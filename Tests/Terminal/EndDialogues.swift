import Glibc
import TestSupport
import Testing

/// The end of an interactive shell, and what becomes of its jobs.
extension Dialogues {
  @Suite struct Ends {
    /// What has no parent any more may be a zombie for a while.
    private func isGone(_ id: pid_t) -> Bool {
      ProcessTable.entry(id).map { $0.state == "Z" } ?? true
    }

    /// Starts one running and one stopped job, ends the shell, and tells which
    /// of them are still there.
    private func jobsLeft(_ setting: String, _ ending: (PtyTerminal) throws -> Void) throws
      -> Int
    {
      let terminal = try PtyTerminal()
      try terminal.run(setting)
      try terminal.stop("sleep 200", program: "sleep")
      let stopped = ProcessTable.children(of: terminal.process.id).map(\.id)
      try terminal.run("sleep 100 &")
      let all = ProcessTable.children(of: terminal.process.id).map(\.id)
      #expect(all.count == 2)
      defer { for job in all { kill(job, SIGKILL) } }
      try ending(terminal)
      _ = try terminal.expectExit()
      try terminal.eventually("the stopped job is gone") {
        stopped.allSatisfy { isGone($0) }
      }
      // A signal was sent before the shell ended, if it was.
      let running = all.filter { !stopped.contains($0) }
      if setting.contains("huponexit") {
        try terminal.eventually("the running job is gone") {
          running.allSatisfy { isGone($0) }
        }
      }
      return running.filter { !isGone($0) }.count
    }

    @Test func runningJobsLiveOn() throws {
      let left = try jobsLeft(":") { terminal in
        try terminal.run("exit")
        terminal.type("exit\r")
      }
      #expect(left == 1)
    }

    @Test func controlDWarnsOnceOfStoppedJobs() throws {
      let left = try jobsLeft(":") { terminal in
        let from = terminal.screen.absoluteRow
        terminal.control("D")
        try terminal.expectPrompt(below: from)
        #expect(terminal.screen.contains("There are stopped jobs."))
        terminal.control("D")
      }
      #expect(left == 1)
    }

    @Test(.swishOnly("bash does so in login shells, with shopt"))
    func runningJobsAreHungUpIfSoWished() throws {
      let left = try jobsLeft("set -o huponexit") { terminal in
        try terminal.run("exit")
        terminal.type("exit\r")
      }
      #expect(left == 0)
    }

    @Test func anotherCommandAsksForAnotherWarning() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 200", program: "sleep")
      for _ in 1...2 {
        #expect(try terminal.run("exit").contains("There are stopped jobs."))
        try terminal.run(":")
      }
    }

    @Test func hangUpEndsAShellThatWaitsForACommand() throws {
      let terminal = try PtyTerminal()
      terminal.type("sleep 300\r")
      let sleep = try terminal.expectForeground("sleep")
      kill(terminal.process.id, SIGHUP)
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
      try terminal.eventually("the command is gone") { isGone(sleep.id) }
    }

    @Test(arguments: [
      "read x", "sleep 100 & wait", "x=$(sleep 100)", "while :; do echo y; done",
      "until false; do sleep 1; done",
      "sh -c 'trap \"\" HUP; exec sleep 100'", "/proc/$$/exe -i",
    ])
    func lostTerminalEndsAShellAtWork(_ command: String) throws {
      let terminal = try PtyTerminal()
      terminal.type("echo g''o; \(command)\r")
      try terminal.expectOutput("go")
      terminal.process.closeTerminal()
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
    }

    @Test(arguments: [
      "echo half a line", "cat <<end\r", "\u{12}search", "ls /usr/\t\t", "cd /\t\t\t",
    ])
    func lostTerminalEndsAShellAtItsPrompt(_ keys: String) throws {
      let terminal = try PtyTerminal()
      let before = terminal.screen.picture
      terminal.type(keys)
      try terminal.expect("an answer to the keys") { $0.picture != before }
      terminal.process.closeTerminal()
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
    }

    @Test func nohupSparesAJobTheHangup() throws {
      let terminal = try PtyTerminal()
      try terminal.run("nohup sleep 100 >/dev/null 2>&1 &")
      var job: pid_t = 0
      try terminal.eventually("nohup has become sleep") {
        let found = ProcessTable.children(of: terminal.process.id).first { $0.name == "sleep" }
        job = found?.id ?? 0
        return found != nil
      }
      defer { kill(job, SIGKILL) }
      terminal.process.closeTerminal()
      _ = try terminal.expectExit()
      #expect(!isGone(job))
    }

    @Test func lostTerminalEndsALoopOfBuiltIns() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo g''o; while :; do :; done\r")
      try terminal.expectOutput("go")
      terminal.process.closeTerminal()
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
    }

    /// Without SIGHUP the end of input is all the shell learns.
    @Test func lostTerminalEndsAShellThatIgnoresHangUps() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap '' HUP")
      terminal.process.closeTerminal()
      guard case .status = try terminal.expectExit() else {
        Issue.record("it died of a signal")
        return
      }
    }

    @Test func exitTrapRunsWhenTheTerminalIsLost() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap 'echo ended >end' EXIT")
      terminal.process.closeTerminal()
      _ = try terminal.expectExit()
      #expect(access("\(terminal.home)/end", F_OK) == 0)
    }
  }
}
