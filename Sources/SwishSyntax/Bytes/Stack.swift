/// A growing stack of plain values. Nested users push above the entries of
/// those around them, and truncate to where they began.
///
/// (An `Array` of a type that the standard library does not know costs some 25
/// page faults when the process first makes one.)
@frozen public struct Stack<Element: BitwiseCopyable>: ~Copyable {
  // SAFETY: `storage` holds `capacity` entries and belongs to this value alone;
  // the first `count` are initialized. Indices are asserted in debug builds.
  @usableFromInline var storage: UnsafeMutablePointer<Element>
  @usableFromInline var capacity: Int
  @usableFromInline var used = 0

  @inlinable public init(capacity: Int = 16) {
    storage = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  @inlinable deinit { storage.deallocate() }

  @inlinable public var count: Int { used }
  @inlinable public var isEmpty: Bool { count == 0 }
  @inlinable public var last: Element? { count == 0 ? nil : storage[count - 1] }

  @inlinable public subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return storage[index]
    }
    set {
      assert(index >= 0 && index < count)
      storage[index] = newValue
    }
  }

  @inlinable public mutating func push(_ element: Element) {
    if used == capacity { grow() }
    (storage + used).initialize(to: element)
    used &+= 1
  }

  @inlinable public mutating func pop() -> Element? {
    if count == 0 { return nil }
    used -= 1
    return storage[used]
  }

  @inlinable public mutating func truncate(to count: Int) {
    assert(count >= 0 && count <= used)
    used = count
  }

  @inlinable public func copy() -> Stack {
    var copy = Stack(capacity: capacity)
    copy.storage.update(from: storage, count: count)
    copy.used = used
    return copy
  }

  /// Where the entries from `index` on are; valid until the next push.
  @inlinable public func start(at index: Int) -> UnsafePointer<Element> {
    assert(index >= 0 && index <= count)
    return UnsafePointer(storage + index)
  }

  @inlinable public mutating func removeAll() { used = 0 }

  @inlinable @inline(never) mutating func grow() {
    capacity *= 2
    storage.grow(to: capacity, keeping: count)
  }
}

extension Stack where Element: Equatable {
  @inlinable public func contains(_ element: Element) -> Bool {
    for i in 0..<count where self[i] == element { return true }
    return false
  }
}
