import TestSupport
import Testing

/// The data files of `cases`, run on swish and on the shells that vouch for
/// them. `cases/README.md` documents format and environment variables.
@Suite struct ConformanceTests {
  @Test(arguments: CaseFile.all)
  func testeeConforms(to file: CaseFile) throws {
    let testee = try #require(Testee.current, "no shell to test: build swish, or SWISH_TESTEE")
    let tally = try run(file, on: testee)
    if !Testee.isSwish { print("\(testee) \(file.name): \(tally)") }
  }

  @Test(.enabled(if: Testee.isSwish), arguments: CaseFile.all, Testee.peers)
  func peerAgrees(with file: CaseFile, _ peer: Testee) throws {
    let tally = try run(file, on: peer)
    print("\(peer) \(file.name): \(tally)")
  }

  @Test func everyScriptIsListed() throws {
    let cases = try CaseFile.all.flatMap { try $0.cases() }
    #expect(try conformanceScripts().map(\.script) == cases.map(\.script))
  }

  private struct Tally: CustomStringConvertible {
    var passed = 0
    var deviating = 0
    var failed = 0
    /// Titles of cases that a shell passes although it is said to deviate.
    var reformed: [String] = []

    var description: String {
      let counts = "\(passed) pass, \(deviating) deviate, \(failed) fail"
      return reformed.isEmpty ? counts : "\(counts); deviates no more: \(reformed)"
    }
  }

  /// Runs all cases of a file; a failure is reported at the case's own line.
  private func run(_ file: CaseFile, on testee: Testee) throws -> Tally {
    let runner = try #require(CaseRunner(testee))
    var tally = Tally()
    for test in try file.cases() {
      let differences = runner.differences(of: test)
      let deviates = test.deviations[testee.name] != nil
      if differences.isEmpty {
        tally.passed += 1
        if deviates { tally.reformed.append("\(test.line) \(test.title)") }
      } else if deviates {
        tally.deviating += 1
      } else {
        tally.failed += 1
        report(differences, of: test, in: file, on: testee)
      }
    }
    return tally
  }

  private func report(
    _ differences: [String], of test: ConformanceCase, in file: CaseFile, on testee: Testee
  ) {
    let text = "\(testee): \(test.title)\n\(differences.joined(separator: "\n"))"
    guard testee.isJudged else {
      print("\(file.name).test:\(test.line): \(text)")
      return
    }
    Issue.record(
      "\(text)",
      sourceLocation: SourceLocation(
        fileID: "ConformanceTests/\(file.name).test", filePath: file.path, line: test.line,
        column: 1))
  }
}
