/// Names interned to slots: small numbers that index the engine's tables, so
/// that running code never hashes a name the script spelled out.
///
/// One table serves variables, functions, aliases and command names alike. A
/// slot is never given back. Any byte string may be a name.
public final class NameTable {
  @frozen public struct Slot: BitwiseCopyable, Equatable, Hashable, Sendable {
    public let index: UInt32
    @inlinable public init(_ index: UInt32) { self.index = index }
    /// Stands where there is no name.
    @inlinable public static var none: Slot { Slot(UInt32.max) }
    @inlinable public var int: Int { Int(index) }
  }

  private struct Entry {
    var hash: UInt32
    var length: UInt32
    var text: UnsafeMutablePointer<UInt8>  // NUL-terminated, owned
  }

  // SAFETY: `entries` holds `entryCapacity` entries of which `count` are in
  // use; `buckets` holds a power of two of slot+1 numbers, zero when empty,
  // and is never full, so that a probe ends.
  private var entries: UnsafeMutablePointer<Entry>
  private var entryCapacity = 128
  private var buckets: UnsafeMutablePointer<UInt32>
  private var bucketMask: UInt32 = 255
  public private(set) var count = 0

  public init() {
    entries = .allocate(capacity: entryCapacity)
    buckets = .allocate(capacity: 256)
    buckets.initialize(repeating: 0, count: 256)
  }

  deinit {
    for i in 0..<count { entries[i].text.deallocate() }
    entries.deallocate()
    buckets.deallocate()
  }

  /// The slot of `name`, made if it is new.
  public func intern(_ name: Bytes) -> Slot {
    let hash = Self.hash(name)
    var bucket = hash & bucketMask
    while buckets[Int(bucket)] != 0 {
      let index = buckets[Int(bucket)] - 1
      if matches(index, hash, name) { return Slot(index) }
      bucket = (bucket &+ 1) & bucketMask
    }
    return add(name, hash, bucket)
  }

  public func intern(_ name: StaticString) -> Slot { intern(Bytes(name)) }

  /// The slot of `name`, if anyone has interned it.
  public func find(_ name: Bytes) -> Slot? {
    let hash = Self.hash(name)
    var bucket = hash & bucketMask
    while buckets[Int(bucket)] != 0 {
      let index = buckets[Int(bucket)] - 1
      if matches(index, hash, name) { return Slot(index) }
      bucket = (bucket &+ 1) & bucketMask
    }
    return nil
  }

  /// The name of a slot; NUL-terminated behind its count, and it never moves.
  public subscript(slot: Slot) -> Bytes {
    assert(slot.int < count)
    let entry = entries[slot.int]
    return Bytes(start: entry.text, count: Int(entry.length))
  }

  @inline(__always) private func matches(_ index: UInt32, _ hash: UInt32, _ name: Bytes) -> Bool {
    let entry = entries[Int(index)]
    return entry.hash == hash
      && Bytes(start: entry.text, count: Int(entry.length)) == name
  }

  @inline(never) private func add(_ name: Bytes, _ hash: UInt32, _ bucket: UInt32) -> Slot {
    if count == entryCapacity {
      entryCapacity *= 2
      entries.grow(to: entryCapacity, keeping: count)
    }
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: name.count + 1)
    text.update(from: name.start, count: name.count)
    text[name.count] = 0
    (entries + count).initialize(
      to: Entry(hash: hash, length: UInt32(name.count), text: text))
    count += 1
    buckets[Int(bucket)] = UInt32(count)
    if count * 2 > Int(bucketMask) { rehash() }
    return Slot(UInt32(count - 1))
  }

  private func rehash() {
    let size = (Int(bucketMask) + 1) * 4
    buckets.deallocate()
    buckets = .allocate(capacity: size)
    buckets.initialize(repeating: 0, count: size)
    bucketMask = UInt32(size - 1)
    for i in 0..<count {
      var bucket = entries[i].hash & bucketMask
      while buckets[Int(bucket)] != 0 { bucket = (bucket &+ 1) & bucketMask }
      buckets[Int(bucket)] = UInt32(i + 1)
    }
  }

  @inline(__always) private static func hash(_ name: Bytes) -> UInt32 {
    let multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
    var h = UInt64(truncatingIfNeeded: name.count)
    var rest = name
    while rest.count > 8 {
      h = (h ^ rest.prefix(8).packed) &* multiplier
      h ^= h >> 29
      rest = rest.dropFirst(8)
    }
    h = (h ^ rest.packed) &* multiplier
    return UInt32(truncatingIfNeeded: h >> 32)
  }
}

public typealias Slot = NameTable.Slot
