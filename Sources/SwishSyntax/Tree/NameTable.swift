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

  /// A name and what it is found by.
  private struct Key {
    let name: Bytes
    let hash: UInt32
    /// The last eight bytes, or fewer, as a number.
    let tail: UInt64

    private static var multiplier: UInt64 { 0x9e37_79b9_7f4a_7c15 }

    init(_ name: Bytes) {
      var h = UInt64(truncatingIfNeeded: name.count)
      var rest = name
      while rest.count > 8 {
        h = (h ^ rest.prefix(8).packed) &* Self.multiplier
        h ^= h >> 29
        rest = rest.dropFirst(8)
      }
      self.init(name, tail: rest.packed, h)
    }

    /// Of eight bytes at most.
    @inline(__always) init(short name: Bytes) {
      self.init(name, tail: name.packed, UInt64(truncatingIfNeeded: name.count))
    }

    /// `h` is made of the count and what stands before the tail.
    @inline(__always) private init(_ name: Bytes, tail: UInt64, _ h: UInt64) {
      self.name = name
      self.tail = tail
      hash = UInt32(truncatingIfNeeded: ((h ^ tail) &* Self.multiplier) >> 32)
    }
  }

  private struct Entry {
    var hash: UInt32
    var length: UInt32
    var tail: UInt64
    var text: UnsafeMutablePointer<UInt8>  // NUL-terminated, owned

    @inline(__always) func isFound(by key: Key) -> Bool {
      tail == key.tail && length == key.name.count
        && (key.name.count <= 8 || Bytes(start: text, count: Int(length)) == key.name)
    }
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
    // Apart, so that the common short ones need no more than registers.
    name.count > 8 ? internLong(name) : intern(Key(short: name))
  }

  @inline(never) private func internLong(_ name: Bytes) -> Slot { intern(Key(name)) }

  @inline(__always) private func intern(_ key: Key) -> Slot {
    let (bucket, held) = probe(key)
    return held == 0 ? add(key, bucket) : Slot(held &- 1)
  }

  /// The slot of `name`, if anyone has interned it.
  public func find(_ name: Bytes) -> Slot? {
    let (_, held) = probe(Key(name))
    return held == 0 ? nil : Slot(held &- 1)
  }

  /// The name of a slot; NUL-terminated behind its count, and it never moves.
  public subscript(slot: Slot) -> Bytes {
    assert(slot.int < count)
    let entry = entries[slot.int]
    return Bytes(start: entry.text, count: Int(entry.length))
  }

  /// The bucket that holds the name, or where it would be put, and what it holds.
  @inline(__always) private func probe(_ key: Key) -> (bucket: UInt32, held: UInt32) {
    var bucket = key.hash & bucketMask
    while true {
      let held = buckets[Int(bucket)]
      if held == 0 || entries[Int(held &- 1)].isFound(by: key) { return (bucket, held) }
      bucket = (bucket &+ 1) & bucketMask
    }
  }

  @inline(never) private func add(_ key: Key, _ bucket: UInt32) -> Slot {
    let name = key.name
    if count == entryCapacity {
      entryCapacity *= 2
      entries.grow(to: entryCapacity, keeping: count)
    }
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: name.count + 1)
    text.update(from: name.start, count: name.count)
    text[name.count] = 0
    (entries + count).initialize(
      to: Entry(hash: key.hash, length: UInt32(name.count), tail: key.tail, text: text))
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
}

public typealias Slot = NameTable.Slot
