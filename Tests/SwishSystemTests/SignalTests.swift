import SwishSystem
import Testing

@Suite(.serialized) struct SignalTests {
  @Test func namesCarryNoPrefix() {
    #expect(Signal.interrupt.name.map { "\($0)" } == "INT")
    #expect(Signal.child.name.map { "\($0)" } == "CHLD")
    #expect(Signal(50).name == nil)
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
