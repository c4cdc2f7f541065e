import CSystem
import Glibc

/// How a child changed state (`waitpid`).
public struct WaitStatus: BitwiseCopyable, Equatable, Sendable {
  public let raw: Int32
  public init(raw: Int32) { self.raw = raw }
  /// What `wait` would tell of a process that ended so.
  public init(exit status: Int32) { raw = (status & 0xff) << 8 }
  public init(of signal: Signal) { raw = signal.number }
  public var isStopped: Bool { swish_stop_signal(raw) != 0 }
  public var isContinued: Bool { swish_continued(raw) }
  /// The signal that ended it, if one did.
  public var termSignal: Signal? { signal(swish_term_signal(raw)) }
  public var stopSignal: Signal? { signal(swish_stop_signal(raw)) }
  public var dumpedCore: Bool { swish_term_signal(raw) != 0 && swish_core_dumped(raw) }
  /// `$?`: the exit status, or 128 plus the signal (XCU 2.8.2).
  public var shellStatus: Int32 {
    if let signal = stopSignal ?? termSignal { return 128 + signal.number }
    return swish_exit_status(raw)
  }

  private func signal(_ number: Int32) -> Signal? { number == 0 ? nil : Signal(number) }
}

/// A request to run a program; see `swish_spawn` in CSystem.
public struct SpawnRequest {
  public var path: UnsafePointer<CChar>
  public var arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>
  public var environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
  public var steps: UnsafePointer<DescriptorStep>?
  public var stepCount = 0
  /// -1: the shell's own group; 0: a new group; else the group to join.
  public var processGroup: Int32 = -1
  public var terminal: FileDescriptor?
  public var defaultSignals = SignalSet()
  public var ignoredSignals = SignalSet()

  public init(
    path: UnsafePointer<CChar>, arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }

  /// SIGINT and SIGQUIT, as for an asynchronous list without job control.
  public mutating func ignoreInterrupts() {
    for signal in [Signal.interrupt, .quit] {
      ignoredSignals.insert(signal)
      defaultSignals.remove(signal)
    }
  }
}

/// `dup2(source, target)` in a child, or `close(target)` when source is -1.
@frozen public struct DescriptorStep: BitwiseCopyable {
  public var source: Int32
  public var target: Int32
  public init(source: Int32, target: Int32) {
    self.source = source
    self.target = target
  }
}

/// Why a spawn failed: the step on descriptors at fault, or nil for fork, exec.
public struct SpawnFailure: Error {
  public let errno: Errno
  public let step: Int?
  public let forked: Bool

  public init(errno: Errno, step: Int?, forked: Bool) {
    self.errno = errno
    self.step = step
    self.forked = forked
  }
}

public enum Process {
  public static func spawn(_ request: SpawnRequest) throws(SpawnFailure) -> Int32 {
    // The two step types have one layout: a pair of C ints.
    let steps = UnsafeRawPointer(request.steps)?.assumingMemoryBound(
      to: swish_descriptor_step.self)
    var c = swish_spawn_request(
      path: request.path, argv: request.arguments, envp: request.environment, steps: steps,
      step_count: Int32(request.stepCount), process_group: request.processGroup,
      terminal: request.terminal?.number ?? -1, default_signals: request.defaultSignals.bits,
      ignored_signals: request.ignoredSignals.bits, error: 0, failed_step: -1)
    if let _: Int32 = fault(.vfork) {
      throw SpawnFailure(errno: .current, step: nil, forked: false)
    }
    if let _: Int32 = fault(.exec) {
      throw SpawnFailure(errno: .current, step: nil, forked: true)
    }
    let pid = swish_spawn(&c)
    if pid < 0 {
      throw SpawnFailure(
        errno: Errno(c.error), step: c.failed_step < 0 ? nil : Int(c.failed_step),
        forked: c.error != EAGAIN || c.failed_step >= 0)
    }
    return pid
  }

  /// `execve`: returns only with the reason it failed.
  public static func execute(
    _ path: UnsafePointer<CChar>, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
  ) -> Errno {
    _ = fault(.exec) ?? execve(path, arguments, environment)
    return .current
  }

  /// `fork`: 0 in the child.
  public static func fork() throws(Errno) -> Int32 {
    let pid = fault(.fork) ?? swish_fork(false)
    if pid < 0 { throw .current }
    return pid
  }

  /// A forked child's signals: see `swish_reset_signals`.
  public static func resetSignals(default defaults: SignalSet, ignored: SignalSet) {
    swish_reset_signals(defaults.bits, ignored.bits)
  }

  public enum WaitMode: Sendable {
    case block  // until a child ends or stops; EINTR is thrown
    case blockForEnd  // as `block`; stops are not told
    case poll  // ended, stopped and continued children; none: nil
    case pollForEnd
  }

  /// `waitpid(-1)`, also for what `Background` has left. Throws ECHILD when there
  /// are no children.
  public static func wait(_ mode: WaitMode) throws(Errno) -> (pid: Int32, status: WaitStatus)? {
    var raw: Int32 = 0
    let options =
      switch mode {
      case .block: WUNTRACED
      case .blockForEnd: Int32(0)
      case .poll: WNOHANG | WUNTRACED | WCONTINUED
      case .pollForEnd: WNOHANG
      }
    let pid = fault(.wait) ?? waitpid(-1, &raw, options | Background.waitsForAll)
    if pid < 0 { throw .current }
    Background.forget(pid)
    return pid == 0 ? nil : (pid, WaitStatus(raw: raw))
  }

  /// Whether there are any, be they ended or not.
  public static var hasChildren: Bool {
    var news = siginfo_t()
    return waitid(P_ALL, 0, &news, WEXITED | WNOHANG | WNOWAIT) == 0
  }

  public static func setGroup(_ pid: Int32, _ group: Int32) throws(Errno) {
    if setpgid(pid, group) < 0 { throw .current }
  }

  /// `setsid`: away from the terminal.
  public static func startSession() { _ = setsid() }

  public static var identifier: Int32 { getpid() }
  public static var parent: Int32 { getppid() }
  public static var group: Int32 { getpgrp() }
  public static var leadsSession: Bool { getsid(0) == getpid() }
  public static var user: UInt32 { getuid() }
  public static var effectiveUser: UInt32 { geteuid() }
  public static var effectiveGroup: UInt32 { getegid() }

  /// Whether effective and real user or group differ.
  public static var isPrivileged: Bool { geteuid() != getuid() || getegid() != getgid() }

  /// Makes the effective ids, and with them the saved ones, the real ones.
  public static func dropPrivileges() throws(Errno) {
    let (user, group) = (getuid(), getgid())
    if setregid(group, group) != 0 || setreuid(user, user) != 0 {
      throw .current
    }
  }

  /// Ends the process at once, without C's clean-up.
  public static func exit(_ status: Int32) -> Never { _exit(status) }
}

/// The arguments this process was given, its name first: NULL-terminated.
public var processArguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  swish_arguments()
}

/// The environment this process was given: `environ`, NULL-terminated.
public var processEnvironment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? { environ }
