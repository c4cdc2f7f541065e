import Glibc
import TestSupport
import Testing

/// What prompts are besides PS1: RPS1, TRANSIENT_PS1, and the marks around them.
extension Dialogues {
  @Suite(.swishOnly("bash has none of these"))
  struct SidePrompts {
    private func line(_ left: String, _ right: String, width: Int, _ columns: Int) -> String {
      left + String(repeating: " ", count: columns - 1 - left.count - width) + right
    }

    @Test(arguments: [20, 40, 80])
    func theRightPromptGivesWay(_ columns: Int) throws {
      let terminal = try PtyTerminal(
        columns: columns, environment: ["RPS1": #"\[\e[33m\]<$x>\[\e[m\]"#, "x": "日"],
        awaitsPrompt: false)
      let right = "<日>"
      try terminal.expect("the right prompt") {
        $0.lines[0] == line("$ ", right, width: 4, columns) && $0.column == 2
      }
      // As far as there is a blank between the two.
      let text = String(repeating: "x", count: columns - 8)
      terminal.type(text)
      try terminal.expect("the line beside it") { $0.lines[0] == "$ \(text) \(right)" }
      terminal.type("y")
      try terminal.expect("the line alone") { $0.lines[0] == "$ \(text)y" }
      terminal.type(String(repeating: "z", count: columns))
      try terminal.expect("a second row") { $0.row == 1 }
      terminal.control("U")
      try terminal.expect("the right prompt again") {
        $0.lines[0].hasSuffix(right) && $0.lines[1].isEmpty
      }
      terminal.resize(columns: columns + 5, rows: 24)
      try terminal.expect("the new margin") {
        $0.lines[0] == line("$ ", right, width: 4, columns + 5)
      }
      terminal.type("echo; x=new\r")
      try terminal.expect("another value") { $0.lines[2].hasSuffix("<new>") }
    }

    @Test func theRightPromptStandsInTheLastRowOfPS1() throws {
      let terminal = try PtyTerminal(
        environment: ["PS1": "one\ntwo ", "RPS1": "right"], awaitsPrompt: false)
      try terminal.expect("both prompts") {
        $0.lines[0] == "one" && $0.lines[1] == line("two", "right", width: 5, 80) && $0.column == 4
      }
    }

    @Test func aTransientPromptReplacesTheOldOnes() throws {
      let terminal = try PtyTerminal(
        environment: ["PS1": "a long\nprompt: ", "RPS1": "right", "TRANSIENT_PS1": "% "],
        awaitsPrompt: false)
      try terminal.expectCursor(after: "prompt: ")
      terminal.type("echo hi\r")
      try terminal.expect("a short prompt") {
        Array($0.lines[0..<3]) == ["% echo hi", "hi", "a long"] && $0.column == 8
      }
      // A line that is given up stays as it was.
      terminal.type("x")
      try terminal.expectCursor(after: "prompt: x")
      terminal.control("C")
      try terminal.expect("the prompt kept") {
        $0.lines[3].hasPrefix("prompt: x^C") && $0.lines[4] == "a long"
      }
    }

    @Test func theTerminalIsToldWhatIsWhat() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir 'a b'; cd 'a b'; false")
      let strings = terminal.screen.strings
      #expect(
        strings.filter { $0.hasPrefix("133") } == [
          "133;A", "133;B", "133;C", "133;D;1", "133;A", "133;B",
        ])
      #expect(strings.contains { $0.hasPrefix("7;file://") && $0.hasSuffix("/a%20b") })
      #expect(strings.contains("2;mkdir 'a b'; cd 'a b'; false"))
      #expect(strings.last { $0.hasPrefix("2;") }?.hasSuffix("/a b") ?? false)
      try terminal.run("set +o terminalmarks")
      let count = terminal.screen.strings.count
      try terminal.run("true")
      #expect(terminal.screen.strings.count == count)
    }

    @Test(arguments: ["linux", "dumb"])
    func someTerminalsAreToldNothing(_ term: String) throws {
      let terminal = try PtyTerminal(term: term)
      try terminal.run("true")
      #expect(terminal.screen.strings == [])
    }
  }
}
