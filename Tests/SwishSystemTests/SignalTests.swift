import SwishSystem
import Testing

@Suite(.serialized) struct SignalTests {
  @Test func namesCarryNoPrefix() {
    #expect(Signal.interrupt.name.map { "\($0)" } == "INT")
    #expect(Signal.child.name.map { "\($0)" } == "CHLD")
    #expect(Signal(50).name == nil)
  }

  @Test func aCaughtSignalIsMarkedUntilItIsTaken() throws {
    let signal = Signal(12)  // SIGUSR2: nothing in the test runner uses it
    signal.set(.catch)
    defer { signal.set(.default) }
    try signal.send(to: Process.identifier)
    // Delivery to another thread of the runner may take a moment.
    while !PendingSignals.contains(signal) { continue }
    #expect(PendingSignals.take(signal))
    #expect(!PendingSignals.take(signal))
  }

  @Test func setsHoldSignals() {
    var set = SignalSet()
    set.insert(.interrupt)
    #expect(set.contains(.interrupt))
    #expect(!set.contains(.quit))
    set.remove(.interrupt)
    #expect(set.isEmpty)
  }
}
