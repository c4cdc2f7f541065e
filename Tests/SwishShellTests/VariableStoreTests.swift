import SwishSyntax
import Testing

@testable import SwishShell

@Suite struct VariableStoreTests {
  private let names = NameTable()

  @Test func anIntegerHasItsDigitsAsText() {
    var store = VariableStore()
    let slot = names.intern("x")
    for (value, text) in [(Int64(0), "0"), (-42, "-42"), (.min, "-9223372036854775808")] {
      store.set(slot, integer: value)
      #expect(store.value(slot)?.description == text)
      #expect(store.cachedInteger(slot) == value)
    }
  }

  @Test func textReplacesTheInteger() {
    var store = VariableStore()
    let slot = names.intern("x")
    store.set(slot, integer: 7)
    store.set(slot, Bytes("text"))
    #expect(store.cachedInteger(slot) == nil)
    #expect(store.value(slot)?.description == "text")
  }

  @Test func aValueMayBeAssignedToItself() {
    var store = VariableStore()
    let slot = names.intern("x")
    store.set(slot, Bytes("0123456789"))
    if let own = store.value(slot) { store.set(slot, own.dropFirst(4)) }
    #expect(store.value(slot)?.description == "456789")
  }

  @Test func unsettingForgetsAttributes() {
    var store = VariableStore()
    let slot = names.intern("x")
    store.set(slot, Bytes("v"))
    store.insert([.exported, .readonly], slot)
    store.unset(slot)
    #expect(store.value(slot) == nil)
    #expect(store.attributes(slot) == [])
  }

  @Test func whatIsPutAsideComesBack() {
    var store = VariableStore()
    let slot = names.intern("x")
    store.set(slot, Bytes("outer"))
    store.save(slot)
    #expect(store.value(slot)?.description == "outer")
    store.set(slot, Bytes("inner"))
    #expect(store.restoreLast() == slot)
    #expect(store.value(slot)?.description == "outer")
  }

  @Test func anUnsetVariableComesBackUnset() {
    var store = VariableStore()
    let slot = names.intern("x")
    store.save(slot)
    store.set(slot, Bytes("inner"))
    _ = store.restoreLast()
    #expect(store.value(slot) == nil)
  }

  @Test func slotsPastTheFirstTableWork() {
    var store = VariableStore(capacity: 4)
    let slot = Slot(1000)
    #expect(store.value(slot) == nil)
    store.set(slot, Bytes("far"))
    #expect(store.value(slot)?.description == "far")
  }
}
