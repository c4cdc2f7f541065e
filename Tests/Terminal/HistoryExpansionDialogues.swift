import TestSupport
import Testing

/// `!` and `^` in the line typed.
extension Dialogues {
  @Suite(.swishOnly("the file is swish's")) struct HistoryExpansion {
    @Test func theExpandedLineIsShownExecutedAndKept() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one two")
      #expect(try terminal.run("!!") == ["echo one two", "one two"])
      #expect(try terminal.run("printf '%s\\n' !$") == ["printf '%s\\n' two", "two"])
      #expect(try terminal.run("!echo:s/one/three/") == ["echo three two", "three two"])
      #expect(try terminal.run("^three^four^") == ["echo four two", "four two"])
      #expect(try terminal.run("!1") == ["echo one two", "one two"])
      #expect(
        try terminal.run("fc -ln")
          == [
            "\techo one two", "\tprintf '%s\\n' two", "\techo three two", "\techo four two",
            "\techo one two",
          ].map { $0.replacingTab })
    }

    @Test func whatIsNotInTheHistoryIsNotExecuted() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("echo a; !nosuch") == ["swish: !nosuch: event not found"])
      #expect(try terminal.run("echo $?") == ["0"])
    }

    @Test func aLineMayBeOnlyShown() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one")
      #expect(try terminal.run("!!:s/one/two/:p") == ["echo two"])
      terminal.type(.up)
      try terminal.expectLine("$ echo two")
    }

    @Test(arguments: [
      "'a!b'", "a\\!b", "\"a!\"", "[!a]", "! # !b", "${!:+x}", "a!=b",
    ])
    func theShellsOwnUsesStay(text: String) throws {
      let terminal = try PtyTerminal()
      let shown = try terminal.run("echo \(text)")
      #expect(shown.count == 1)
      #expect(shown.first?.contains("event not found") == false)
    }

    @Test func quotesAndHereDocumentsOfManyLinesAreLeftAlone() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo 'one\r")
      try terminal.expectCursor(after: "> ")
      #expect(try terminal.run("two!x'") == ["one", "two!x"])
      for line in ["if :; then cat <<E", "it's !x", "^a^b", "E"] {
        let row = terminal.screen.absoluteRow
        terminal.type("\(line)\r")
        try terminal.expect("the next line") {
          $0.absoluteRow > row && $0.textBeforeCursor == "> "
        }
      }
      #expect(try terminal.run("fi") == ["it's !x", "^a^b"])
      // Recalled, it is read like that again.
      terminal.type(.up)
      try terminal.expect("the entry") { $0.cursorLine.hasSuffix("fi") }
      #expect(try terminal.accept().suffix(2) == ["it's !x", "^a^b"])
    }

    @Test func aLaterLineIsExpandedToo() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one")
      terminal.type("echo \"two\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("!$\"")
      try terminal.expectLine("> !$\"")
      // The peers have only the one line at hand.
      let first = PtyTestee.current.isPeer ? [] : ["echo \"two"]
      #expect(try terminal.accept() == first + ["one\"", "two", "one"])
    }

    @Test func withHistverifyTheLineIsEditedFirst() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set -o histverify")
      try terminal.run("echo one")
      terminal.type("!!\r")
      try terminal.expectCursor(after: "$ echo one")
      #expect(try terminal.run(" two") == ["one two"])
    }

    @Test func theOptionTurnsItOff() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set +H")
      #expect(try terminal.run("echo !!") == ["!!"])
      let posix = try PtyTerminal(arguments: ["-i", "-o", "posix"])
      #expect(try posix.run("echo !!") == ["!!"])
    }
  }
}

extension String {
  /// As the screen shows a tab.
  fileprivate var replacingTab: String {
    hasPrefix("\t") ? "        " + dropFirst() : self
  }
}
