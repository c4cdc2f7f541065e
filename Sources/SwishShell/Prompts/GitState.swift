// What prompts tell of a git repository, read from its files.

import SwishSyntax
import SwishSystem

/// Appends where HEAD of the git repository around `directory` stands, read
/// from its files: `main`, or the first digits of a commit, `*` if a tracked file
/// has changed, and what is under way behind a bar, as in `main*|MERGING`.
/// Nothing outside a repository, and in one that a network is needed for.
func appendGitHead(around directory: Bytes, to value: inout ByteBuffer) {
  let local = LocalFiles.current()
  guard local.contains(directory, from: .empty),
    let (root, repository) = gitDirectory(around: directory),
    repository.withBytes({ local.contains($0, from: .empty) })
  else { return }
  var path = ByteBuffer(capacity: repository.count + 32)
  /// A file of the repository, NUL-terminated.
  func file(_ name: Bytes) -> UnsafePointer<CChar> {
    path.removeAll()
    path.append(repository)
    path.append("/")
    path.append(name)
    path.append(0)
    return path.bytes.cString
  }
  let operations: [(file: Bytes, text: Bytes)] = [
    ("rebase-merge", "|REBASE"), ("rebase-apply", "|REBASE"), ("MERGE_HEAD", "|MERGING"),
    ("CHERRY_PICK_HEAD", "|CHERRY-PICKING"), ("REVERT_HEAD", "|REVERTING"),
    ("BISECT_LOG", "|BISECTING"),
  ]
  let operation = operations.first { fileExists(file($0.file)) }
  var head = firstLine(of: file("HEAD"))
  // HEAD is a commit meanwhile; the branch being rebased is noted.
  for noted: Bytes in ["rebase-merge/head-name", "rebase-apply/head-name"] {
    if operation != nil, let branch = firstLine(of: file(noted)) { head = branch }
  }
  guard let head, !head.isEmpty else { return }
  head.withBytes { text in
    for prefix: Bytes in ["ref: refs/heads/", "refs/heads/", "ref: "]
    where text.hasPrefix(prefix) {
      return value.append(text.dropFirst(prefix.count))
    }
    value.append(text.prefix(8))
  }
  if root.withBytes({ hasChangedFiles(in: $0, index: file("index")) }) { value.append("*") }
  if let operation { value.append(operation.text) }
}

/// The root of the working tree that `directory` is in, and its git directory.
private func gitDirectory(around directory: Bytes) -> (root: [UInt8], repository: [UInt8])? {
  var path = ByteBuffer(capacity: directory.count + 8)
  path.append(directory)
  while true {
    let base = path.count
    path.append("/.git")
    path.append(0)
    if let status = FileStatus(path.bytes.cString) {
      let root = path.bytes.prefix(base).array
      if status.isDirectory { return (root, path.bytes.prefix(path.count - 1).array) }
      // A linked working tree or a submodule: `gitdir: PATH`.
      let prefix = Array("gitdir: ".utf8)
      if let line = firstLine(of: path.bytes.cString), line.starts(with: prefix) {
        let target = Array(line.dropFirst(prefix.count))
        return (root, target.first == UInt8(ascii: "/") ? target : root + Array("/".utf8) + target)
      }
    }
    path.truncate(to: base)
    guard let slash = path.bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    path.truncate(to: slash)
  }
}

/// The first line of a small regular file, without its newline.
private func firstLine(of path: UnsafePointer<CChar>) -> [UInt8]? {
  guard let file = try? FileDescriptor.open(path, .readAtOnce) else { return nil }
  defer { file.close() }
  guard FileStatus(file)?.isRegular == true else { return nil }
  var text = ByteBuffer()
  guard let count = try? file.read(into: text.reserve(1024)) else { return nil }
  text.commit(count)
  return text.bytes.prefix(text.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? count).array
}

// MARK: What git last saw of the files it tracks: the index (gitformat-index(5)),
// versions 2 and 3

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
  guard index.hasPrefix("DIRC"), index.count > 12, [2, 3].contains(index.number(at: 4))
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
