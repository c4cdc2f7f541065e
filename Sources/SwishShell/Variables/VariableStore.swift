import SwishSyntax

/// The variables (XCU 2.5.3), indexed by the slot of their name.
///
/// A value is text, an integer, or both; the text of an integer is made when
/// somebody asks for it. Values imported from the environment are used in
/// place until they change.
struct VariableStore: ~Copyable {
  // SAFETY: `variables` holds `capacity` initialized entries; `saved` and
  // `kept` are stacks whose entries own the texts they hold. A text handed out
  // as `Bytes` is valid until that variable changes.
  private(set) var variables: UnsafeMutablePointer<Variable>
  private(set) var capacity: Int
  var saved = SavedStack()
  private var digits = ByteBuffer(capacity: 24)
  /// What subshell environments in this process have changed, to be put back.
  var kept = SavedStack()
  /// How many such environments there are, one inside the other.
  var level: UInt32 = 0
  var savedCount: Int { saved.count }
  /// An exported variable changed since the environment block was built.
  var environmentChanged = true

  init(capacity: Int = 128) {
    self.capacity = capacity
    variables = .allocate(capacity: capacity)
    variables.initialize(repeating: Variable(), count: capacity)
  }

  deinit {
    for i in 0..<capacity { variables[i].freeValue() }
    variables.deallocate()
  }

  @inline(__always)
  func attributes(_ slot: Slot) -> Attributes {
    slot.int < capacity ? variables[slot.int].attributes : []
  }

  @inline(__always)
  func isSet(_ slot: Slot) -> Bool { attributes(slot).contains(.isSet) }

  /// The text of a set variable; of an array, element 0.
  @inline(__always)
  mutating func value(_ slot: Slot) -> Bytes? {
    guard slot.int < capacity else { return nil }
    let attributes = variables[slot.int].attributes
    guard attributes.contains(.isSet) else { return nil }
    if !attributes.contains(.hasText) {
      if attributes.contains(.array) { return firstValue(slot) }
      makeText(slot)
    }
    let variable = variables[slot.int]
    guard let text = variable.text else { return .empty }
    return Bytes(start: text, count: Int(variable.count))
  }

  /// The integer of a set variable whose value was assigned as one or has been
  /// read as one, and is not computed.
  @inline(__always)
  func cachedInteger(_ slot: Slot) -> Int64? {
    let attributes = attributes(slot).intersection([.hasInteger, .computed])
    return attributes == .hasInteger ? variables[slot.int].integer : nil
  }

  /// The integer of a variable whose text is that integer's digits.
  @inline(__always)
  func integerWithoutText(_ slot: Slot) -> Int64? {
    let attributes = attributes(slot).intersection([.hasInteger, .hasText, .computed, .isSet])
    return attributes == [.hasInteger, .isSet] ? variables[slot.int].integer : nil
  }

  /// Remembers that the text reads as `value`.
  mutating func cacheInteger(_ slot: Slot, _ value: Int64) {
    if variables[slot.int].attributes.contains(.array) { return }
    variables[slot.int].integer = value
    variables[slot.int].attributes.insert(.hasInteger)
  }

  /// Assigns to a set variable without special attributes, which is the present
  /// environment's own and has room for the text; false, and nothing done, for
  /// any other.
  @inline(__always)
  mutating func setPlainly(_ slot: Slot, _ value: Bytes) -> Bool {
    guard isPlain(slot) else { return false }
    let variable = variables + slot.int
    guard value.count < Int(variable.pointee.capacity), let text = variable.pointee.text else {
      return false
    }
    variable.pointee.count = UInt32(truncatingIfNeeded: value.count)
    variable.pointee.attributes = [.isSet, .hasText]
    text.update(from: value.start, count: value.count)
    text[value.count] = 0
    return true
  }

  /// The same with an integer, which needs no room.
  @inline(__always)
  mutating func setPlainly(_ slot: Slot, integer: Int64) -> Bool {
    guard isPlain(slot) else { return false }
    variables[slot.int].integer = integer
    variables[slot.int].attributes = [.isSet, .hasInteger]
    return true
  }

  @inline(__always)
  private func isPlain(_ slot: Slot) -> Bool {
    slot.int < capacity && variables[slot.int].level == level
      && variables[slot.int].attributes.intersection(.special.union(.isSet)) == .isSet
  }

  /// Assigns text, which may be the variable's own. The caller has checked for
  /// readonly and tells watchers.
  mutating func set(_ slot: Slot, _ value: Bytes) {
    own(slot)
    setText(slot, value)
    variables[slot.int].attributes.remove(.hasInteger)
  }

  /// Assigns the first `count` bytes of a buffer, whose memory becomes the variable's.
  mutating func set(_ slot: Slot, taking buffer: inout ByteBuffer, count: Int) {
    own(slot)
    buffer.truncate(to: count)
    buffer.append(0)
    replaceText(slot, by: buffer.handOver(), count: count)
    noteText(slot)
    variables[slot.int].attributes.remove(.hasInteger)
  }

  /// The bytes that appending `n` moves, old and new; 0 where there is room.
  @inline(__always)
  func growth(_ slot: Slot, _ n: Int) -> Int {
    let old = variables[slot.int]
    let length = Int(old.count) + n
    return length < Int(old.capacity) ? 0 : 2 * length
  }

  /// Appends to the text that the variable has, in place while there is room:
  /// a loop that builds a long text takes time in proportion to its length.
  mutating func append(_ slot: Slot, _ value: Bytes) {
    own(slot)
    let old = variables[slot.int]
    let length = Int(old.count)
    if length + value.count < Int(old.capacity), let text = old.text {
      (text + length).update(from: value.start, count: value.count)
      text[length + value.count] = 0
      variables[slot.int].count = UInt32(length + value.count)
    } else {
      var joint = ByteBuffer(capacity: length + value.count)
      if let text = old.text { joint.append(Bytes(start: text, count: length)) }
      joint.append(value)
      setText(slot, joint.bytes)
    }
    variables[slot.int].attributes.remove(.hasInteger)
    if old.attributes.contains(.exported) { environmentChanged = true }
  }

  mutating func setText(_ slot: Slot, _ value: Bytes) {
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
      replaceText(
        slot, by: UnsafeMutableBufferPointer(start: text, count: room), count: value.count)
    }
    noteText(slot)
  }

  /// The text is now in `memory`, which is the variable's.
  private mutating func replaceText(
    _ slot: Slot, by memory: UnsafeMutableBufferPointer<UInt8>, count: Int
  ) {
    let old = variables[slot.int]
    if old.capacity > 0 { old.text?.deallocate() }
    variables[slot.int].text = memory.baseAddress
    variables[slot.int].count = UInt32(truncatingIfNeeded: count)
    variables[slot.int].capacity = UInt32(clamping: memory.count)
  }

  private mutating func noteText(_ slot: Slot) {
    variables[slot.int].attributes.insert([.isSet, .hasText])
    if variables[slot.int].attributes.contains(.exported) { environmentChanged = true }
  }

  @inline(__always)
  mutating func set(_ slot: Slot, integer: Int64) {
    own(slot)
    variables[slot.int].integer = integer
    variables[slot.int].attributes.insert([.isSet, .hasInteger])
    variables[slot.int].attributes.remove(.hasText)
    if variables[slot.int].attributes.contains(.exported) { environmentChanged = true }
  }

  /// Takes over a value of the environment block, without a copy.
  mutating func importExported(_ slot: Slot, _ value: Bytes) {
    own(slot)
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
    own(slot)
    variables[slot.int].attributes.insert(attributes)
    if attributes.contains(.exported) { environmentChanged = true }
  }

  mutating func remove(_ attributes: Attributes, _ slot: Slot) {
    own(slot)
    if variables[slot.int].attributes.contains(.exported) { environmentChanged = true }
    variables[slot.int].attributes.remove(attributes)
  }

  /// Unsets value and attributes (XCU unset); the watch stays.
  mutating func unset(_ slot: Slot) {
    guard slot.int < capacity else { return }
    own(slot)
    let old = variables[slot.int]
    if old.attributes.contains(.exported) { environmentChanged = true }
    old.freeValue()
    variables[slot.int] = Variable(
      attributes: old.attributes.intersection(.watched), level: level)
  }

  /// Slots that may hold a variable: `0 ..< limit`.
  var limit: Int { capacity }

  mutating func grow(_ slot: Slot) {
    let larger = max(capacity * 2, slot.int + 1)
    variables.grow(to: larger, keeping: capacity)
    (variables + capacity).initialize(repeating: Variable(), count: larger - capacity)
    capacity = larger
  }

  /// Writes an integer's digits as the variable's text.
  private mutating func makeText(_ slot: Slot) {
    let changed = environmentChanged
    digits.removeAll()
    digits.append(decimal: Int(variables[slot.int].integer))
    setText(slot, digits.bytes)
    environmentChanged = changed
  }
}
