import TestSupport
import Testing

/// Suggestions that completion makes where the history has none.
extension Dialogues {
  @Suite(.swishOnly("suggestions are not the peers'"))
  struct CompletionSuggestions {
    @Test func aNameIsSuggestedAndTaken() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "a long name")
      try terminal.write("", to: "another")
      terminal.type("echo a\\ ")
      try terminal.expectLine(#"$ echo a\ long\ name"#)
      #expect(terminal.screen.styledCursorLine == #"$ <32>echo<> a\ <38;5;244>long\ name"#)
      terminal.type("lo")
      try terminal.expect("the rest") { $0.textBeforeCursor == #"$ echo a\ lo"# }
      #expect(terminal.screen.cursorLine == #"$ echo a\ long\ name"#)
      terminal.type(.end)
      #expect(try terminal.accept() == ["a long name"])
    }

    @Test func theHistoryComesFirstAndCommandsAreNotGuessed() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "file")
      try terminal.write("", to: "fall")
      try terminal.run("echo fil''e")
      terminal.type("echo fi")
      try terminal.expectLine("$ echo fil''e")
      terminal.control("U")
      terminal.type("cat f")
      try terminal.expectLine("$ cat fall")
      terminal.control("U")
      // Many begin like that.
      terminal.type("s")
      try terminal.expectCursor(after: "$ s")
      terminal.control("U")
      terminal.type("suspe")
      try terminal.expectLine("$ suspend")
    }

    @Test func directoriesAreSuggestedWithTheirSlash() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir -p dir/inner; history -c")
      terminal.type("cd d")
      try terminal.expectLine("$ cd dir/")
      terminal.type("ir/i")
      try terminal.expectLine("$ cd dir/inner/")
    }

    @Test func aTrapOnSIGCHLDIsNotTroubled() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "file")
      #expect(try terminal.run("trap 'echo trapped' CHLD") == [])
      terminal.type("echo fi")
      try terminal.expectLine("$ echo file")
      #expect(try terminal.accept() == ["fi"])
      #expect(try terminal.run("jobs; wait; echo $?") == ["0"])
      #expect(!terminal.screen.transcript.contains("trapped"))
    }
  }
}
