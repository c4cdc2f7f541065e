import Glibc
import TestSupport
import Testing

/// Keys and events that reach the shell or its jobs as signals.
extension Dialogues {
  @Suite struct Signals {
    @Test func controlCEndsTheForegroundJobWithStatus130() throws {
      let terminal = try PtyTerminal()
      terminal.type("sleep 100\r")
      try terminal.expectForeground("sleep")
      try terminal.interrupt()
      #expect(terminal.screen.contains("^C"))
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test func controlCEndsAPipelineAsAWhole() throws {
      let terminal = try PtyTerminal()
      terminal.type("sleep 100 | cat\r")
      try terminal.expectForeground("sleep")
      try terminal.expectForeground("cat")
      try terminal.interrupt()
      #expect(ProcessTable.children(of: terminal.process.id) == [])
    }

    @Test func controlBackslashQuitsTheJobWithStatus131() throws {
      let terminal = try PtyTerminal()
      terminal.type("cat\r")
      try terminal.expectForeground("cat")
      let from = terminal.screen.absoluteRow
      terminal.control("\\")
      try terminal.expectPrompt(below: from)
      #expect(terminal.screen.contains("Quit"))
      #expect(try terminal.run("echo $?") == ["131"])
    }

    @Test func controlBackslashAtThePromptDoesNothing() throws {
      let terminal = try PtyTerminal()
      terminal.control("\\")
      #expect(try terminal.run("echo alive").last == "alive")
    }

    @Test func segmentationFaultIsNamed() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("sh -c 'kill -SEGV $$'")
      #expect(output.last?.contains("Segmentation fault") == true)
      #expect(try terminal.run("echo $?") == ["139"])
    }

    @Test func controlCEndsALoopOfBuiltIns() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo g''o; while :; do :; done\r")
      try terminal.expectOutput("go")
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test(
      .swishOnly("bash can lose an interrupt between a fork and a command"),
      arguments: [
        "x=$(go)", "(go)", "x=$(echo $(go); echo no)", "echo a | go", "(x=$(go); echo no)",
        "x=$(say; sleep 100; go)", "x=$(g() { go; }; g)",
      ])
    func controlCEndsASubshellAndThenRunsTheTrap(command: String) throws {
      let terminal = try PtyTerminal()
      let script =
        "trap \"echo caught\" INT; say() { echo re\"\"ady >&2; }"
        + "; go() { say; while :; do :; done; }; \(command); echo after $? $x"
      terminal.type("\(PtyTestee.current.path) -c '\(script)'\r")
      try terminal.expectOutput("ready")
      try terminal.interrupt()
      #expect(terminal.screen.lines.contains("^Ccaught"))
      #expect(terminal.screen.lines.contains("after 130"))
    }

    @Test func controlCEndsALoopOfPrograms() throws {
      let terminal = try PtyTerminal()
      terminal.type("while :; do sleep 100; done\r")
      try terminal.expectForeground("sleep")
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test func controlCEndsAScriptExactlyWhenItsCommandDiesOfIt() throws {
      let terminal = try PtyTerminal()
      try terminal.write(
        "sh -c 'trap \"exit 3\" INT; sleep 100'; echo on $?\ncat; echo n''ot\n", to: "script")
      terminal.type("\(PtyTestee.current.path) script\r")
      try terminal.expectForeground("sleep")
      terminal.control("C")
      try terminal.expect("on 3")
      try terminal.expectForeground("cat")
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains("not"))
      #expect(try terminal.run("echo $?") == ["130"])
    }

    private static let longCommands = [
      "while :; do while :; do :; done; done", "until false; do :; done", "for ((;;)); do :; done",
      "f() { while :; do :; done; }; f", "(while :; do :; done)", "(while :; do :; done; :)",
      "{ while :; do :; done; } | cat",
      "x=$(while :; do :; done)", "echo $(while :; do :; done)", "eval 'while :; do :; done'",
      "cat <<end\n$(while :; do :; done)\nend", "while :; do echo y; done >/dev/null",
      "while :; do x=$(echo y); done", "while read x; do :; done </dev/zero", "read x </dev/zero",
      "x=$(cat /dev/zero)", "x=$(</dev/zero)", ". /dev/zero", "exec 9<>fifo; . ./fifo",
      "(trap : EXIT; sleep 100)",
      "select x in a b; do :; done", "(sleep 100)", "{ sleep 100; }",
      "if sleep 100; then :; fi", "! sleep 100", "time sleep 100",
      "cat <(sleep 100)", "/proc/$$/exe -c 'while :; do :; done'",
      "/proc/$$/exe -c 'sleep 100; echo n''ot'", "/proc/$$/exe -c 'read x </dev/tty'",
      "wait $(sleep 100)", "sleep 100 & wait $!", "sleep 100 & wait -n", "sleep 100 & fg",
      "echo /*/*/*/*/*/*/*/*/*/*/*", "shopt -s globstar; echo /**/**/**/**/**",
      "echo {1..20}{1..20}{1..20}{1..20}{1..20} >/dev/null",
      "[[ $(printf '%01000000d' 0) =~ (0{1,200}){1,200}1 ]]",
      "i=0; while [ $i -lt 60 ]; do j=$((i+1)); eval x$i=x$j+x$j; i=$j; done; echo $((x0))",
    ]

    /// Whatever the shell is at, alone or as a part of something.
    @Test(arguments: longCommands)
    func controlCLeadsBackToThePromptFrom(_ command: String) throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkfifo fifo")
      try terminal.write("echo g''o\n\(command)\necho n''ot\n", to: "script")
      terminal.type(". ./script\r")
      try terminal.expectOutput("go")
      // It may still be about to begin, which makes no difference.
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains("not"))
      let status = try terminal.run("echo $?")
      // The news of a job that it met before that had its own group may follow.
      #expect(status.first == "130")
    }

    /// Between the end of a job and the shell's taking the terminal back nobody is
    /// there whom the terminal could tell of a key, and of a pipeline that is being
    /// started only a part; people press it again.
    @Test(arguments: [
      "while :; do (:); done", "while :; do : | :; done", "while :; do env; done",
      "sleep 100 | sleep 100", "cat /dev/zero | while :; do :; done",
    ])
    func controlCEndsJobsThatComeAndGo(_ command: String) throws {
      let terminal = try PtyTerminal()
      terminal.type("echo g''o; \(command)\r")
      try terminal.expectOutput("go")
      try terminal.interruptUntilPrompt()
      #expect(try terminal.run("echo $?").last == "130")
    }

    @Test func controlCEndsRead() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo g''o; read x; echo n''ot\r")
      try terminal.expectOutput("go")
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains("not"))
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test func controlCEndsWaitAndLeavesTheJob() throws {
      let terminal = try PtyTerminal()
      terminal.type("sleep 100 & echo g''o; wait\r")
      try terminal.expectOutput("go")
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
      #expect(try terminal.run("jobs").first?.hasPrefix("[1]+  Running ") == true)
    }

    @Test(.swishOnly("bash can lose an interrupt between its check and its sleep"))
    func controlCAtThePromptDropsTheLine() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo unwanted")
      try terminal.expectLine("$ echo unwanted")
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains("unwanted"))
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test(.swishOnly("bash can lose an interrupt between its check and its sleep"))
    func controlCAtTheContinuationPromptDropsTheCommand() throws {
      let terminal = try PtyTerminal()
      terminal.type("if true\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("then echo unwanted\r")
      try terminal.expect("a second continuation") { $0.row == 2 && $0.textBeforeCursor == "> " }
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
      #expect(try terminal.run("echo fresh") == ["fresh"])
    }

    @Test(.swishOnly("bash can lose an interrupt between its check and its sleep"))
    func controlCInAHereDocumentDropsTheCommand() throws {
      let terminal = try PtyTerminal()
      terminal.type("cat <<end; echo b''ad\r")
      try terminal.expectCursor(after: "> ")
      terminal.type("line\r")
      try terminal.expect("a second continuation") { $0.row == 2 && $0.textBeforeCursor == "> " }
      try terminal.interrupt()
      #expect(try terminal.run("echo $?") == ["130"])
      #expect(!terminal.screen.transcript.contains("bad"))
    }

    @Test func controlCEndsTheOpeningOfAFIFO() throws {
      let terminal = try PtyTerminal()
      terminal.type("mkfifo f; echo g''o; echo x >f; echo n''ot\r")
      try terminal.expectOutput("go")
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains("not"))
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test func controlCEndsADotScript() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo 'sleep 100; echo n''ot' >script")
      terminal.type(". ./script; echo n''or\r")
      try terminal.expectForeground("sleep")
      try terminal.interrupt()
      #expect(!terminal.screen.transcript.contains { $0 == "not" || $0 == "nor" })
      #expect(try terminal.run("echo $?") == ["130"])
    }

    @Test func trapOnInterruptRunsAtThePrompt() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap 'echo trapped' INT")
      terminal.type("sleep 100\r")
      try terminal.expectForeground("sleep")
      try terminal.interrupt()
      try terminal.run("")
      terminal.control("C")
      try terminal.run("")
      #expect(terminal.screen.transcript.contains { $0.hasSuffix("trapped") })
    }

    @Test func trapRunsForASignalThatComesWhileIdle() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap 'echo trapped' USR1")
      kill(terminal.process.id, SIGUSR1)
      terminal.type("\r")
      try terminal.expectOutput("trapped")
      #expect(try terminal.run("echo on").last == "on")
    }

    @Test(.swishOnly("bash may lose a signal, and draws no line again"))
    func trapOnAChangeOfTheWindowRunsWherePeopleWait() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap 'echo columns $COLUMNS' WINCH")
      terminal.type("echo typed")
      try terminal.expectLine("$ echo typed")
      terminal.resize(columns: 71, rows: 20)
      try terminal.expectOutput("columns 71")
      try terminal.expectLine("$ echo typed")
      #expect(try terminal.accept() == ["typed"])
      terminal.type("read -p 'Name: ' x; echo \"[$x]\"\r")
      try terminal.expectCursor(after: "Name: ")
      terminal.resize(columns: 72, rows: 20)
      try terminal.expect("columns 72")
      terminal.type("line\r")
      try terminal.expectOutput("[line]")
      terminal.type("sleep 100 & wait $!; echo status $?\r")
      try terminal.eventually("sleep runs") {
        ProcessTable.children(of: terminal.process.id).contains { $0.name == "sleep" }
      }
      terminal.resize(columns: 73, rows: 20)
      try terminal.expectOutput("columns 73")
    }

    @Test func terminateDoesNotEndAnInteractiveShell() throws {
      let terminal = try PtyTerminal()
      kill(terminal.process.id, SIGTERM)
      kill(terminal.process.id, SIGQUIT)
      #expect(try terminal.run("echo alive").last == "alive")
    }

    @Test func hangUpEndsTheShellAndItsJobs() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sleep 100 &")
      try terminal.stop("cat", program: "cat")
      let jobs = ProcessTable.children(of: terminal.process.id).map(\.id)
      #expect(jobs.count == 2)
      terminal.process.closeTerminal()
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
      try terminal.eventually("the jobs are gone") {
        jobs.allSatisfy { ProcessTable.entry($0) == nil }
      }
    }

    /// Without an editor the shell waits in a read of its own.
    @Test func hangUpIsPassedOnFromADumbTerminal() throws {
      let terminal = try PtyTerminal(term: "dumb")
      try terminal.run("sleep 100 &")
      let jobs = ProcessTable.children(of: terminal.process.id).map(\.id)
      terminal.process.closeTerminal()
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
      try terminal.eventually("the job is gone") {
        jobs.allSatisfy { ProcessTable.entry($0) == nil }
      }
    }

    @Test func hangUpSignalEndsAnIdleShell() throws {
      let terminal = try PtyTerminal()
      kill(terminal.process.id, SIGHUP)
      let exit = try terminal.expectExit()
      #expect(exit == .signal(SIGHUP) || exit == .status(129))
    }

    @Test func modesLeftByAKilledProgramAreRepaired() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sh -c 'stty raw -echo; kill -9 $$'")
      terminal.type("cat\r")
      try terminal.expectForeground("cat")
      #expect(terminal.process.modes == .cooked)
      try terminal.interrupt()
    }

    @Test func modesLeftByAStoppedProgramAreRepaired() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sh -c 'stty -echo -opost; kill -STOP $$'")
      terminal.type("cat\r")
      try terminal.expectForeground("cat")
      #expect(terminal.process.modes == .cooked)
      try terminal.interrupt()
    }

    @Test(.swishOnly("bash repairs them after a signal only"))
    func modesLeftByAProgramThatFailedAreRepaired() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sh -c 'stty -echo -opost; exit 1'")
      terminal.type("cat\r")
      try terminal.expectForeground("cat")
      #expect(terminal.process.modes == .cooked)
      try terminal.interrupt()
    }

    @Test(.swishOnly("bash continues the program with its own modes"))
    func modesOfAStoppedProgramAreItsOwnAgainInTheForeground() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sh -c 'stty -echo; kill -STOP $$; cat; stty echo'")
      terminal.type("fg\r")
      try terminal.expectForeground("cat")
      #expect(!terminal.process.modes.echoes)
      terminal.control("D")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow - 1)
      terminal.type("cat\r")
      try terminal.expectForeground("cat")
      #expect(terminal.process.modes == .cooked)
      try terminal.interrupt()
    }

    @Test func modesSetOnPurposeStay() throws {
      let terminal = try PtyTerminal()
      try terminal.run("stty -echo")
      terminal.type("cat\r")
      try terminal.expectForeground("cat")
      #expect(!terminal.process.modes.echoes)
      try terminal.interrupt()
    }

    @Test func jobsStartWithDefaultSignals() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("grep -E 'Sig(Ign|Blk)' /proc/self/status")
      let masks = output.compactMap { UInt64($0.suffix(16), radix: 16) }
      // Signals 32 and 33 are the C library's own.
      #expect(masks.map { $0 & ~0x1_8000_0000 } == [0, 0])
    }
  }
}
