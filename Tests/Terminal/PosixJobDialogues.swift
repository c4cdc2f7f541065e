import Glibc
import TestSupport
import Testing

/// The texts of XCU 2.11, jobs, fg and bg in a shell called with `-o posix`.
extension Dialogues {
  @Suite(.swishOnly("other shells have words and blanks of their own"))
  struct PosixJobs {
    private func terminal() throws -> PtyTerminal {
      try PtyTerminal(arguments: ["-o", "posix", "-i"])
    }

    private func words(_ lines: some Sequence<String>) -> [String] {
      lines.map { $0.split(separator: " ").joined(separator: " ") }
    }

    /// Waits until all children are in `state`, and tells what `jobs` says.
    private func jobs(_ terminal: PtyTerminal, state: Character, line: UInt = #line) throws
      -> [String]
    {
      try terminal.eventually("children in state \(state)", line: line) {
        ProcessTable.children(of: terminal.process.id).allSatisfy { $0.state == state }
      }
      return words(try terminal.run("jobs", line: line))
    }

    @Test func listsAreAnnouncedAndListedAsRunning() throws {
      let terminal = try terminal()
      let output = try terminal.run("sleep 100 &")
      let child = ProcessTable.children(of: terminal.process.id).first
      #expect(output == ["[1] \(child?.id ?? 0)"])
      try terminal.run("sleep 200 | cat &")
      #expect(
        words(try terminal.run("jobs")) == [
          "[1] - Running sleep 100 &", "[2] + Running sleep 200 | cat &",
        ])
      #expect(words(try terminal.run("jobs %1")) == ["[1] - Running sleep 100 &"])
      #expect(
        words(try terminal.run("jobs -l %1")) == [
          "[1] - \(child?.group ?? 0) Running sleep 100 &"
        ])
      #expect(try terminal.run("jobs -p %1") == ["\(child?.group ?? 0)"])
    }

    @Test func aStoppedJobTellsOfItsSignal() throws {
      let terminal = try terminal()
      let from = terminal.screen.absoluteRow
      try terminal.stop("sleep 100", program: "sleep")
      #expect(
        words(terminal.screen.transcript.suffix(from: from + 1)).contains(
          "[1] + Stopped (SIGTSTP) sleep 100"))
      #expect(words(try terminal.run("jobs")) == ["[1] + Stopped (SIGTSTP) sleep 100"])
      #expect(try terminal.run("bg") == ["[1] sleep 100"])
      #expect(words(try terminal.run("jobs")) == ["[1] + Running sleep 100 &"])
      try terminal.run("kill -s STOP %1")
      #expect(try jobs(terminal, state: "T").last == "[1] + Stopped (SIGSTOP) sleep 100")
      terminal.type("fg\r")
      try terminal.expectForeground("sleep")
      try terminal.expectOutput("sleep 100")
      try terminal.interrupt()
      #expect(try terminal.run("jobs") == [])
    }

    @Test func jobsStoppedByTheTerminalTellOfIt() throws {
      let terminal = try terminal()
      try terminal.run("cat &")
      #expect(try jobs(terminal, state: "T").last == "[1] + Stopped (SIGTTIN) cat")
      try terminal.run("kill -s KILL %1")
      try terminal.expectNoChildren()
      try terminal.run("stty tostop")
      try terminal.run("sh -c 'echo written' &")
      #expect(
        try jobs(terminal, state: "T").last == "[1] + Stopped (SIGTTOU) sh -c 'echo written'")
    }

    @Test func endsAreToldBeforeThePromptAndOnce() throws {
      let terminal = try terminal()
      try terminal.run("mkfifo go")
      for (command, notice) in [
        ("cat go", "[1] + Done cat go"), ("(cat go; exit 3)", "[1] + Done(3) ( cat go; exit 3 )"),
        ("sh -c 'cat go; kill $$'", "[1] + Terminated"),
      ] {
        try terminal.run(command + " &")
        close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
        try terminal.expectNoChildren()
        #expect(words(try terminal.run("")).first?.hasPrefix(notice) == true)
        #expect(try terminal.run("jobs") == [])
      }
    }

    @Test func jobsTellsOfAnEndAndForgetsIt() throws {
      let terminal = try terminal()
      try terminal.run("mkfifo go")
      try terminal.run("sh -c 'cat go; exit 4' &")
      close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
      try terminal.expectNoChildren()
      let told = words(try terminal.run("jobs; jobs; wait $!; echo $?"))
      #expect(told == ["[1] + Done(4) sh -c 'cat go; exit 4'", "127"])
    }

    @Test func currentAndPreviousJobFollowStopsAndContinuations() throws {
      let terminal = try terminal()
      try terminal.run("sleep 100 &")
      try terminal.run("sleep 200 &")
      try terminal.run("sleep 300 &")
      #expect(
        words(try terminal.run("jobs")).map { $0.prefix(5) } == ["[1] R", "[2] -", "[3] +"])
      try terminal.run("kill -s STOP %1")
      try terminal.eventually("one is stopped") {
        ProcessTable.children(of: terminal.process.id).contains { $0.state == "T" }
      }
      #expect(
        words(try terminal.run("jobs")).map { $0.prefix(5) } == ["[1] +", "[2] R", "[3] -"])
      #expect(try terminal.run("bg %1; echo $! | grep -c .") == ["[1] sleep 100", "1"])
    }

    @Test func waitInterruptedByAStopOfAnotherGoesOn() throws {
      let terminal = try terminal()
      try terminal.run("sleep 100 &")
      terminal.type("wait\r")
      let row = terminal.screen.absoluteRow
      terminal.control("C")
      try terminal.expectPrompt(below: row)
      #expect(try terminal.run("echo $?") == ["130"])
      #expect(words(try terminal.run("jobs")) == ["[1] + Running sleep 100 &"])
    }
  }
}
