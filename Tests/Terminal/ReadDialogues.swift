import Glibc
import TestSupport
import Testing

/// `read` from the terminal, with -s, -n and -p.
extension Dialogues {
  @Suite struct Read {
    /// Neither echo nor the reading of lines is off.
    private func expectOrdinaryModes(_ terminal: PtyTerminal) throws {
      #expect(try terminal.run("stty -a | tr ' ' '\\n' | grep -cxe -echo -e -icanon") == ["0"])
    }

    private func type(
      _ command: String, into terminal: PtyTerminal, shows prompt: String
    ) throws {
      terminal.type(command + "; echo; echo \"[$x]\"\r")
      try terminal.expectCursor(after: prompt)
    }

    @Test func passwordDoesNotAppear() throws {
      let terminal = try PtyTerminal()
      try type("read -rsp 'Password: ' x", into: terminal, shows: "Password: ")
      let row = terminal.screen.absoluteRow
      terminal.type("sec\u{7F}cret\r")
      try terminal.expectOutput("[secret]")
      try terminal.expectPrompt(below: row)
      #expect(!terminal.screen.transcript.contains { $0.hasPrefix("Password: s") })
      try expectOrdinaryModes(terminal)
    }

    @Test func oneKeyIsEnough() throws {
      let terminal = try PtyTerminal()
      try type("read -n 1 -p 'Sure? ' x", into: terminal, shows: "Sure? ")
      let row = terminal.screen.absoluteRow
      terminal.type("y")
      try terminal.expectOutput("[y]")
      try terminal.expectPrompt(below: row)
      try expectOrdinaryModes(terminal)
    }

    @Test func anotherDelimiterNeedsNoLine() throws {
      let terminal = try PtyTerminal()
      try type("read -d : -p '> ' x", into: terminal, shows: "> ")
      terminal.type("ab:")
      try terminal.expectOutput("[ab]")
    }

    @Test func controlCEndsItAndTheEchoIsBack() throws {
      let terminal = try PtyTerminal()
      terminal.type("read -sp 'Password: ' x\r")
      try terminal.expectCursor(after: "Password: ")
      terminal.type("se")
      try terminal.interrupt()
      #expect(try terminal.run("echo $? [$x]") == ["130 []"])
      try expectOrdinaryModes(terminal)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func signalEndsAScriptAndTheEchoIsBack(signal: Int32) throws {
      let terminal = try PtyTerminal()
      try terminal.write("read -sp 'Password: ' x\n", to: "ask")
      terminal.type("\(PtyTestee.current.path) ./ask\r")
      try terminal.expectCursor(after: "Password: ")
      let child = try #require(ProcessTable.children(of: terminal.process.id).first)
      let row = terminal.screen.absoluteRow
      kill(child.id, signal)
      try terminal.expectPrompt(below: row)
      try expectOrdinaryModes(terminal)
    }

    @Test func controlZFindsTheEchoAndFgHidesAgain() throws {
      let terminal = try PtyTerminal()
      try terminal.write("read -sp 'Password: ' x\necho \"[$x]\"\n", to: "ask")
      terminal.type("\(PtyTestee.current.path) ./ask\r")
      try terminal.expectCursor(after: "Password: ")
      try terminal.eventually("it hides what is typed") { terminal.process.hidesLines }
      let row = terminal.screen.absoluteRow
      terminal.control("Z")
      try terminal.expectPrompt(below: row)
      try terminal.expect("[1]+  Stopped ")
      try expectOrdinaryModes(terminal)
      terminal.type("fg\r")
      try terminal.eventually("it hides again what is typed") { terminal.process.hidesLines }
      terminal.type("secret\r")
      try terminal.expectOutput("[secret]")
      #expect(!terminal.screen.transcript.contains { $0.hasPrefix("secret") })
    }
  }
}
