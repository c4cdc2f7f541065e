import SwishSyntax

/// The elements of an array variable, which POSIX has not, in the order of their
/// indexes. The index of an associative array's element is the slot of its key
/// in a table of its own, so that elements come in the order of their keys'
/// first use.
final class ArrayValue {
  private struct Element {
    var index: Int64
    var text: UnsafeMutablePointer<UInt8>
    var count: Int
  }

  // SAFETY: `elements` holds `capacity` entries, the first `count` initialized,
  // each with a text of its own and a NUL behind it. A text handed out as `Bytes`
  // is valid until that element changes.
  private var elements: UnsafeMutablePointer<Element>
  private var capacity = 8
  private(set) var count = 0
  /// The keys of an associative array, and some that have lost their elements.
  private(set) var keys: NameTable?

  init(isAssociative: Bool) {
    elements = .allocate(capacity: capacity)
    keys = isAssociative ? NameTable() : nil
  }

  deinit {
    freeTexts()
    elements.deallocate()
  }

  func copy() -> ArrayValue {
    let copy = ArrayValue(isAssociative: keys != nil)
    for position in 0..<count {
      copy.set(copy.index(likeThatOf: position, in: self), self[position])
    }
    return copy
  }

  private func index(likeThatOf position: Int, in other: ArrayValue) -> Int64 {
    guard let keys, let key = other.key(position) else { return other.index(position) }
    return Int64(keys.intern(key).index)
  }

  // MARK: By position, 0 for the first element

  subscript(position: Int) -> Bytes {
    guard position >= 0 && position < count else { return .empty }
    return Bytes(start: elements[position].text, count: elements[position].count)
  }

  func index(_ position: Int) -> Int64 { elements[position].index }

  /// The key of an associative array's element.
  func key(_ position: Int) -> Bytes? {
    keys.map { $0[Slot(UInt32(truncatingIfNeeded: elements[position].index))] }
  }

  // MARK: By index

  /// The index behind the last element's.
  var nextIndex: Int64 { count == 0 ? 0 : elements[count - 1].index &+ 1 }

  func value(at index: Int64) -> Bytes? {
    let position = position(of: index)
    return position < count && elements[position].index == index ? self[position] : nil
  }

  /// What the variable's name alone stands for.
  var firstValue: Bytes? {
    guard let keys else { return value(at: 0) }
    return keys.find("0").flatMap { value(at: Int64($0.index)) }
  }

  func set(_ index: Int64, _ value: Bytes) {
    let position = position(of: index)
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: value.count + 1)
    text.update(from: value.start, count: value.count)
    text[value.count] = 0
    let element = Element(index: index, text: text, count: value.count)
    if position < count && elements[position].index == index {
      // The value may have been the element's own.
      elements[position].text.deallocate()
      elements[position] = element
      return
    }
    if count == capacity { grow() }
    (elements + position + 1).moveInitialize(from: elements + position, count: count - position)
    (elements + position).initialize(to: element)
    count += 1
  }

  func set(_ index: Int64, integer: Int) {
    var digits = ByteBuffer(capacity: 24)
    digits.append(decimal: integer)
    set(index, digits.bytes)
  }

  func remove(_ index: Int64) {
    let position = position(of: index)
    guard position < count && elements[position].index == index else { return }
    elements[position].text.deallocate()
    count -= 1
    (elements + position).moveInitialize(from: elements + position + 1, count: count - position)
    forgetKeys()
  }

  /// A table never gives a key back: when most have no element, a new one is made,
  /// or one that gets and loses keys for long would grow without end.
  private func forgetKeys() {
    guard let keys, keys.count > 256, keys.count > 4 * count else { return }
    let fresh = NameTable()
    for position in 0..<count {
      let key = keys[Slot(UInt32(truncatingIfNeeded: elements[position].index))]
      elements[position].index = Int64(fresh.intern(key).index)
    }
    self.keys = fresh
  }

  func removeAll() {
    freeTexts()
    count = 0
    forgetKeys()
  }

  private func freeTexts() {
    for position in 0..<count { elements[position].text.deallocate() }
  }

  /// Where the element of that index is, or would be.
  func position(of index: Int64) -> Int {
    // Most arrays have no gaps, and are filled from the first to the last.
    if count == 0 || index > elements[count - 1].index { return count }
    var (low, high) = (0, count - 1)
    if index >= 0 && index <= high {
      if elements[Int(index)].index == index { return Int(index) }
      // Each element before that place has a lower index than its own.
      high = Int(index)
    }
    while low < high {
      let middle = (low + high) / 2
      if elements[middle].index < index { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func grow() {
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    moved.moveInitialize(from: elements, count: count)
    elements.deallocate()
    elements = moved
    capacity *= 2
  }
}

extension VariableStore {
  /// The elements of an array, to be read.
  func array(_ slot: Slot) -> ArrayValue? {
    slot.int < capacity ? variables[slot.int].array : nil
  }

  /// The elements of an array, to be changed in the present environment.
  mutating func ownArray(_ slot: Slot) -> ArrayValue? {
    own(slot)
    return variables[slot.int].array
  }

  /// Makes the variable an array of these elements.
  mutating func set(_ slot: Slot, _ array: ArrayValue) {
    own(slot)
    let old = variables[slot.int]
    old.freeValue()
    if old.attributes.contains(.exported) { environmentChanged = true }
    variables[slot.int] = Variable(
      attributes: old.attributes.subtracting([.hasText, .hasInteger, .computed, .reference])
        .union([.isSet, .array]),
      level: level)
    variables[slot.int].setArray(array)
  }

  @inline(never)
  func firstValue(_ slot: Slot) -> Bytes? { variables[slot.int].array?.firstValue }
}
