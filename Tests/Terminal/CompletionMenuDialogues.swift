import TestSupport
import Testing

/// The list below the line, and walking through it.
extension Dialogues {
  @Suite(.swishOnly("the menu is swish's own")) struct CompletionMenus {
    private func terminal(columns: Int = 40, rows: Int = 10, files: [String]) throws -> PtyTerminal
    {
      let terminal = try PtyTerminal(columns: columns, rows: rows)
      for file in files { try terminal.write("", to: file) }
      return terminal
    }

    /// The rows below the cursor's, up to the last one in use.
    private func below(_ screen: Screen) -> [String] {
      var rows = Array(screen.lines.dropFirst(screen.row + 1))
      while rows.last == "" { rows.removeLast() }
      return rows
    }

    private func expect(_ rows: [String], _ terminal: PtyTerminal, line: UInt = #line) throws {
      try terminal.expect("the list \(rows)", line: line) { below($0) == rows }
    }

    @Test func listStandsInColumnsBelowTheLine() throws {
      let terminal = try terminal(files: ["fa", "fb-longer", "fc", "fd", "fe", "ff"])
      terminal.type("ls f\t")
      try expect(["fa         fc         fe", "fb-longer  fd         ff"], terminal)
      try terminal.expectCursor(after: "$ ls f")
      terminal.resize(columns: 14, rows: 10)
      try expect(["fa", "fb-longer", "fc", "fd", "fe", "ff"], terminal)
    }

    @Test func filesHaveTheColoursOfLS() throws {
      let terminal = try PtyTerminal(
        columns: 24, rows: 10, environment: ["LS_COLORS": "di=1;34:ln=36:or=31:ex=32:*.c=35:fi=0"])
      try terminal.run("mkdir fa; : >fb.c; : >fc; chmod +x fc; ln -s fa fd; ln -s none fe; : >ff")
      terminal.type("ls f\t")
      try expect(["fa/   fc    fe", "fb.c  fd/   ff"], terminal)
      let row = terminal.screen.row
      #expect(terminal.screen.styledLine(row + 1) == "<1;34>fa/ <>  <32>fc  <>  <31>fe  ")
      #expect(terminal.screen.styledLine(row + 2) == "<35>fb.c<>  <36>fd/ <>  ff")
      terminal.type(.tab)
      try terminal.expect("the first one selected") {
        $0.styledLine($0.row + 1).hasPrefix("<7>fa/")
      }
    }

    @Test func withoutColoursTheOneAtHandIsStillSeen() throws {
      let terminal = try PtyTerminal(
        columns: 40, rows: 10, environment: ["NO_COLOR": "1", "LS_COLORS": "di=34"])
      try terminal.run("mkdir fa fb")
      terminal.type("ls f\t\t")
      try terminal.expect("only the first one marked") {
        $0.styledLine($0.row + 1) == "<7>fa/<>  fb/"
      }
    }

    @Test func tabWalksAndEnterTakes() throws {
      let terminal = try terminal(files: ["fa", "fb", "fc", "fd"])
      terminal.type("ls f\t\t")
      try terminal.expectCursor(after: "$ ls fa")
      terminal.type(.tab)
      try terminal.expectCursor(after: "$ ls fb")
      terminal.type("\u{1B}[Z\u{1B}[Z")
      try terminal.expectCursor(after: "$ ls fd")
      terminal.type(.enter)
      try terminal.expectCursor(after: "$ ls fd ")
      try expect([], terminal)
      #expect(try terminal.accept() == ["fd"])
    }

    @Test func arrowsWalkInRowsAndColumns() throws {
      let terminal = try terminal(
        columns: 20, files: ["file1", "file2", "file3", "file4", "file5", "file6"])
      terminal.type("ls f\t")
      try expect(["file1  file4", "file2  file5", "file3  file6"], terminal)
      terminal.type(.down, .down)
      try terminal.expectCursor(after: "$ ls file2")
      terminal.type(.right)
      try terminal.expectCursor(after: "$ ls file5")
      terminal.type(.down, .left)
      try terminal.expectCursor(after: "$ ls file3")
      terminal.type(.home)
      try terminal.expectCursor(after: "$ ls file1")
      terminal.type(.up)
      try terminal.expectCursor(after: "$ ls file6")
    }

    @Test func escapeTakesTheWalkBack() throws {
      let terminal = try terminal(files: ["1F", "2F"])
      terminal.type("ls f\t\t\t")
      try terminal.expectCursor(after: "$ ls 2F")
      terminal.type(.escape)
      try terminal.expectLine("$ ls f")
      try expect([], terminal)
      terminal.type("\t\t")
      try terminal.expectCursor(after: "$ ls 1F")
      terminal.control("G")
      try terminal.expectLine("$ ls f")
    }

    @Test func typingNarrowsTheList() throws {
      let terminal = try terminal(files: ["fa1", "fa2", "fb1"])
      terminal.type("ls f\t")
      try expect(["fa1  fa2  fb1"], terminal)
      terminal.type("a")
      try expect(["fa1  fa2"], terminal)
      terminal.type(.backspace)
      try expect(["fa1  fa2  fb1"], terminal)
      terminal.type("b")
      try expect(["fb1"], terminal)
      terminal.type(.tab)
      try terminal.expectCursor(after: "$ ls fb1 ")
      try expect([], terminal)
    }

    @Test func anotherKeyGoesOnBehindTheChoice() throws {
      let terminal = try terminal(files: ["fa", "fb"])
      terminal.type("ls f\t\t")
      try terminal.expectCursor(after: "$ ls fa")
      terminal.type(" fb\r")
      try terminal.expect("fa  fb")
      try terminal.expectPrompt(below: 1)
    }

    @Test func aSequenceThatMeansNothingIsPassedOver() throws {
      let terminal = try terminal(files: ["one", "two"])
      for keys in ["\u{1B}z", "\u{1B}\u{15}", "\u{1B}[99~", "\u{1B}Oz", "\u{1B}y"] {
        terminal.type("ls \t")
        try expect(["one  two"], terminal)
        terminal.type(keys)
        terminal.control("U")
        try terminal.expectPrompt()
      }
    }

    @Test func longListIsPaged() throws {
      let names = (10..<40).map { "file\($0)" }
      let terminal = try terminal(columns: 18, rows: 6, files: names)
      terminal.type("ls f\t")
      try expect(
        ["file10  file14", "file11  file15", "file12  file16", "file13  file17", "1-8 of 30"],
        terminal)
      terminal.type("\u{1B}[6~")
      try expect(
        ["file18  file22", "file19  file23", "file20  file24", "file21  file25", "9-16 of 30"],
        terminal)
      terminal.type(.end)
      try expect(["file34  file37", "file35  file38", "file36  file39", "25-30 of 30"], terminal)
      try terminal.expectCursor(after: "$ ls file39")
    }

    @Test(arguments: [30, 60]) func descriptionsStandBesideTheNames(columns: Int) throws {
      let terminal = try terminal(columns: columns, files: [])
      terminal.type("pwd -\t")
      let texts = ["-L  by the names it was reached by, the default", "-P  without symbolic links"]
      try expect(texts.map { String($0.prefix(columns - 1)) }, terminal)
      terminal.type("P\t")
      try terminal.expectCursor(after: "$ pwd -P ")
    }

    @Test func listLeavesWithTheLine() throws {
      let terminal = try terminal(files: ["fa", "fb"])
      terminal.type("echo f\t")
      try expect(["fa  fb"], terminal)
      #expect(try terminal.accept() == ["f"])
      terminal.type("echo f\t")
      try expect(["fa  fb"], terminal)
      try terminal.interrupt()
      try expect([], terminal)
    }

    @Test func longLineKeepsTheScreen() throws {
      let terminal = try terminal(columns: 12, rows: 3, files: ["fa", "fb"])
      terminal.type("echo 123456789 123456789 12345 f\t")
      try terminal.expect("the end of the line") { $0.textBeforeCursor.hasSuffix("f") }
      terminal.type("\t")
      try terminal.expect("the choice") { $0.textBeforeCursor.hasSuffix("fa") }
    }

    @Test func completionInViCommandModeFollowsTheStandard() throws {
      let terminal = try terminal(files: ["fa", "fb"])
      try terminal.run("set -o vi")
      terminal.type("echo f")
      terminal.type(.escape)
      try terminal.expectCursor(after: "$ echo ")
      terminal.type("*")
      try terminal.expectCursor(after: "$ echo fa fb ")
      #expect(try terminal.accept() == ["fa fb"])
    }
  }
}
