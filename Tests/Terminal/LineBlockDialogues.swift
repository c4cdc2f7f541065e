import TestSupport
import Testing

/// A command of several lines is edited as one text.
extension Dialogues {
  @Suite(.swishOnly("the peers edit line by line"))
  struct LineBlocks {
    private func type(_ lines: [String], _ terminal: PtyTerminal) throws {
      for line in lines {
        terminal.type(line + "\r")
        try terminal.expectCursor(after: "> ")
      }
    }

    @Test func columnIsKeptAsFarAsTheLinesGo() throws {
      let terminal = try PtyTerminal()
      try type(["if true", "then", "  echo yes"], terminal)
      terminal.type("fi")
      terminal.type(.up)
      try terminal.expect("column 2 of the third line") { $0.row == 2 && $0.column == 4 }
      terminal.type(.right, .right, .right, .right, .right)
      terminal.type(.up)
      try terminal.expect("the end of the second line") {
        $0.row == 1 && $0.textBeforeCursor == "> then"
      }
      terminal.type(.down)
      try terminal.expect("the third line again") { $0.row == 2 && $0.column == 6 }
      terminal.type("X")
      try terminal.expect("a letter more") { $0.lines[2] == ">   ecXho yes" }
      terminal.type(.backspace)
      terminal.type(.down, .down)
      try terminal.expect("the last line") { $0.row == 3 && $0.column == 4 }
      #expect(try terminal.accept() == ["yes"])
    }

    @Test func homeAndEndAreThoseOfTheLineAndThenOfTheWhole() throws {
      let terminal = try PtyTerminal()
      try type(["{", "  echo one two"], terminal)
      terminal.type("}")
      try terminal.expectLine("> }")
      func expect(row: Int, column: Int, line: UInt = #line) throws {
        try terminal.expect("\(row), \(column)", line: line) {
          $0.row == row && $0.column == column
        }
      }
      terminal.type(.up, .home)
      try expect(row: 1, column: 2)
      terminal.type(.end)
      try expect(row: 1, column: 16)
      terminal.control("E")
      try expect(row: 2, column: 3)
      terminal.control("A")
      try expect(row: 2, column: 2)
      terminal.control("A")
      try expect(row: 0, column: 2)
      // What is killed ends with the line; there, its newline follows.
      terminal.type(.down, .right, .right, .right, .right, .right, .right, .right, .right, .right)
      terminal.control("K")
      try terminal.expect("a shorter line") { $0.lines[1] == ">   echo on" }
      terminal.control("K")
      try terminal.expect("two lines") { $0.lines[1] == ">   echo on}" }
      terminal.type(" x; ")
      #expect(try terminal.accept() == ["on x"])
    }

    @Test func recalledCommandIsOneStepOfTheHistory() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo before")
      try type(["{"], terminal)
      terminal.type("echo one")
      try terminal.expectLine("> echo one")
      terminal.type("\r}")
      try terminal.expectLine("> }")
      #expect(try terminal.accept() == ["one"])
      // Recalled, it is one entry to pass, and a text to move in after a key.
      terminal.type(.up)
      try terminal.expect("the command") { $0.cursorLine == "> }" }
      terminal.type(.up)
      try terminal.expectLine("$ echo before")
      terminal.type(.down)
      try terminal.expect("the command") { $0.cursorLine == "> }" }
      terminal.type(.left, .up, .up)
      try terminal.expect("the first line") { $0.cursorLine == "$ {" && $0.column == 2 }
    }

    @Test func enterInTheMiddleOfTheLastLineGoesOnBehindIt() throws {
      let terminal = try PtyTerminal()
      terminal.type("if true")
      terminal.control("A")
      terminal.type("\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("then echo yes; fi")
      try terminal.expectLine("> then echo yes; fi")
      #expect(try terminal.accept() == ["yes"])
    }

    @Test func controlDInTheEmptyLastLineGivesUp() throws {
      let terminal = try PtyTerminal()
      try type(["if true"], terminal)
      terminal.control("D")
      try terminal.expect("the error") { $0.contains("swish: unexpected end of file") }
      #expect(try terminal.run("echo on").last == "on")
    }

    @Test func aliasesAndHereDocumentsAreUnderstood() throws {
      let terminal = try PtyTerminal()
      try terminal.run("alias begin='{ '")
      try type(["begin cat <<E", "text (", "E"], terminal)
      terminal.type("}")
      try terminal.expectLine("> }")
      #expect(try terminal.accept() == ["text ("])
      try type([#"echo a\"#], terminal)
      terminal.type("b")
      try terminal.expectLine("> b")
      #expect(try terminal.accept() == ["ab"])
    }

    @Test func theSecondPromptMayHaveColours() throws {
      let terminal = try PtyTerminal(environment: ["PS2": #"\[\e[33m\]..\[\e[m\] "#])
      terminal.type("{\r")
      try terminal.expect("PS2") { $0.row == 1 && $0.column == 3 }
      #expect(terminal.screen.styledCursorLine == "<33>..")
      terminal.type("echo 1; }")
      try terminal.expectLine(".. echo 1; }")
      #expect(try terminal.accept() == ["1"])
    }
  }
}
