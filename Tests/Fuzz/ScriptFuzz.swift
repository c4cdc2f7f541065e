import Glibc
import TestSupport
import Testing

extension FuzzTests {
  /// Scripts a batch executes, each in a subshell environment of its own.
  private static let batch = 100

  @Test("what dash and bash agree on, swish does too", .enabled(if: peers.count == 2))
  func executedScripts() throws {
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "fuzz"))
    defer { TestFiles.removeTree(directory) }
    var compared = 0
    Watch.run(rounds: 3, seconds: 300) { random in
      let seed = random.next()
      Watch.mark(Array("\(seed)\n".utf8))
      var generator = ScriptGenerator(seed: seed)
      let scripts = (0..<Self.batch).map { _ in generator.script() }
      let swish = run(scripts, PtyTestee.current.path, ["sh"], directory)
      let dash = run(scripts, Self.peers[0], ["dash"], directory)
      let bash = run(scripts, Self.peers[1], ["bash", "--posix"], directory)
      for i in scripts.indices where dash[i] == bash[i] {
        compared += 1
        if swish[i] == dash[i] { continue }
        Issue.record("\(scripts[i])\n--- dash and bash:\n\(dash[i])\n--- swish:\n\(swish[i])")
      }
    }
    #expect(compared > 150)
  }

  private static let peers = ["dash", "bash"].compactMap { TestFiles.search($0) }

  /// Output and status of each script.
  private func run(
    _ scripts: [String], _ path: String, _ arguments: [String], _ directory: String
  ) -> [String] {
    let marker = "@@@"
    // A directory each, made here: no shell has to start a utility for it.
    for i in scripts.indices { mkdir("\(directory)/\(i)", 0o777) }
    defer { for i in scripts.indices { TestFiles.removeTree("\(directory)/\(i)") } }
    let whole =
      "echo \(marker)\n"
      + scripts.enumerated().map { i, script in
        let text = script.split(separator: "'", omittingEmptySubsequences: false)
          .joined(separator: "'\\''")
        return """
          ( cd \(i); a=aXb; b='x y'; set -- 1 'a  b'; eval '\(text)' ) 2>/dev/null
          echo "\(marker)$?"
          """
      }.joined(separator: "\n")
    TestFiles.write(Array(whole.utf8), to: "\(directory)/script")
    var program = ProgramRun(
      path: path, arguments: arguments + ["./script"],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/home"], directory: directory)
    program.seconds = 60
    let result = program.run()
    var answers = String(decoding: result.output, as: UTF8.self).components(marker)
    while answers.count < scripts.count + 2 { answers.append("\(result.ending)") }
    return (0..<scripts.count).map { i in
      // The status stands before the output of the next script.
      let output = answers[i + 1].drop { $0 != "\n" }
      let status = answers[i + 2].prefix { $0 != "\n" }
      return "\(output)\nstatus \(status)"
    }
  }
}

extension String {
  fileprivate func components(_ marker: String) -> [Substring] {
    var rest = self[...]
    var parts: [Substring] = []
    while let range = rest.firstRange(of: marker) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
