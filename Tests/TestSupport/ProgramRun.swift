import Glibc
import Synchronization

/// This is a build with the address sanitizer, which reserves terabytes of
/// address space and keeps what is freed: memory cannot be tested.
public let isSanitized = dlsym(nil, "__asan_init") != nil

/// One run of a program: pipes on its output, a deadline, a session of its own.
///
/// The program leads a new session, so it has no controlling terminal and its
/// process group can be killed as a whole when it has ended.
public struct ProgramRun {
  /// What the program finds on its standard input.
  public enum Input {
    /// `/dev/null`.
    case null
    /// An existing file, opened for reading: seekable.
    case file(String)
    /// A pipe that holds these bytes (at most 64 KiB) and then ends.
    case pipe([UInt8])
  }

  public enum Ending: Equatable, Sendable {
    case exited(Int)
    case killed(signal: Int)
    case timedOut
    /// The program could not be started; the value is an `errno`.
    case notStarted(Int)
  }

  public struct Result: Equatable, Sendable {
    public var output: [UInt8] = []
    public var errors: [UInt8] = []
    public var ending: Ending
  }

  public var path: String
  /// `argv`, its first element included.
  public var arguments: [String]
  /// `NAME=value` each; nothing is inherited.
  public var environment: [String]
  public var directory: String
  public var input = Input.null
  public var seconds = isSanitized ? 60 : 10

  public init(path: String, arguments: [String], environment: [String], directory: String) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Runs the program to its end or to the deadline, then kills what is left
  /// of its process group.
  public func run() -> Result {
    let started = startLock.withLock { _ in start() }
    guard let started else { return Result(ending: .notStarted(Int(errno))) }
    defer {
      close(started.output)
      close(started.errors)
    }
    guard started.failure == 0 else { return Result(ending: .notStarted(Int(started.failure))) }
    var collector = Collector(output: started.output, errors: started.errors)
    let ending = collector.collect(from: started.child, seconds: seconds)
    return Result(output: collector.output, errors: collector.errors, ending: ending)
  }

  private struct Started {
    var child: pid_t
    /// 0 or an `errno`.
    var failure: Int32
    var output: Int32
    var errors: Int32
  }

  /// Nil, with `errno` set, when there is no descriptor left.
  private func start() -> Started? {
    guard let output = Pipe(), let errors = Pipe(), let input = openInput() else { return nil }
    var child: pid_t = 0
    let failure = spawn(&child, input: input, output: output.write, errors: errors.write)
    close(input)
    close(output.write)
    close(errors.write)
    return Started(child: child, failure: failure, output: output.read, errors: errors.read)
  }

  private func openInput() -> Int32? {
    let descriptor: Int32
    switch input {
    case .null: descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
    case .file(let path): descriptor = open(path, O_RDONLY | O_CLOEXEC)
    case .pipe(let bytes):
      guard let pipe = Pipe() else { return nil }
      _ = bytes.withUnsafeBytes { write(pipe.write, $0.baseAddress, min($0.count, 65536)) }
      close(pipe.write)
      descriptor = pipe.read
    }
    return descriptor < 0 ? nil : descriptor
  }

  /// Programs shall not have what the tests were started with.
  private static let keepsInherited: Void = {
    for descriptor in Int32(3)..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }()

  /// Returns 0 or an `errno`.
  private func spawn(
    _ child: inout pid_t, input: Int32, output: Int32, errors: Int32
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    _ = Self.keepsInherited
    guard let addWorkingDirectory else { return ENOSYS }
    _ = addWorkingDirectory(&actions, directory)

    // The test runner may ignore or block signals; the program must not notice.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | spawnSetsid
    posix_spawnattr_setflags(&attributes, Int16(flags))

    return withCStrings(arguments) { argv in
      withCStrings(environment) { envp in
        posix_spawn(&child, path, &actions, &attributes, argv, envp)
      }
    }
  }
}

/// Close-on-exec is set after `pipe`, so no other thread may start a program
/// in between: it would inherit the write end and keep the pipe from ending.
private let startLock = Mutex(())

private typealias AddWorkingDirectory =
  @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32

/// `posix_spawn_file_actions_addchdir`, in the library under its older name
/// but, like `POSIX_SPAWN_SETSID`, declared for GNU code only.
private let addWorkingDirectory: AddWorkingDirectory? = {
  guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return nil }
  return unsafeBitCast(symbol, to: AddWorkingDirectory.self)
}()

/// `POSIX_SPAWN_SETSID`, which the C headers show to GNU code only.
private let spawnSetsid: Int32 = 0x80

private func withCStrings<R>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
  let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: strings.count + 1)
  for (index, string) in strings.enumerated() { vector[index] = strdup(string) }
  vector[strings.count] = nil
  defer {
    for index in strings.indices { free(vector[index]) }
    vector.deallocate()
  }
  return body(vector)
}

private struct Pipe {
  let read: Int32
  let write: Int32

  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    read = ends[0]
    write = ends[1]
  }
}

/// Reads both pipes until they end, the program ends or the deadline passes.
private struct Collector {
  var output: [UInt8] = []
  var errors: [UInt8] = []
  private var polled: [pollfd]

  init(output: Int32, errors: Int32) {
    polled = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    for descriptor in [output, errors] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
  }

  mutating func collect(from child: pid_t, seconds: Int) -> ProgramRun.Ending {
    let deadline = milliseconds() + seconds * 1000
    var ended = false
    while !ended && milliseconds() < deadline {
      if polled.allSatisfy({ $0.fd < 0 }) {
        usleep(200)
      } else if poll(&polled, nfds_t(polled.count), 10) > 0 {
        readWhatIsThere()
        // A background process may hold the pipes: only silence or their end
        // is a reason to look whether the program is still there.
        continue
      }
      ended = hasEnded(child)
    }
    readWhatIsThere()
    kill(-child, SIGKILL)
    kill(child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard ended else { return .timedOut }
    let signal = Int(status & 0x7f)
    return signal == 0 ? .exited(Int(status >> 8) & 0xff) : .killed(signal: signal)
  }

  /// Leaves the zombie, so that its process group id stays taken.
  private func hasEnded(_ child: pid_t) -> Bool {
    var info = siginfo_t()
    let options = WEXITED | WNOHANG | WNOWAIT
    return waitid(P_PID, id_t(child), &info, options) == 0 && info.si_signo == SIGCHLD
  }

  private mutating func readWhatIsThere() {
    var chunk = [UInt8](repeating: 0, count: 16384)
    for index in polled.indices where polled[index].fd >= 0 {
      while true {
        let count = read(polled[index].fd, &chunk, chunk.count)
        if count < 0 { break }
        if count == 0 {
          polled[index].fd = -1
          break
        }
        if index == 0 {
          output += chunk[..<count]
        } else {
          errors += chunk[..<count]
        }
      }
    }
  }
}

private func milliseconds() -> Int {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}
