import TestSupport
import Testing

/// The line editor: keys, history, wrapping, pasting, vi mode.
extension Dialogues {
  @Suite struct Editing {
    @Test func insertsInTheMiddle() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo ac")
      terminal.type(.left)
      terminal.type("b")
      try terminal.expectLine("$ echo abc")
      #expect(try terminal.accept() == ["abc"])
    }

    @Test func movesToBothEndsOfTheLine() throws {
      let terminal = try PtyTerminal()
      terminal.type("cho a")
      terminal.control("A")
      terminal.type("e")
      terminal.control("E")
      terminal.type("b")
      try terminal.expectLine("$ echo ab")
      #expect(try terminal.accept() == ["ab"])
    }

    @Test(.swishOnly("suggestions are not the peers'"))
    func suggestionIsTakenAsAWholeByWordsOrNotAtAll() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one two three")
      terminal.type("echo o")
      try terminal.expectLine("$ echo one two three")
      #expect(terminal.screen.textBeforeCursor == "$ echo o")
      #expect(try terminal.accept() == ["o"])
      #expect(terminal.screen.transcript.contains("$ echo o"))
      terminal.type("echo on")
      try terminal.expectLine("$ echo one two three")
      terminal.type("\u{1B}[1;3C")
      try terminal.expectCursor(after: "$ echo one")
      terminal.type(.right)
      try terminal.expectCursor(after: "$ echo one two three")
      terminal.control("_")
      try terminal.expectCursor(after: "$ echo one")
      terminal.type(.end)
      try terminal.expectCursor(after: "$ echo one two three")
      #expect(try terminal.accept() == ["one two three"])
    }

    @Test(.swishOnly("suggestions are not the peers'"))
    func suggestionIsClippedToItsRow() throws {
      let terminal = try PtyTerminal(columns: 20, rows: 5)
      try terminal.run("echo 0123456789abcdefghij")
      terminal.type("echo")
      try terminal.expectLine("$ echo 0123456789ab")
      #expect(terminal.screen.textBeforeCursor == "$ echo")
    }

    @Test func killsAndYanks() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo one two")
      terminal.control("W")
      try terminal.expectLine("$ echo one")
      terminal.control("U")
      try terminal.expectLine("$")
      terminal.control("Y")
      terminal.type("three")
      terminal.control("A")
      terminal.control("K")
      try terminal.expectLine("$")
      terminal.control("Y")
      try terminal.expectLine("$ echo one twothree")
      terminal.control("A")
      terminal.control("K")
      terminal.type("other")
      // readline takes kills for one that come with the text between them.
      try terminal.expectLine("$ other")
      terminal.control("U")
      terminal.control("Y")
      try terminal.expectLine("$ other")
      terminal.meta("y")
      try terminal.expectLine("$ echo one twothree")
      #expect(try terminal.accept() == ["one twothree"])
    }

    @Test func deletesAndUndoes() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo abc")
      terminal.type(.backspace, .left, .delete)
      try terminal.expectLine("$ echo a")
      terminal.control("_")
      terminal.control("_")
      try terminal.expectLine("$ echo abc")
    }

    @Test(.swishOnly("bash's words for it differ"))
    func numericArgumentsRepeatAKey() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo ")
      terminal.meta("1")
      terminal.type("2")
      try terminal.expect("(arg: 12) echo")
      terminal.type("x")
      try terminal.expectLine("$ echo xxxxxxxxxxxx")
      terminal.meta("-")
      terminal.type("3")
      terminal.control("D")
      try terminal.expectLine("$ echo xxxxxxxxx")
    }

    @Test(.swishOnly("bash shows the commands once more"))
    func theLineIsEditedInAnEditorAndExecuted() throws {
      let terminal = try PtyTerminal()
      try terminal.write("echo echo edited >>$1", to: "edit")
      try terminal.run("EDITOR='sh edit'; unset VISUAL FCEDIT; false")
      terminal.type("echo $?")
      try terminal.expectLine("$ echo $?")
      terminal.control("X")
      terminal.control("E")
      try terminal.expect("both commands and what they write") {
        Array($0.lines[1...5]) == ["$ echo $?", "> echo edited", "1", "edited", "$"]
      }
      // An editor that fails changes nothing.
      try terminal.run("EDITOR=false")
      terminal.type("echo x")
      terminal.control("X")
      terminal.control("E")
      #expect(try terminal.accept() == ["x"])
    }

    @Test func controlDInsideALineDeletes() throws {
      let terminal = try PtyTerminal()
      terminal.type("xecho a")
      terminal.control("A")
      terminal.control("D")
      try terminal.expectLine("$ echo a")
      #expect(try terminal.accept() == ["a"])
    }

    @Test func recallsEarlierLines() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo first")
      try terminal.run("echo second")
      terminal.type(.up)
      try terminal.expectLine("$ echo second")
      terminal.type(.up)
      try terminal.expectLine("$ echo first")
      terminal.type(.down)
      try terminal.expectLine("$ echo second")
      #expect(try terminal.accept() == ["second"])
    }

    @Test(.swishOnly("bash keeps repeated lines unless HISTCONTROL says otherwise"))
    func repeatedLineIsRememberedOnce() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo first")
      try terminal.run("echo again")
      try terminal.run("echo again")
      terminal.type(.up, .up)
      try terminal.expectLine("$ echo first")
    }

    @Test func searchesBackwards() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo needle")
      try terminal.run("echo hay")
      terminal.control("R")
      terminal.type("need")
      try terminal.expect("need': echo needle")
      #expect(try terminal.accept().last == "needle")
    }

    @Test func multilineCommandIsOneEntry() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo before")
      terminal.type("for i in 1 2\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("do echo n$i\r")
      try terminal.expect("a second continuation") {
        $0.textBeforeCursor == "> " && $0.lines[$0.row - 1] == "> do echo n$i"
      }
      #expect(try terminal.run("done") == ["n1", "n2"])
      terminal.type(.up)
      try terminal.expect("the whole command") { $0.cursorLine.hasSuffix("done") }
      #expect(try terminal.accept() == ["n1", "n2"])
      terminal.type(.up)
      try terminal.expect("the command again") { $0.cursorLine.hasSuffix("done") }
      terminal.control("P")
      if PtyTestee.current.isPeer { terminal.control("P") }
      try terminal.expectLine("$ echo before")
    }

    @Test func pastedLinesRunAtEnter() throws {
      let terminal = try PtyTerminal()
      #expect(terminal.screen.bracketedPaste)
      terminal.type(.pasteBegin)
      terminal.type("echo one\recho two\recho three")
      terminal.type(.pasteEnd)
      try terminal.expect("the pasted text") { $0.cursorLine.hasSuffix("echo three") }
      #expect(!terminal.screen.transcript.contains("one"))
      #expect(try terminal.accept() == ["one", "two", "three"])
    }

    @Test func wrappedLineCanBeEdited() throws {
      let terminal = try PtyTerminal(columns: 40, rows: 10)
      terminal.type("echo " + String(repeating: "0123456789", count: 6))
      try terminal.expect("two rows") { $0.row == 1 && $0.column == 27 }
      terminal.control("A")
      try terminal.expectCursor(after: "$ ")
      terminal.type(.right, .right, .right, .right, .right)
      terminal.type("<>")
      try terminal.expect("the second row moved") {
        $0.lines[0] == "$ echo <>0123456789012345678901234567890"
          && $0.lines[1] == "12345678901234567890123456789"
      }
      terminal.type(.backspace, .backspace)
      terminal.control("E")
      terminal.type("!")
      try terminal.expect("the end moved back") {
        $0.lines[1] == "3456789012345678901234567890123456789!".suffix(28)
      }
      let output = try terminal.accept()
      #expect(output.joined() == String(repeating: "0123456789", count: 6) + "!")
    }

    @Test func lineThatEndsInTheLastColumnIsAccepted() throws {
      let terminal = try PtyTerminal(columns: 40, rows: 10)
      let text = String(repeating: "x", count: 33)
      terminal.type("echo " + text)
      try terminal.expect("the full row") { $0.lines[0] == "$ echo " + text }
      try terminal.accept()
      #expect(terminal.screen.transcript.contains(text))
    }

    @Test(.swishOnly("bash sends them raw"))
    func controlCharactersTabsAndStrayBytesAreSeen() throws {
      let terminal = try PtyTerminal()
      terminal.type("printf %s ")
      terminal.control("V")
      terminal.control("A")
      terminal.control("V")
      terminal.type("\t|e\u{301}")
      try terminal.expectLine("$ printf %s ^A  |e\u{301}")
      terminal.control("A")
      terminal.type("'")
      try terminal.expectLine("$ 'printf %s ^A |e\u{301}")
    }

    @Test func wideCharactersAreCounted() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo 日本")
      terminal.type(.left)
      terminal.type("é")
      try terminal.expectLine("$ echo 日é本")
      #expect(try terminal.accept() == ["日é本"])
    }

    @Test func resizeWhileTypingKeepsTheLine() throws {
      let terminal = try PtyTerminal(columns: 60, rows: 10)
      let text = String(repeating: "abcde", count: 8)
      terminal.type("echo " + text)
      try terminal.expect("the line") { $0.cursorLine == "$ echo " + text }
      terminal.resize(columns: 40, rows: 10)
      terminal.type("fgh\r")
      try terminal.expect("the output") { $0.transcript.joined().contains(text + "fgh$") }
      #expect(try terminal.run("echo on").last == "on")
    }

    @Test(.swishOnly("bash leaves rows behind"))
    func resizeFoldsTheLineAnewWhereTheTerminalDoes() throws {
      let terminal = try PtyTerminal(
        columns: 60, rows: 10, term: "screen-256color",
        environment: ["XTERM_VERSION": "of the one around"], folds: true)
      try terminal.run("echo above")
      let text = String(repeating: "abcde", count: 11)
      terminal.type(text)
      try terminal.expectLine("$ " + text)
      // It just fills two rows, then one, then three.
      for columns in [29, 57, 19, 60] {
        terminal.resize(columns: columns, rows: 10)
        // The terminal alone makes the lines look so; the key shows that the shell has
        // looked, before the next size comes.
        for (key, line) in [("+", text + "+"), ("\u{7F}", text)] {
          terminal.type(key)
          try terminal.expect("\(line) at \(columns) columns") {
            $0.lines[..<3] == ["$ echo above", "above", String(("$ " + line).prefix(columns))]
              && $0.lines[2...].joined() == "$ " + line
          }
        }
      }
    }

    @Test func viModeEdits() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set -o vi")
      terminal.type("echo hello")
      try terminal.expectLine("$ echo hello")
      terminal.type(.escape)
      terminal.type("bcwbye")
      try terminal.expectLine("$ echo bye")
      terminal.type(.escape)
      terminal.type("0x")
      try terminal.expectLine("$ cho bye")
      terminal.type("ie")
      #expect(try terminal.accept() == ["bye"])
      try terminal.run("set -o emacs")
      terminal.type("cho x")
      terminal.control("A")
      terminal.type("e")
      #expect(try terminal.accept() == ["x"])
    }

    @Test(.swishOnly("the peers' indicators are others"))
    func viModeIsToldByTheCursorAndByTheInputrc() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set -o vi")
      terminal.type("echo a")
      try terminal.expect("a bar") { $0.cursorShape == 6 && $0.cursorLine == "$ echo a" }
      terminal.type(.escape)
      try terminal.expect("a block") { $0.cursorShape == 2 }
      terminal.type("i")
      try terminal.expect("a bar") { $0.cursorShape == 6 }
      terminal.type("\rcat\r")
      try terminal.expectForeground("cat")
      #expect(terminal.screen.cursorShape == 0)
      try terminal.interrupt()
      terminal.type("bind 'set show-mode-in-prompt on'\r")
      try terminal.expectLine("(ins)$")
      terminal.type(.escape)
      try terminal.expectLine("(cmd)$")
      terminal.type("i")
      try terminal.expectLine("(ins)$")
      terminal.control("C")
      terminal.type("set -o emacs\r")
      try terminal.expect("the usual cursor") { $0.cursorShape == 0 && $0.cursorLine == "@$" }
    }

    @Test func dumbTerminalGetsPlainLines() throws {
      let terminal = try PtyTerminal(term: "dumb")
      #expect(try terminal.run("echo hi") == ["hi"])
      #expect(!terminal.screen.bracketedPaste)
      terminal.type("if true\r")
      try terminal.expectCursor(after: "> ")
      #expect(try terminal.run("then echo yes; fi") == ["yes"])
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
      terminal.control("D")
      #expect(try terminal.expectExit() == .status(0))
    }

    @Test func controlLClearsTheScreen() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo old")
      terminal.type("echo new")
      try terminal.expectLine("$ echo new")
      terminal.control("L")
      try terminal.expect("the line at the top") { $0.row == 0 && $0.cursorLine == "$ echo new" }
    }

    @Test(.swishOnly("bash can lose an interrupt between its check and its sleep"))
    func interruptInAWrappedLineLeavesItWhole() throws {
      let terminal = try PtyTerminal(columns: 40, rows: 10)
      terminal.type("echo " + String(repeating: "0123456789", count: 10))
      try terminal.expect("three rows") { $0.row == 2 }
      terminal.control("A")
      try terminal.expectCursor(after: "$ ")
      try terminal.interrupt()
      #expect(terminal.screen.lines[2] == "345678901234567890123456789^C")
      #expect(terminal.screen.lines[3] == "$")
    }

    @Test(.swishOnly("bash can lose an interrupt between its check and its sleep"))
    func whatIsTypedBehindAnInterruptIsForTheNextLine() throws {
      let terminal = try PtyTerminal()
      for _ in 0..<10 {
        terminal.type("echo a")
        try terminal.expectCursor(after: "$ echo a")
        terminal.type("\u{3}echo b")
        try terminal.expectCursor(after: "$ echo b")
        try terminal.interrupt()
      }
    }

    @Test(.swishOnly("bash can lose an interrupt between its check and its sleep"))
    func interruptEndsASearch() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo needle")
      terminal.control("R")
      terminal.type("need")
      try terminal.expect("need': echo needle")
      try terminal.interrupt()
      #expect(try terminal.run("echo on") == ["on"])
    }

    @Test func searchCanBeAbandoned() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo needle")
      terminal.type("echo typed")
      terminal.control("R")
      terminal.type("need")
      try terminal.expect("need': echo needle")
      terminal.control("G")
      try terminal.expectLine("$ echo typed")
      #expect(try terminal.accept() == ["typed"])
    }

    @Test func typeAheadIsKept() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo o''ne\recho t''wo\recho th''ree\r")
      try terminal.expectOutput("one")
      try terminal.expectOutput("two")
      try terminal.expectOutput("three")
    }

    @Test func longLineArrivesWhole() throws {
      let terminal = try PtyTerminal(columns: 40, rows: 10)
      let text = String(repeating: "0123456789", count: 200)
      terminal.type("printf %s " + text + " | wc -c\r")
      try terminal.expect("the count") {
        $0.transcript.contains { $0.drop { $0 == " " } == "2000" }
      }
    }

    @Test func promptOfTwoLinesIsDrawnWhole() throws {
      let terminal = try PtyTerminal(environment: ["PS1": "above\n$ "])
      #expect(terminal.screen.lines[0] == "above")
      #expect(try terminal.run("echo hi") == ["hi", "above"])
    }

    @Test func recalledCommandOfManyLinesCanBeEdited() throws {
      let terminal = try PtyTerminal(columns: 40, rows: 10)
      terminal.type("for i in 1 2 3 4 5 6 7 8 9; do\r")
      try terminal.expectCursor(after: "> ")
      try terminal.run("  echo n$i; done")
      terminal.type(.up)
      try terminal.expect("the whole command") { $0.cursorLine.hasSuffix("done") }
      terminal.control("A")
      terminal.type(": && ")
      terminal.control("E")
      terminal.type(" | wc -l")
      try terminal.expect("the edited end") { $0.cursorLine.hasSuffix("done | wc -l") }
      #expect(try terminal.accept().last == "9")
    }
  }
}
