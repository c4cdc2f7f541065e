#if DEBUG
  import Glibc
  import TestSupport
  import Testing

  /// One script during which system calls fail (SWISH_FAULTS, see Faults.swift):
  /// each fault is told of, has a status, and the shell goes on.
  struct Fault: CustomTestStringConvertible, Sendable {
    var faults: String
    var script: String
    var output = ""
    /// What is on standard error, without `swish: line N: ` in front.
    var errors: [String] = []
    var status = 0

    var testDescription: String { "\(faults) \(script)" }
  }

  extension Fault {
    private static let noMoreProcesses = "Resource temporarily unavailable"
    private static let longBody = String(repeating: "x", count: 5000)

    static let processes = [
      Fault(
        faults: "vfork:1:\(EAGAIN)", script: "ls -d /; echo $?; ls -d /", output: "126\n/\n",
        errors: ["cannot fork: \(noMoreProcesses)"]),
      Fault(
        faults: "vfork:1:\(ENOMEM)", script: "ls -d / || ls -d /", output: "/\n",
        errors: ["cannot fork: Cannot allocate memory"]),
      Fault(
        faults: "fork:1:\(EAGAIN)", script: "(exec echo a); echo $?; (exec echo b)",
        output: "126\nb\n", errors: ["cannot fork: \(noMoreProcesses)"]),
      Fault(
        faults: "fork:1:\(EAGAIN)", script: "x=$(exec echo a); echo $?$x; echo $(exec echo b)",
        output: "126\nb\n", errors: ["cannot fork: \(noMoreProcesses)"]),
      // Nothing runs with an empty word where the output should be.
      Fault(
        faults: "fork:1:\(EAGAIN)", script: "echo a$(exec echo b); echo $?$(exec echo c)",
        output: "126c\n", errors: ["cannot fork: \(noMoreProcesses)"]),
      Fault(
        faults: "fork:1:\(EAGAIN)", script: "trap : QUIT; echo a$(echo b); echo $?$(echo c)",
        output: "126c\n", errors: ["cannot fork: \(noMoreProcesses)"]),
      Fault(
        faults: "pipe:1:\(EMFILE)",
        script: "trap : QUIT; for i in a $(echo b); do echo $i; done; echo $?$(echo c)",
        output: "126c\n", errors: ["cannot make a pipe: Too many open files"]),
      Fault(
        faults: "fork:1:\(EAGAIN)", script: "echo a & echo $?$!; jobs; wait; echo b & wait",
        output: "126\nb\n", errors: ["cannot fork: \(noMoreProcesses)"]),
      Fault(
        faults: "fork:1:\(EAGAIN)", script: "set -e; (exec echo a); echo unreached",
        errors: ["cannot fork: \(noMoreProcesses)"], status: 126),
      // What vfork cannot start, a copy of the shell tries.
      Fault(
        faults: "vfork:1+:\(EAGAIN)",
        script: "cat /dev/null | :; echo $?; cat /dev/null & wait $!; echo $?",
        output: "0\n0\n"),
      // No half of a pipeline stays behind, whatever its stages do.
      Fault(
        faults: "fork:3:\(EAGAIN)",
        script: "{ sleep 99; } | { sleep 99; } | { sleep 99; } | :; echo $?; jobs; echo b | cat",
        output: "126\nb\n", errors: ["cannot start a pipeline: \(noMoreProcesses)"]),
      Fault(
        faults: "fork:3:\(EAGAIN)",
        script: "{ sleep 99; } | { sleep 99; } | : & echo $?; jobs; wait; echo b",
        output: "126\nb\n", errors: ["cannot start a pipeline: \(noMoreProcesses)"]),
      Fault(
        faults: "fork:3:\(EAGAIN)",
        script: "set -m; { sleep 99; } | { sleep 99; } | :; echo $?; jobs; echo b | cat",
        output: "126\nb\n", errors: ["cannot start a pipeline: \(noMoreProcesses)"]),
      Fault(
        faults: "wait:1:\(EINTR)", script: "sh -c 'exit 3'; echo $?", output: "3\n"),
      // Somebody else took the status: it is unknown.
      Fault(
        faults: "wait:1:\(ECHILD)", script: "sh -c 'exit 3'; echo $?; sh -c 'exit 4'; echo $?",
        output: "127\n4\n", errors: ["cannot wait for a command: No child processes"]),
      Fault(
        faults: "wait:1:\(ECHILD)", script: "sh -c 'exit 3' & wait $!; echo $?; (exit 4); echo $?",
        output: "127\n4\n", errors: ["cannot wait for children: No child processes"]),
      Fault(
        faults: "wait:2:\(EINTR)", script: "sh -c 'exit 3' & wait $!; echo $?", output: "3\n"),
    ]

    static let exec = [
      (ENOENT, 127, "No such file or directory"), (EACCES, 126, "Permission denied"),
      (ENOEXEC, 126, "Exec format error"), (E2BIG, 126, "Argument list too long"),
      (ENOMEM, 126, "Cannot allocate memory"), (ELOOP, 126, "Too many levels of symbolic links"),
    ].flatMap { errno, status, text in
      [
        Fault(
          faults: "exec:1:\(errno)", script: "/bin/ls -d /; echo $?; ls -d /",
          output: "\(status)\n/\n", errors: ["/bin/ls: \(text)"]),
        Fault(
          faults: "exec:1:\(errno)", script: "exec /bin/ls -d /; echo unreached",
          errors: ["/bin/ls: \(text)"], status: status),
        Fault(
          faults: "exec:1:\(errno)", script: "(/bin/ls -d /); echo $?",
          output: "\(status)\n", errors: ["/bin/ls: \(text)"]),
      ]
    }

    static let descriptors = [
      Fault(
        faults: "pipe:1:\(EMFILE)", script: "echo a | cat; echo $?; echo b | cat",
        output: "126\nb\n", errors: ["cannot start a pipeline: Too many open files"]),
      Fault(
        faults: "pipe:2:\(ENFILE)", script: "sleep 99 | cat | cat; echo $?; echo b | cat",
        output: "126\nb\n",
        errors: ["cannot start a pipeline: Too many open files in system"]),
      Fault(
        faults: "open:1:\(EMFILE)", script: "echo a >f; echo $?; echo b >f; cat f",
        output: "1\nb\n", errors: ["f: Too many open files"]),
      Fault(
        faults: "open:1:\(EMFILE)", script: "exec 3</dev/null; echo unreached",
        errors: ["/dev/null: Too many open files"], status: 1),
      Fault(faults: "open:1:\(EINTR)", script: "cat </dev/null; echo $?", output: "0\n"),
      Fault(
        faults: "open:3:\(EINTR)", script: "echo 'echo a' >f; . ./f; echo $?", output: "a\n0\n"),
      Fault(
        faults: "open:2+:\(EMFILE)", script: "echo : >f; command . ./f; echo $?",
        output: "1\n", errors: [".: ./f: Too many open files"]),
      Fault(faults: "dup:2:\(EINTR)", script: "echo a >f; echo $?; cat f", output: "0\na\n"),
      Fault(
        faults: "open:2:\(EMFILE)", script: "echo a >f; echo *; echo *", output: "*\nf\n",
        errors: ["pathname expansion: Too many open files"]),
      Fault(faults: "open:2:\(EINTR)", script: "echo a >f; echo *", output: "f\n"),
      Fault(
        faults: "getdents:1:\(EIO)", script: "echo a >f; echo *; echo *", output: "*\nf\n",
        errors: ["pathname expansion: Input/output error"]),
      Fault(
        faults: "dup:2:\(EMFILE)", script: "echo a >f; echo $?; cat f", output: "1\n",
        errors: ["1: Too many open files"]),
      // Nothing may go on into the file that was for one command only.
      Fault(
        faults: "dup:3:\(EBADF)", script: "echo a >f; echo b; echo $? >&2; cat f >&2",
        errors: [
          "cannot restore a descriptor: Bad file descriptor",
          "write error: Bad file descriptor", "1", "a",
        ]),
      Fault(
        faults: "dup:3:\(EMFILE)", script: "{ echo a; } | { cat; }; echo $?", output: "0\n",
        errors: ["cannot connect a pipe: Too many open files"]),
      Fault(
        faults: "dup:4:\(EMFILE)", script: "{ echo a; } | { cat; }; echo $?; echo b | cat",
        output: "126\nb\n", errors: ["0: Too many open files"]),
      Fault(
        faults: "pipe:1:\(EMFILE)", script: "cat <<E; echo $?; cat <<E\na\nE\nb\nE",
        output: "1\nb\n", errors: ["here-document: Too many open files"]),
      Fault(
        faults: "memfd:1+:\(EMFILE)", script: "cat <<E; echo $?\n\(longBody)\nE",
        output: "\(longBody)\n0\n"),
      Fault(
        faults: "write:1:\(ENOSPC)", script: "cat <<E; echo $?\n\(longBody)\nE",
        output: "\(longBody)\n0\n"),
      Fault(
        faults: "memfd:1+:\(ENOSYS),fork:1:\(EAGAIN)", script: "cat <<E; echo $?\n\(longBody)\nE",
        output: "1\n", errors: ["here-document: \(noMoreProcesses)"]),
    ]

    static let input = [
      Fault(
        faults: "read:1:\(EIO)", script: "echo a >f; read x <f; echo $?; read x <f; echo $x",
        output: "2\na\n", errors: ["read: standard input: Input/output error"]),
      Fault(
        faults: "read:1:\(EINTR)", script: "echo a >f; read x <f; echo $?$x", output: "0a\n"),
      Fault(
        faults: "read:1:\(EAGAIN)", script: "echo a | { read x; echo $?$x; }", output: "0a\n"),
      Fault(faults: "read:1:\(EINTR)", script: "echo $(exec echo a)", output: "a\n"),
      Fault(
        faults: "read:2:\(EIO)", script: "echo 'echo a' >f; . ./f; echo unreached",
        output: "a\n", errors: ["cannot read commands: Input/output error"], status: 128),
      Fault(
        faults: "read:2:\(EINTR)", script: "echo 'echo a' >f; . ./f; echo b", output: "a\nb\n"),
    ]

    static let output =
      [
        (ENOSPC, "No space left on device"), (EPIPE, "Broken pipe"), (EIO, "Input/output error"),
      ].map { errno, text in
        Fault(
          faults: "write:1:\(errno)", script: "echo a; echo $?; printf b", output: "1\nb",
          errors: ["write error: \(text)"])
      } + [
        Fault(faults: "write:1:\(EINTR)", script: "echo a; echo $?", output: "a\n0\n"),
        Fault(faults: "write:1:\(EAGAIN)", script: "echo a; echo $?", output: "a\n0\n"),
        // Nobody can be told, and that is no reason to stop.
        Fault(faults: "write:1+:\(ENOSPC)", script: "echo a; nosuch; set; exit 5", status: 5),
        Fault(
          faults: "short:1+:1",
          script: "echo abc; printf %s def; cat <<E; echo $(echo jkl)\nghi\nE",
          output: "abc\ndefghi\njkl\n"),
        Fault(
          faults: "short:1+:1", script: "nosuch", errors: ["nosuch: command not found"],
          status: 127),
      ]
  }

  @Suite(.enabled(if: Testee.isSwish)) struct FaultTests {
    @Test(
      arguments: [
        Fault.processes, Fault.exec, Fault.descriptors, Fault.input, Fault.output,
      ].flatMap { $0 })
    func isToldOfAndSurvived(_ fault: Fault) throws {
      let testee = try #require(Testee.current)
      let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "faults"))
      defer { TestFiles.removeTree(directory) }
      let result = ProgramRun(
        path: testee.path, arguments: ["swish", "-c", fault.script],
        environment: ["PATH=/usr/bin:/bin", "LC_ALL=C", "SWISH_FAULTS=\(fault.faults)"],
        directory: directory
      ).run()
      #expect(String(decoding: result.output, as: UTF8.self) == fault.output)
      let errors = String(decoding: result.errors, as: UTF8.self).split(separator: "\n")
      #expect(errors.map(withoutPrefix) == fault.errors)
      #expect(result.ending == .exited(fault.status))
    }

    /// Behind `swish: line N: ` or `swish: FILE: line N: `.
    private func withoutPrefix(_ line: Substring) -> String {
      let parts = line.split(separator: " ")
      guard parts.first == "swish:", let word = parts.firstIndex(of: "line") else {
        return String(line)
      }
      return parts.dropFirst(word + 2).joined(separator: " ")
    }
  }
#endif
