import SwishSyntax
import Testing

@testable import SwishShell

@Suite struct InvocationTests {
  @Test func aStringTakesItsNameAndArguments() throws {
    let invocation = try Invocation([
      Bytes("swish"), Bytes("-ec"), Bytes("echo"), Bytes("n"), Bytes("a"),
    ])
    guard case .string(let text) = invocation.program else {
      Issue.record("not a string")
      return
    }
    #expect(text == "echo")
    #expect(invocation.operands.map(\.description) == ["n", "a"])
    #expect(invocation.options.contains(.errexit))
  }

  @Test func aFileIsItsOwnName() throws {
    let invocation = try Invocation([Bytes("swish"), Bytes("--"), Bytes("script"), Bytes("-x")])
    guard case .file(let path) = invocation.program else {
      Issue.record("not a file")
      return
    }
    #expect(path == "script")
    #expect(invocation.operands.map(\.description) == ["script", "-x"])
    #expect(!invocation.options.contains(.xtrace))
  }

  @Test func optionsAreTurnedOnAndOff() throws {
    let invocation = try Invocation([
      Bytes("swish"), Bytes("-o"), Bytes("nounset"), Bytes("-ex"), Bytes("+e"), Bytes("-s"),
      Bytes("arg"),
    ])
    #expect(invocation.options == [.nounset, .xtrace, .standardInput])
    #expect(invocation.operands.map(\.description) == ["swish", "arg"])
  }

  @Test func theNameShMeansPOSIXAndADashMeansLogin() throws {
    let invocation = try Invocation([Bytes("-sh")])
    #expect(invocation.options.contains(.posix))
    #expect(invocation.isLogin)
  }

  @Test func mistakesAreRefused() {
    #expect(throws: Invocation.Failure.self) { try Invocation([Bytes("swish"), Bytes("-c")]) }
    #expect(throws: Invocation.Failure.self) { try Invocation([Bytes("swish"), Bytes("-Z")]) }
    #expect(throws: Invocation.Failure.self) {
      try Invocation([Bytes("swish"), Bytes("-o"), Bytes("nosuch")])
    }
  }
}
