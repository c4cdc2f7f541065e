import CSystem
import Glibc

extension Process {
  /// Runs `body` in a child that may get stuck, as on a dead network file
  /// system, and returns what it wrote within the time; after that the child is
  /// killed. SIGINT ends the wait too. Nil if there can be no child.
  public static func output(
    within milliseconds: Int, of body: (FileDescriptor) -> Void
  ) -> [UInt8]? {
    guard let (input, output) = try? FileDescriptor.pipe() else { return nil }
    defer { input.close() }
    guard let child = try? fork() else {
      output.close()
      return nil
    }
    if child == 0 {
      body(output)
      exit(0)
    }
    output.close()
    let end = Clock.milliseconds + milliseconds
    var text: [UInt8] = []
    var interrupt = SignalSet()
    interrupt.insert(.interrupt)
    var isOver = false
    var isDone = false
    while !isOver {
      let rest = max(0, end - Clock.milliseconds)
      switch FileDescriptor.waitForInput(input, milliseconds: Int32(rest), unless: interrupt) {
      case .interrupted where !PendingSignals.contains(.interrupt): continue
      case .interrupted, .timedOut, .failed: isOver = true
      case .ready:
        let count = withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { room in
          let count = (try? input.read(into: room)) ?? 0
          text.append(contentsOf: room.prefix(count))
          return count
        }
        isDone = count == 0
        isOver = isDone
      }
    }
    try? Signal.kill.send(to: child)
    // One that hangs in the kernel is reaped later, with the children of jobs.
    var status: Int32 = 0
    while waitpid(child, &status, isDone ? 0 : WNOHANG) < 0 && errno == EINTR {}
    return text
  }
}
