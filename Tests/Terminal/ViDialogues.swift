import TestSupport
import Testing

/// vi's command mode (XCU sh, "Command Line Editing").
extension Dialogues {
  @Suite struct Vi {
    private static let text = "echo one two.three four"

    private func terminal() throws -> PtyTerminal {
      let terminal = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try terminal.run("set -o vi")
      return terminal
    }

    /// Types `text` in insert mode and `keys` in command mode, expects the line
    /// and what stands before the cursor, and gives it up.
    private func check(
      _ terminal: PtyTerminal, _ keys: String, line: String = text, cursorAfter before: String,
      at place: UInt = #line
    ) throws {
      terminal.type(Self.text)
      try terminal.expectCursor(after: "$ " + Self.text, line: place)
      terminal.type(.escape)
      terminal.type(keys)
      try terminal.expectCursor(after: "$ " + before, line: place)
      try terminal.expectLine("$ " + line, line: place)
      try terminal.interrupt(line: place)
    }

    @Test func motions() throws {
      let terminal = try terminal()
      for (keys, before) in [
        ("", "echo one two.three fou"), ("0", ""), ("0l", "e"), ("0 ", "e"), ("03l", "ech"),
        ("3h", "echo one two.three "), ("0w", "echo "), ("02w", "echo one "),
        ("03W", "echo one two.three "), ("04w", "echo one two."), ("0e", "ech"),
        ("03e", "echo one tw"), ("03E", "echo one two.thre"), ("b", "echo one two.three "),
        ("3b", "echo one two"), ("2B", "echo one "), ("0$", "echo one two.three fou"),
        ("^", ""), ("6|", "echo "),
      ] { try check(terminal, keys, cursorAfter: before) }
    }

    @Test func searchesForACharacter() throws {
      let terminal = try terminal()
      for (keys, before) in [
        ("0fo", "ech"), ("02fo", "echo "), ("0fo;", "echo "), ("0fo;,", "ech"),
        ("0fo2;", "echo one tw"), ("Fo", "echo one two.three f"), ("Fo;", "echo one tw"),
        ("0fz", ""), ("0to", "ec"), ("02to", "echo"), ("To", "echo one two.three fo"),
      ] { try check(terminal, keys, cursorAfter: before) }
    }

    @Test(.swishOnly("readline stays where it is"))
    func repeatedSearchGoesOnBeforeTheNextOne() throws {
      let terminal = try terminal()
      for (keys, before) in [
        ("0to;", "echo"), ("0to;;", "echo one t"), ("0to;;,", "echo o"), ("0to;;,,", "echo"),
        ("To;", "echo one two"), ("To;,", "echo one two.three "), ("0tf;", "echo one two.three"),
      ] { try check(terminal, keys, cursorAfter: before) }
      try check(terminal, "0dto", line: "o one two.three four", cursorAfter: "")
    }

    @Test(.swishOnly("readline turns back at the end"))
    func caseChangesToTheEndOfTheLine() throws {
      let terminal = try terminal()
      for (keys, line, before) in [
        ("0~", "Echo one two.three four", "E"), ("03~", "ECHo one two.three four", "ECH"),
        ("0~.", "ECho one two.three four", "EC"),
        ("~", "echo one two.three fouR", "echo one two.three fou"),
        ("5~", "echo one two.three fouR", "echo one two.three fou"),
        ("b9~", "echo one two.three FOUR", "echo one two.three FOU"),
      ] { try check(terminal, keys, line: line, cursorAfter: before) }
    }

    @Test func changes() throws {
      let terminal = try terminal()
      for (keys, line, before) in [
        ("0x", "cho one two.three four", ""), ("03x", "o one two.three four", ""),
        ("2X", "echo one two.three fr", "echo one two.three f"),
        ("0rX", "Xcho one two.three four", ""), ("0dw", "one two.three four", ""),
        ("0d2w", "two.three four", ""), ("02dw", "two.three four", ""),
        ("bD", "echo one two.three ", "echo one two.three"), ("dd", "", ""),
        ("bd$", "echo one two.three ", "echo one two.three"),
        ("0cwls", "ls one two.three four", "ls"),
        ("bCx", "echo one two.three x", "echo one two.three x"),
        ("Sx", "x", "x"), ("ccx", "x", "x"), ("0ix", "xecho one two.three four", "x"),
        ("0ax", "excho one two.three four", "ex"), ("bIx", "xecho one two.three four", "x"),
        ("0Ax", "echo one two.three fourx", "echo one two.three fourx"),
        ("0RXY", "XYho one two.three four", "XY"),
        ("0ywP", "echo echo one two.three four", "echo"),
        ("0x$p", "cho one two.three foure", "cho one two.three four"),
        ("0dwu", "echo one two.three four", "echo "), ("0dwxxU", "echo one two.three four", ""),
        ("0x.", "ho one two.three four", ""), ("0x3.", " one two.three four", ""),
      ] { try check(terminal, keys, line: line, cursorAfter: before) }
    }

    @Test func changesByMotions() throws {
      let terminal = try terminal()
      for (keys, line, before) in [
        ("bd0", "four", ""), ("bdb", "echo one two.four", "echo one two."),
        ("bdB", "echo one four", "echo one "), ("0de", " one two.three four", ""),
        ("0dE", " one two.three four", ""), ("02dW", "two.three four", ""),
        ("0dfo", " one two.three four", ""), ("0dl", "cho one two.three four", ""),
        ("dh", "echo one two.three for", "echo one two.three fo"),
        ("bdF.", "echo one twofour", "echo one two"),
        ("0wd6|", "echo one two.three four", "echo "),
        ("0cWls", "ls one two.three four", "ls"), ("bc0x", "xfour", "x"),
        ("bcbx", "echo one two.xfour", "echo one two.x"),
        ("bc$x", "echo one two.three x", "echo one two.three x"),
        ("0c2wx", "x two.three four", "x"), ("0cfox", "x one two.three four", "x"),
        ("0dw.", "two.three four", ""), ("0dwj", "one two.three four", ""),
      ] { try check(terminal, keys, line: line, cursorAfter: before) }
    }

    @Test func copiesArePutBeforeAndBehind() throws {
      let terminal = try terminal()
      for (keys, line, before) in [
        ("bY0P", "fourecho one two.three four", "fou"),
        ("0wy$$p", Self.text + "one two.three four", Self.text + "one two.three fou"),
        ("0yw2P", "echo echo echo one two.three four", "echo echo"),
        ("0x2p", "ceeho one two.three four", "ce"),
        ("byb0P", "three " + Self.text, "three"),
        ("yy0P", Self.text + Self.text, "echo one two.three fou"),
        ("0dw$p", "one two.three fourecho ", "one two.three fourecho"),
      ] { try check(terminal, keys, line: line, cursorAfter: before) }
    }

    @Test func countsOfReplacementsAndColumns() throws {
      let terminal = try terminal()
      for (keys, line, before) in [
        ("03rX", "XXXo one two.three four", "XX"), ("03rX.", "XXXXXone two.three four", "XXXX"),
        ("|", Self.text, ""), ("99|", Self.text, "echo one two.three fou"),
        ("099l", Self.text, "echo one two.three fou"), ("99h", Self.text, ""),
        ("099x", "", ""), ("99X", "r", ""),
      ] { try check(terminal, keys, line: line, cursorAfter: before) }
    }

    @Test func insertModeErasesWordsAndQuotesKeys() throws {
      let terminal = try terminal()
      terminal.type("echo one two")
      terminal.control("W")
      try terminal.expectCursor(after: "$ echo one ")
      terminal.type(.backspace)
      terminal.control("V")
      terminal.control("A")
      try terminal.expectCursor(after: "$ echo one^A")
      terminal.control("U")
      try terminal.expectCursor(after: "$ ")
      terminal.type("echo again")
      #expect(try terminal.accept() == ["again"])
    }

    @Test func commandModeIsLeftByEnterInterruptAndEndOfFile() throws {
      let terminal = try terminal()
      terminal.type("echo done")
      terminal.type(.escape)
      terminal.type("b")
      #expect(try terminal.accept() == ["done"])
      terminal.type("echo no")
      terminal.type(.escape)
      try terminal.interrupt()
      terminal.type("typed")
      try terminal.expectLine("$ typed")
      try terminal.interrupt()
      terminal.type(.escape)
      terminal.control("L")
      try terminal.expect("a clear screen") { $0.row == 0 && $0.cursorLine == "$" }
      terminal.control("D")
      _ = try terminal.expectExit()
    }

    @Test(.swishOnly("readline appends no slash, and expands otherwise"))
    func pathnamesAreListedCompletedAndExpanded() throws {
      let terminal = try terminal()
      try terminal.run("touch alpha.c alpha.h; mkdir beta_dir; touch gamma")
      for (typed, keys, line) in [
        ("al", "\\", "alpha."), ("be", "\\", "beta_dir/"), ("al", "*", "alpha.c alpha.h"),
        ("al", "\\c", "alpha.c"), ("a*.c", "*", "alpha.c"), ("a*.c", "\\", "alpha.c"),
        ("?lpha*", "*", "alpha.c alpha.h"), ("[ab]*.h", "\\", "alpha.h"),
        ("b*r", "\\", "beta_dir/"), ("$HOME/gam*", "*x", "$HOME/gamma x"),
        ("no*such", "*", "no*such"),
      ] {
        terminal.type("echo " + typed)
        terminal.type(.escape)
        terminal.type(keys)
        // Behind the cursor there may be a suggestion.
        try terminal.expect("the line $ echo \(line)") {
          $0.cursorLine == "$ echo " + line
            || ["$ echo " + line, "$ echo " + line + " "].contains($0.textBeforeCursor)
        }
        try terminal.interrupt()
      }
      for (typed, line) in [("al", "alpha."), ("a*a.*", "alpha.")] {
        terminal.type("echo " + typed)
        terminal.type(.escape)
        terminal.type("\\")
        try terminal.expect("the common part alone") {
          $0.textBeforeCursor == "$ echo " + line
            && $0.lines.dropFirst($0.row + 1).allSatisfy(\.isEmpty)
        }
        try terminal.interrupt()
      }
      terminal.type("echo al")
      terminal.type(.escape)
      let from = terminal.screen.absoluteRow
      terminal.type("=")
      try terminal.expect("both names, and the line again") {
        let below = $0.transcript.suffix(from: from + 1).joined(separator: " ")
        return below.contains("alpha.c") && below.contains("alpha.h")
          && $0.cursorLine == "$ echo al"
      }
    }

    @Test func underscoreAppendsAWordOfThePreviousLine() throws {
      let terminal = try terminal()
      try terminal.run("true a b 'c'")
      for (keys, word) in [("_", "'c'"), ("2_", "a"), ("0A\u{1B}1_", "true")] {
        let line = Self.text + " " + word
        try check(terminal, keys, line: line, cursorAfter: line)
      }
      try check(terminal, "0l_", line: "ec 'c'ho one two.three four", cursorAfter: "ec 'c'")
      try check(terminal, "9_", cursorAfter: "echo one two.three fou")
    }

    @Test(.swishOnly("the history's tokens"))
    func wordsAreWhatStandsBetweenBlanks() throws {
      let terminal = try terminal()
      try terminal.run("true a;true \"b c\"")
      let line = Self.text + " c\""
      try check(terminal, "_", line: line, cursorAfter: line)
      try check(
        terminal, "2_", line: Self.text + " a;true", cursorAfter: Self.text + " a;true")
    }

    @Test func aNumberBeforeEnterMakesNoDifference() throws {
      let terminal = try terminal()
      terminal.type("echo one")
      terminal.type(.escape)
      terminal.type("3")
      #expect(try terminal.accept() == ["one"])
      #expect(try terminal.run("echo two") == ["two"])
    }

    @Test func numberSignMakesTheLineAComment() throws {
      let terminal = try terminal()
      terminal.type(Self.text)
      terminal.type(.escape)
      terminal.type("#")
      let row = terminal.screen.absoluteRow
      try terminal.expectOutput("$ #" + Self.text)
      try terminal.expectPrompt(below: row)
      terminal.type(.escape)
      terminal.type("k")
      try terminal.expectCursor(after: "$ ")
      try terminal.expectLine("$ #" + Self.text)
    }

    @Test(.swishOnly("not in readline"))
    func atTypesAnAlias() throws {
      let terminal = try terminal()
      try terminal.run(#"alias _x="$(printf '0cwprintf\33')" _y=2w"#)
      try check(terminal, "@x", line: "printf one two.three four", cursorAfter: "print")
      try check(terminal, "0@yD", line: "echo one", cursorAfter: "echo one")
      try check(terminal, "@z", cursorAfter: "echo one two.three fou")
    }

    @Test(.swishOnly("bash binds it itself"))
    func editorChangesTheLineOrACommandByItsNumber() throws {
      let terminal = try terminal()
      try terminal.write("sed -i s/one/ONE/ \"$1\"\n", to: "edit")
      try terminal.run("VISUAL=\"sh $HOME/edit\"")
      terminal.type("echo one two")
      terminal.type(.escape)
      terminal.type("v")
      try terminal.expectOutput("ONE two")
      try terminal.expectPrompt()
      try terminal.run("echo one three")
      terminal.type(.escape)
      terminal.type("4v")
      try terminal.expectOutput("ONE three")
    }

    @Test func historyIsSearchedAndFetched() throws {
      let terminal = try terminal()
      try terminal.run(": first one")
      try terminal.run(": second two")
      try terminal.run(": third one")
      for (keys, line) in [
        ("k", ": third one"), ("2k", ": second two"), ("3-", ": first one"),
        ("3kj", ": second two"), ("3k2+", ": third one"), ("G", "set -o vi"),
        ("2G", ": first one"), ("/one\r", ": third one"), ("/one\rn", ": first one"),
        ("/one\rnN", ": third one"), ("3k?one\r", ": third one"),
        ("k/one\r", ": first one"), ("k/one\rj", ": second two"), ("k/th\r", ": third one"),
        ("2G2k", "set -o vi"), ("3k3Gk", ": first one"), ("/sec\rk", ": first one"),
        ("/^: f\r", ": first one"), ("/f*t\r", ": first one"),
      ] {
        terminal.type(.escape)
        terminal.type(keys)
        try terminal.expectLine("$ " + line)
        try terminal.expectCursor(after: "$ ")
        try terminal.interrupt()
      }
    }
  }
}
