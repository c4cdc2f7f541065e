import SwishSyntax
import Testing

@testable import SwishShell

@Suite struct InvocationTests {
  private func invocation(_ words: StaticString...) throws -> Invocation {
    let arguments = UnsafeMutableBufferPointer<Bytes>.allocate(capacity: words.count)
    _ = arguments.initialize(from: words.map { Bytes($0) })
    return try Invocation(arguments)
  }

  private func texts(_ operands: Arguments) -> [String] {
    (0..<operands.count).map { operands[$0].description }
  }

  @Test func aStringTakesItsNameAndArguments() throws {
    let invocation = try self.invocation("swish", "-ec", "echo", "n", "a")
    guard case .string(let text) = invocation.program else {
      Issue.record("not a string")
      return
    }
    #expect(text == "echo")
    #expect(texts(invocation.operands) == ["n", "a"])
    #expect(invocation.options.contains(.errexit))
  }

  @Test func aFileIsItsOwnName() throws {
    let invocation = try self.invocation("swish", "--", "script", "-x")
    guard case .file(let path) = invocation.program else {
      Issue.record("not a file")
      return
    }
    #expect(path == "script")
    #expect(texts(invocation.operands) == ["script", "-x"])
    #expect(!invocation.options.contains(.xtrace))
  }

  @Test func optionsAreTurnedOnAndOff() throws {
    let invocation = try self.invocation(
      "swish", "-o", "nounset", "-ex", "+e", "-s",
      "arg")
    #expect(invocation.options == [.nounset, .xtrace, .standardInput])
    #expect(texts(invocation.operands) == ["swish", "arg"])
  }

  @Test func theNameShMeansPOSIXAndADashMeansLogin() throws {
    let invocation = try self.invocation("-sh")
    #expect(invocation.options.contains(.posix))
    #expect(invocation.isLogin)
  }

  @Test func mistakesAreRefused() {
    #expect(throws: Invocation.Failure.self) { try invocation("swish", "-c") }
    #expect(throws: Invocation.Failure.self) { try invocation("swish", "-Z") }
    #expect(throws: Invocation.Failure.self) {
      try invocation("swish", "-o", "nosuch")
    }
  }
}
