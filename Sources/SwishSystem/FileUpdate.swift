// Changing files that others use at the same time: locks, temporary files, and
// renaming a finished file over the old one.
import Glibc

extension FileDescriptor {
  /// `flock`, exclusive. False when another process still held the lock after
  /// `milliseconds`: a stopped process must not stop its neighbours.
  public func lock(within milliseconds: Int) throws(Errno) -> Bool {
    var left = milliseconds
    while true {
      if flock(number, LOCK_EX | LOCK_NB) == 0 { return true }
      if errno != EWOULDBLOCK && errno != EINTR { throw .current }
      if left <= 0 { return false }
      Clock.pause(microseconds: 2000)
      left -= 2
    }
  }

  /// `ftruncate`.
  public func truncate(to size: Int) throws(Errno) {
    _ = try retrying { ftruncate(number, size) }
  }

  /// `pread`: the bytes read, 0 at the end.
  public func read(
    into room: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(Errno) -> Int {
    while true {
      let n = pread(number, room.baseAddress, room.count, offset)
      if n >= 0 { return n }
      if errno != EINTR { throw .current }
    }
  }

  /// `pwrite` of everything.
  public func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let n = pwrite(number, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
      if n > 0 {
        done += n
      } else if n == 0 {
        throw .input
      } else if errno != EINTR {
        throw .current
      }
    }
  }

  /// `fchmod`.
  public func setPermissions(_ mode: UInt32) throws(Errno) {
    _ = try retrying { fchmod(number, mode) }
  }

  /// `fsync`.
  public func synchronize() throws(Errno) { _ = try retrying { fsync(number) } }

  /// `mkstemp`, close-on-exec: a new file, mode 0600; its name replaces the `XXXXXX` that
  /// `template` ends in.
  public static func temporary(
    _ template: UnsafeMutablePointer<CChar>
  ) throws(Errno) -> FileDescriptor {
    let file = FileDescriptor(try retrying { mkstemp(template) })
    file.setCloseOnExec(true)
    return file
  }
}

public enum FileName {
  /// `unlink`
  public static func remove(_ path: UnsafePointer<CChar>) { _ = unlink(path) }

  /// `rename`: `path` is what `temporary` was, or still what it was.
  public static func replace(
    _ path: UnsafePointer<CChar>, by temporary: UnsafePointer<CChar>
  ) throws(Errno) {
    _ = try retrying { rename(temporary, path) }
  }

  /// `link`: fails if there is a file called `path` already.
  public static func add(
    _ path: UnsafePointer<CChar>, for existing: UnsafePointer<CChar>
  ) throws(Errno) {
    _ = try retrying { link(existing, path) }
  }

  /// `readlink`; nil if it is no link, or a longer one than pathnames are.
  public static func target(ofLink path: UnsafePointer<CChar>) -> [UInt8]? {
    withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { room in
      let start = room.baseAddress?.assumingMemoryBound(to: CChar.self)
      let count = start.map { readlink(path, $0, room.count) } ?? -1
      return count < 0 || count == room.count ? nil : Array(room.prefix(count))
    }
  }

  /// `realpath` into malloc'ed memory that the closure may read.
  public static func withResolved<R>(
    _ path: UnsafePointer<CChar>, _ body: (UnsafePointer<CChar>) -> R
  ) -> R? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return body(resolved)
  }
}
