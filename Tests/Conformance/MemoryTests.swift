import TestSupport
import Testing

/// Input that outgrows the memory it may have (`ulimit -v`).
@Suite(.enabled(if: Testee.current?.name == "swish" && !isSanitized))
struct MemoryTests {
  /// A debug build needs more to start.
  private static let limit = Testee.isSwish ? 1_000_000 : 65_536

  @Test(
    "a text that memory cannot hold is an error, and nothing is done with a part of it",
    arguments: [
      "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done; echo after",
      "x=aaaaaaaaaaaaaaaa; while :; do x=${x}$x; done; echo after",
      "x=$(head -c 1000000000 /dev/zero | tr '\\0' a); echo after",
      "echo $(head -c 1000000000 /dev/zero | tr '\\0' a)",
    ])
  func texts(_ script: String) throws {
    let result = try run(script)
    #expect(result.output == [])
    #expect(text(result.errors) == "swish: line 1: out of memory\n")
    #expect(result.ending == .exited(2))
  }

  @Test("the command fails, not the subshell's parent")
  func subshells() throws {
    let result = try run(
      "(x=$(head -c 1000000000 /dev/zero | tr '\\0' a); echo after); echo $?; echo alive")
    #expect(text(result.output) == "2\nalive\n")
  }

  @Test(
    "NULs without end take none",
    arguments: ["\"$0\" ./zeros", "\"$0\" <zeros", "cat zeros | \"$0\"", "\"$0\" -c '. ./zeros'"])
  func zeros(_ command: String) throws {
    let testee = try #require(Testee.current)
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "zeros"))
    defer { TestFiles.removeTree(directory) }
    var program = ProgramRun(
      path: "/bin/sh",
      arguments: [
        "sh", "-c",
        "echo 'echo a' >zeros; truncate -s \(2 * Self.limit)K zeros; echo 'echo b' >>zeros; "
          + "ulimit -v \(Self.limit); \(command)", testee.path,
      ],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], directory: directory)
    program.seconds = 120
    #expect(text(program.run().output) == "a\nb\n")
  }

  /// What is allocated in small pieces, and by the parser, ends the shell; only
  /// the release build's runtime leaves that to the shell.
  @Test(
    "when nothing is left the shell ends with the same words", .enabled(if: !Testee.isSwish),
    arguments: [
      "i=0; while :; do i=$((i+1)); eval \"v$i=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"; done",
      "i=0; while :; do i=$((i+1)); eval \"f$i() { echo xxxxxxxxxxxxxxxxxxxxxxxxxxxx; }\"; done",
      "i=0; while :; do i=$((i+1)); alias a$i=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done",
      "x=aaaaaaaaaaaaaaaa; while :; do set -- \"$x$x\"; x=$1; done",
      "set -- a b c d; while :; do set -- \"$@\" \"$@\"; done",
      "x=$(printf '%60000000s' x)", "trap \"$(printf '%9999999s' x)\" EXIT; trap; trap; trap",
    ])
  func nothingLeft(_ script: String) throws {
    let result = try run(script)
    #expect(text(result.errors).hasSuffix("out of memory\n"))
    #expect(result.ending == .exited(2))
  }

  @Test("a chain of aliases takes memory for its names only")
  func aliases() throws {
    let result = try run(
      "i=0; while [ $i -lt 5000 ]; do j=$((i+1)); alias a$i=a$j; i=$j; done; alias a$i='echo ok'\n"
        + "ulimit -v $(($(ulimit -v) / 3)); eval a0")
    #expect(text(result.output) == "ok\n")
  }

  @Test("a shell with little memory works")
  func works() throws {
    let result = try run("x=$(echo a | cat); (y=b; echo $x$y); ls / >/dev/null && echo c")
    #expect(text(result.output) == "ab\nc\n")
  }

  private func run(_ script: String) throws -> ProgramRun.Result {
    let testee = try #require(Testee.current)
    var program = ProgramRun(
      path: "/bin/sh",
      arguments: [
        "sh", "-c", "ulimit -v \(Self.limit) && exec \"$0\" -c \"$1\" swish", testee.path,
        script,
      ],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], directory: "/")
    program.seconds = 120
    return program.run()
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
