import TestSupport
import Testing

/// fc (XCU fc) with an editor that has the terminal.
extension Dialogues {
  @Suite struct Fc {
    private func terminal() throws -> PtyTerminal {
      let terminal = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try terminal.write(
        """
        cat "$1"; printf 'new: '
        while read -r line && [ "$line" ]; do echo "$line"; done >$HOME/new
        cat $HOME/new >"$1"
        """, to: "edit")
      try terminal.run("FCEDIT=\"sh $HOME/edit\" TMPDIR=$HOME/tmp; mkdir tmp")
      return terminal
    }

    /// Types a command that starts the editor, and `lines` when that asks.
    private func edit(
      _ terminal: PtyTerminal, _ command: String, _ lines: String..., at place: UInt = #line
    ) throws -> [String] {
      let from = terminal.screen.absoluteRow
      terminal.type(command + "\r")
      try terminal.expectCursor(after: "new: ", line: place)
      for line in lines { terminal.type(line + "\r") }
      terminal.type("\r")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow + lines.count, line: place)
      return terminal.screen.transcript[(from + 1)..<terminal.screen.absoluteRow].filter {
        !$0.isEmpty
      }
    }

    @Test func theEditorHasTheTerminalAndItsTextIsExecuted() throws {
      let terminal = try terminal()
      try terminal.run("echo one")
      #expect(
        try edit(terminal, "fc", "echo two") == ["echo one", "new: echo two", "echo two", "two"])
      #expect(
        try terminal.run("fc -l -2") == ["2\techo one", "3\techo two"].map { $0.expandedTab })
      #expect(try terminal.run("ls tmp") == [])
    }

    @Test(.swishOnly("bash joins its lines"))
    func aCommandOfSeveralLinesIsEditedAsTyped() throws {
      let terminal = try terminal()
      for line in ["for i in 1 2", "do echo $i"] {
        terminal.type(line + "\r")
        try terminal.expectCursor(after: "> ")
      }
      try terminal.run("done")
      let text = ["for i in 1 2", "do echo $i", "done"]
      let changed = ["if true", "then echo yes", "fi"]
      #expect(
        try edit(terminal, "fc for", changed[0], changed[1], changed[2])
          == text + ["new: " + changed[0]] + changed.dropFirst() + changed + ["yes"])
      // One entry of the list again, which is executed again as a whole.
      #expect(try terminal.run("fc -s if") == changed + ["yes"])
    }

    @Test func anEditorThatFailsOrIsInterruptedLetsNothingRun() throws {
      let terminal = try terminal()
      try terminal.run("echo one")
      #expect(try terminal.run("fc -e false") == [])
      #expect(try terminal.run("fc -e ./none 2>/dev/null") == [])
      terminal.type("fc\r")
      try terminal.expectCursor(after: "new: ")
      try terminal.interrupt()
      #expect(try terminal.run("[ $? -gt 0 ] && echo failed") == ["failed"])
      #expect(try terminal.run("ls tmp") == [])
    }

    @Test func theEditorOfTheOptionGoesBeforeFCEDIT() throws {
      let terminal = try terminal()
      try terminal.run("echo one")
      #expect(try terminal.run("fc -e 'sed -i s/one/two/' -1") == ["echo two", "two"])
      #expect(try terminal.run("fc -s two=three echo") == ["echo three", "three"])
      #expect(try terminal.run("fc -s") == ["echo three", "three"])
    }

    @Test func anEditorThatStopsIsAJob() throws {
      let terminal = try terminal()
      try terminal.run("echo one")
      terminal.type("fc\r")
      try terminal.expectCursor(after: "new: ")
      let row = terminal.screen.absoluteRow
      terminal.control("Z")
      try terminal.expectPrompt(below: row)
      #expect(try terminal.run("jobs | grep -c Stopped") == ["1"])
      try terminal.run("kill -s KILL %1; wait")
      #expect(try terminal.run("echo two").contains("two"))
    }
  }
}

extension String {
  /// A tab in the first column of the screen's grid.
  fileprivate var expandedTab: String {
    let parts = split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return self }
    return parts[0] + String(repeating: " ", count: 8 - parts[0].count) + parts[1]
  }
}
