import SwishSyntax

/// The positional parameters (XCU 2.5.1), `$1` at index 0.
///
/// A function's are borrowed from the fields of its call; `set` makes them
/// owned. Copying the struct does not copy the texts: whoever replaces the
/// parameters calls `free` on what it no longer wants.
struct Positionals {
  // SAFETY: `items` holds `count` entries; `block`, if any, is the memory that
  // `set` allocated for entries and texts together.
  private(set) var items: UnsafePointer<Bytes>
  private(set) var count: Int
  private var block: UnsafeMutableRawPointer?

  /// Borrows `items`, which must outlive the value.
  init(borrowing items: UnsafePointer<Bytes>, count: Int) {
    self.items = items
    self.count = count
    block = nil
  }

  /// Copies entries and texts into one block.
  init(copying source: UnsafePointer<Bytes>, count: Int) {
    var size = count * MemoryLayout<Bytes>.stride
    for i in 0..<count { size += source[i].count + 1 }
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: max(size, 16), alignment: MemoryLayout<Bytes>.alignment)
    let entries = block.bindMemory(to: Bytes.self, capacity: count)
    var text = (block + count * MemoryLayout<Bytes>.stride).assumingMemoryBound(to: UInt8.self)
    for i in 0..<count {
      let length = source[i].count
      text.update(from: source[i].start, count: length)
      text[length] = 0
      (entries + i).initialize(to: Bytes(start: text, count: length))
      text += length + 1
    }
    self.block = block
    items = UnsafePointer(entries)
    self.count = count
  }

  subscript(index: Int) -> Bytes? {
    index >= 0 && index < count ? items[index] : nil
  }

  mutating func shift(_ n: Int) {
    assert(n <= count)
    items += n
    count -= n
  }

  mutating func free() {
    block?.deallocate()
    block = nil
    count = 0
  }
}
