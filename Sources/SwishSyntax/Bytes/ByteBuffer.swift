/// A growing run of bytes that is reused rather than reallocated.
@frozen public struct ByteBuffer: ~Copyable {
  // SAFETY: `storage` holds `capacity` bytes and belongs to this value alone;
  // the first `count` are initialized. Indices are asserted in debug builds.
  @usableFromInline var storage: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  @usableFromInline var used: Int

  @inlinable public init(capacity: Int = 64) {
    let room = capacity < 16 ? 16 : capacity
    storage = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    self.capacity = room
    used = 0
  }

  @inlinable deinit { storage.deallocate() }

  @inlinable public var count: Int { used }
  @inlinable public var isEmpty: Bool { used == 0 }

  /// How many bytes can be appended before it grows.
  @inlinable public var spare: Int { capacity - used }

  @inlinable public subscript(index: Int) -> UInt8 {
    get {
      assert(index >= 0 && index < used)
      return storage[index]
    }
    set {
      assert(index >= 0 && index < used)
      storage[index] = newValue
    }
  }

  /// The contents, valid until the next change of the buffer.
  @inlinable public var bytes: Bytes { Bytes(start: storage, count: used) }

  /// The contents from `offset` on, valid until the next change.
  @inlinable public func bytes(from offset: Int) -> Bytes {
    assert(offset >= 0 && offset <= used)
    return Bytes(start: storage + offset, count: used - offset)
  }

  @inlinable public mutating func append(_ byte: UInt8) {
    if used == capacity { grow(by: 1) }
    storage[used] = byte
    used &+= 1
  }

  /// Appends `bytes`, which may lie inside this very buffer.
  @inlinable public mutating func append(_ bytes: Bytes) {
    if bytes.count == 0 { return }
    if used + bytes.count > capacity {
      let offset = bytes.start - UnsafePointer(storage)
      if offset >= 0 && offset < capacity {
        grow(by: bytes.count)
        (storage + used).update(from: storage + offset, count: bytes.count)
        used += bytes.count
        return
      }
      grow(by: bytes.count)
    }
    (storage + used).update(from: bytes.start, count: bytes.count)
    used += bytes.count
  }

  /// Appends a character in UTF-8.
  public mutating func append(scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte) }
  }

  /// Appends a number in decimal.
  public mutating func append(decimal value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    var magnitude = value.magnitude
    let start = used
    repeat {
      append(UInt8(ascii: "0") + UInt8(magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    var low = start
    var high = used - 1
    while low < high {
      (storage[low], storage[high]) = (storage[high], storage[low])
      low += 1
      high -= 1
    }
  }

  /// Appends a number in decimal, with blanks before it up to `width`.
  public mutating func append(decimal value: Int, width: Int) {
    var digits = ByteBuffer(capacity: 24)
    digits.append(decimal: value)
    for _ in 0..<max(0, width - digits.count) { append(UInt8(ascii: " ")) }
    append(digits.bytes)
  }

  /// Drops everything from `count` on.
  @inlinable public mutating func truncate(to count: Int) {
    assert(count >= 0 && count <= used)
    used = count
  }

  @inlinable public mutating func removeAll() { used = 0 }

  /// Drops the first `n` bytes.
  public mutating func removeFirst(_ n: Int) {
    assert(n >= 0 && n <= used)
    storage.update(from: storage + n, count: used - n)
    used -= n
  }

  /// Room for `n` bytes past the end, for a system call to fill; `commit` says
  /// how many it wrote.
  @inlinable public mutating func reserve(_ n: Int) -> UnsafeMutableRawBufferPointer {
    if used + n > capacity { grow(by: n) }
    return UnsafeMutableRawBufferPointer(start: storage + used, count: n)
  }

  /// All room there is past the end, `n` bytes or more.
  @inlinable public mutating func reserve(atLeast n: Int) -> UnsafeMutableRawBufferPointer {
    reserve(max(n, capacity - used))
  }

  @inlinable public mutating func commit(_ n: Int) {
    assert(n >= 0 && used + n <= capacity)
    used += n
  }

  /// Hands over the memory, which the taker deallocates, and starts anew.
  public mutating func handOver() -> UnsafeMutableBufferPointer<UInt8> {
    let memory = UnsafeMutableBufferPointer(start: storage, count: capacity)
    capacity = 64
    storage = .allocate(capacity: capacity)
    used = 0
    return memory
  }

  @usableFromInline mutating func grow(by n: Int) {
    // Half as much again is left free, for a long text is often appended to.
    capacity = max(capacity * 2, (used + n) + (used + n) / 2)
    storage.grow(to: capacity, keeping: used)
  }
}

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
