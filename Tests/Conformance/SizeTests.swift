import TestSupport
import Testing

/// Scripts of any length take the memory of their largest command.
@Suite(.enabled(if: Testee.current?.name == "swish" && !isSanitized))
struct SizeTests {
  /// Prints the most memory that was used so far, in kilobytes.
  private static let peak =
    "while read -r k v u; do case $k in VmHWM:) echo $v;; esac; done </proc/$$/status\n"

  @Test(
    "a long script is streamed",
    arguments: [("\"$0\" ./script", 300_000), ("cat script | \"$0\"", 30_000)])
  func streamed(_ command: String, _ lines: Int) throws {
    let line = "i=$((i + 1)) # \(String(repeating: "padding ", count: 10))\n"
    let script =
      Self.peak + String(repeating: line, count: 10) + Self.peak
      + String(repeating: line, count: lines) + Self.peak + "echo $i\n"
    let numbers = try run(command, script)
    #expect(numbers.count == 4 && numbers.last == lines + 10)
    if numbers.count == 4 { #expect(numbers[2] - numbers[1] < 1024) }
  }

  private func run(_ command: String, _ script: String) throws -> [Int] {
    let testee = try #require(Testee.current)
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "size"))
    defer { TestFiles.removeTree(directory) }
    TestFiles.write(Array(script.utf8), to: "\(directory)/script")
    var program = ProgramRun(
      path: "/bin/sh", arguments: ["sh", "-c", command, testee.path],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], directory: directory)
    program.seconds = 120
    return String(decoding: program.run().output, as: UTF8.self).split(separator: "\n")
      .compactMap { Int($0) }
  }
}
