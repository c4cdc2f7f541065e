import Glibc
import TestSupport

/// Runs a function on many inputs. The input at hand is written to standard
/// error when the process dies, or when an input takes longer than `seconds`.
///
/// `SWISH_FUZZ` multiplies the rounds, `SWISH_SEED` chooses other inputs.
enum Watch {
  static let seed = TestFiles.environmentValue("SWISH_SEED").flatMap { UInt64($0) } ?? 1
  private static let factor = TestFiles.environmentValue("SWISH_FUZZ").flatMap { Int($0) } ?? 1

  // SAFETY: the suite is serialized, and a signal handler only reads.
  private nonisolated(unsafe) static let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 8192)
  private nonisolated(unsafe) static var count = 0

  /// Calls `body`, which marks its inputs.
  static func run(rounds: Int, seconds: UInt32 = 60, _ body: (inout Random) -> Void) {
    for number in [SIGALRM, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] {
      signal(number) { number in
        _ = write(2, "\nfuzz: died of this input:\n", 27)
        _ = write(2, Watch.room, Watch.count)
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    var random = Random(seed: seed)
    for _ in 0..<rounds * factor {
      alarm(seconds)
      body(&random)
    }
    alarm(0)
    for number in [SIGALRM, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] { signal(number, SIG_DFL) }
  }

  /// `input` is what is tried next.
  static func mark(_ input: [UInt8]) {
    count = min(input.count, 8192)
    for i in 0..<count { room[i] = input[i] }
  }
}
