// SwishSystem: typed system calls, and the only place that imports Glibc.
//
// Invariants: a call that can fail throws `Errno`; EINTR is retried here unless
// the doc comment says otherwise; descriptors the shell keeps for itself are
// close-on-exec and 10 or above (XCU 2.7), so that commands never see them.
import Glibc

/// The reason a system call failed (`errno`).
public struct Errno: BitwiseCopyable, Error, Equatable, Sendable {
  public let code: Int32
  @inlinable public init(_ code: Int32) { self.code = code }

  public static var current: Errno { Errno(errno) }

  public static let noEntry = Errno(ENOENT)
  public static let interrupted = Errno(EINTR)
  public static let input = Errno(EIO)
  public static let notExecutable = Errno(ENOEXEC)
  public static let badDescriptor = Errno(EBADF)
  public static let again = Errno(EAGAIN)
  public static let fileTooBig = Errno(EFBIG)
  public static let noMemory = Errno(ENOMEM)
  public static let access = Errno(EACCES)
  public static let exists = Errno(EEXIST)
  public static let notDirectory = Errno(ENOTDIR)
  public static let isDirectory = Errno(EISDIR)
  public static let invalid = Errno(EINVAL)
  public static let tooManyFiles = Errno(EMFILE)
  public static let loop = Errno(ELOOP)
  public static let brokenPipe = Errno(EPIPE)
  public static let notPermitted = Errno(EPERM)
  public static let noProcess = Errno(ESRCH)
  public static let nameTooLong = Errno(ENAMETOOLONG)
  public static let timedOut = Errno(ETIMEDOUT)

  /// `strerror`: a NUL-terminated text, valid until the next call.
  public var message: UnsafePointer<CChar> { UnsafePointer(strerror(code)) }
}

/// Runs `call` until it is not interrupted; -1 becomes an `Errno`.
@inline(__always)
func retrying(_ call: () -> Int32) throws(Errno) -> Int32 {
  while true {
    let result = call()
    if result >= 0 { return result }
    if errno != EINTR { throw .current }
  }
}
