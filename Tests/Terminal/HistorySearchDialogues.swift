import TestSupport
import Testing

/// Finding commands typed before, by this session and by others.
extension Dialogues {
  @Suite(.swishOnly("bash knows its own commands only")) struct HistorySearching {
    /// Two sessions with one file; the second has not been asked for anything.
    private func pair() throws -> (PtyTerminal, PtyTerminal) {
      let first = try PtyTerminal()
      return (first, try PtyTerminal(environment: ["HOME": first.home]))
    }

    private func below(_ screen: Screen) -> [String] {
      Array(screen.lines[(screen.row + 1)...].prefix { !$0.isEmpty })
    }

    private func expect(below rows: [String], _ terminal: PtyTerminal, line: UInt = #line) throws {
      try terminal.expect("rows \(rows)", line: line) { below($0) == rows }
    }

    @Test func upBringsTheSessionsOwnCommandsFirst() throws {
      let (first, second) = try pair()
      try first.run("echo mine 1")
      try first.run("echo mine 2")
      try second.run("echo theirs")
      first.type(.up, .up)
      try first.expectLine("$ echo mine 1")
      first.type(.up)
      try first.expectLine("$ echo theirs")
      first.type(.down)
      try first.expectLine("$ echo mine 1")
      first.control("U")
      #expect(try first.run("!!") == ["echo mine 2", "mine 2"])
    }

    @Test func othersCommandsAreSuggested() throws {
      let (first, second) = try pair()
      try first.run("echo mine")
      try second.run("echo theirs; :")
      try first.run("")
      first.type("echo t")
      try first.expectLine("$ echo theirs; :")
    }

    @Test func upLooksForWhatIsTyped() throws {
      let terminal = try PtyTerminal()
      for command in ["echo one", "true other", "echo two", "true"] { try terminal.run(command) }
      terminal.type("O")
      terminal.type(.up)
      try terminal.expectLine("$ O")
      terminal.control("U")
      terminal.type("o")
      terminal.type(.up)
      try terminal.expectCursor(after: "$ echo two")
      terminal.type(.up, .up)
      try terminal.expectLine("$ echo one")
      terminal.type(.up, .down, .down)
      try terminal.expectLine("$ echo two")
      terminal.type(.down)
      try terminal.expectCursor(after: "$ o")
    }

    @Test func editedEntriesStayUntilALineIsEntered() throws {
      let terminal = try PtyTerminal()
      for command in ["echo one", "echo two"] { try terminal.run(command) }
      terminal.type("x")
      terminal.control("U")
      terminal.type(.up, .up)
      terminal.type(" more")
      terminal.type(.up, .down, .up)
      try terminal.expectLine("$ echo one more")
      terminal.control("_")
      terminal.control("U")
      terminal.type("tw")
      terminal.type(.up)
      try terminal.expectLine("$ echo two")
    }

    @Test func whatWasTypedHereComesFirst() throws {
      let first = try PtyTerminal()
      try first.run("mkdir here there")
      for command in ["cd here", "echo x 1", "cd ../there", "echo x 2"] { try first.run(command) }
      let second = try PtyTerminal(environment: ["HOME": first.home])
      try second.run("cd \(first.home)/here")
      second.type("ec")
      try second.expectLine("$ echo x 1")
      second.type("ho")
      second.type(.up)
      try second.expectLine("$ echo x 1")
      second.type(.up)
      try second.expectLine("$ echo x 2")
    }

    @Test func matchesAreListedWhileTheTextIsTyped() throws {
      let (first, second) = try pair()
      try first.run("echo apple")
      try first.run("echo pear")
      try second.run("echo apple pie")
      first.control("R")
      try first.expectLine("(reverse-i-search)`': echo pear")
      try expect(below: ["echo pear", "echo apple", "echo apple pie"], first)
      first.type("app")
      try first.expectLine("(reverse-i-search)`app': echo apple")
      try expect(below: ["echo apple", "echo apple pie"], first)
      first.control("R")
      try first.expectLine("(reverse-i-search)`app': echo apple pie")
      first.type(.up)
      first.type("le p")
      try first.expectLine("(reverse-i-search)`apple p': echo apple pie")
      for _ in 0..<7 { first.type(.backspace) }
      first.type("zzz")
      try first.expectLine("(failed reverse-i-search)`zzz':")
      try expect(below: [], first)
      first.control("G")
      try first.expectPrompt()
    }

    @Test func aMatchIsTakenForEditingOrExecuted() throws {
      let terminal = try PtyTerminal()
      for word in ["one", "two", "three"] { try terminal.run("echo \(word)") }
      terminal.control("R")
      terminal.type("t")
      terminal.type(.down, .escape)
      try terminal.expectCursor(after: "$ echo two")
      terminal.type(.up)
      try terminal.expectCursor(after: "$ echo one")
      terminal.type(.down, .down)
      try terminal.expectPrompt()
      terminal.control("R")
      terminal.type("thr")
      terminal.control("A")
      try terminal.expectCursor(after: "$ ")
      try terminal.expectLine("$ echo three")
      terminal.control("U")
      terminal.control("K")
      terminal.control("R")
      terminal.type(.pasteBegin)
      terminal.type("wo")
      terminal.type(.pasteEnd)
      try terminal.expectLine("(reverse-i-search)`wo': echo two")
      #expect(try terminal.accept().last == "two")
    }

    @Test func aShortenedFileIsReadAnew() throws {
      let (first, second) = try pair()
      try first.run("echo mine")
      try second.run("echo gone; history -d 1")
      try second.run("echo theirs")
      first.type("the")
      first.type(.up)
      try first.expectLine("$ echo theirs")
    }

    @Test func operateAndGetNextGoesOnFromTheEntry() throws {
      let terminal = try PtyTerminal()
      for word in ["one", "two", "three"] { try terminal.run("echo \(word)") }
      terminal.type(.up, .up, .up)
      try terminal.expectLine("$ echo one")
      terminal.control("O")
      try terminal.expectLine("$ echo two")
    }
  }
}
