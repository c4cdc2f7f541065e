import Glibc
import TestSupport
import Testing

/// More processes than a user may have (RLIMIT_NPROC). The limit is not root's,
/// so root's tests run the shell as a user whom nobody else is.
@Suite(.enabled(if: Testee.current?.name == "swish"))
struct ProcessLimitTests {
  @Test("each kind of child that cannot be had is told of, and the shell goes on")
  func noChild() throws {
    let script = """
      /bin/echo a; echo $?; (exec /bin/echo b); echo $?; x=$(/bin/echo c; :); echo $?$x
      /bin/echo d | cat; echo $?; /bin/echo e & echo $?; cat <<END
      $(/bin/echo f; :)
      END
      echo $? alive
      """
    guard let result = try run(script, processes: 1) else { return }
    #expect(text(result.output) == "126\n126\n126\n126\n126\n126 alive\n")
    let errors = text(result.errors).split(separator: "\n")
    #expect(errors.count == 6)
    #expect(errors.allSatisfy { $0.hasSuffix(": Resource temporarily unavailable") })
    #expect(result.ending == .exited(0))
  }

  @Test("no half of a pipeline stays behind", .enabled(if: geteuid() == 0))
  func halfAPipeline() throws {
    let script = """
      sleep 1000 | sleep 1000 | sleep 1000 | sleep 1000; echo $?
      read -r children </proc/$$/task/$$/children || echo none
      /bin/echo a | cat
      """
    guard let result = try run(script, processes: 3) else { return }
    #expect(text(result.output) == "126\nnone\na\n")
    #expect(
      text(result.errors)
        == "swish: line 1: cannot start a pipeline: Resource temporarily unavailable\n")
  }

  /// Nil where the limit cannot be had or is not obeyed.
  private func run(_ script: String, processes: Int) throws -> ProgramRun.Result? {
    let testee = try #require(Testee.current)
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "processes"))
    defer { TestFiles.removeTree(directory) }
    // The user may have no access to where the shell is.
    let prepared = program(
      "cp \"$0\" swish && chmod 755 . swish && \(limited(processes)) ./swish -c : && "
        + "! \(limited(1)) /bin/sh -c '/bin/true && :'", testee.path, in: directory)
    guard prepared.ending == .exited(0) else { return nil }
    return program("\(limited(processes)) ./swish -c \"$0\" swish", script, in: directory)
  }

  private func limited(_ processes: Int) -> String {
    // Every process of the user counts, those of a test beside this one too.
    let user = 20_000 + (Int(getpid()) * 4 + processes) % 40_000
    return (geteuid() == 0 ? "setpriv --reuid=\(user) --clear-groups " : "")
      + "prlimit --nproc=\(processes)"
  }

  private func program(_ command: String, _ operand: String, in directory: String)
    -> ProgramRun.Result
  {
    ProgramRun(
      path: "/bin/sh", arguments: ["sh", "-c", command, operand],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], directory: directory
    ).run()
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
