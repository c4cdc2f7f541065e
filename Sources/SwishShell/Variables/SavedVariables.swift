import SwishSyntax

/// A variable as it was before something that will be undone.
struct SavedVariable {
  /// `Slot.none` where it has been brought back already.
  let slot: Slot
  let variable: VariableStore.Variable
}

/// A stack of variables put aside, which owns their texts.
struct SavedStack: ~Copyable {
  // SAFETY: `entries` holds `capacity` entries, the first `count` initialized.
  private var entries: UnsafeMutablePointer<SavedVariable>
  private var capacity = 16
  private(set) var count = 0

  init() { entries = .allocate(capacity: 16) }

  deinit {
    for i in 0..<count { entries[i].variable.freeValue() }
    entries.deallocate()
  }

  mutating func push(_ entry: SavedVariable) {
    if count == capacity {
      capacity *= 2
      entries.grow(to: capacity, keeping: count)
    }
    (entries + count).initialize(to: entry)
    count += 1
  }

  mutating func pop() -> SavedVariable {
    assert(count > 0)
    count -= 1
    return entries[count]
  }

  /// Takes out the last one of a variable before the mark, if there is one.
  mutating func take(_ slot: Slot, before mark: Int) -> SavedVariable? {
    for i in (0..<min(mark, count)).reversed() where entries[i].slot == slot {
      let entry = entries[i]
      entries[i] = SavedVariable(slot: .none, variable: VariableStore.Variable())
      return entry
    }
    return nil
  }

  func contains(_ slot: Slot, since mark: Int) -> Bool {
    for i in mark..<count where entries[i].slot == slot { return true }
    return false
  }
}
