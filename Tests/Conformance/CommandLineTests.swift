import TestSupport
import Testing

/// What swish says of itself: no other shell's business.
@Suite(.enabled(if: Testee.current?.name == "swish"))
struct CommandLineTests {
  private func run(_ arguments: String...) throws -> ProgramRun.Result {
    let testee = try #require(Testee.current)
    return ProgramRun(
      path: testee.path, arguments: ["swish"] + arguments, environment: [], directory: "/"
    ).run()
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func theVersionGoesToStandardOutput() throws {
    let result = try run("--version")
    #expect(text(result.output) == "swish 0.1\n")
    #expect(result.ending == .exited(0))
  }

  @Test func helpShowsTheUsage() throws {
    let result = try run("--help")
    #expect(text(result.output).hasPrefix("usage: swish [-abCEefhilmnpTuvx]"))
    #expect(result.ending == .exited(0))
  }

  @Test func anUnknownOptionIsNamed() throws {
    let result = try run("-Z")
    #expect(text(result.errors).hasPrefix("swish: -Z: invalid option\nusage: swish "))
    #expect(result.ending == .exited(2))
  }

  /// In the shell's own process there is no limit but the stack's.
  @Test(arguments: ["f() { (f; :); }; f", "f() { x=$(f); }; f"])
  func subshellsWithoutEndAreAnError(_ script: String) throws {
    let result = try run("-c", script)
    #expect(text(result.errors).contains("nested too deeply"))
    guard case .exited = result.ending else {
      Issue.record("\(result.ending)")
      return
    }
  }
}
