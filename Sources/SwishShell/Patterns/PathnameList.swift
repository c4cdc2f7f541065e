import SwishSyntax

/// Pathnames in one run of memory, each with a NUL behind it, and their order.
struct PathnameList: ~Copyable {
  private struct Entry {
    var offset: Int
    var length: Int
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
    return text.bytes(from: entries[index].offset).prefix(entries[index].length)
  }

  /// Adds the pathname `directory` followed by `name`, which lie elsewhere.
  mutating func append(_ directory: Bytes, _ name: Bytes) {
    if count == capacity { grow() }
    let entry = Entry(offset: text.count, length: directory.count + name.count)
    text.append(directory)
    text.append(name)
    text.append(0)
    (entries + count).initialize(to: entry)
    count += 1
  }

  mutating func removeAll() {
    text.removeAll()
    count = 0
  }

  /// Sorts by byte value.
  mutating func sort() {
    guard count > 1 else { return }
    let common = commonPrefixLength()
    for i in 0..<count { entries[i].key = key(i, common) }
    let start = text.bytes.start
    var order = UnsafeMutableBufferPointer(start: entries, count: count)
    order.sort { a, b in
      if a.key != b.key { return a.key < b.key }
      return Bytes(start: start + a.offset, count: a.length)
        < Bytes(start: start + b.offset, count: b.length)
    }
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
    let moved = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    moved.moveInitialize(from: entries, count: count)
    entries.deallocate()
    entries = moved
    capacity *= 2
  }
}
