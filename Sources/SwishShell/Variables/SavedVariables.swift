// Variables that are put aside, and brought back when what changed them ends.
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

extension VariableStore {
  // MARK: Temporary values (prefix assignments, `local`)

  /// Puts a variable aside; a copy of its value stays in force.
  mutating func save(_ slot: Slot) {
    own(slot)
    let old = variables[slot.int]
    saved.push(SavedVariable(slot: slot, variable: old))
    variables[slot.int] = Variable(
      integer: old.integer, attributes: old.attributes.subtracting(.hasText), level: level)
    if let array = old.array { variables[slot.int].setArray(array.copy()) }
    if old.attributes.contains(.hasText), let text = old.text {
      setText(slot, Bytes(start: text, count: Int(old.count)))
    }
  }

  /// Whether `slot` was put aside since the mark.
  func isSaved(_ slot: Slot, since mark: Int) -> Bool { saved.contains(slot, since: mark) }

  /// Brings back the variable put aside last, and names it; `Slot.none` if it is back.
  mutating func restoreLast() -> Slot {
    let entry = saved.pop()
    return entry.slot == .none ? .none : bringBack(entry)
  }

  /// Brings back what was put aside before the mark; false if nothing was.
  mutating func reveal(_ slot: Slot, before mark: Int) -> Bool {
    guard let entry = saved.take(slot, before: mark) else { return false }
    _ = bringBack(entry)
    return true
  }

  private mutating func bringBack(_ entry: SavedVariable) -> Slot {
    let current = variables[entry.slot.int]
    current.freeValue()
    if current.attributes.union(entry.variable.attributes).contains(.exported) {
      environmentChanged = true
    }
    variables[entry.slot.int] = entry.variable
    return entry.slot
  }

  // MARK: Subshell environments in this process

  /// From here on, what a variable was is kept before it first changes; the
  /// mark for `leaveSubshell`.
  mutating func enterSubshell() -> Int {
    level += 1
    return kept.count
  }

  /// Brings back one of those kept since `mark`; nil, and back in the outer
  /// environment, when there are no more.
  mutating func leaveSubshell(to mark: Int) -> Slot? {
    if kept.count > mark { return bringBack(kept.pop()) }
    level -= 1
    return nil
  }

  /// Makes a variable the present environment's own before it changes. The one
  /// that is kept lends its text meanwhile.
  @inline(__always)
  mutating func own(_ slot: Slot) {
    if slot.int >= capacity { grow(slot) }
    if variables[slot.int].level != level { keep(slot) }
  }

  private mutating func keep(_ slot: Slot) {
    kept.push(SavedVariable(slot: slot, variable: variables[slot.int]))
    variables[slot.int].capacity = 0
    variables[slot.int].level = level
    if let array = variables[slot.int].array { variables[slot.int].setArray(array.copy()) }
  }
}
