/// A stack of tree positions: the children of nodes that are still being read.
/// Nested constructs push above the entries of those around them.
struct ReferenceStack: ~Copyable {
  // SAFETY: `storage` holds `capacity` entries, the first `count` initialized.
  private var storage: UnsafeMutablePointer<Int>
  private var capacity = 64
  private(set) var count = 0

  init() { storage = .allocate(capacity: capacity) }

  deinit { storage.deallocate() }

  @inline(__always) mutating func push(_ value: Int) {
    if count == capacity { grow() }
    storage[count] = value
    count += 1
  }

  @inline(__always) mutating func push(_ reference: SyntaxTree.Reference) { push(reference.index) }

  @inline(__always) subscript(index: Int) -> Int {
    assert(index >= 0 && index < count)
    return storage[index]
  }

  @inline(__always) mutating func truncate(to count: Int) {
    assert(count >= 0 && count <= self.count)
    self.count = count
  }

  private mutating func grow() {
    let moved = UnsafeMutablePointer<Int>.allocate(capacity: capacity * 2)
    moved.update(from: storage, count: count)
    storage.deallocate()
    storage = moved
    capacity *= 2
  }
}
