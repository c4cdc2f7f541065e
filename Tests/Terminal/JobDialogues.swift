import Glibc
import TestSupport
import Testing

/// Job control as XCU 2.11 has it; texts are bash's.
extension Dialogues {
  @Suite struct Jobs {
    @Test func asynchronousListPrintsJobNumberAndProcessId() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("sleep 100 &")
      let child = ProcessTable.children(of: terminal.process.id).first
      #expect(output == ["[1] \(child?.id ?? 0)"])
      #expect(try terminal.run("echo $!") == ["\(child?.id ?? 0)"])
    }

    @Test func jobsListsNumberStateAndCommand() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sleep 100 &")
      try terminal.run("sleep 200 | cat &")
      let output = try terminal.run("jobs")
      #expect(output.count == 2)
      #expect(output.first?.hasPrefix("[1]-  Running ") == true)
      #expect(output.first?.contains("sleep 100") == true)
      #expect(output.last?.hasPrefix("[2]+  Running ") == true)
      #expect(output.last?.contains("sleep 200 | cat") == true)
    }

    @Test func controlZStopsTheForegroundJobWithStatus148() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      try terminal.expect("[1]+  Stopped ")
      #expect(try terminal.run("echo $?") == ["148"])
      #expect(ProcessTable.children(of: terminal.process.id).map(\.state) == ["T"])
    }

    @Test func pipelineStopsAndContinuesAsAWhole() throws {
      let terminal = try PtyTerminal()
      terminal.type("sleep 100 | sleep 100 | cat\r")
      try terminal.eventually("three programs in the foreground") {
        let group = terminal.process.foregroundGroup
        let entries = ProcessTable.session(terminal.process.id).filter { $0.group == group }
        return entries.map(\.name).sorted() == ["cat", "sleep", "sleep"]
      }
      terminal.control("Z")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow)
      let children = ProcessTable.children(of: terminal.process.id)
      #expect(children.map(\.state) == ["T", "T", "T"])
      #expect(Set(children.map(\.group)).count == 1)
      try terminal.run("bg")
      try terminal.eventually("all running again") {
        ProcessTable.children(of: terminal.process.id).allSatisfy { $0.state == "S" }
      }
    }

    @Test func fgShowsTheCommandAndWaitsForIt() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("cat", program: "cat")
      terminal.type("fg\r")
      try terminal.expectForeground("cat")
      try terminal.expectOutput("cat")
      terminal.type("through\r")
      try terminal.expect("two lines") { $0.transcript.filter { $0 == "through" }.count == 2 }
      let from = terminal.screen.absoluteRow
      terminal.control("D")
      try terminal.expectPrompt(below: from - 1)
      #expect(try terminal.run("echo $?") == ["0"])
      #expect(try terminal.run("jobs") == [])
    }

    @Test(.swishOnly("bash writes its notice in between"))
    func whatAProgramWritesWhenItIsStoppedComesBeforeThePrompt() throws {
      let terminal = try PtyTerminal()
      // As a pager below man: the shell knows only its parent.
      try terminal.write(
        """
        trap 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; echo late
          trap - TSTP; kill -TSTP $$' TSTP
        echo ready; read x
        """, to: "pager")
      terminal.type("sh -c '\"$0\" pager; :' /proc/$$/exe\r")
      try terminal.expectOutput("ready")
      let from = terminal.screen.absoluteRow
      terminal.control("Z")
      try terminal.expectPrompt(below: from)
      let shown = terminal.screen.lines.filter { !$0.isEmpty }
      let notice = shown.lastIndex { $0.hasPrefix("[1]+  Stopped ") }
      #expect(notice == shown.lastIndex { $0.hasSuffix("late") }.map { $0 + 1 })
    }

    @Test func bgContinuesTheCurrentJob() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      #expect(try terminal.run("bg") == ["[1]+ sleep 100 &"])
      #expect(try terminal.run("jobs").first?.hasPrefix("[1]+  Running ") == true)
      #expect(terminal.process.foregroundGroup == terminal.process.id)
    }

    @Test func killedJobIsReportedOnce() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sleep 100 &")
      try terminal.run("kill %1")
      try terminal.expectNoChildren()
      try terminal.run("")
      try terminal.run("")
      let notices = terminal.screen.transcript.filter { $0.contains("Terminated") }
      #expect(notices.count == 1)
      #expect(notices.first?.contains("sleep 100") == true)
      #expect(try terminal.run("jobs") == [])
    }

    @Test func stoppedJobCanBeKilled() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      try terminal.run("kill %%")
      try terminal.expectNoChildren()
      try terminal.run("")
      #expect(terminal.screen.contains("[1]+  Terminated"))
    }

    @Test func doneNoticeWaitsForTheNextPrompt() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkfifo go")
      try terminal.run("cat go &")
      close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
      try terminal.expectNoChildren()
      #expect(!terminal.screen.contains("Done"))
      let output = try terminal.run("")
      #expect(output.first?.hasPrefix("[1]+  Done ") == true)
      #expect(output.first?.hasSuffix(" cat go") == true)
    }

    @Test(.swishOnly("bash shows the notice but does not draw the prompt again"))
    func notifyOptionShowsTheNoticeAtOnceAndKeepsTheLine() throws {
      let terminal = try PtyTerminal()
      try terminal.run("set -b; mkfifo go")
      try terminal.run("cat go &")
      terminal.type("echo typed")
      try terminal.expectLine("$ echo typed")
      let from = terminal.screen.absoluteRow
      close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
      try terminal.expect("[1]+  Done ")
      try terminal.expect("the line again") {
        $0.absoluteRow > from && $0.cursorLine == "$ echo typed"
      }
      #expect(try terminal.accept() == ["typed"])
    }

    @Test func exitStatusOfABackgroundJobIsInItsNotice() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sh -c 'exit 3' &")
      try terminal.expectNoChildren()
      try terminal.run("")
      #expect(terminal.screen.contains("[1]+  Exit 3 "))
    }

    @Test func waitReturnsTheStatusOfTheJob() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sh -c 'exit 7' & wait $!; echo status $?")
      try terminal.expectOutput("status 7")
      try terminal.run("sh -c 'exit 8' & wait %+; echo status $?")
      try terminal.expectOutput("status 8")
    }

    @Test func jobIdsNameCurrentPreviousPrefixAndSubstring() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      try terminal.stop("cat", program: "cat")
      #expect(try terminal.run("jobs %+").first?.hasPrefix("[2]+  Stopped ") == true)
      #expect(try terminal.run("jobs %%").first?.hasPrefix("[2]+ ") == true)
      #expect(try terminal.run("jobs %-").first?.hasPrefix("[1]-  Stopped ") == true)
      #expect(try terminal.run("jobs %sl").first?.hasPrefix("[1]- ") == true)
      #expect(try terminal.run("jobs '%?at'").first?.hasPrefix("[2]+ ") == true)
      #expect(try terminal.run("jobs %9 || echo none").last == "none")
    }

    @Test func exitWithStoppedJobsWarnsOnceAndThenLeaves() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      let child = ProcessTable.children(of: terminal.process.id).first?.id ?? 0
      let output = try terminal.run("exit 5")
      #expect(output.last == "There are stopped jobs.")
      terminal.type("exit 5\r")
      #expect(try terminal.expectExit() == .status(5))
      try terminal.eventually("the job is gone") { ProcessTable.entry(child) == nil }
    }

    @Test func backgroundJobThatReadsTheTerminalStops() throws {
      let terminal = try PtyTerminal()
      try terminal.run("cat &")
      try terminal.eventually("cat is stopped") {
        ProcessTable.children(of: terminal.process.id).map(\.state) == ["T"]
      }
      try terminal.run("")
      try terminal.expect("[1]+  Stopped ")
    }

    @Test func backgroundJobThatWritesStopsIfTheTerminalSaysSo() throws {
      let terminal = try PtyTerminal()
      try terminal.run("stty tostop")
      try terminal.run("sh -c 'echo w''ritten' &")
      try terminal.eventually("it has stopped") {
        ProcessTable.children(of: terminal.process.id).map(\.state) == ["T"]
      }
      #expect(try terminal.run("jobs").last?.hasPrefix("[1]+  Stopped ") == true)
      #expect(try terminal.run("fg").last == "written")
    }

    @Test func jobStoppedAndContinuedFromOutsideIsKnownToBe() throws {
      let terminal = try PtyTerminal()
      terminal.type("sleep 100\r")
      let sleep = try terminal.expectForeground("sleep")
      let from = terminal.screen.absoluteRow
      kill(sleep.id, SIGSTOP)
      try terminal.expectPrompt(below: from)
      try terminal.expect("[1]+  Stopped ")
      kill(sleep.id, SIGCONT)
      try terminal.eventually("it runs") {
        try terminal.run("jobs").last?.hasPrefix("[1]+  Running ") == true
      }
      kill(sleep.id, SIGSTOP)
      try terminal.eventually("it has stopped") {
        try terminal.run("jobs").last?.hasPrefix("[1]+  Stopped ") == true
      }
    }

    @Test func jobsListsWhatItIsAskedFor() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      let stopped = ProcessTable.children(of: terminal.process.id).map(\.id)
      try terminal.run("sleep 200 &")
      let all = ProcessTable.children(of: terminal.process.id).map(\.id)
      let running = all.filter { !stopped.contains($0) }
      #expect(try terminal.run("jobs -p %1") == stopped.map { "\($0)" })
      #expect(try terminal.run("jobs -s").map { $0.prefix(12) } == ["[1]+  Stoppe"])
      #expect(try terminal.run("jobs -r").map { $0.prefix(12) } == ["[2]-  Runnin"])
      #expect(
        try terminal.run("jobs -l %2").first?.hasPrefix("[2]- \(running[0]) Running ") == true)
      #expect(try terminal.run("jobs -n") == [])
      kill(running[0], SIGSTOP)
      try terminal.eventually("it has stopped") {
        ProcessTable.entry(running[0])?.state == "T"
      }
      #expect(try terminal.run("jobs -s").count == 2)
    }

    /// As any program that wants the terminal.
    @Test func shellStartedInTheBackgroundStopsUntilFg() throws {
      let terminal = try PtyTerminal()
      try terminal.run("/proc/$$/exe -i &")
      try terminal.eventually("the inner shell has stopped") {
        ProcessTable.children(of: terminal.process.id).map(\.state) == ["T"]
      }
      #expect(terminal.process.foregroundGroup == terminal.process.id)
      let from = terminal.screen.absoluteRow
      terminal.type("fg\r")
      try terminal.expectPrompt(below: from + 1)
      #expect(try terminal.run("echo $PPID") == ["\(terminal.process.id)"])
      try terminal.run("exit")
      #expect(terminal.process.foregroundGroup == terminal.process.id)
    }

    @Test func foregroundJobOwnsTheTerminalAndTheShellTakesItBack() throws {
      let terminal = try PtyTerminal()
      #expect(terminal.process.foregroundGroup == terminal.process.id)
      terminal.type("cat\r")
      let cat = try terminal.expectForeground("cat")
      #expect(cat.group == cat.id)
      #expect(terminal.process.modes == .cooked)
      terminal.control("D")
      try terminal.expectPrompt(below: terminal.screen.absoluteRow - 1)
      #expect(terminal.process.foregroundGroup == terminal.process.id)
    }

    /// Whichever of shell and command comes first: each command of a pipeline asks
    /// as soon as it runs.
    @Test func commandsHaveTheTerminalFromTheirStart() throws {
      let terminal = try PtyTerminal()
      try terminal.write(
        "read -r id name state parent g session tty t rest </proc/$$/stat; [ $g = $t ] || echo b''ad >/dev/tty\ncat\n",
        to: "ask")
      let output = try terminal.run(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sh ask </dev/null; "
          + "sh ask </dev/null | sh ask | sh ask; (sh ask </dev/null; :); { sh ask </dev/null; }; "
          + "done; echo e''nd")
      #expect(output.last == "end")
      #expect(!terminal.screen.transcript.contains("bad"))
    }

    @Test func commandThatCannotBeExecutedLeavesTheTerminal() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir folder; : >plain; printf '#!/none\n' >script; chmod +x script")
      for command in [
        "./none", "./folder", "./plain", "./script", "./none | ./none", "cat <none", "cat >folder",
        "cat 7<&9", "(./none)", "./none & wait", "exec ./none", "x=$(./none)", "command ./none",
      ] {
        try terminal.run(command)
        #expect(terminal.process.foregroundGroup == terminal.process.id, "\(command)")
        #expect(try terminal.run("echo on") == ["on"], "\(command)")
      }
    }

    /// Such a shell does not ignore SIGTTOU, and must not be stopped by it when
    /// it takes the terminal back.
    @Test func scriptWithJobControlKeepsTheTerminal() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run("/proc/$$/exe -m -c '/bin/true; /bin/true; echo alive'")
      #expect(output == ["alive"])
      #expect(try terminal.run("echo $?") == ["0"])
    }

    @Test func noZombiesStayBehind() throws {
      let terminal = try PtyTerminal()
      try terminal.run("for i in 1 2 3; do sh -c : & done")
      try terminal.run("sh -c : | cat; (cat /dev/null); x=$(sh -c 'echo y')")
      try terminal.eventually("no child, not even a dead one") {
        ProcessTable.children(of: terminal.process.id).isEmpty
      }
    }

    @Test(
      .enabled(
        if: (3..<1024).allSatisfy { fcntl($0, F_GETFD) != 0 },
        "the tests were started with descriptors to hand down"))
    func commandsFindNoDescriptorOfTheShell() throws {
      let terminal = try PtyTerminal()
      for command in ["ls -m /proc/self/fd", "echo $(ls -m /proc/self/fd)"] {
        terminal.type("ls /\t")
        terminal.control("U")
        #expect(try terminal.run(command) == ["0, 1, 2, 3"])
      }
      #expect(try terminal.run("sleep 100 & ls -m /proc/$!/fd").last == "0, 1, 2")
    }

    /// Many times over: the subshell and its program stop at the same moment,
    /// and neither may take the other's stop for an end.
    @Test func stoppedListContinuesAsOneJob() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("(cat; echo e''nd)", program: "cat")
      for _ in 1...10 { try terminal.stop("fg", program: "cat") }
      terminal.type("fg\r")
      try terminal.expectForeground("cat")
      #expect(!terminal.screen.transcript.contains("end"))
      terminal.control("D")
      try terminal.expectOutput("end")
    }

    /// Also between fork and exec, while the child still has the shell's own
    /// dispositions: an ignored SIGTERM would be lost there.
    @Test func signalSentAtOnceReachesTheJob() throws {
      let terminal = try PtyTerminal()
      let output = try terminal.run(
        "for i in 1 2 3 4 5 6 7 8; do sleep 60 & kill $!; wait $!; echo s$?; done")
      #expect(output.filter { $0 == "s143" }.count == 8)
    }

    @Test func disownedJobsAreSparedTheHangup() throws {
      let terminal = try PtyTerminal()
      try terminal.run("sleep 100 & disown -h")
      try terminal.run("sleep 200 & disown")
      try terminal.run("sleep 300 &")
      let jobs = ProcessTable.children(of: terminal.process.id).map(\.id)
      #expect(try terminal.run("jobs").count == 2)
      kill(terminal.process.id, SIGHUP)
      _ = try terminal.expectExit()
      defer { for job in jobs { kill(job, SIGKILL) } }
      try terminal.eventually("one job is gone") {
        jobs.filter { ProcessTable.entry($0) != nil }.count == 2
      }
    }

    @Test func suspendStopsANestedShellUntilFg() throws {
      let terminal = try PtyTerminal()
      let from = terminal.screen.absoluteRow
      terminal.type("/proc/$$/exe -i\r")
      try terminal.expectPrompt(below: from)
      try terminal.run("x=inner")
      try terminal.run("suspend")
      try terminal.expect("[1]+  Stopped ")
      #expect(try terminal.run("echo $x.") == ["."])
      try terminal.run("fg")
      #expect(try terminal.run("echo $x") == ["inner"])
    }

    @Test(.swishOnly("bash draws no line again"))
    func trapOnTheEndOfAChildKeepsTheLineBeingTyped() throws {
      let terminal = try PtyTerminal()
      try terminal.run("trap 'echo ended' CHLD; mkfifo go")
      try terminal.run("cat go &")
      terminal.type("echo typed")
      try terminal.expectLine("$ echo typed")
      let from = terminal.screen.absoluteRow
      close(open("\(terminal.home)/go", O_WRONLY | O_CLOEXEC))
      try terminal.expectOutput("ended")
      try terminal.expect("the line again") {
        $0.absoluteRow > from && $0.cursorLine == "$ echo typed"
      }
    }

    #if DEBUG
      // SWISH_TESTEE names a release binary in `make check`, which nothing makes fail.
      @Test(.enabled(if: getenv("SWISH_TESTEE") == nil, "debug builds can be made to fail"))
      func promptAndTerminalSurviveAForkThatFails() throws {
        let terminal = try PtyTerminal(environment: ["SWISH_FAULTS": "fork:2:11,vfork:1:12"])
        #expect(try terminal.run("{ sleep 99; } | { sleep 99; }; jobs").count == 1)
        #expect(ProcessTable.children(of: terminal.process.id) == [])
        #expect(try terminal.run("sleep 99").last?.contains("Cannot allocate memory") == true)
        try terminal.stop("cat", program: "cat")
        try terminal.run("kill %1")
      }

      @Test(.enabled(if: getenv("SWISH_TESTEE") == nil, "debug builds can be made to fail"))
      func jobControlNeedsNoFileOfTheTerminal() throws {
        let terminal = try PtyTerminal(environment: ["SWISH_FAULTS": "open:1+:\(ENOENT)"])
        try terminal.stop("cat", program: "cat")
        terminal.type("fg\r")
        try terminal.expectForeground("cat")
        try terminal.interrupt()
        #expect(terminal.process.foregroundGroup == terminal.process.id)
      }
    #endif

    @Test func subshellJobIsKilledAsAGroup() throws {
      let terminal = try PtyTerminal()
      try terminal.run("(sleep 100; :) &")
      try terminal.eventually("sleep runs") {
        ProcessTable.session(terminal.process.id).contains { $0.name == "sleep" }
      }
      try terminal.run("kill %1")
      try terminal.eventually("the whole group is gone") {
        ProcessTable.session(terminal.process.id).map(\.id) == [terminal.process.id]
      }
    }
  }
}
