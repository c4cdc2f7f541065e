/// C's, by which a large block grows without a copy: its pages are moved.
@_silgen_name("realloc") @usableFromInline
func reallocate(_ block: UnsafeMutableRawPointer, _ size: Int) -> UnsafeMutableRawPointer?

extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// Moves the first `count` values to a block that has room for `capacity`.
  // SAFETY: `allocate` takes memory for what needs no special alignment from malloc.
  @inlinable public mutating func grow(to capacity: Int, keeping count: Int) {
    assert(count <= capacity && MemoryLayout<Pointee>.alignment <= 16)
    if let moved = reallocate(self, capacity * MemoryLayout<Pointee>.stride) {
      self = moved.assumingMemoryBound(to: Pointee.self)
      return
    }
    // Without memory the process ends here.
    let moved = Self.allocate(capacity: capacity)
    moved.update(from: self, count: count)
    deallocate()
    self = moved
  }
}
