// System calls that fail on purpose, so that tests can see what the shell does
// then. Debug builds only; in a release build `fault` is nothing at all.
#if DEBUG
  import Glibc
#endif

/// The calls that can be made to fail. `exec` is a program that was forked for
/// but cannot be executed, `short` a write of one byte only.
enum FaultyCall {
  case fork, vfork, exec, pipe, open, getdents, dup, memfd, wait, read, write, short
}

/// What `call` returns when it is to fail this time, with `errno` set; nil:
/// make the real call.
@inline(__always)
func fault<Result: SignedInteger>(_ call: FaultyCall) -> Result? {
  #if DEBUG
    Faults.strikes(call) ? -1 : nil
  #else
    nil
  #endif
}

#if DEBUG
  /// The variable SWISH_FAULTS lists them: `fork:3:11,write:1+:28` fails the third
  /// fork with errno 11 and every write with errno 28.
  private struct Faults {
    private let name: Substring
    private let first: Int
    private let goesOn: Bool
    private let code: Int32
    private var calls = 0

    // SAFETY: written by `strikes` only, and by nobody where no faults are listed,
    // as in the tests, which have many threads.
    private nonisolated(unsafe) static var all: [Faults] = {
      guard let list = getenv("SWISH_FAULTS") else { return [] }
      return String(cString: list).split(separator: ",").compactMap { Faults($0) }
    }()

    private init?(_ text: Substring) {
      let parts = text.split(separator: ":")
      guard parts.count == 3, let code = Int32(parts[2]) else { return nil }
      name = parts[0]
      goesOn = parts[1].hasSuffix("+")
      guard let first = Int(goesOn ? parts[1].dropLast() : parts[1]) else { return nil }
      self.first = first
      self.code = code
    }

    static func strikes(_ call: FaultyCall) -> Bool {
      if all.isEmpty { return false }
      var result = false
      for i in all.indices where all[i].name == "\(call)" {
        all[i].calls += 1
        guard all[i].calls == all[i].first || all[i].goesOn && all[i].calls > all[i].first else {
          continue
        }
        errno = all[i].code
        result = true
      }
      return result
    }
  }
#endif
