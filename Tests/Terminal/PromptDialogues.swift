import Glibc
import TestSupport
import Testing

/// Prompts, unfinished commands, errors, and the ends of a shell.
extension Dialogues {
  @Suite struct Prompts {
    @Test func commandRunsAndThePromptComesBack() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("echo hi") == ["hi"])
      #expect(try terminal.run("") == [])
    }

    @Test func promptExpandsParameters() throws {
      let terminal = try PtyTerminal(
        prompt: "0:/> ", environment: ["PS1": "$?:$PWD> "],
        awaitsPrompt: false)
      terminal.type("cd /\r")
      try terminal.expectPrompt()
      terminal.type("false\r")
      try terminal.expectCursor(after: "1:/> ")
      terminal.type("cd /usr\r")
      try terminal.expectCursor(after: "0:/usr> ")
    }

    @Test func promptIsAVariable() throws {
      let terminal = try PtyTerminal()
      terminal.type("PS1='new> '\r")
      try terminal.expectCursor(after: "new> ")
    }

    @Test(.swishOnly("bash wants \\[ and \\] around what does not move the cursor"))
    func colouredPromptHasTheRightWidth() throws {
      let terminal = try PtyTerminal(
        columns: 40, environment: ["PS1": "\u{1B}[1;32m\u{1B}]0;title\u{7}$\u{1B}[0m "])
      let text = String(repeating: "abcdefghi ", count: 6)
      terminal.type("echo " + text)
      try terminal.expectCursor(after: "defghi abcdefghi abcdefghi ")
      terminal.control("A")
      try terminal.expectCursor(after: "$ ")
      terminal.type("x")
      try terminal.expect("the wrapped line moved") { $0.lines[1].hasPrefix("cdefghi abcdefghi") }
    }

    @Test func unfinishedCompoundCommandAsksForMore() throws {
      let terminal = try PtyTerminal()
      terminal.type("if true\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("then echo yes\r")
      try terminal.expect("a second continuation") { $0.row == 2 && $0.textBeforeCursor == "> " }
      #expect(try terminal.run("fi") == ["yes"])
    }

    @Test func openQuoteAsksForMore() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo 'a\r")
      try terminal.expectCursor(after: "> ")
      #expect(try terminal.run("b'") == ["a", "b"])
    }

    @Test func hereDocumentAsksForMore() throws {
      let terminal = try PtyTerminal()
      terminal.type("cat <<END\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("line\r")
      try terminal.expect("a second continuation") { $0.row == 2 && $0.textBeforeCursor == "> " }
      #expect(try terminal.run("END") == ["line"])
    }

    @Test func backslashAndAndOrAskForMore() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo a\\\r")
      try terminal.expectCursor(after: "> ")
      #expect(try terminal.run("b") == ["ab"])
      terminal.type("true &&\r")
      try terminal.expectCursor(after: "> ")
      #expect(try terminal.run("echo and") == ["and"])
    }

    @Test func syntaxErrorIsReportedAndTheShellGoesOn() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("if ; then")
      #expect(output.contains { $0.contains("unexpected") })
      #expect(try terminal.run("echo $?") == ["2"])
    }

    @Test(.swishOnly("the peers show no caret"))
    func syntaxErrorShowsTheLineWithACaret() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("echo a; if ; then")
      let shown = output.firstIndex { $0.hasSuffix("echo a; if ; then") }
      let caret = output.firstIndex { $0.drop { $0 == " " }.hasPrefix("^") }
      #expect(shown != nil)
      #expect(caret == shown.map { $0 + 1 })
      let offset = output.first?.isEmpty == false ? caret.map { output[$0].count } : nil
      #expect(offset != nil)
    }

    @Test func errorsOfSpecialBuiltInsDoNotEndTheShell() throws {
      let terminal = try PtyTerminal()
      try terminal.run("readonly r=1")
      try terminal.run("r=2")
      try terminal.run(": <<< /nonexistent/file 2>/dev/null || : < /nonexistent/file")
      try terminal.run("echo ${unset?message}")
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test(
      .swishOnly("the stack of the peers overflows"),
      arguments: ["f() { f; }; f", "x='eval \"$x\"'; eval \"$x\"", "x=x; echo $((x))"])
    func recursionWithoutEndComesBackToThePrompt(_ command: String) throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run(command).last?.contains("nested too deeply") == true)
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test(.swishOnly("bash ends"), .enabled(if: !isSanitized))
    func memoryRunningOutComesBackToThePrompt() throws {
      let terminal = try PtyTerminal()
      try terminal.run("ulimit -v 1000000")
      let output = try terminal.run("x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done")
      #expect(output == ["swish: out of memory"])
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test func commandNotFoundIs127() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("nosuchcommand").last?.contains("not found") == true)
      #expect(try terminal.run("echo $?") == ["127"])
    }

    @Test func exitEndsTheShellWithItsOperand() throws {
      let terminal = try PtyTerminal()
      terminal.type("exit 3\r")
      #expect(try terminal.expectExit() == .status(3))
    }

    @Test func exitInADotScriptEndsTheShell() throws {
      let terminal = try PtyTerminal()
      try terminal.write("exit 4\n", to: "script")
      terminal.type(". ./script\r")
      #expect(try terminal.expectExit() == .status(4))
    }

    @Test func exitInAScriptEndsOnlyTheScript() throws {
      let terminal = try PtyTerminal()
      try terminal.write("exit 4\n", to: "script")
      try terminal.run("\(PtyTestee.current.path) script")
      #expect(try terminal.run("echo $?") == ["4"])
    }

    @Test func controlDAtAnEmptyLineEndsTheShell() throws {
      let terminal = try PtyTerminal()
      try terminal.run("false")
      terminal.control("D")
      #expect(try terminal.expectExit() == .status(1))
    }

    @Test func ignoreeofKeepsTheShellAlive() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set -o ignoreeof")
      let from = terminal.screen.absoluteRow
      terminal.control("D")
      try terminal.expectPrompt(below: from)
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test(.swishOnly("bash takes it as the end of the whole input and exits"))
    func controlDAtTheContinuationPromptIsASyntaxError() throws {
      let terminal = try PtyTerminal()
      terminal.type("if true\r")
      try terminal.expectCursor(after: "> ")
      terminal.control("D")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow)
      #expect(terminal.screen.contains("unexpected end"))
      #expect(try terminal.run("echo $?") == ["2"])
    }

    @Test(.swishOnly("bash reads ENV only as sh"))
    func environmentFileIsReadAtTheStart() throws {
      let terminal = try PtyTerminal()
      try terminal.write("greeting=hello\n", to: "env")
      try terminal.run("export ENV=\"$HOME/env\"")
      terminal.type("\(PtyTestee.current.path) -i\r")
      try terminal.eventually("a shell in the shell") {
        terminal.process.foregroundGroup != terminal.process.id
          && !terminal.process.modes.isCanonical
      }
      #expect(try terminal.run("echo $greeting") == ["hello"])
    }

    @Test func interactiveShellInAShellGivesTheTerminalBack() throws {
      let terminal = try PtyTerminal()
      let outer = terminal.process.id
      let flags = PtyTestee.current.arguments.joined(separator: " ")
      terminal.type("\(PtyTestee.current.path) \(flags) -i\r")
      try terminal.eventually("a shell in the shell") {
        terminal.process.foregroundGroup != outer && !terminal.process.modes.isCanonical
      }
      #expect(try terminal.run("echo inner") == ["inner"])
      try terminal.run("exit 6")
      #expect(terminal.process.foregroundGroup == outer)
      #expect(try terminal.run("echo $?") == ["6"])
    }

    @Test func optionsShowThatTheShellIsInteractive() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("echo $-")
      #expect(output.first?.contains("i") == true)
      #expect(output.first?.contains("m") == true)
    }

    @Test func aliasesAreKnownFromTheNextLineOn() throws {
      let terminal = try PtyTerminal()
      try terminal.run("alias hi='echo hello'")
      #expect(try terminal.run("hi there") == ["hello there"])
    }

    @Test func windowSizeReachesPrograms() throws {
      let terminal = try PtyTerminal()
      terminal.resize(columns: 40, rows: 10)
      #expect(try terminal.run("stty size; echo $LINES $COLUMNS") == ["10 40", "10 40"])
      terminal.type("echo $LINES ")
      terminal.resize(columns: 50, rows: 12)
      terminal.type("$COLUMNS")
      try terminal.expectLine("$ echo $LINES $COLUMNS")
      #expect(try terminal.accept() == ["12 50"])
      #expect(try terminal.run("sh -c 'stty cols 60'; echo $COLUMNS").count == 1)
      #expect(try terminal.run("echo $COLUMNS") == ["60"])
    }
  }
}
