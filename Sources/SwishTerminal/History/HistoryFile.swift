import SwishShell
import SwishSyntax
import SwishSystem

/// The history file as many shells use it at once (HistoryRecord.swift tells
/// what is in it).
///
/// - Each entry is appended by one write under `flock`, before its command is
///   executed; nothing else in the file moves, so nothing can be lost by it.
/// - A write that fails part of the way is cut off again.
/// - Shortening the file writes a new one and renames it over the old; whoever
///   waited for the lock of the old one sees that and opens the new.
/// - A file that is none (a FIFO, a directory), a lock that is not given up: an
///   error after `patience`, and the caller keeps the entry.
struct HistoryFile: ~Copyable {
  private let path: OwnedText
  /// How long a lock is waited for, in milliseconds.
  private let patience: Int
  /// Its file system answers: nothing else would end.
  private let answers: Bool

  /// In bytes; more than that is no history, and not read into memory.
  fileprivate static let largest = 1 << 28

  /// Where a record lies, so that its result can be added.
  struct Place {
    var offset: Int
    var length: Int
    fileprivate var file: FileStatus
  }

  init(path: Bytes, from directory: Bytes, patience: Int, _ probe: FileSystemProbe) {
    self.path = OwnedText(path)
    self.patience = patience
    answers = probe.answers(self.path.cString, from: directory, within: min(patience, 500))
  }

  // MARK: Writing

  /// Appends `records`. The place is that of the last `lastLength` bytes; there
  /// is none in a device like /dev/null.
  func append(_ records: Bytes, lastLength: Int) throws(HistoryError) -> Place? {
    guard let file = try openLocked(.appendAtOnce) else { return nil }
    defer { file.close() }
    do throws(Errno) {
      let size = try Self.repairedSize(of: file)
      try Self.checkLimit(size + records.count)
      do throws(Errno) { try file.writeAll(records.raw) } catch {
        try? file.truncate(to: size)
        throw error
      }
      guard let status = FileStatus(file) else { return nil }
      return Place(offset: size + records.count - lastLength, length: lastLength, file: status)
    } catch { throw .system(error) }
  }

  /// Adds to the record at `place` what became of its command. Best effort: the
  /// entry itself is safe already.
  func complete(_ place: Place, status: Int32, milliseconds: Int) {
    guard let file = try? openLocked(.updateAtOnce) else { return }
    defer { file.close() }
    guard let now = FileStatus(file), now.isSameFile(as: place.file) else { return }
    var line = ByteBuffer()
    line.commit((try? file.read(into: line.reserve(64), at: place.offset)) ?? 0)
    let at = HistoryRecord.resultOffset(line.bytes)
    // Only the dashes are replaced, whatever others did to the file.
    guard line.bytes.dropFirst(at).hasPrefix(HistoryRecord.noResult) else { return }
    var result = ByteBuffer()
    HistoryRecord.appendResult(status: status, milliseconds: milliseconds, to: &result)
    let start = place.offset + at
    guard (try? Self.checkLimit(start + result.count)) != nil else { return }
    try? file.writeAll(result.bytes.raw, at: start)
  }

  /// Beyond the limit on the size of files (`ulimit -f`) a write would not only
  /// fail, but end the shell with a signal.
  private static func checkLimit(_ end: Int) throws(Errno) {
    if UInt64(end) > (try ResourceLimit.get(.fileSize)).soft { throw .fileTooBig }
  }

  /// Cuts off the record at `place` if it is still the last.
  func withdraw(_ place: Place) {
    guard let file = try? openLocked(.updateAtOnce) else { return }
    defer { file.close() }
    guard let now = FileStatus(file), now.isSameFile(as: place.file),
      now.size == place.offset + place.length
    else { return }
    try? file.truncate(to: place.offset)
  }

  /// Replaces the content by what `body` makes of it; nothing when it says so
  /// by returning false.
  func rewrite(
    _ body: (_ old: Bytes, _ new: inout ByteBuffer) -> Bool
  ) throws(HistoryError) {
    guard let file = try openLocked(.updateAtOnce) else { return }
    defer { file.close() }
    do throws(Errno) {
      var old = ByteBuffer()
      try file.appendContent(from: 0, to: &old)
      var new = ByteBuffer(capacity: old.count)
      guard body(old.bytes, &new), let status = FileStatus(file) else { return }
      // A link points at the file to be replaced.
      let target = FileName.withResolved(path.cString) { OwnedText(Bytes(cString: $0)) } ?? path
      try Self.replace(target, by: new.bytes, permissions: status.permissions)
    } catch { throw .system(error) }
  }

  /// Makes the file if there is none yet; whoever is first wins.
  func create(_ content: Bytes) {
    guard answers, let name = try? Self.writeTemporary(beside: path, content, permissions: 0o600)
    else {
      return
    }
    try? FileName.add(path.cString, for: name.cString)
    FileName.remove(name.cString)
  }

  // MARK: Reading

  /// The last `count` records, or all there are near the end, and where they lie
  /// in the file; their bytes are in `text`.
  func readTail(
    _ count: Int, into text: inout ByteBuffer
  ) throws(HistoryError) -> (records: ArraySlice<HistoryRecord>, place: Range<Int>) {
    let file = try open(.readAtOnce)
    defer { file.close() }
    do throws(Errno) {
      let size = FileStatus(file)?.size ?? 0
      // 128 bytes are an entry's usual size.
      var window = 65_536 + min(count, size / 2) * 128
      while true {
        window = min(window, Self.largest)
        let start = max(0, size - window)
        text.removeAll()
        try file.appendContent(from: start, to: &text)
        var parser = HistoryParser(text.bytes, skipsPart: start > 0)
        var records: [HistoryRecord] = []
        while let record = parser.next() { records.append(record) }
        if start == 0 || records.count >= count || window >= Self.largest {
          let end = start + parser.position
          let first = records.suffix(count).first.map { $0.start - text.bytes.start }
          return (records.suffix(count), (first.map { start + $0 } ?? end)..<end)
        }
        window *= 4
      }
    } catch { throw .system(error) }
  }

  /// Appends the file from `offset` on; false if it is shorter.
  func read(from offset: Int, into text: inout ByteBuffer) throws(HistoryError) -> Bool {
    let file = try open(.readAtOnce)
    defer { file.close() }
    guard let size = FileStatus(file)?.size, size >= offset else { return false }
    do throws(Errno) { try file.appendContent(from: offset, to: &text) } catch {
      throw .system(error)
    }
    return true
  }

  /// Nil if there is none.
  var status: FileStatus? { answers ? FileStatus(path.cString) : nil }

  // MARK: Opening

  private func open(_ mode: FileDescriptor.OpenMode) throws(HistoryError) -> FileDescriptor {
    if !answers { throw .silent }
    let file: FileDescriptor
    do throws(Errno) { file = try FileDescriptor.open(path.cString, mode) } catch {
      throw .system(error)
    }
    guard let status = FileStatus(file), status.isRegular else {
      file.close()
      throw .notRegular
    }
    return file
  }

  /// The file, locked and made if need be; nil for /dev/null and its like, which
  /// take everything.
  private func openLocked(
    _ mode: FileDescriptor.OpenMode
  ) throws(HistoryError) -> FileDescriptor? {
    if !answers { throw .silent }
    for _ in 0..<100 {
      let file: FileDescriptor
      do throws(Errno) { file = try FileDescriptor.openPrivate(path.cString, mode) } catch {
        throw .system(error)
      }
      do throws(HistoryError) {
        guard let status = FileStatus(file), status.isRegular else {
          if FileStatus(file)?.isCharacterDevice == true {
            file.close()
            return nil
          }
          throw .notRegular
        }
        try lock(file)
        // Somebody may have replaced it while the lock was waited for.
        if let named = FileStatus(path.cString), named.isSameFile(as: status) { return file }
      } catch {
        file.close()
        throw error
      }
      file.close()
    }
    throw .locked
  }

  private func lock(_ file: FileDescriptor) throws(HistoryError) {
    let isLocked: Bool
    do throws(Errno) { isLocked = try file.lock(within: patience) } catch {
      throw .system(error)
    }
    guard isLocked else { throw .locked }
  }

  /// The file's size, once the rest of a write that was cut short is gone: its
  /// entry was promised to nobody.
  private static func repairedSize(of file: FileDescriptor) throws(Errno) -> Int {
    let size = FileStatus(file)?.size ?? 0
    if size == 0 { return 0 }
    var tail = ByteBuffer()
    let start = max(0, size - 65_536)
    try file.appendContent(from: size - 1, to: &tail)
    if tail.bytes.last == UInt8(ascii: "\n") { return size }
    tail.removeAll()
    try file.appendContent(from: start, to: &tail)
    var parser = HistoryParser(tail.bytes, skipsPart: start > 0)
    while parser.next() != nil {}
    if start + parser.position < size {
      try file.truncate(to: start + parser.position)
      return start + parser.position
    }
    try checkLimit(size + 1)
    try file.writeAll(Bytes("\n").raw)
    return size + 1
  }

  private static func replace(
    _ path: OwnedText, by content: Bytes, permissions: UInt32
  ) throws(Errno) {
    let name = try writeTemporary(beside: path, content, permissions: permissions)
    do throws(Errno) { try FileName.replace(path.cString, by: name.cString) } catch {
      FileName.remove(name.cString)
      throw error
    }
  }

  private static func writeTemporary(
    beside path: OwnedText, _ content: Bytes, permissions: UInt32
  ) throws(Errno) -> OwnedText {
    var template = ByteBuffer()
    template.append(path.bytes)
    template.append(".XXXXXX")
    let name = OwnedText(template.bytes)
    let file = try FileDescriptor.temporary(UnsafeMutablePointer(mutating: name.cString))
    defer { file.close() }
    do throws(Errno) {
      try checkLimit(content.count)
      try file.setPermissions(permissions)
      try file.writeAll(content.raw)
      try file.synchronize()
    } catch {
      FileName.remove(name.cString)
      throw error
    }
    return name
  }
}

enum HistoryError: Error {
  case system(Errno)
  case notRegular
  /// Another process keeps the file locked.
  case locked
  /// Its file system does not answer.
  case silent

  func appendReason(to text: inout ByteBuffer) {
    switch self {
    case .system(let errno): text.append(Bytes(cString: errno.message))
    case .notRegular: text.append("not a regular file")
    case .silent: text.append("the file system does not answer")
    case .locked: text.append("locked by another process")
    }
  }
}

extension FileDescriptor {
  /// Appends everything from `offset` on.
  fileprivate func appendContent(
    from offset: Int, to text: inout ByteBuffer
  ) throws(Errno) {
    var at = offset
    while true {
      let size = FileStatus(self)?.size ?? 0
      if max(size, at) - offset > HistoryFile.largest { throw .fileTooBig }
      let count = try read(into: text.reserve(max(size - at, 512)), at: at)
      if count == 0 { return }
      text.commit(count)
      at += count
    }
  }
}
