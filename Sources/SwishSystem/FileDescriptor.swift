import CSystem
import Glibc

/// An open file of this process.
public struct FileDescriptor: BitwiseCopyable, Equatable, Sendable {
  public let number: Int32
  @inlinable public init(_ number: Int32) { self.number = number }

  public static let standardInput = FileDescriptor(0)
  public static let standardOutput = FileDescriptor(1)
  public static let standardError = FileDescriptor(2)
  /// The lowest number the shell uses for itself.
  public static let firstPrivate: Int32 = 10

  public struct OpenMode: Sendable {
    let flags: Int32
    public static let read = OpenMode(flags: O_RDONLY)
    /// A FIFO without a writer is at its end.
    public static let readAtOnce = OpenMode(flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
    public static let readWrite = OpenMode(flags: O_RDWR | O_CREAT)
    public static let truncate = OpenMode(flags: O_WRONLY | O_CREAT | O_TRUNC)
    public static let createNew = OpenMode(flags: O_WRONLY | O_CREAT | O_EXCL)
    public static let write = OpenMode(flags: O_WRONLY)
    public static let append = OpenMode(flags: O_WRONLY | O_CREAT | O_APPEND)
    /// An existing terminal or directory, for the shell itself.
    public static let readWriteExisting = OpenMode(flags: O_RDWR | O_NOCTTY)
    /// Neither waits for a FIFO's reader or a device.
    public static let appendAtOnce = OpenMode(flags: O_RDWR | O_APPEND | O_NONBLOCK | O_NOCTTY)
    public static let updateAtOnce = OpenMode(flags: O_RDWR | O_NONBLOCK | O_NOCTTY)
    public static let directory = OpenMode(flags: O_RDONLY | O_DIRECTORY)
  }

  /// `open`, close-on-exec, mode 0666 less the umask. EINTR is thrown.
  public static func open(_ path: UnsafePointer<CChar>, _ mode: OpenMode) throws(Errno)
    -> FileDescriptor
  {
    let number = fault(.open) ?? Glibc.open(path, mode.flags | O_CLOEXEC, 0o666)
    if number < 0 { throw .current }
    return FileDescriptor(number)
  }

  /// The same for what may be a FIFO: a signal that has been caught ends its
  /// opening, also one that comes just before the system call. The path must be
  /// in memory that can be written to.
  public static func openUnlessSignalled(
    _ constantPath: UnsafePointer<CChar>, _ mode: OpenMode
  ) throws(Errno) -> FileDescriptor {
    let path = UnsafeMutablePointer(mutating: constantPath)
    let first = path[0]
    if first == 0 { return try open(path, mode) }
    swish_set_opened_path(path)
    defer {
      swish_set_opened_path(nil)
      path[0] = first
    }
    if PendingSignals.any { throw .interrupted }
    do throws(Errno) { return try open(path, mode) } catch {
      throw path[0] == first ? error : .interrupted
    }
  }

  /// `open` of a file that is only its owner's business, created with mode 0600.
  public static func openPrivate(
    _ path: UnsafePointer<CChar>, _ mode: OpenMode
  ) throws(Errno) -> FileDescriptor {
    FileDescriptor(try retrying { Glibc.open(path, mode.flags | O_CREAT | O_CLOEXEC, 0o600) })
  }

  /// Closes; an error cannot be acted on, and EINTR must not be retried on Linux.
  public func close() { _ = Glibc.close(number) }

  /// A copy at `minimum` or above.
  public func duplicate(
    atLeast minimum: Int32 = FileDescriptor.firstPrivate, closeOnExec: Bool = true
  ) throws(Errno) -> FileDescriptor {
    let command = closeOnExec ? F_DUPFD_CLOEXEC : F_DUPFD
    do throws(Errno) {
      return FileDescriptor(try retrying { fault(.dup) ?? fcntl(number, command, minimum) })
    } catch {
      // The limit on open files is `minimum` or less.
      throw error == .invalid ? .tooManyFiles : error
    }
  }

  /// `dup2`: `target` becomes a copy that commands inherit.
  public func duplicate(onto target: FileDescriptor) throws(Errno) {
    _ = try retrying { fault(.dup) ?? dup2(number, target.number) }
  }

  /// Moves the descriptor out of the range scripts may use.
  public func movedAway() throws(Errno) -> FileDescriptor {
    if number >= Self.firstPrivate { return self }
    defer { close() }
    return try duplicate()
  }

  /// The access mode allows reading, writing.
  public var isReadable: Bool {
    let flags = fcntl(number, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_WRONLY
  }
  public var isWritable: Bool {
    let flags = fcntl(number, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }
  public var isTerminal: Bool { isatty(number) == 1 }

  public func setCloseOnExec(_ on: Bool) { _ = fcntl(number, F_SETFD, on ? FD_CLOEXEC : 0) }

  /// Turns O_NONBLOCK off; a program that left it on would starve `read`.
  public func makeBlocking() {
    let flags = fcntl(number, F_GETFL)
    if flags >= 0 && flags & O_NONBLOCK != 0 { _ = fcntl(number, F_SETFL, flags & ~O_NONBLOCK) }
  }

  /// `pipe2`, both ends close-on-exec and, if the limit on open files
  /// allows it, out of the scripts' range.
  public static func pipe() throws(Errno) -> Pipe {
    var ends: (Int32, Int32) = (-1, -1)
    let result = withUnsafeMutablePointer(to: &ends) {
      $0.withMemoryRebound(to: Int32.self, capacity: 2) { fault(.pipe) ?? pipe2($0, O_CLOEXEC) }
    }
    if result < 0 { throw .current }
    let read: FileDescriptor
    do throws(Errno) { read = try FileDescriptor(ends.0).movedAwayIfPossible() } catch {
      FileDescriptor(ends.1).close()
      throw error
    }
    do throws(Errno) {
      return Pipe(read: read, write: try FileDescriptor(ends.1).movedAwayIfPossible())
    } catch {
      read.close()
      throw error
    }
  }

  /// Like `movedAway`, but under a low limit (`ulimit -n`) a descriptor that is
  /// none of the standard three stays where it is.
  public func movedAwayIfPossible() throws(Errno) -> FileDescriptor {
    if number >= Self.firstPrivate { return self }
    do throws(Errno) {
      let moved = try duplicate()
      close()
      return moved
    } catch {
      if number > FileDescriptor.standardError.number { return self }
      close()
      throw error
    }
  }

  /// An anonymous file in memory, for here-documents a pipe cannot hold.
  public static func memoryFile() throws(Errno) -> FileDescriptor {
    let number = fault(.memfd) ?? swish_memfd("here-document")
    if number < 0 { throw .current }
    return FileDescriptor(number)
  }

  /// `read`: the bytes read, 0 at the end. EINTR is thrown, so that traps run.
  public func read(into room: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    let n = fault(.read) ?? Glibc.read(number, room.baseAddress, room.count)
    if n < 0 { throw .current }
    return n
  }

  /// `tee`: copies up to `count` bytes that this pipe holds to another and leaves
  /// them here; 0 at the end. Waits for input; EINTR is thrown.
  public func copy(to pipe: FileDescriptor, upTo count: Int) throws(Errno) -> Int {
    let n = fault(.read) ?? tee(number, pipe.number, count, 0)
    if n < 0 { throw .current }
    return n
  }

  /// Writes everything. EINTR and short writes go on; EAGAIN waits for room.
  public func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let count = fault(.short).map { -$0 } ?? bytes.count - done
      let n = fault(.write) ?? Glibc.write(number, bytes.baseAddress.map { $0 + done }, count)
      if n >= 0 {
        done += n
      } else if errno == EAGAIN {
        var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, -1)
      } else if errno != EINTR {
        throw .current
      }
    }
  }

  /// `lseek`; throws for pipes and terminals.
  public func seek(by offset: Int) throws(Errno) {
    if lseek(number, offset, SEEK_CUR) < 0 { throw .current }
  }

  public func seek(to offset: Int) throws(Errno) {
    if lseek(number, offset, SEEK_SET) < 0 { throw .current }
  }

  /// The position in a file that can be sought.
  public var position: Int? {
    let at = lseek(number, 0, SEEK_CUR)
    return at < 0 ? nil : at
  }

  /// `otherReady`: only the other descriptor is.
  public enum WaitResult { case ready, otherReady, timedOut, interrupted, failed }

  /// Waits until input can be read or a signal of `signals` has been caught,
  /// without a gap between looking and sleeping. No descriptor: signals only.
  public static func waitForInput(
    _ descriptor: FileDescriptor?, or other: FileDescriptor? = nil, milliseconds: Int32 = -1,
    unless signals: SignalSet
  ) -> WaitResult {
    // Negative ones are passed over.
    var entries = (
      pollfd(fd: descriptor?.number ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other?.number ?? -1, events: Int16(POLLIN), revents: 0)
    )
    let result = withUnsafeMutablePointer(to: &entries) {
      $0.withMemoryRebound(to: pollfd.self, capacity: 2) {
        swish_wait($0, milliseconds, signals.bits)
      }
    }
    if result > 0 { return entries.0.revents != 0 ? .ready : .otherReady }
    if result == 0 { return .timedOut }
    return errno == EINTR ? .interrupted : .failed
  }
}

/// Both ends of a pipe.
public struct Pipe: BitwiseCopyable, Sendable {
  public let read: FileDescriptor
  public let write: FileDescriptor

  public func close() {
    read.close()
    write.close()
  }
}
