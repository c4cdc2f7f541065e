import CSystem
import Glibc

/// What `stat` tells of a file.
public struct FileStatus {
  var raw: stat

  public init?(_ path: UnsafePointer<CChar>, followLinks: Bool = true) {
    raw = stat()
    let result = followLinks ? stat(path, &raw) : lstat(path, &raw)
    if result != 0 { return nil }
  }

  public init?(_ descriptor: FileDescriptor) {
    raw = stat()
    if fstat(descriptor.number, &raw) != 0 { return nil }
  }

  private var type: UInt32 { raw.st_mode & S_IFMT }
  public var isRegular: Bool { type == S_IFREG }
  public var isDirectory: Bool { type == S_IFDIR }
  public var isCharacterDevice: Bool { type == S_IFCHR }
  public var isBlockDevice: Bool { type == S_IFBLK }
  public var isFIFO: Bool { type == S_IFIFO }
  public var isLink: Bool { type == S_IFLNK }
  public var isSocket: Bool { type == S_IFSOCK }
  public var isSetUser: Bool { raw.st_mode & S_ISUID != 0 }
  public var isSetGroup: Bool { raw.st_mode & S_ISGID != 0 }
  public var isSticky: Bool { raw.st_mode & S_ISVTX != 0 }
  public var size: Int { Int(raw.st_size) }
  public var owner: UInt32 { raw.st_uid }
  public var group: UInt32 { raw.st_gid }
  public var permissions: UInt32 { raw.st_mode & 0o7777 }

  /// Any execute bit is set.
  public var hasExecuteBit: Bool { raw.st_mode & 0o111 != 0 }

  public func isSameFile(as other: FileStatus) -> Bool {
    raw.st_dev == other.raw.st_dev && raw.st_ino == other.raw.st_ino
  }

  public func isNewer(than other: FileStatus) -> Bool {
    Self.isLater(raw.st_mtim, than: other.raw.st_mtim)
  }

  public func hasSameModification(as other: FileStatus) -> Bool {
    !isNewer(than: other) && !other.isNewer(than: self)
  }

  /// The time of the last modification is this one; 0 nanoseconds stand for any.
  public func isModified(atSecond second: UInt32, nanosecond: UInt32) -> Bool {
    UInt32(truncatingIfNeeded: raw.st_mtim.tv_sec) == second
      && (nanosecond == 0 || UInt32(truncatingIfNeeded: raw.st_mtim.tv_nsec) == nanosecond)
  }

  public var isModifiedSinceRead: Bool { Self.isLater(raw.st_mtim, than: raw.st_atim) }

  private static func isLater(_ a: timespec, than b: timespec) -> Bool {
    a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec
  }
}

/// What a file may be used for, by the effective ids.
public enum AccessMode: Int32, Sendable {
  case execute = 1
  case write = 2
  case read = 4
}

public func isAccessible(_ path: UnsafePointer<CChar>, _ mode: AccessMode) -> Bool {
  faccessat(AT_FDCWD, path, mode.rawValue, AT_EACCESS) == 0
}

/// `lstat` succeeds: a dangling link exists.
public func fileExists(_ path: UnsafePointer<CChar>) -> Bool {
  FileStatus(path, followLinks: false) != nil
}

public func isDirectory(_ path: UnsafePointer<CChar>) -> Bool {
  FileStatus(path)?.isDirectory ?? false
}

/// The entries of a directory, `.` and `..` among them, in no order: read without
/// the lock and the second look at the descriptor that a DIR costs.
public struct Directory: ~Copyable {
  // SAFETY: `records` holds `size` bytes, of which the kernel filled the first
  // `filled` with whole records; `position` is the start of one or the end.
  private let descriptor: FileDescriptor
  private let records: UnsafeMutableRawPointer
  private var position = 0
  private var filled = 0
  private static let size = 1 << 15
  /// The entry that was read last is a directory, or its kind is not told here.
  public private(set) var mayBeDirectory = false
  /// Why the rest of the entries cannot be read.
  public private(set) var failure: Errno?

  /// Nil where the directory cannot be read (`Errno.current`).
  public init?(at path: UnsafePointer<CChar>) {
    while true {
      if let opened = try? FileDescriptor.open(path, .directory) {
        descriptor = opened
        records = .allocate(byteCount: Self.size, alignment: 8)
        return
      }
      if errno != EINTR { return nil }
    }
  }

  deinit {
    descriptor.close()
    records.deallocate()
  }

  /// The next name, valid until the next call.
  public mutating func next() -> UnsafePointer<CChar>? {
    if position == filled && !fill() { return nil }
    let record = records + position
    let fields = record.assumingMemoryBound(to: dirent.self)
    position += Int(fields.pointee.d_reclen)
    assert(position <= filled)
    let kind = Int(fields.pointee.d_type)
    mayBeDirectory = kind == DT_DIR || kind == DT_LNK || kind == DT_UNKNOWN
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19
    return UnsafePointer((record + offset).assumingMemoryBound(to: CChar.self))
  }

  /// `getdents64`; false at the end, or on a failure.
  private mutating func fill() -> Bool {
    position = 0
    filled = 0
    do throws(Errno) {
      filled = Int(
        try retrying {
          fault(.getdents) ?? Int32(getdents64(descriptor.number, records, Self.size))
        })
    } catch { failure = error }
    return filled > 0
  }
}

public enum WorkingDirectory {
  /// PATH_MAX: in bytes, the NUL included.
  public static let longestPath = Int(PATH_MAX)

  public static func change(to path: UnsafePointer<CChar>) throws(Errno) {
    if chdir(path) < 0 { throw .current }
  }

  public static func change(to descriptor: FileDescriptor) throws(Errno) {
    if fchdir(descriptor.number) < 0 { throw .current }
  }

  /// `getcwd` into malloc'ed memory that the closure may read.
  public static func withPath<R>(_ body: (UnsafePointer<CChar>) -> R) throws(Errno) -> R {
    guard let path = getcwd(nil, 0) else { throw .current }
    defer { free(path) }
    return body(path)
  }
}

/// The file mode creation mask.
public enum FileModeMask {
  public static func set(_ mask: UInt32) { _ = umask(mask) }
  public static var current: UInt32 {
    let mask = umask(0)
    _ = umask(mask)
    return mask
  }
}
