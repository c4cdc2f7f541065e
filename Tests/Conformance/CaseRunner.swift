import Glibc
import TestSupport

/// Runs cases on one shell, each in an empty directory of its own:
///
///     ROOT/bin/sh      -> the shell
///     ROOT/N/work      the working directory
///     ROOT/N/home      HOME
///     ROOT/N/tmp       TMPDIR
///     ROOT/N/script    the script
final class CaseRunner {
  private let testee: Testee
  private let root: String
  private var count = 0

  init?(_ testee: Testee) {
    guard let root = TestFiles.makeTemporaryDirectory(prefix: "conformance") else { return nil }
    self.testee = testee
    self.root = root
    mkdir("\(root)/bin", 0o755)
    symlink(testee.path, "\(root)/bin/sh")
  }

  deinit { TestFiles.removeTree(root) }

  /// What the shell did otherwise than the case says; empty when it conforms.
  func differences(of test: ConformanceCase) -> [String] {
    count += 1
    let directory = "\(root)/\(count)"
    for path in [directory, "\(directory)/work", "\(directory)/home", "\(directory)/tmp"] {
      mkdir(path, 0o755)
    }
    defer { TestFiles.removeTree(directory) }
    let result = prepare(test, in: directory).run()
    return compare(result, with: test)
  }

  private func prepare(_ test: ConformanceCase, in directory: String) -> ProgramRun {
    let script = "\(directory)/script"
    var arguments = [testee.path] + testee.posixArguments + test.options
    switch test.mode {
    case .file:
      TestFiles.write(Array(test.script.utf8), to: script)
      arguments.append(script)
    case .commandString:
      // Without the newline of its last line, as users write it.
      arguments += ["-c", String(test.script.dropLast())]
    case .stdin, .pipe: break
    }
    let environment = [
      "PATH=\(root)/bin:/usr/bin:/bin", "HOME=\(directory)/home", "TMPDIR=\(directory)/tmp",
      "LC_ALL=C",
    ]
    var run = ProgramRun(
      path: testee.path, arguments: arguments + test.arguments,
      environment: environment + test.environment, directory: "\(directory)/work")
    switch test.mode {
    case .stdin:
      TestFiles.write(Array(test.script.utf8), to: script)
      run.input = .file(script)
    case .pipe: run.input = .pipe(Array(test.script.utf8))
    case .file, .commandString:
      if let stdin = test.stdin {
        TestFiles.write(Array(stdin.utf8), to: "\(directory)/stdin")
        run.input = .file("\(directory)/stdin")
      }
    }
    return run
  }

  private func compare(_ result: ProgramRun.Result, with test: ConformanceCase) -> [String] {
    var differences: [String] = []
    if result.output != Array(test.stdout.utf8) {
      differences.append("stdout \(quoted(result.output)), not \(quoted(Array(test.stdout.utf8)))")
    }
    switch test.stderr {
    case .any: break
    case .empty where result.errors.isEmpty: break
    case .nonempty where !result.errors.isEmpty: break
    case .exactly(let text) where result.errors == Array(text.utf8): break
    default: differences.append("stderr \(quoted(result.errors)), not \(test.stderr)")
    }
    switch (result.ending, test.status) {
    case (.exited(let status), .exit(let range)) where range.contains(status): break
    case (.killed(let signal), .killed(let wanted)) where signal == wanted: break
    default: differences.append("\(result.ending), not \(test.status)")
    }
    return differences
  }

  private func quoted(_ bytes: [UInt8]) -> String {
    String(reflecting: String(decoding: bytes, as: UTF8.self))
  }
}
