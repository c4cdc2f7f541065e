import SwishSyntax
import SwishSystem

/// Pathnames in one run of memory, each with a NUL behind it, and their order.
struct PathnameList: ~Copyable {
  private struct Entry {
    var offset: Int
    /// The first eight bytes behind what all pathnames have in common, as a
    /// number that sorts like them.
    var key: UInt64 = 0
  }

  private var text = ByteBuffer(capacity: 256)
  // SAFETY: `entries` holds `capacity` entries, the first `count` initialized,
  // which name runs inside `text`.
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 16
  private(set) var count = 0

  init() { entries = .allocate(capacity: capacity) }

  deinit { entries.deallocate() }

  /// A pathname, NUL behind its count; valid until the list changes.
  subscript(index: Int) -> Bytes {
    assert(index >= 0 && index < count)
    return path(at: entries[index].offset)
  }

  private func path(at offset: Int) -> Bytes {
    let path = text.bytes(from: offset)
    return path.prefix(path.firstIndex(of: 0) ?? path.count)
  }

  /// Adds the pathname `directory` followed by `name`, which lie elsewhere.
  mutating func append(_ directory: Bytes, _ name: Bytes) {
    if count == capacity { grow() }
    (entries + count).initialize(to: Entry(offset: text.count))
    text.append(directory)
    text.append(name)
    text.append(0)
    count += 1
  }

  mutating func removeAll() {
    text.removeAll()
    count = 0
  }

  /// Sorts by the locale's collating sequence (XCU 2.14.3).
  mutating func sort(by collation: Collation) {
    var order = UnsafeMutableBufferPointer(start: entries, count: count)
    order.sort { a, b in
      collation.precedes(path(at: a.offset).cString, path(at: b.offset).cString)
    }
  }

  /// Sorts by byte value: first by the keys, then those that have the same.
  mutating func sort() {
    guard count > 1 else { return }
    // So that eight bytes can be read at any.
    text.reserve(8).initializeMemory(as: UInt8.self, repeating: 0)
    let common = commonPrefixLength()
    for i in 0..<count { entries[i].key = key(i, common) }
    if count >= 64 { sortByKey() }
    var from = 0
    while from < count {
      var end = count < 64 ? count : from + 1
      while end < count && entries[end].key == entries[from].key { end += 1 }
      if end - from > 1 {
        var order = UnsafeMutableBufferPointer(start: entries + from, count: end - from)
        order.sort { a, b in
          a.key != b.key ? a.key < b.key : path(at: a.offset) < path(at: b.offset)
        }
      }
      from = end
    }
  }

  /// Radix sort, the least significant byte first; bytes that are the same in
  /// all keys need no pass.
  private mutating func sortByKey() {
    var target = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { next in
      for shift in stride(from: 0, to: UInt64(64), by: 8) {
        next.update(repeating: 0)
        for i in 0..<count { next[Int(entries[i].key >> shift & 0xFF)] += 1 }
        if next[Int(entries[0].key >> shift & 0xFF)] == count { continue }
        var place = 0
        for digit in 0..<256 {
          let size = next[digit]
          next[digit] = place
          place += size
        }
        for i in 0..<count {
          let digit = Int(entries[i].key >> shift & 0xFF)
          (target + next[digit]).initialize(to: entries[i])
          next[digit] += 1
        }
        swap(&entries, &target)
      }
    }
    target.deallocate()
  }

  /// The NUL behind a pathname is the end of what it has in common.
  private func commonPrefixLength() -> Int {
    var common = self[0].count
    for i in 1..<count {
      var n = 0
      while n < common && start(0)[n] == start(i)[n] { n += 1 }
      common = n
    }
    return common
  }

  private func key(_ index: Int, _ common: Int) -> UInt64 {
    let next = UnsafeRawPointer(start(index) + common).loadUnaligned(as: UInt64.self)
    let bytes = UInt64(littleEndian: next)
    // The lowest high bit is that of the first NUL, from which on all is dropped.
    let ones: UInt64 = 0x0101_0101_0101_0101
    let ends = (bytes &- ones) & ~bytes & (ones << 7)
    return (bytes & ((ends & (0 &- ends)) >> 7 &- 1)).byteSwapped
  }

  @inline(__always) private func start(_ index: Int) -> UnsafePointer<UInt8> {
    assert(index >= 0 && index < count)
    return text.bytes.start + entries[index].offset
  }

  private mutating func grow() {
    capacity *= 2
    entries.grow(to: capacity, keeping: count)
  }
}
