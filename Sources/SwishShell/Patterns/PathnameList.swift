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

  private func commonPrefixLength() -> Int {
    let first = self[0]
    var common = first.count
    for i in 1..<count {
      let other = self[i]
      var n = 0
      while n < common && n < other.count && first[n] == other[n] { n += 1 }
      common = n
    }
    return common
  }

  private func key(_ index: Int, _ common: Int) -> UInt64 {
    let path = self[index]
    var key: UInt64 = 0
    for i in common..<common + 8 {
      key = key << 8 | (i < path.count ? UInt64(path[i]) : 0)
    }
    return key
  }

  private mutating func grow() {
    capacity *= 2
    entries.grow(to: capacity, keeping: count)
  }
}
