import SwishSyntax
import SwishSystem

// What git last saw of the files it tracks: the index (gitformat-index(5)),
// versions 2 and 3.

/// A file that git tracks in the working tree at `root` is gone, in conflict, or
/// has another size or time than `index` noted. What was only touched counts too
/// until git looks again. False also where it takes long to find out: no more
/// than an index of 1 MB and 5 ms are spent on it.
func hasChangedFiles(in root: Bytes, index path: UnsafePointer<CChar>) -> Bool {
  guard let file = try? FileDescriptor.open(path, .readAtOnce) else { return false }
  defer { file.close() }
  let limit = 1 << 20
  guard let status = FileStatus(file), status.isRegular, status.size <= limit else { return false }
  var text = ByteBuffer(capacity: status.size + 1)
  while text.count <= limit, let count = try? file.read(into: text.reserve(65536)), count > 0 {
    text.commit(count)
  }
  let index = text.bytes
  guard index.hasPrefix(Bytes("DIRC")), index.count > 12, [2, 3].contains(index.number(at: 4))
  else { return false }
  let deadline = Clock.milliseconds + 5
  var name = ByteBuffer(capacity: 256)
  name.append(root)
  name.append("/")
  let base = name.count
  var start = 12
  for number in 0..<index.number(at: 8) {
    guard let entry = GitIndexEntry(index.dropFirst(start)) else { return false }
    if number % 32 == 31 && Clock.milliseconds >= deadline { return false }
    start += entry.length
    name.truncate(to: base)
    name.append(entry.name)
    name.append(0)
    if entry.differs(fromFileAt: name.bytes.cString) { return true }
  }
  return false
}

private struct GitIndexEntry {
  let name: Bytes
  let length: Int
  private let fields: Bytes
  private let flags: UInt32
  private let moreFlags: UInt32

  /// Nil if that is none, as where names of objects are longer than SHA-1's.
  init?(_ bytes: Bytes) {
    guard bytes.count > 64 else { return nil }
    fields = bytes
    flags = bytes.number(at: 60) >> 16
    let isExtended = flags & 0x4000 != 0
    moreFlags = isExtended ? bytes.number(at: 60) & 0xFFFF : 0
    let start = isExtended ? 64 : 62
    guard let end = bytes.firstIndex(of: 0, from: start) else { return nil }
    name = bytes[start..<end]
    // Filled up with NULs to a multiple of eight.
    length = (end + 8) & ~7
    guard end > start, length <= bytes.count, min(name.count, 0xFFF) == Int(flags & 0xFFF) else {
      return nil
    }
  }

  func differs(fromFileAt path: UnsafePointer<CChar>) -> Bool {
    let isAssumedUnchanged = flags & 0x8000 != 0
    let isNotCheckedOut = moreFlags & 0x4000 != 0
    let isInConflict = flags & 0x3000 != 0
    let isLink = fields.number(at: 24) == 0o120000
    let isFile = fields.number(at: 24) >> 12 == 0o10
    guard isLink || isFile, !isAssumedUnchanged, !isNotCheckedOut else { return false }
    guard !isInConflict, let now = FileStatus(path, followLinks: false),
      isLink ? now.isLink : now.isRegular,
      now.isModified(atSecond: fields.number(at: 8), nanosecond: fields.number(at: 12))
    else { return true }
    // Git notes 0 where it will have to compare the contents.
    let size = fields.number(at: 36)
    return size != 0 && size != UInt32(truncatingIfNeeded: now.size)
  }
}

extension Bytes {
  /// The 32-bit number at an offset, its first byte the highest.
  fileprivate func number(at offset: Int) -> UInt32 {
    self[offset..<(offset + 4)].array.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
