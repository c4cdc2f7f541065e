import CSystem
import Glibc

/// A child that finds something out and writes it to a pipe, while the shell
/// goes on: no job, and no SIGCHLD at its end. It may get stuck, as on a dead
/// network file system; letting go of it kills it.
public final class Background {
  /// Where its output comes from.
  public let input: FileDescriptor
  private let child: Int32
  public private(set) var output: [UInt8] = []
  private var isDone = false

  /// Runs `body` in a child. Nil if there can be none.
  public init?(_ body: (FileDescriptor) -> Void) {
    guard let pipe = try? FileDescriptor.pipe() else { return nil }
    let child = swish_fork(true)
    guard child >= 0 else {
      pipe.close()
      return nil
    }
    if child == 0 {
      body(pipe.write)
      _exit(0)
    }
    pipe.write.close()
    input = pipe.read
    self.child = child
  }

  deinit {
    try? Signal.kill.send(to: child)
    // At its end the pipe is closed; if that does not come, it hangs in the
    // kernel and is waited for another time.
    while !isDone,
      FileDescriptor.waitForInput(input, milliseconds: 20, unless: SignalSet()) == .ready
    {
      _ = read()
    }
    input.close()
    Background.ending.append(child)
    Background.reap(waitingFor: isDone ? child : 0)
  }

  // SAFETY: used on the shell's only thread.
  private nonisolated(unsafe) static var ending: [Int32] = []
  /// Killed children have yet to end.
  public static var hasEnding: Bool { !ending.isEmpty }

  /// `__WALL`: children that send no SIGCHLD, too.
  static let waitsForAll: Int32 = 0x4000_0000

  /// Somebody else's wait got that one.
  static func forget(_ child: Int32) {
    if hasEnding { ending.removeAll { $0 == child } }
  }

  /// Takes notice of those that have ended.
  public static func reap(waitingFor child: Int32 = 0) {
    ending.removeAll { id in
      var result = waitpid(id, nil, id == child ? waitsForAll : waitsForAll | WNOHANG)
      while result < 0 && errno == EINTR { result = waitpid(id, nil, waitsForAll | WNOHANG) }
      return result != 0
    }
  }

  /// Takes what can be read, or waits for it; false at the end.
  public func read() -> Bool {
    let count = withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { room in
      let count = (try? input.read(into: room)) ?? 0
      output.append(contentsOf: room.prefix(count))
      return count
    }
    isDone = count == 0
    return !isDone
  }
}

extension Process {
  /// What `body` writes in a child within the time, up to about `limit` bytes.
  /// SIGINT ends the wait too. Nil if there can be no child.
  public static func output(
    within milliseconds: Int, limit: Int, of body: (FileDescriptor) -> Void
  ) -> [UInt8]? {
    let signals = SignalSet([Signal.interrupt.number])
    guard let background = Background(body) else { return nil }
    let end = Clock.milliseconds + milliseconds
    while true {
      let rest = Int32(max(0, end - Clock.milliseconds))
      switch FileDescriptor.waitForInput(background.input, milliseconds: rest, unless: signals) {
      case .interrupted where !PendingSignals.containAny(of: signals): continue
      case .ready where background.output.count < limit && background.read(): continue
      default: return background.output
      }
    }
  }
}
