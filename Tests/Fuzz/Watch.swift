import Glibc
import TestSupport
import Testing

/// Runs a function on many inputs. The input at hand is written to standard
/// error when the process dies, or when an input takes longer than `seconds`.
///
/// `SWISH_FUZZ` multiplies the rounds, and has the number of inputs written;
/// `SWISH_SEED` chooses other inputs.
enum Watch {
  static let seed = TestFiles.environmentValue("SWISH_SEED").flatMap { UInt64($0) } ?? 1
  private static let factor = TestFiles.environmentValue("SWISH_FUZZ").flatMap { Int($0) }

  // SAFETY: the suite is serialized, and a signal handler only reads.
  private nonisolated(unsafe) static let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 8192)
  private nonisolated(unsafe) static var count = 0

  private nonisolated(unsafe) static var findings: [String] = []

  /// Where the input is written to.
  private nonisolated(unsafe) static var errors: Int32 = 2

  /// Calls `body`, which marks its inputs, `each` of them in a round. What a quiet
  /// one writes to standard error is dropped.
  static func run(
    rounds: Int, each: Int = 1, seconds: UInt32 = 60, isQuiet: Bool = false,
    _ body: (inout Random) -> Void
  ) {
    if isQuiet { silence() }
    defer {
      if isQuiet { endSilence() }
      for text in findings { Issue.record(Comment(rawValue: text)) }
      findings.removeAll()
    }
    for number in [SIGALRM, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] {
      signal(number) { number in
        _ = write(Watch.errors, "\nfuzz: died of this input:\n", 27)
        _ = write(Watch.errors, Watch.room, Watch.count)
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    var random = Random(seed: seed)
    let rounds = rounds * (factor ?? 1)
    for _ in 0..<rounds {
      alarm(seconds)
      body(&random)
    }
    alarm(0)
    for number in [SIGALRM, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] { signal(number, SIG_DFL) }
    guard factor != nil else { return }
    let name = Test.current?.displayName ?? ""
    let line = Array("fuzz: seed \(seed), \(rounds * each) inputs: \(name)\n".utf8)
    write(errors, line, line.count)
  }

  /// A finding of a quiet body, which is told at the end.
  static func find(_ text: String) { findings.append(text) }

  private static func silence() {
    errors = dup(2)
    let null = open("/dev/null", O_WRONLY)
    dup2(null, 2)
    close(null)
  }

  private static func endSilence() {
    dup2(errors, 2)
    close(errors)
    errors = 2
  }

  /// `input` is what is tried next.
  static func mark(_ input: [UInt8]) {
    count = min(input.count, 8192)
    for i in 0..<count { room[i] = input[i] }
  }
}
