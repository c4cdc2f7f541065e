import TestSupport
import Testing

/// An interactive shell in surroundings that others made: files that are none,
/// or endless, names and values with anything in them.
extension Dialogues {
  @Suite(.swishOnly("what the peers do is theirs")) struct Hostile {
    @Test(
      "files that block, loop or never end keep nobody from typing",
      arguments: [
        "mkdir .git; mkfifo .git/HEAD .git/packed-refs .git/config .git/commondir",
        "mkdir .git; ln -s HEAD .git/HEAD; mkdir -p .git/refs/heads; ln -s .. .git/refs/heads/up",
        "mkdir .git; truncate -s 8G .git/HEAD .git/packed-refs", "ln -s .git .git",
        "echo 'gitdir: .git' >.git", "mkfifo .git", "mkfifo Makefile", "truncate -s 8G Makefile",
        "mkdir .ssh; mkfifo .ssh/config .ssh/known_hosts",
        "mkdir .ssh; truncate -s 8G .ssh/config .ssh/known_hosts",
      ])
    func files(_ preparation: String) throws {
      let terminal = try PtyTerminal(columns: 160, environment: ["PS1": "\\g{%s}\\n$ "])
      try terminal.run("mkdir work; cd work; HOME=$PWD; \(preparation)")
      for word in ["git checkout ", "git push ", "make ", "ssh "] {
        terminal.type("\(word)\t")
        terminal.control("U")
      }
      // The rows of the prompt are lines too.
      #expect(try terminal.run("echo alive").contains("alive"))
    }

    @Test(
      "a file system that does not answer keeps nobody from typing",
      .enabled(if: SilentFileSystem.isPossible))
    func silentFileSystem() throws {
      let terminal = try PtyTerminal(columns: 160)
      try terminal.run("mkdir silent bin; ln -s /bin/true bin/only-here")
      let silent = try #require(SilentFileSystem(at: "\(terminal.home)/silent"))
      var isSilent = true
      defer { if isSilent { silent.remove() } }
      try terminal.run(
        "PATH=$PWD/bin:$PWD/silent:$PATH HISTFILE=silent/history MAIL=silent/mail MAILCHECK=0")
      #expect(
        try terminal.run(":") == ["swish: history: silent/history: the file system does not answer"]
      )
      #expect(try terminal.run("echo alive") == ["alive"])
      terminal.type("ls silent/x; onl\t")
      try terminal.expectCursor(after: "$ ls silent/x; only-here ")
      terminal.control("U")
      isSilent = false
      silent.remove()
      // The shell is told at its next look, and nothing is lost until then.
      var entries: [UInt8]?
      var number = 0
      try terminal.eventually("the entries") {
        try terminal.run(": \(number)")
        number += 1
        entries = TestFiles.read("\(terminal.home)/silent/history")
        return entries != nil
      }
      let lines = String(decoding: entries ?? [], as: UTF8.self).split(separator: "\n")
      #expect(
        lines.filter { !$0.hasPrefix("#") } == [":", "echo alive"]
          + (0..<number).map { ": \($0)" })
    }

    @Test(
      "numbers of the environment may be anything",
      arguments: [
        "COLUMNS", "LINES", "HISTSIZE", "HISTFILESIZE", "MAILCHECK", "OPTIND", "SHLVL", "PPID",
      ])
    func numbers(_ name: String) throws {
      for value in ["99999999999999999999", "-1", "0", "1000000000", "a[$(echo run >&2)]", ""] {
        let terminal = try PtyTerminal(environment: [name: value])
        terminal.type("ls /\t")
        terminal.control("U")
        #expect(try terminal.run("echo alive") == ["alive"])
      }
    }

    @Test(
      "what readline would wait for, or read without end, is no inputrc",
      arguments: [
        "mkfifo rc", "mkdir rc", "echo '$include rc' >rc", "ln -s /dev/zero rc",
        "ln -s /dev/tty rc",
        "truncate -s 8G rc", "echo '$include ~/other' >rc; echo '$include ~/rc' >other",
      ])
    func initFiles(_ preparation: String) throws {
      let terminal = try PtyTerminal()
      try terminal.run("\(preparation)")
      terminal.type("exec env INPUTRC=~/rc \(PtyTestee.current.path) -i\r")
      try terminal.expect("rc: not read: ")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow - 1)
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test("a window without a size may come with any numbers")
    func noSize() throws {
      let terminal = try PtyTerminal()
      terminal.type(
        "stty cols 0 rows 0; COLUMNS=9999999999 LINES=-1 exec \(PtyTestee.current.path) -i\r")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow)
      #expect(try terminal.run("echo alive").contains("alive"))
    }

    @Test("an ENV or .swishrc that is no file keeps nobody out")
    func startupFiles() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir env .swishrc")
      terminal.type("ENV=$HOME/env exec \(PtyTestee.current.path) -i\r")
      try terminal.expect("env: Is a directory")
      try terminal.expect(".swishrc: Is a directory")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow - 1)
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test(
      "a startup file that never ends is left by ^C",
      arguments: [
        "mkfifo .swishrc", "mkfifo .swishrc; exec 9<>.swishrc", "ln -s /dev/zero .swishrc",
        "echo 'while :; do :; done' >.swishrc",
      ])
    func endlessStartupFiles(_ preparation: String) throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo 'echo rea''dy' >env; \(preparation)")
      terminal.type("ENV=$HOME/env exec \(PtyTestee.current.path) -i\r")
      try terminal.expectOutput("ready")
      // The first one may still end ENV.
      try terminal.interruptUntilPrompt()
      #expect(try terminal.run("echo alive").last == "alive")
    }

    @Test("a prompt may be long", arguments: ["x", "é", "\u{1B}[31mx", "\u{1B}]0;x\u{7}"])
    func longPrompts(_ piece: String) throws {
      let terminal = try PtyTerminal(environment: ["PIECE": piece])
      terminal.type("PS1=$(yes \"$PIECE\" | head -n 100000 | tr -d '\\n')'end$ '\r")
      try terminal.expectCursor(after: "end$ ")
      terminal.type("x")
      try terminal.expectCursor(after: "end$ x")
    }

    @Test("a terminal may have any size", arguments: [(1, 1), (2, 1), (1, 24), (500, 2), (9, 3)])
    func sizes(_ columns: Int, _ rows: Int) throws {
      let terminal = try PtyTerminal()
      terminal.resize(columns: columns, rows: rows)
      terminal.type("echo \(String(repeating: "wide 世界 ", count: 20))\t")
      terminal.control("R")
      terminal.type("x")
      terminal.control("G")
      terminal.control("U")
      terminal.resize(columns: 80, rows: 24)
      #expect(try terminal.run("echo alive").last == "alive")
    }

    @Test("a history file that is none holds nobody up")
    func historyFiles() throws {
      let first = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try first.run("head -c 300000 /dev/urandom >random; truncate -s 8G sparse")
      try first.run("{ head -c 9000000 /dev/zero | tr '\\0' a; echo; } >long; ln -s loop loop")
      for name in ["random", "sparse", "long", "loop", "/dev/zero", "/dev/urandom"] {
        let terminal = try PtyTerminal(
          environment: ["HOME": first.home, "HISTFILE": name, "HISTFILESIZE": "10"])
        terminal.type(.up)
        terminal.control("R")
        terminal.type("a")
        terminal.control("G")
        terminal.control("U")
        #expect(try terminal.run("echo alive").last == "alive")
        terminal.type("exit\r")
        #expect(try terminal.expectExit() == .status(0))
      }
    }

    @Test("control characters of old commands are shown where they are listed")
    func historyLists() throws {
      let terminal = try PtyTerminal()
      try terminal.write("#1\necho \u{1B}]0;x\u{7}\n", to: "hist")
      try terminal.run("history -r hist")
      #expect(try terminal.run("history 3").contains { $0.hasSuffix("echo ^[]0;x^G") })
      #expect(try terminal.run("fc -l -3").contains { $0.hasSuffix("echo ^[]0;x^G") })
    }

    @Test("a program that never stops telling of its options is cut off")
    func endlessHelp() throws {
      let terminal = try PtyTerminal(environment: ["PATH": ".:/usr/bin:/bin"])
      try terminal.write(
        "#!/bin/sh\nprintf '  --fine  \\033]0;x\\007what\\n'; exec yes '  --never  ends'\n",
        to: "endless", mode: 0o755)
      terminal.type("endless --f\t")
      try terminal.expect("Tab again runs")
      terminal.type("\t")
      try terminal.expectCursor(after: "$ endless --fine ")
      terminal.control("U")
      #expect(try terminal.run("echo alive") == ["alive"])
    }

    @Test("a paste without an end, and half a character, are left by ^C")
    func endlessPaste() throws {
      let terminal = try PtyTerminal()
      terminal.type(.pasteBegin)
      terminal.type("touch pasted\rtouch pasted\r")
      try terminal.interrupt()
      terminal.process.write([0xE2, 0x82])
      try terminal.interrupt()
      #expect(try terminal.run("ls; echo alive") == ["alive"])
    }

    @Test("what a terminal replies is never executed")
    func replies() throws {
      let terminal = try PtyTerminal()
      for reply in [
        "[24;80R", "[?62;c", "]0;`touch x`\u{7}", "]l;touch x\u{1B}\\", "P1$r0 q\u{1B}\\",
      ] {
        terminal.type("\u{1B}\(reply)")
        try terminal.interrupt()
      }
      #expect(try terminal.run("ls; echo alive") == ["alive"])
    }

    @Test("colours are numbers, whatever the variables hold")
    func colours() throws {
      let evil = "31m\u{1B}]0;x\u{7}"
      let terminal = try PtyTerminal(environment: [
        "LS_COLORS": "di=\(evil):ex=\(evil):*.c=\(evil):\(String(repeating: ":=", count: 5000))",
        "SWISH_COLORS": "cm=\(evil):un=99999999999999999999:st=;;;;;;;;",
      ])
      try terminal.run("mkdir folder")
      terminal.type("ls f\t")
      try terminal.expectCursor(after: "$ ls folder/")
      terminal.control("U")
      #expect(try terminal.run("echo alive") == ["alive"])
    }
  }
}
