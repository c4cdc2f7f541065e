import Glibc
import TestSupport
import Testing

/// `bind`.
extension Dialogues {
  @Suite struct KeyBindings {
    @Test func keyExecutesACommandThatChangesTheLine() throws {
      let terminal = try PtyTerminal()
      try terminal.run(
        #"bind -x '"\C-t": READLINE_LINE="<$READLINE_LINE> $READLINE_POINT"; READLINE_POINT=2'"#)
      terminal.type("héllo")
      terminal.type(.left)
      terminal.control("T")
      try terminal.expectLine("$ <héllo> 4")
      try terminal.expectCursor(after: "$ <h")
      terminal.control("_")
      try terminal.expectLine("$ héllo")
    }

    @Test func keyCommandFindsTheMarkAndTheArgument() throws {
      let terminal = try PtyTerminal()
      try terminal.run(
        #"bind -x '"\C-t": READLINE_LINE="$READLINE_MARK ${READLINE_ARGUMENT-none}"; READLINE_MARK=1'"#
      )
      terminal.type("éab")
      // Sets the mark.
      terminal.meta(" ")
      terminal.type("c")
      terminal.control("T")
      try terminal.expectLine("$ 3 none")
      terminal.meta("7")
      terminal.control("T")
      try terminal.expectLine("$ 1 7")
    }

    @Test(.swishOnly("the file is swish's own"))
    func startupFilesBindKeysAndSetColoursAfterwards() throws {
      let terminal = try PtyTerminal()
      try terminal.write(
        #"""
        set -o vi
        bind '"\C-o": "echo typed"'
        bind -x '"\C-t": READLINE_LINE=found READLINE_POINT=5'
        SWISH_COLORS=un=35

        """#, to: ".swishrc")
      try terminal.run("exec /proc/$$/exe")
      terminal.control("T")
      try terminal.expect("a coloured line") { $0.styledCursorLine == "$ <35>found" }
      terminal.control("U")
      terminal.control("O")
      try terminal.expectLine("$ echo typed")
      terminal.type(.escape)
      terminal.type("0xi")
      try terminal.expectLine("$ cho typed")
    }

    /// As atuin's do it.
    @Test func aKeyCommandMayEnterTheLine() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"enter() { READLINE_LINE='echo yes'; bind '"\C-x2": accept-line'; }"#)
      try terminal.run(#"bind '"\C-t": "\C-x1\C-x2"'; bind -x '"\C-x1": enter'"#)
      let from = terminal.screen.absoluteRow
      terminal.control("T")
      try terminal.expectPrompt(below: from + 1)
      #expect(terminal.screen.lines.contains("yes"))
    }

    @Test(.enabled(if: access("/usr/bin/fzf", X_OK) == 0))
    func fzfChoosesFiles() throws {
      let terminal = try PtyTerminal(columns: 40, rows: 10)
      try terminal.write("", to: "wanted file")
      // As the manual has it.
      try terminal.write(
        #"""
        insert() {
          READLINE_LINE=${READLINE_LINE:0:$READLINE_POINT}$1${READLINE_LINE:$READLINE_POINT}
          READLINE_POINT=$((READLINE_POINT + ${#1}))
        }
        bind -x '"\C-t": insert "$(fzf)"'
        bind -x '"\C-r": READLINE_LINE=$(fc -ln 1 | cut -c2- | fzf --tac) READLINE_POINT=9999'

        """#, to: "keys")
      try terminal.run(". ./keys; rm keys")
      terminal.type("echo é # that")
      for _ in 0..<7 { terminal.type(.left) }
      terminal.control("T")
      try terminal.expectForeground("fzf")
      try terminal.expect("1/1")
      terminal.type("want\r")
      try terminal.expectLine("$ echo éwanted file # that")
      terminal.type("X")
      try terminal.expectLine("$ echo éwanted fileX # that")
      #expect(try terminal.accept() == ["éwanted fileX"])
      terminal.control("R")
      try terminal.expectForeground("fzf")
      terminal.type("that")
      try terminal.expect("1/2")
      terminal.type(.enter)
      try terminal.expectLine("$ echo éwanted fileX # that")
    }

    @Test(.swishOnly("bash removes quotes"))
    func lineIsExpandedInPlace() throws {
      let terminal = try PtyTerminal()
      try terminal.run("v='a b'")
      terminal.type(#"echo "$v" `echo x` $((1+1)) '$v' \$v <"#)
      terminal.meta("\u{5}")
      try terminal.expectLine(#"$ echo "a b" x 2 '$v' \$v <"#)
    }

    @Test func keysWithoutAFunctionEndAMacro() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"bind '"\C-t": "a\ejb\C-x\C-qc"'"#)
      terminal.control("T")
      try terminal.expectLine("$ a")
      terminal.type("bc")
      try terminal.expectLine("$ abc")
    }

    @Test func macroGoesOnBehindTheEndOfALine() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"bind '"\C-t": "echo one\C-mecho two\C-mecho th"'"#)
      terminal.control("T")
      try terminal.expect("both commands, and a third line") {
        Array($0.lines.prefix(6).suffix(5))
          == ["$ echo one", "one", "$ echo two", "two", "$ echo th"]
      }
    }

    @Test func keyCommandKeepsTheStatusAndMayPrint() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"bind -x '"\C-xp": echo printed; false'"#)
      terminal.type("echo $?")
      terminal.control("X")
      terminal.type("p")
      try terminal.expectOutput("printed")
      try terminal.expectCursor(after: "$ echo $?")
      #expect(try terminal.accept() == ["0"])
      #expect(try terminal.run("echo ${READLINE_LINE-unset}") == ["unset"])
    }

    @Test func keyCommandMayRunAProgramOfTheTerminal() throws {
      let terminal = try PtyTerminal(columns: 30)
      try terminal.write(
        "printf 'choose: ' >/dev/tty; IFS= read -r x </dev/tty; echo \"got $x\"\n", to: "choose")
      try terminal.run(#"bind -x '"\C-t": READLINE_LINE=$(sh choose)'"#)
      terminal.control("T")
      try terminal.expectCursor(after: "choose: ")
      terminal.type("this\r")
      try terminal.expectLine("$ got this")
    }

    /// As fzf's package brings them, for a line editor that is bash's.
    static let fzfKeys = "/usr/share/doc/fzf/examples/key-bindings.bash"

    @Test(.enabled(if: access("/usr/bin/fzf", X_OK) == 0 && access(fzfKeys, R_OK) == 0))
    func fzfsOwnKeysWork() throws {
      // With less than the screen it asks where the cursor is.
      let terminal = try PtyTerminal(
        columns: 60, rows: 16, environment: ["FZF_DEFAULT_OPTS": "--no-height"])
      try terminal.run("mkdir -p some/folder; : >'some/wanted file'")
      try terminal.run(". \(Self.fzfKeys)")
      func choose(_ text: String, _ match: String, row: Int) throws {
        try terminal.expect("fzf") { $0.row == row && $0.cursorLine == ">" }
        terminal.type(text)
        try terminal.expect("one match") { screen in
          screen.lines.filter { $0.hasPrefix("  ") || $0.hasPrefix("> ") }.count == 3
            && screen.lines.contains { $0.hasPrefix("> ") && $0.hasSuffix(match) }
        }
        terminal.type(.enter)
      }
      terminal.type("echo on ")
      terminal.control("T")
      try choose("wanted", "some/wanted file", row: 0)
      try terminal.expect("the file") { $0.cursorLine.hasPrefix("$ echo on ") && $0.column > 20 }
      terminal.control("A")
      terminal.control("K")
      terminal.control("R")
      try choose("mkdir", "file'", row: 15)
      try terminal.expectLine("$ mkdir -p some/folder; : >'some/wanted file'")
      terminal.control("A")
      terminal.control("K")
      terminal.meta("c")
      try choose("folder", "some/folder", row: 0)
      try terminal.expect("a prompt") { $0.cursorLine == "$" && $0.contains("builtin cd") }
      #expect(try terminal.run("pwd").last == "\(terminal.home)/some/folder")
    }

    @Test func exitInAKeyCommandEndsTheShell() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"bind -x '"\C-t": exit 7'"#)
      terminal.control("T")
      #expect(try terminal.expectExit() == .status(7))
    }

    @Test func linesOfAnInputrcAreTaken() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"bind '"\C-t": "typed"' '"\C-xk": kill-whole-line'"#)
      terminal.control("T")
      try terminal.expectLine("$ typed")
      terminal.control("X")
      terminal.type("k")
      try terminal.expectLine("$")
      #expect(try terminal.run(#"bind -s"#) == [#""\C-t": "typed""#])
      try terminal.run(#"bind -r '\C-t'; bind -s"#)
    }

    @Test func magicSpaceExpandsHistory() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one two")
      try terminal.run("bind Space:magic-space")
      terminal.type("echo '!!' !-2:$ x!")
      try terminal.expectLine("$ echo '!!' two x!")
    }

    @Test(.swishOnly("in bash it does nothing then"))
    func aKeyKeepsItsFunctionWhereThereIsNoOther() throws {
      let terminal = try PtyTerminal()
      try terminal.run("bind '\"a\": no-such-function' 2>/dev/null")
      terminal.type("an")
      try terminal.expectCursor(after: "$ an")
    }

    @Test func keysAreListedAndUnbound() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("bind -l | grep -c -x kill-line") == ["1"])
      #expect(try terminal.run("bind -l | grep -c -x edit-and-execute-command") == ["1"])
      #expect(try terminal.run("bind -p | grep kill-whole") == ["# kill-whole-line (not bound)"])
      #expect(try terminal.run("bind -q yank") == [#"yank can be invoked via "\C-y"."#])
      #expect(
        try terminal.run("bind -u yank; bind -q yank; echo $?")
          == ["yank is not bound to any keys.", "1"])
      #expect(
        try terminal.run("bind -m vi-insert -q yank") == [#"yank can be invoked via "\C-y"."#])
      #expect(try terminal.run("bind -v | grep editing") == ["set editing-mode emacs"])
      #expect(try terminal.run("bind -p | grep -c '\": complete$'") == ["2"])
    }

    @Test func listsForPeopleAreThere() throws {
      let terminal = try PtyTerminal()
      try terminal.run(#"bind '"\C-t": "typed"'; bind -x '"\C-xp": echo "$PWD"'"#)
      #expect(
        try terminal.run("bind -P | grep '^yank '") == [
          #"yank can be found on "\C-y"."#
        ])
      #expect(
        try terminal.run("bind -P | grep -x 'kill-whole-line is not bound to any keys'").count == 1)
      #expect(try terminal.run("bind -S") == [#"\C-t outputs typed"#])
      #expect(
        try terminal.run("bind -V | grep editing") == ["editing-mode is set to `emacs'"])
      #expect(try terminal.run("bind -X") == [#""\C-xp": "echo "$PWD"""#])
      try terminal.run(#"bind -r '\C-xp'; bind -X"#)
      #expect(try terminal.run("bind -m vi-command -P | grep '^vi-put '").count == 1)
    }

    @Test(.swishOnly("words of its own"))
    func errorsAreTold() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("bind -m nowhere -p") == ["swish: bind: nowhere: no such keymap"])
      #expect(try terminal.run("bind -q nothing") == ["swish: bind: nothing: no such function"])
      #expect(try terminal.run("bind -x keys") == [#"swish: bind: keys: not "KEYS":COMMAND"#])
      #expect(
        try terminal.run("bind -f none") == ["swish: bind: none: No such file or directory"])
    }

    @Test func inputrcIsRead() throws {
      let terminal = try PtyTerminal()
      try terminal.write("\"\\C-t\": \"typed\"\n", to: "keys")
      try terminal.run("bind -f keys")
      terminal.control("T")
      try terminal.expectLine("$ typed")
    }
  }
}
