import Glibc

/// A program that leads its own session on a new pseudo-terminal.
///
/// Its end and its output are both events on descriptors, so nothing here has
/// to sleep. Dropping the value kills the whole session.
public final class PtyProcess {
  public enum Exit: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  public struct SpawnError: Error {
    public var call: String
    public var code: Int32
  }

  /// The process id, which is also the session's and the first process group's.
  public let id: pid_t
  public private(set) var exit: Exit?
  private var master: Int32
  private let ending: Int32

  /// Starts `path` with the terminal as its descriptors 0, 1 and 2, default
  /// signal dispositions and an empty signal mask.
  public init(
    path: String, arguments: [String], environment: [String: String], size: Screen.Size,
    folder: String
  ) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: Int32 = 0
    var locked: Int32 = 0
    guard master >= 0, ioctl(master, PtyProcess.numberRequest, &number) == 0,
      ioctl(master, PtyProcess.lockRequest, &locked) == 0
    else { throw SpawnError(call: "/dev/ptmx", code: errno) }
    PtyProcess.setSize(size, of: master)
    id = try PtyProcess.spawn(
      path: path, arguments: arguments, environment: environment,
      terminal: "/dev/pts/\(number)", folder: folder)
    ending = try PtyProcess.openEnding(of: id)
  }

  deinit {
    killSession()
    if exit == nil {
      var status: Int32 = 0
      waitpid(id, &status, 0)
    }
    closeTerminal()
    close(ending)
  }

  private static func spawn(
    path: String, arguments: [String], environment: [String: String], terminal: String,
    folder: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let addFolder = try hidden(
      "posix_spawn_file_actions_addchdir_np",
      as: (@convention(c) (UnsafeMutableRawPointer, UnsafePointer<CChar>) -> Int32).self)
    _ = addFolder(&actions, folder)
    // The first terminal a session leader opens becomes its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let newSession: Int32 = 0x80
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | newSession))

    let argv = ([path] + arguments).map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for string in argv + envp { free(string) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, path, &actions, &attributes, argv, envp)
    guard code == 0 else { throw SpawnError(call: "posix_spawn \(path)", code: code) }
    return id
  }

  /// A descriptor that becomes readable when the process ends.
  private static func openEnding(of id: pid_t) throws -> Int32 {
    let open = try hidden("pidfd_open", as: (@convention(c) (pid_t, UInt32) -> Int32).self)
    let descriptor = open(id, 0)
    guard descriptor >= 0 else { throw SpawnError(call: "pidfd_open", code: errno) }
    return descriptor
  }

  /// A function of glibc that its module map does not show.
  static func hidden<Function>(_ name: String, as: Function.Type) throws -> Function {
    guard let symbol = dlsym(nil, name) else { throw SpawnError(call: name, code: ENOSYS) }
    return unsafeBitCast(symbol, to: Function.self)
  }

  // Linux's requests behind ptsname and unlockpt, which Swift does not see.
  private static let numberRequest: UInt = 0x8004_5430
  private static let lockRequest: UInt = 0x4004_5431

  private func killSession() {
    for process in ProcessTable.session(id) where process.id != id { kill(process.id, SIGKILL) }
    if exit == nil { kill(id, SIGKILL) }
  }
}

// MARK: - The terminal

extension PtyProcess {
  /// The terminal hands over lines and shows nothing of them.
  public var hidesLines: Bool {
    var modes = termios()
    guard tcgetattr(master, &modes) == 0 else { return false }
    return modes.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON)
  }

  /// What a wait for the terminal may find.
  public enum Event {
    case output([UInt8])
    case ended
    case timeout
  }

  /// Waits for output or for the end of the process. All output is handed
  /// out before the end is told.
  public func next(within milliseconds: Int) -> Event {
    var watched = [
      pollfd(fd: master, events: Int16(POLLIN), revents: 0),
      pollfd(fd: exit == nil ? ending : -1, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&watched, 2, exit == nil ? Int32(clamping: milliseconds) : 0)
    if ready < 0 { return .timeout }
    if watched[0].revents & Int16(POLLIN) != 0 {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(master, &buffer, buffer.count)
      if count > 0 { return .output(Array(buffer[..<count])) }
    }
    if exit == nil && (watched[1].revents != 0 || watched[0].revents & Int16(POLLHUP) != 0) {
      reap()
      return next(within: 0)
    }
    return exit == nil ? .timeout : .ended
  }

  private func reap() {
    var status: Int32 = 0
    guard waitpid(id, &status, 0) == id else { return }
    let signal = status & 0x7F
    exit = signal == 0 ? .status((status >> 8) & 0xFF) : .signal(signal)
  }

  public func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  public func setSize(_ size: Screen.Size) { PtyProcess.setSize(size, of: master) }

  private static func setSize(_ size: Screen.Size, of terminal: Int32) {
    var window = winsize(
      ws_row: UInt16(size.rows), ws_col: UInt16(size.columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &window)
  }

  /// The terminal's foreground process group.
  public var foregroundGroup: pid_t {
    var group: pid_t = 0
    return ioctl(master, UInt(TIOCGPGRP), &group) == 0 ? group : -1
  }

  public var modes: TerminalModes {
    var modes = termios()
    tcgetattr(master, &modes)
    return TerminalModes(
      echoes: modes.c_lflag & tcflag_t(ECHO) != 0,
      isCanonical: modes.c_lflag & tcflag_t(ICANON) != 0,
      makesSignals: modes.c_lflag & tcflag_t(ISIG) != 0,
      addsReturns: modes.c_oflag & tcflag_t(OPOST) != 0 && modes.c_oflag & tcflag_t(ONLCR) != 0)
  }

  /// Takes the terminal away, as a closed window or a lost line does.
  public func closeTerminal() {
    if master >= 0 { close(master) }
    master = -1
  }
}

/// The terminal modes a shell has to look after.
public struct TerminalModes: Equatable, Sendable {
  public var echoes: Bool
  public var isCanonical: Bool
  public var makesSignals: Bool
  public var addsReturns: Bool

  /// What a program that is started may count on.
  public static let cooked = TerminalModes(
    echoes: true, isCanonical: true, makesSignals: true, addsReturns: true)
}
