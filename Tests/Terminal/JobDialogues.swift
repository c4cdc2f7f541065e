import TestSupport
import Testing

extension Dialogues {
  @Suite struct Jobs {
    @Test func echo() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("echo hi") == ["hi"])
      terminal.type("exit 3\r")
      #expect(try terminal.expectExit() == .status(3))
    }
  }
}
