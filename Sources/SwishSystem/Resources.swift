import CSystem
import Glibc

/// A limit on a resource of this process (`getrlimit`), in the units of the
/// kernel.
public enum ResourceLimit {
  public static let unlimited = UInt64.max

  public enum Resource: Int32, Sendable, CaseIterable {
    case cpuTime = 0
    case fileSize = 1
    case data = 2
    case stack = 3
    case core = 4
    case residentSet = 5
    case processes = 6
    case openFiles = 7
    case lockedMemory = 8
    case addressSpace = 9
    case locks = 10
    case pendingSignals = 11
    case messageQueues = 12
    case nice = 13
    case realTimePriority = 14
    case realTimeProcessor = 15
  }

  public static func get(_ resource: Resource) throws(Errno) -> (soft: UInt64, hard: UInt64) {
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(UInt32(resource.rawValue)), &limit) < 0 { throw .current }
    return (UInt64(limit.rlim_cur), UInt64(limit.rlim_max))
  }

  public static func set(_ resource: Resource, soft: UInt64, hard: UInt64) throws(Errno) {
    var limit = rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
    if setrlimit(__rlimit_resource_t(UInt32(resource.rawValue)), &limit) < 0 { throw .current }
  }
}

/// Processor time in microseconds (`getrusage`).
public struct ProcessTimes {
  public var user: Int64
  public var system: Int64

  public static func ofShell() -> ProcessTimes { ProcessTimes(who: RUSAGE_SELF.rawValue) }
  public static func ofChildren() -> ProcessTimes { ProcessTimes(who: RUSAGE_CHILDREN.rawValue) }

  private init(who: Int32) {
    var usage = rusage()
    _ = getrusage(who, &usage)
    user = Int64(usage.ru_utime.tv_sec) * 1_000_000 + Int64(usage.ru_utime.tv_usec)
    system = Int64(usage.ru_stime.tv_sec) * 1_000_000 + Int64(usage.ru_stime.tv_usec)
  }
}

/// What this process may still allocate.
public enum Memory {
  /// Whether a text of `count` bytes could be made, and grow. Asked about large
  /// ones only: a limit on the address space (`ulimit -v`) is found out without
  /// touching a page.
  @inlinable public static func hasRoom(_ count: Int) -> Bool {
    count < 1 << 20 || canMap(2 * count)
  }

  // (The compiler takes out a `malloc` whose memory is only freed.)
  @usableFromInline @inline(never) static func canMap(_ count: Int) -> Bool {
    let memory = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { return false }
    munmap(memory, count)
    return true
  }
}
