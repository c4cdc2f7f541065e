import TestSupport
import Testing

/// What the line looks like while it is typed.
extension Dialogues {
  @Suite(.swishOnly("colours are not the peers'"))
  struct Colours {
    /// Types each line into an empty one and waits for what it looks like.
    private func expect(
      _ lines: [(typed: String, shown: String)], _ terminal: PtyTerminal,
      file: StaticString = #fileID, line: UInt = #line
    ) throws {
      for (typed, shown) in lines {
        terminal.type(typed)
        try terminal.expect("the colours \(shown)", file: file, line: line) {
          $0.styledCursorLine == shown
        }
        terminal.control("E")
        terminal.control("U")
      }
    }

    @Test func commandsAreColouredByWhatTheyAre() throws {
      let terminal = try PtyTerminal()
      try terminal.run(" f() { :; }; alias a=ls")
      try expect(
        [
          ("cat", "$ <32>cat"), ("cd", "$ <32>cd"), ("f", "$ <36>f"), ("a", "$ <36>a"),
          ("nonesuch", "$ <31>nonesuch"), ("./nonesuch", "$ <31>./nonesuch"),
          ("/bin/sh", "$ <32>/bin/sh"), ("x=1 cat", "$ x=1 <32>cat"),
          ("if cat", "$ <35>if<> <32>cat"), ("cat|nonesuch", "$ <32>cat<1>|<31>nonesuch"),
        ], terminal)
    }

    @Test func wordsAreColouredAsTheyAreRead() throws {
      let terminal = try PtyTerminal()
      try expect(
        [
          ("echo 'a b' ", "$ <32>echo<> <33>'a b'"),
          (#"echo "a $b" "#, #"$ <32>echo<> <33>"a <36>$b<33>""#),
          ("echo $(cat) $((1)) ", "$ <32>echo<> <36>$(<32>cat<36>)<> <36>$((1))"),
          ("echo >x 2>&1 &", "$ <32>echo<> <1>><>x <1>2>&<>1 <1>&"),
          ("echo # that", "$ <32>echo<> <38;5;244># that"),
        ], terminal)
    }

    @Test func errorsAreSeenAtOnce() throws {
      let terminal = try PtyTerminal()
      try expect(
        [
          ("echo 'a", "$ <32>echo<> <1;31>'<33>a"), ("echo )", "$ <32>echo<> <1;31>)"),
          ("echo $(cat", "$ <32>echo<> <1;31>$(<32>cat"),
        ], terminal)
    }

    @Test func theOtherBracketOrQuoteIsShown() throws {
      let terminal = try PtyTerminal()
      try expect(
        [
          ("(cat)", "$ <1;4>(<32>cat<1;4>)"), ("{ cat;}", "$ <1;4>{<> <32>cat<1>;<1;4>}"),
          ("echo 'a'", "$ <32>echo<> <1;4>'<33>a<1;4>'"),
          ("echo ${x}", "$ <32>echo<> <36>$<1;4>{<36>x<1;4>}"),
          (
            "(case a in b) cat;; esac)",
            "$ <1;4>(<35>case<> a <35>in<> b<1>)<> <32>cat<1>;;<> <35>esac<1;4>)"
          ),
          ("(a ')')\u{1}", "$ <1;4>(<31>a<> <33>')'<1;4>)"),
        ], terminal)
    }

    @Test func namesOfFilesThatExistAreUnderlined() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "file")
      try expect([("cat file none /tmp ", "$ <32>cat<> <4>file<> none <4>/tmp")], terminal)
    }

    @Test(arguments: [
      ("xterm-256color", ["NO_COLOR": "1"], "$ cat '' <4>/tmp<> <2>x"),
      ("vt100", [:], "$ cat '' <4>/tmp<> <2>x"),
      ("xterm-256color", [:], "$ <32>cat<> <33>''<> <4>/tmp<> <38;5;244>x"),
      ("xterm", [:], "$ <32>cat<> <33>''<> <4>/tmp<> <90>x"),
      (
        "xterm-256color", ["COLORFGBG": ""],
        "$ <38;5;28>cat<> <38;5;130>''<> <4>/tmp<> <38;5;244>x"
      ),
      ("xterm", ["COLORFGBG": ""], "$ <32>cat<> <33>''<> <4>/tmp<> <90>x"),
      ("xterm-256color", ["COLORFGBG": "0;15"], "$ <32>cat<> <38;5;94>''<> <4>/tmp<> <38;5;244>x"),
      (
        "xterm-256color", ["SWISH_COLORS": "cm=38;2;255;0;0:st=48;5;200:su=1;38;2;0;0;0:fi="],
        "$ <38;5;196>cat<> <48;5;200>''<> /tmp <1;38;5;16>x"
      ),
      (
        "xterm-256color", ["SWISH_COLORS": "cm=38;2;1;2;3", "COLORTERM": "truecolor"],
        "$ <38;2;1;2;3>cat<> <33>''<> <4>/tmp<> <38;5;244>x"
      ),
    ]) func coloursAreThoseTheTerminalHas(
      _ term: String, _ environment: [String: String], _ shown: String
    ) throws {
      let terminal = try PtyTerminal(term: term, environment: environment)
      try terminal.run("cat '' /tmp x 2>/dev/null")
      terminal.type("cat '' /tmp ")
      try terminal.expect("the colours \(shown)") {
        $0.styledCursorLine.hasPrefix(shown)
      }
    }
  }
}
