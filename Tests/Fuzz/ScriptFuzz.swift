import Glibc
import TestSupport
import Testing

extension FuzzTests {
  /// Scripts a batch executes, each in a subshell environment of its own.
  private static let batch = 100

  @Test("what dash and bash agree on, swish does too", .enabled(if: standard.count == 2))
  func executedScripts() throws {
    try compare(with: Self.standard, isExtended: false)
  }

  @Test("what bash and ksh93 agree on, swish does too", .enabled(if: extended.count == 2))
  func executedExtensions() throws {
    try compare(with: Self.extended, isExtended: true)
  }

  private typealias Peer = (path: String, arguments: [String])
  private static let standard = peers(["dash"], ["bash", "--posix"])
  private static let extended = peers(["bash"], ["ksh93"])

  private static func peers(_ commands: [String]...) -> [Peer] {
    commands.compactMap { command in TestFiles.search(command[0]).map { ($0, command) } }
  }

  private func compare(with peers: [Peer], isExtended: Bool) throws {
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "fuzz"))
    defer { TestFiles.removeTree(directory) }
    let swish: Peer = (PtyTestee.current.path, [isExtended ? "swish" : "sh"])
    // An expansion error's is 2 in POSIX's shells and 1 in the others.
    let status = isExtended ? "$(($? > 0))" : "$?"
    var compared = 0
    Watch.run(rounds: 3, each: Self.batch, seconds: 300) { random in
      let seed = random.next()
      Watch.mark(Array("\(seed)\n".utf8))
      var generator = ScriptGenerator(seed: seed, isExtended: isExtended)
      let scripts = (0..<Self.batch).map { _ in generator.script() }
      let ours = run(scripts, swish, status, directory)
      let theirs = peers.map { run(scripts, $0, status, directory) }
      for i in scripts.indices where theirs.allSatisfy({ $0[i] == theirs[0][i] }) {
        // A file was cut while it was written to; NUL is dropped by shells.
        if theirs[0][i].contains("\0") { continue }
        compared += 1
        if ours[i] == theirs[0][i] { continue }
        Issue.record("\(scripts[i])\n--- the peers:\n\(theirs[0][i])\n--- swish:\n\(ours[i])")
      }
    }
    #expect(compared > 0)
  }

  /// Output and status of each script, the files that it left, and whether it
  /// had diagnostics.
  private func run(
    _ scripts: [String], _ shell: Peer, _ status: String, _ directory: String
  ) -> [String] {
    let marker = "@@@"
    // A directory each, made here: no shell has to start a utility for it.
    for i in scripts.indices { mkdir("\(directory)/\(i)", 0o777) }
    defer { for i in scripts.indices { TestFiles.removeTree("\(directory)/\(i)") } }
    let whole =
      "echo \(marker)\n"
      + scripts.enumerated().map { i, script in
        return """
          ( cd \(i); a=aXb; b='x y'; set -- 1 'a  b'; eval '\(quoted(script))' ) 2>errors\(i)
          echo "\(marker)\(status)"
          """
      }.joined(separator: "\n")
    TestFiles.write(Array(whole.utf8), to: "\(directory)/script")
    var program = ProgramRun(
      path: shell.path, arguments: shell.arguments + ["./script"],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/home"], directory: directory)
    // Now and then a peer waits for ever.
    program.seconds = 20
    let result = program.run()
    var answers = String(decoding: result.output, as: UTF8.self).components(marker)
    while answers.count < scripts.count + 2 { answers.append("\(result.ending)") }
    return (0..<scripts.count).map { i in
      // The status stands before the output of the next script.
      let output = answers[i + 1].drop { $0 != "\n" }
      let status = answers[i + 2].prefix { $0 != "\n" }
      let isSilent = TestFiles.read("\(directory)/errors\(i)")?.isEmpty ?? true
      return """
        \(output)
        status \(status), \(isSilent ? "no " : "")diagnostics
        \(files(in: "\(directory)/\(i)"))
        """
    }
  }

  /// The names and contents of a directory's files.
  private func files(in directory: String) -> String {
    TestFiles.names(in: directory).filter { !$0.hasPrefix(".") }.sorted().map {
      "\($0): \(String(decoding: TestFiles.read("\(directory)/\($0)") ?? [], as: UTF8.self))"
    }.joined(separator: "\n")
  }

  private func quoted(_ script: String) -> String {
    script.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
  }

  // MARK: Ways to run a script

  @Test("a script does the same however it is given, in processes of its own or not")
  func waysToRun() throws {
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "fuzz"))
    defer { TestFiles.removeTree(directory) }
    Watch.run(rounds: 50, seconds: 300) { random in
      var generator = ScriptGenerator(seed: random.next(), isExtended: random.chance(2))
      let script = "a=aXb; b='x y'; set -- 1 'a  b'\n\(generator.script())\n"
      Watch.mark(Array(script.utf8))
      TestFiles.write(Array(script.utf8), to: "\(directory)/script")
      let expected = run(["../script"], directory)
      let ways: [(arguments: [String], input: String)] = [
        (["-c", script], ""), (["-c", "eval '\(quoted(script))'"], ""),
        (["-c", ". ../script"], ""),
        (["-s"], script), (["-o", "forksubshells", "../script"], ""), (["-m", "../script"], ""),
      ]
      for (arguments, input) in ways {
        let found = run(arguments, input: input, directory)
        if found == expected { continue }
        Issue.record(
          """
          \(script)--- as a file:
          \(expected)
          --- with \(arguments.first ?? "") \(arguments.count > 1 ? arguments[1].prefix(13) : ""):
          \(found)
          """)
      }
    }
  }

  private func run(_ arguments: [String], input: String = "", _ directory: String) -> String {
    let place = "\(directory)/place"
    mkdir(place, 0o777)
    defer { TestFiles.removeTree(place) }
    var program = ProgramRun(
      path: PtyTestee.current.path, arguments: ["swish"] + arguments,
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/home"], directory: place)
    program.input = .pipe(Array(input.utf8))
    program.seconds = 60
    let result = program.run()
    // Diagnostics say where they come from.
    return """
      \(String(decoding: result.output, as: UTF8.self))
      \(files(in: place))
      """.split(separator: "\n").map {
        String($0.components(": line ").last ?? $0).drop { $0.isNumber }
      }
      .joined(separator: "\n")
        + "\n\(result.ending), \(result.errors.isEmpty ? "no " : "")diagnostics"
  }
}

extension StringProtocol {
  fileprivate func components(_ marker: String) -> [Substring] {
    var rest = Substring(self)
    var parts: [Substring] = []
    while let range = rest.firstRange(of: marker) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
