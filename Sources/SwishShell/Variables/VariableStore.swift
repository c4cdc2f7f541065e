import SwishSyntax

/// The variables (XCU 2.5.3), indexed by the slot of their name.
///
/// A value is text, an integer, or both; the text of an integer is made when
/// somebody asks for it. Values imported from the environment are used in
/// place until they change.
struct VariableStore: ~Copyable {
  struct Attributes: OptionSet {
    let rawValue: UInt8
    static let isSet = Attributes(rawValue: 1)
    static let exported = Attributes(rawValue: 2)
    static let readonly = Attributes(rawValue: 4)
    static let hasText = Attributes(rawValue: 8)
    static let hasInteger = Attributes(rawValue: 16)
    /// `Shell.variableChanged` wants to know.
    static let watched = Attributes(rawValue: 32)
    /// The value is computed when read (LINENO).
    static let computed = Attributes(rawValue: 64)
  }

  struct Variable {
    var text: UnsafeMutablePointer<UInt8>? = nil
    var count: UInt32 = 0
    /// Bytes allocated; 0 when the text belongs to the environment block.
    var capacity: UInt32 = 0
    var integer: Int64 = 0
    var attributes: Attributes = []
  }

  struct Saved {
    let slot: Slot
    let variable: Variable
  }

  // SAFETY: `variables` holds `capacity` initialized entries; `saved` is a
  // stack whose entries own the texts they hold. A text handed out as `Bytes`
  // is valid until that variable changes.
  private var variables: UnsafeMutablePointer<Variable>
  private var capacity: Int
  private var saved: UnsafeMutablePointer<Saved>
  private var savedCapacity = 16
  private(set) var savedCount = 0
  /// An exported variable changed since the environment block was built.
  var environmentChanged = true

  init(capacity: Int = 128) {
    self.capacity = capacity
    variables = .allocate(capacity: capacity)
    variables.initialize(repeating: Variable(), count: capacity)
    saved = .allocate(capacity: 16)
  }

  deinit {
    for i in 0..<capacity where variables[i].capacity > 0 { variables[i].text?.deallocate() }
    variables.deallocate()
    for i in 0..<savedCount where saved[i].variable.capacity > 0 {
      saved[i].variable.text?.deallocate()
    }
    saved.deallocate()
  }

  @inline(__always)
  func attributes(_ slot: Slot) -> Attributes {
    slot.int < capacity ? variables[slot.int].attributes : []
  }

  @inline(__always)
  func isSet(_ slot: Slot) -> Bool { attributes(slot).contains(.isSet) }

  /// The text of a set variable.
  @inline(__always)
  mutating func value(_ slot: Slot) -> Bytes? {
    guard slot.int < capacity else { return nil }
    let attributes = variables[slot.int].attributes
    guard attributes.contains(.isSet) else { return nil }
    if !attributes.contains(.hasText) { makeText(slot) }
    let variable = variables[slot.int]
    guard let text = variable.text else { return .empty }
    return Bytes(start: text, count: Int(variable.count))
  }

  /// The integer of a set variable whose value was assigned as one or has been
  /// read as one.
  @inline(__always)
  func cachedInteger(_ slot: Slot) -> Int64? {
    guard slot.int < capacity, variables[slot.int].attributes.contains(.hasInteger) else {
      return nil
    }
    return variables[slot.int].integer
  }

  /// Remembers that the text reads as `value`.
  mutating func cacheInteger(_ slot: Slot, _ value: Int64) {
    variables[slot.int].integer = value
    variables[slot.int].attributes.insert(.hasInteger)
  }

  /// Assigns text, which may be the variable's own. The caller has checked for
  /// readonly and tells watchers.
  mutating func set(_ slot: Slot, _ value: Bytes) {
    reserve(slot)
    let old = variables[slot.int]
    if value.count < Int(old.capacity), let text = old.text {
      text.update(from: value.start, count: value.count)
      text[value.count] = 0
      variables[slot.int].count = UInt32(value.count)
    } else {
      let room = max(16, value.count + value.count / 2 + 1)
      let text = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
      text.update(from: value.start, count: value.count)
      text[value.count] = 0
      if old.capacity > 0 { old.text?.deallocate() }
      variables[slot.int].text = text
      variables[slot.int].count = UInt32(truncatingIfNeeded: value.count)
      variables[slot.int].capacity = UInt32(truncatingIfNeeded: room)
    }
    variables[slot.int].attributes.insert([.isSet, .hasText])
    variables[slot.int].attributes.remove(.hasInteger)
    if old.attributes.contains(.exported) { environmentChanged = true }
  }

  @inline(__always)
  mutating func set(_ slot: Slot, integer: Int64) {
    reserve(slot)
    variables[slot.int].integer = integer
    variables[slot.int].attributes.insert([.isSet, .hasInteger])
    variables[slot.int].attributes.remove(.hasText)
    if variables[slot.int].attributes.contains(.exported) { environmentChanged = true }
  }

  /// Takes over a value of the environment block, without a copy.
  mutating func importExported(_ slot: Slot, _ value: Bytes) {
    reserve(slot)
    variables[slot.int].text = UnsafeMutablePointer(mutating: value.start)
    variables[slot.int].count = UInt32(truncatingIfNeeded: value.count)
    variables[slot.int].attributes.insert([.isSet, .hasText, .exported])
  }

  /// Uses text that outlives the variable, without a copy.
  mutating func borrow(_ slot: Slot, _ value: Bytes) {
    importExported(slot, value)
    variables[slot.int].attributes.remove(.exported)
  }

  mutating func insert(_ attributes: Attributes, _ slot: Slot) {
    reserve(slot)
    variables[slot.int].attributes.insert(attributes)
    if attributes.contains(.exported) { environmentChanged = true }
  }

  mutating func remove(_ attributes: Attributes, _ slot: Slot) {
    reserve(slot)
    if variables[slot.int].attributes.contains(.exported) { environmentChanged = true }
    variables[slot.int].attributes.remove(attributes)
  }

  /// Unsets value and attributes (XCU unset); the watch stays.
  mutating func unset(_ slot: Slot) {
    guard slot.int < capacity else { return }
    let old = variables[slot.int]
    if old.attributes.contains(.exported) { environmentChanged = true }
    if old.capacity > 0 { old.text?.deallocate() }
    variables[slot.int] = Variable(attributes: old.attributes.intersection(.watched))
  }

  // MARK: Temporary values (prefix assignments, `local`)

  /// Puts a variable aside; a copy of its value stays in force.
  mutating func save(_ slot: Slot) {
    reserve(slot)
    if savedCount == savedCapacity {
      let moved = UnsafeMutablePointer<Saved>.allocate(capacity: savedCapacity * 2)
      moved.moveInitialize(from: saved, count: savedCount)
      saved.deallocate()
      saved = moved
      savedCapacity *= 2
    }
    let old = variables[slot.int]
    (saved + savedCount).initialize(to: Saved(slot: slot, variable: old))
    savedCount += 1
    variables[slot.int] = Variable(
      integer: old.integer, attributes: old.attributes.subtracting(.hasText))
    if old.attributes.contains(.hasText), let text = old.text {
      set(slot, Bytes(start: text, count: Int(old.count)))
      if old.attributes.contains(.hasInteger) { cacheInteger(slot, old.integer) }
    }
  }

  /// Whether `slot` was put aside since the mark.
  func isSaved(_ slot: Slot, since mark: Int) -> Bool {
    for i in mark..<savedCount where saved[i].slot == slot { return true }
    return false
  }

  /// Brings back the variable put aside last, and names it.
  mutating func restoreLast() -> Slot {
    savedCount -= 1
    let entry = saved[savedCount]
    let current = variables[entry.slot.int]
    if current.capacity > 0 { current.text?.deallocate() }
    if current.attributes.union(entry.variable.attributes).contains(.exported) {
      environmentChanged = true
    }
    variables[entry.slot.int] = entry.variable
    return entry.slot
  }

  /// Slots that may hold a variable: `0 ..< limit`.
  var limit: Int { capacity }

  @inline(__always)
  private mutating func reserve(_ slot: Slot) {
    if slot.int >= capacity { grow(slot) }
  }

  private mutating func grow(_ slot: Slot) {
    let larger = max(capacity * 2, slot.int + 1)
    let moved = UnsafeMutablePointer<Variable>.allocate(capacity: larger)
    moved.moveInitialize(from: variables, count: capacity)
    (moved + capacity).initialize(repeating: Variable(), count: larger - capacity)
    variables.deallocate()
    variables = moved
    capacity = larger
  }

  /// Writes an integer's digits as the variable's text.
  private mutating func makeText(_ slot: Slot) {
    // 20 digits and a sign fit; digits are made from the right.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { room in
      guard let base = room.baseAddress else { return }
      let value = variables[slot.int].integer
      var magnitude = value.magnitude
      var at = 24
      repeat {
        at -= 1
        base[at] = UInt8(ascii: "0") + UInt8(magnitude % 10)
        magnitude /= 10
      } while magnitude > 0
      if value < 0 {
        at -= 1
        base[at] = UInt8(ascii: "-")
      }
      let changed = environmentChanged
      set(slot, Bytes(start: base + at, count: 24 - at))
      environmentChanged = changed
      variables[slot.int].attributes.insert(.hasInteger)
    }
  }
}
