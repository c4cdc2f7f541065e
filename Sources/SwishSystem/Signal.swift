import CSystem
import Glibc

/// A signal by number, 1 to 64.
public struct Signal: Equatable, Sendable {
  public let number: Int32
  @inlinable public init(_ number: Int32) { self.number = number }

  public static let hangup = Signal(SIGHUP)
  public static let interrupt = Signal(SIGINT)
  public static let quit = Signal(SIGQUIT)
  public static let kill = Signal(SIGKILL)
  public static let pipe = Signal(SIGPIPE)
  public static let alarm = Signal(SIGALRM)
  public static let terminate = Signal(SIGTERM)
  public static let child = Signal(SIGCHLD)
  public static let `continue` = Signal(SIGCONT)
  public static let stop = Signal(SIGSTOP)
  public static let terminalStop = Signal(SIGTSTP)
  public static let terminalInput = Signal(SIGTTIN)
  public static let terminalOutput = Signal(SIGTTOU)
  public static let windowChange = Signal(SIGWINCH)

  /// One past the highest number.
  public static let limit: Int32 = 65

  /// The name without SIG (XBD signal.h; `RTMIN+n` for real-time signals).
  public var name: StaticString? {
    switch number {
    case SIGHUP: "HUP"
    case SIGINT: "INT"
    case SIGQUIT: "QUIT"
    case SIGILL: "ILL"
    case SIGTRAP: "TRAP"
    case SIGABRT: "ABRT"
    case SIGBUS: "BUS"
    case SIGFPE: "FPE"
    case SIGKILL: "KILL"
    case SIGUSR1: "USR1"
    case SIGSEGV: "SEGV"
    case SIGUSR2: "USR2"
    case SIGPIPE: "PIPE"
    case SIGALRM: "ALRM"
    case SIGTERM: "TERM"
    case SIGSTKFLT: "STKFLT"
    case SIGCHLD: "CHLD"
    case SIGCONT: "CONT"
    case SIGSTOP: "STOP"
    case SIGTSTP: "TSTP"
    case SIGTTIN: "TTIN"
    case SIGTTOU: "TTOU"
    case SIGURG: "URG"
    case SIGXCPU: "XCPU"
    case SIGXFSZ: "XFSZ"
    case SIGVTALRM: "VTALRM"
    case SIGPROF: "PROF"
    case SIGWINCH: "WINCH"
    case SIGIO: "IO"
    case SIGPWR: "PWR"
    case SIGSYS: "SYS"
    case 34: "RTMIN"
    case 64: "RTMAX"
    default: nil
    }
  }

  /// What happened to a process that died of it, in words (`strsignal`).
  public var description: UnsafePointer<CChar> { UnsafePointer(strsignal(number)) }

  public enum Disposition: Int32, Sendable { case `default`, ignore, `catch` }

  /// KILL and STOP keep their default whatever is asked for.
  public func set(_ disposition: Disposition) {
    _ = swish_set_disposition(number, disposition.rawValue)
  }

  public var disposition: Disposition {
    Disposition(rawValue: swish_get_disposition(number)) ?? .default
  }

  /// Ends this process by the signal's default action; returns only where
  /// that action is not to end.
  public func die() { swish_die_of(number) }

  /// `kill`; a negative pid is a process group.
  public func send(to pid: Int32) throws(Errno) {
    if Glibc.kill(pid, number) < 0 { throw .current }
  }

  /// `timer_create`: sends it to this process later, unless that has been replaced by
  /// `exec` then. A copy of the process does not get it.
  public func sendToSelf(afterMilliseconds delay: Int) {
    var event = sigevent()
    event.sigev_notify = Int32(SIGEV_SIGNAL)
    event.sigev_signo = number
    var timer: timer_t?
    // The first one is number 0, which Swift takes for nil.
    guard timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 else { return }
    var time = itimerspec()
    time.it_value = timespec(tv_sec: delay / 1000, tv_nsec: delay % 1000 * 1_000_000)
    timer_settime(timer, 0, &time, nil)
  }
}

/// A set of signals; bit n is signal n, and bit 0 is signal 64.
public struct SignalSet: Equatable, Sendable {
  public var bits: UInt64
  @inlinable public init(bits: UInt64 = 0) { self.bits = bits }
  public static let all = SignalSet(bits: UInt64.max)
  /// Signals from outside that end a process by default. Not those that a fault
  /// raises: it would be raised again.
  public static let ending = SignalSet(
    [
      SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF,
      SIGXCPU,
    ])

  /// What the terminal sends to all of a job's processes, but SIGINT, and what tells
  /// of children.
  public static let ofJobs = SignalSet(
    [SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH, SIGCHLD])

  public init(_ numbers: [Int32]) {
    bits = 0
    for number in numbers { insert(Signal(number)) }
  }
  @inlinable public var isEmpty: Bool { bits == 0 }
  @inlinable public func contains(_ signal: Signal) -> Bool {
    bits & (1 << UInt64(signal.number & 63)) != 0
  }
  @inlinable public mutating func insert(_ signal: Signal) {
    bits |= 1 << UInt64(signal.number & 63)
  }
  @inlinable public mutating func remove(_ signal: Signal) {
    bits &= ~(1 << UInt64(signal.number & 63))
  }
  public func union(_ other: SignalSet) -> SignalSet { SignalSet(bits: bits | other.bits) }
  public func intersection(_ other: SignalSet) -> SignalSet { SignalSet(bits: bits & other.bits) }
  public func subtracting(_ other: SignalSet) -> SignalSet { SignalSet(bits: bits & ~other.bits) }
}

/// Signals that the handler marked and nobody has taken yet.
public enum PendingSignals {
  @inlinable public static var any: Bool { swish_peek_pending() != 0 }
  @inlinable public static func contains(_ signal: Signal) -> Bool {
    SignalSet(bits: swish_peek_pending()).contains(signal)
  }
  public static func containAny(of set: SignalSet) -> Bool { swish_peek_pending() & set.bits != 0 }
  /// Some are marked, and none but those of `set`.
  public static func areWithin(_ set: SignalSet) -> Bool {
    any && swish_peek_pending() & ~set.bits == 0
  }
  /// The last SIGINT came from a process, not from the terminal.
  public static var interruptWasSent: Bool { swish_interrupt_was_sent() }
  /// Takes the marks of `which`; they are cleared.
  public static func take(_ which: SignalSet = .all) -> SignalSet {
    SignalSet(bits: swish_take_pending(which.bits))
  }
  @discardableResult
  public static func take(_ signal: Signal) -> Bool {
    var one = SignalSet()
    one.insert(signal)
    return !take(one).isEmpty
  }
  /// Remembers the mask at entry; to be called once, before all else.
  public static func start() {
    #if !SWISH_LEAN_START
      dropCrashHandlers()
    #endif
    swish_signals_start(false)
  }

  /// Lets all signals through, and children begin so: at a terminal that was started
  /// with SIGINT blocked nothing would end them.
  public static func unblock() {
    swish_signals_start(true)
    swish_signals_start(false)
  }

  /// Unless they are asked for: the Swift runtime's handlers, which print where
  /// a crash was and go on, would keep `kill` from ending the shell.
  private static func dropCrashHandlers() {
    if getenv("SWIFT_BACKTRACE") != nil { return }
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]
    where Signal(number).disposition == .catch { Signal(number).set(.default) }
  }
}
