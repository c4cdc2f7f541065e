import Glibc
import TestSupport
import Testing

/// Dispositions that the shell was started with, or that `trap` and `exec`
/// changed, and what its jobs find.
extension Dialogues {
  @Suite struct InheritedSignals {
    /// A second shell on the same terminal, started with signals ignored.
    private func shell(ignoring signals: String) throws -> PtyTerminal {
      let terminal = try PtyTerminal()
      terminal.type("trap '' \(signals); exec /proc/$$/exe -i\r")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow)
      return terminal
    }

    @Test func interactiveShellMayTrapWhatWasIgnoredAtItsStart() throws {
      let terminal = try shell(ignoring: "USR1")
      let output = try terminal.run("trap 'echo trapped' USR1; kill -USR1 $$")
      #expect(output == ["trapped"])
      #expect(try terminal.run("(trap 'echo inside' USR1; sh -c 'kill -USR1 $PPID')") == ["inside"])
      let reset = try terminal.run("trap - USR1; sh -c 'kill -USR1 $$; echo lives'; echo $?")
      #expect(reset.last == "138")
    }

    @Test(arguments: ["--ignore-signal=CHLD", "--block-signal=CHLD"])
    func endsOfChildrenAreKnownThoughSIGCHLDWasNotToCome(_ option: String) throws {
      let terminal = try PtyTerminal()
      terminal.type("exec env \(option) \(PtyTestee.current.path) -i\r")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow)
      #expect(try terminal.run("sh -c 'exit 3'; echo $?") == ["3"])
      #expect(try terminal.run("sh -c 'exit 4' & wait $!; echo $?").contains("4"))
      try terminal.run("mkfifo go; cat go &")
      close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
      try terminal.eventually("no child stays at an idle prompt") {
        ProcessTable.children(of: terminal.process.id).isEmpty
      }
    }

    @Test func jobsFindIgnoredWhatWasIgnoredAtTheStart() throws {
      let terminal = try shell(ignoring: "HUP INT TSTP TERM")
      let tell = "sh -c 'for s in HUP INT TSTP TERM; do kill -$s $$; done; echo lives'"
      #expect(try terminal.run(tell) == ["lives"])
      #expect(try terminal.run("(\(tell))") == ["lives"])
      #expect(try terminal.run("echo $(\(tell))") == ["lives"])
    }

    @Test(.swishOnly("bash leaves them blocked"))
    func keysReachJobsThoughSignalsWereBlockedAtTheStart() throws {
      let terminal = try PtyTerminal()
      terminal.type("exec env --block-signal \(PtyTestee.current.path) -i\r")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow)
      terminal.type("sleep 100\r")
      try terminal.expectForeground("sleep")
      try terminal.interrupt()
      try terminal.stop("cat", program: "cat")
      try terminal.run("trap 'echo trapped' USR1; kill -USR1 $$; echo $?")
      try terminal.expect("trapped")
    }

    @Test func trapOnTheStopSignalsDoesNotKeepTheShellFromTheTerminal() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap 'echo trapped' TTOU TTIN")
      try terminal.stop("cat", program: "cat")
      terminal.type("fg\r")
      try terminal.expectForeground("cat")
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test func stopSignalsIgnoredAndResetStopJobsAgain() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap '' TSTP TTIN TTOU; trap - TSTP TTIN TTOU")
      try terminal.stop("cat", program: "cat")
      try terminal.expect("[1]+  Stopped ")
    }

    @Test func failedExecLeavesTheShellItsSignals() throws {
      let terminal = try PtyTerminal()
      try terminal.run("printf '#!/nonexistent\\n' >bad; chmod +x bad")
      try terminal.run("exec ./bad")
      kill(terminal.process.id, SIGTERM)
      kill(terminal.process.id, SIGTSTP)
      try terminal.interrupt()
      #expect(try terminal.run("echo alive").last == "alive")
    }

    /// Such a shell does not ignore SIGTTOU when it sets the job's modes.
    @Test func scriptWithJobControlContinuesItsJobInTheForeground() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("/proc/$$/exe -mc 'sh -c \"kill -STOP \\$\\$; echo on\"; fg'")
      #expect(output.last == "on")
      #expect(try terminal.run("echo $?") == ["0"])
    }

    @Test func controlZMeansNothingToACommandSubstitution() throws {
      let terminal = try PtyTerminal()
      terminal.type("x=$(cat)\r")
      let cat = try terminal.expectForeground("cat")
      for _ in 1...5 {
        terminal.control("Z")
        kill(cat.id, SIGTSTP)
      }
      terminal.type("line\r")
      try terminal.eventually("cat has the terminal") { ProcessTable.entry(cat.id)?.state == "S" }
      terminal.control("D")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow - 1)
      #expect(try terminal.run("echo $x") == ["line"])
    }

    @Test func controlCEndsACommandSubstitution() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo not$(cat)\r")
      try terminal.expectForeground("cat")
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains("not"))
      #expect(try terminal.run("echo $?") == ["130"])
    }
  }
}
