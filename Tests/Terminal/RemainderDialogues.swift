import Glibc
import TestSupport
import Testing

/// Commands that consist of others stop and go on as a whole.
extension Dialogues {
  @Suite(.swishOnly("bash goes on with what is behind the stopped program, or drops it"))
  struct Remainders {
    private func goOn(_ terminal: PtyTerminal) throws {
      let from = terminal.screen.absoluteRow
      terminal.type("fg\r")
      try terminal.expectForeground("cat")
      terminal.control("D")
      try terminal.expectPrompt(below: from + 1)
    }

    @Test func aLoopGoesOnWithItsNextRound() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("for i in 1 2; do cat; echo r''ound $i; done", program: "cat")
      #expect(try terminal.run("echo $?") == ["148"])
      #expect(
        try terminal.run("jobs") == [
          "[1]+  Stopped                 for i in 1 2; do cat; echo r''ound $i; done"
        ])
      terminal.type("fg\r")
      let cat = try terminal.expectForeground("cat")
      terminal.control("D")
      try terminal.expectOutput("round 1")
      var another: pid_t = 0
      try terminal.eventually("another cat") {
        let group = terminal.process.foregroundGroup
        let found = ProcessTable.session(terminal.process.id).first {
          $0.group == group && $0.name == "cat" && $0.id != cat.id
        }
        another = found?.id ?? 0
        return found != nil
      }
      // Not by a key: Linux 6.18 now and then drops all that is typed after the
      // second Control-Z, whatever the shell.
      let from = terminal.screen.absoluteRow
      kill(-terminal.process.foregroundGroup, SIGTSTP)
      try terminal.expectPrompt(below: from)
      // Before that its read would take what is typed next.
      try terminal.eventually("cat has stopped") { ProcessTable.entry(another)?.state == "T" }
      #expect(!terminal.screen.transcript.contains("round 2"))
      try goOn(terminal)
      #expect(terminal.screen.transcript.contains("round 2"))
      #expect(try terminal.run("jobs") == [])
      #expect(ProcessTable.children(of: terminal.process.id) == [])
    }

    @Test func aFunctionGoesOnWithItsStatus() throws {
      let terminal = try PtyTerminal()
      try terminal.run("f() { sh -c 'cat; exit 3'; echo s$?; return 4; }")
      try terminal.stop("f", program: "cat")
      try terminal.expect("Stopped                 f")
      try goOn(terminal)
      #expect(terminal.screen.transcript.contains("s3"))
      #expect(try terminal.run("echo $?") == ["4"])
    }

    @Test func aListWaitsForItsStoppedPart() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("cat && echo be''hind", program: "cat")
      #expect(!terminal.screen.transcript.contains("behind"))
      try goOn(terminal)
      #expect(terminal.screen.transcript.contains("behind"))
    }

    @Test func redirectionsEndWhereTheyWould() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("{ cat; echo in''side; } >file; echo out''side", program: "cat")
      try goOn(terminal)
      #expect(terminal.screen.transcript.contains("outside"))
      #expect(!terminal.screen.transcript.contains("inside"))
      #expect(try terminal.run("cat file") == ["inside"])
    }

    @Test func aPipelineInAListGoesOnInTheBackground() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkfifo go")
      try terminal.stop("{ cat go | tr a b; } ; echo d''one", program: "cat", "tr")
      try terminal.run("bg")
      close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
      try terminal.expect("done")
      try terminal.run("wait")
      #expect(ProcessTable.children(of: terminal.process.id) == [])
    }

    @Test func controlCEndsTheWhole() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("while :; do cat; done", program: "cat")
      terminal.type("fg\r")
      try terminal.expectForeground("cat")
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
      #expect(ProcessTable.children(of: terminal.process.id) == [])
    }

    @Test func killEndsTheWhole() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("while :; do cat; done", program: "cat")
      try terminal.run("kill %1")
      try terminal.eventually("nothing is left") {
        ProcessTable.session(terminal.process.id).map(\.id) == [terminal.process.id]
      }
    }
  }
}
