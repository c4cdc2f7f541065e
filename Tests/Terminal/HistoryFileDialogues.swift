import TestSupport
import Testing

/// What is kept of the commands typed, and what happens to the file.
extension Dialogues {
  @Suite(.swishOnly("the file is swish's")) struct HistoryFile {
    private let file = ".swish_history"

    private func lines(_ terminal: PtyTerminal) -> [String] {
      let bytes = TestFiles.read("\(terminal.home)/\(file)") ?? []
      return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The lines of the file that are no time lines.
    private func commands(_ terminal: PtyTerminal) -> [String] {
      lines(terminal).filter { !$0.hasPrefix("#") }
    }

    @Test func aLaterSessionRecallsCommands() throws {
      let first = try PtyTerminal()
      try first.run("echo one")
      try first.run("echo two")
      let second = try PtyTerminal(environment: ["HOME": first.home])
      second.type(.up, .up)
      try second.expectLine("$ echo one")
      second.control("C")
      try second.expectPrompt()
      second.type("ec")
      try second.expectLine("$ echo two")
    }

    @Test func anEntryIsWrittenFirstAndItsResultLater() throws {
      let terminal = try PtyTerminal()
      let shown = try terminal.run("cat \(file)")
      #expect(shown.count == 2)
      #expect(shown.first?.contains("   -         - 18 ") == true)
      try terminal.run("false")
      try terminal.run("true")
      let file = lines(terminal)
      #expect(file.map { $0.hasPrefix("#") } == [true, false, true, false, true, false])
      #expect(file.indices.contains(4) && file[0].contains("   0 "))
      #expect(file.indices.contains(4) && file[2].contains("   1 "))
      #expect(file[0].hasSuffix(" \(terminal.home)"))
      terminal.type("exit 3\r")
      #expect(try terminal.expectExit() == .status(3))
      #expect(lines(terminal).suffix(2).first?.contains("   3 ") == true)
    }

    @Test func aKilledShellLosesNothing() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one")
      terminal.type("kill -9 $$\r")
      #expect(try terminal.expectExit() == .signal(9))
      #expect(commands(terminal) == ["echo one", "kill -9 $$"])
    }

    @Test func theFileIsItsOwnersBusiness() throws {
      let terminal = try PtyTerminal()
      #expect(try terminal.run("umask 0; stat -c %a \(file)") == ["600"])
    }

    @Test func whatBeginsWithABlankOrIsRepeatedIsNotKept() throws {
      let terminal = try PtyTerminal()
      try terminal.run(" echo secret")
      try terminal.run("echo one")
      try terminal.run("echo one")
      try terminal.run("HISTIGNORE='ls*:echo t?o'")
      try terminal.run("echo two")
      try terminal.run("echo three")
      #expect(commands(terminal) == ["echo one", "HISTIGNORE='ls*:echo t?o'", "echo three"])
    }

    @Test func optionsDecideWhatIsKept() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set +o history")
      try terminal.run("echo hidden")
      try terminal.run("set -o history -o nolog")
      try terminal.run("f ( ) { echo f; }")
      try terminal.run("function g { echo g; }")
      try terminal.run("f; (echo shown)")
      #expect(commands(terminal) == ["set +o history", "f; (echo shown)"])
    }

    @Test func histcontrolDecides() throws {
      let terminal = try PtyTerminal(environment: ["HISTCONTROL": "ignorespace:erasedups"])
      try terminal.run("echo one")
      try terminal.run("echo two")
      try terminal.run("echo one")
      terminal.type(.up, .up, .up)
      try terminal.expectLine("$ echo two")
    }

    @Test func aCommandOfManyLinesIsOneEntry() throws {
      let first = try PtyTerminal()
      first.type("for x in 1 2\rdo echo n$x\r")
      try first.run("done")
      let second = try PtyTerminal(environment: ["HOME": first.home])
      second.type(.up)
      try second.expectLine("> done")
      try second.accept()
      try second.expectOutput("n2")
    }

    @Test func bashsFileIsTakenOver() throws {
      let first = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try first.write("echo old\n#1700000000\necho new\n", to: ".bash_history")
      let second = try PtyTerminal(environment: ["HOME": first.home])
      second.type(.up)
      try second.expectLine("$ echo new")
      second.type(.up)
      try second.expectLine("$ echo old")
      try second.accept()
      #expect(commands(first) == ["echo old", "echo new", "echo old"])
    }

    @Test(arguments: ["dir": "Is a directory", "fifo": "not a regular file", "no/file": "No such"])
    func aFileThatIsNoneIsToldOnce(name: String, reason: String) throws {
      let terminal = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try terminal.run("mkdir dir; mkfifo fifo")
      try terminal.run("HISTFILE=\(name)")
      let complaint = try terminal.run("echo one")
      #expect(complaint.count == 2)
      #expect(complaint.first?.hasPrefix("swish: history: \(name): \(reason)") == true)
      #expect(try terminal.run("echo two") == ["two"])
      try terminal.run("HISTFILE=good")
      try terminal.run("echo three")
      #expect(
        try terminal.run("grep -v '^#' good")
          == ["echo one", "echo two", "HISTFILE=good", "echo three", "grep -v '^#' good"])
    }

    @Test func aLinkIsFollowed() throws {
      let terminal = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try terminal.run("ln -s target link; HISTFILE=link HISTFILESIZE=1")
      try terminal.run("echo one")
      terminal.type("exit\r")
      _ = try terminal.expectExit()
      let bytes = try #require(TestFiles.read("\(terminal.home)/target"))
      #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\nexit\n"))
      #expect(bytes.filter { $0 == 10 }.count == 2)
    }

    @Test func aFullFileEndsNothing() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one")
      let complaint = try terminal.run("ulimit -S -f 0")
      #expect(complaint == [])
      #expect(
        try terminal.run("echo two")
          == ["swish: history: \(terminal.home)/\(file): File too large", "two"])
      try terminal.run("ulimit -S -f unlimited")
      try terminal.run("echo three")
      #expect(
        commands(terminal)
          == ["echo one", "ulimit -S -f 0", "echo two", "ulimit -S -f unlimited", "echo three"])
    }

    @Test func aTornRecordIsCutOff() throws {
      let first = try PtyTerminal(environment: ["HISTFILE": "/dev/null"])
      try first.write("#1 0 0 6 7 /\necho 1\n#2 0 0 60 7 /\necho to", to: file)
      let second = try PtyTerminal(environment: ["HOME": first.home])
      try second.run("echo 3")
      #expect(commands(first) == ["echo 1", "echo 3"])
    }

    @Test func manyShellsAtOnceLoseNothing() async throws {
      let folder = try #require(TestFiles.makeTemporaryDirectory(prefix: "swish-history"))
      defer { TestFiles.removeTree(folder) }
      let shells = 40
      await withTaskGroup(of: Void.self) { group in
        for shell in 0..<shells {
          group.addTask {
            let script = (0..<10).map { "echo \(shell) \($0)\n" }.joined()
            var run = ProgramRun(
              path: PtyTestee.current.path, arguments: ["swish", "-i"],
              environment: ["HOME=\(folder)", "HISTFILESIZE=399", "PS1="], directory: folder)
            run.input = .pipe(Array(script.utf8))
            run.seconds = 60
            _ = run.run()
          }
        }
      }
      let bytes = try #require(TestFiles.read("\(folder)/\(file)"))
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      let commands = lines.filter { !$0.hasPrefix("#") }
      // The last shell to end left the newest 399 of 400.
      #expect(Set(commands).count == 399)
      #expect(lines.count == 2 * 399)
      #expect(TestFiles.names(in: folder) == [file])
    }
  }
}
