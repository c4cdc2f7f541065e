import Glibc

/// Times of day and of the steady clock.
public enum Clock {
  /// Seconds since the Epoch.
  public static var now: Int { time(nil) }

  /// Microseconds since the Epoch.
  public static var microseconds: Int {
    var reading = timespec()
    clock_gettime(CLOCK_REALTIME, &reading)
    return reading.tv_sec * 1_000_000 + reading.tv_nsec / 1000
  }

  /// `nanosleep`: not less, unless a signal comes; some 50 more as the kernel's
  /// timers go.
  public static func pause(microseconds: Int) {
    var span = timespec(tv_sec: microseconds / 1_000_000, tv_nsec: microseconds % 1_000_000 * 1000)
    nanosleep(&span, nil)
  }

  /// When a process began, in seconds since the Epoch; nil if that cannot be told.
  public static func start(of process: Int32) -> Int? {
    // SAFETY: `read` writes no more than there is room for.
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { room in
      let file = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return nil }
      let count = read(file, room.baseAddress, room.count)
      close(file)
      // The name in parentheses, the second field, may hold anything.
      let text = room.prefix(max(0, count))
      guard let name = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
      let fields = text[name...].split(separator: UInt8(ascii: " "))
      // The 22nd field counts ticks since the machine was booted.
      guard fields.count > 20, let ticks = Int(String(decoding: fields[20], as: UTF8.self))
      else { return nil }
      var up = timespec()
      clock_gettime(CLOCK_BOOTTIME, &up)
      let age = up.tv_sec - ticks / sysconf(Int32(_SC_CLK_TCK))
      return now - max(0, age)
    }
  }

  /// Milliseconds of a clock that only goes forward.
  public static var milliseconds: Int { steadyMicroseconds / 1000 }

  /// Microseconds of that clock.
  public static var steadyMicroseconds: Int {
    var reading = timespec()
    clock_gettime(CLOCK_MONOTONIC, &reading)
    return reading.tv_sec * 1_000_000 + reading.tv_nsec / 1000
  }

  /// `strftime` in the local time of `timeZone`, the value of TZ.
  public static func withFormatted<R>(
    _ seconds: Int, _ format: UnsafePointer<CChar>, timeZone: UnsafePointer<CChar>?,
    _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    if let timeZone { setenv("TZ", timeZone, 1) } else { unsetenv("TZ") }
    // `localtime_r` looks at TZ only the first time.
    tzset()
    var seconds = seconds
    var parts = tm()
    localtime_r(&seconds, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { room in
      let count = strftime(room.baseAddress, room.count, format, &parts)
      return body(UnsafeRawBufferPointer(start: room.baseAddress, count: count))
    }
  }
}

/// A number that nobody can foresee (`getrandom`).
public func randomNumber() -> UInt64 {
  var generator = SystemRandomNumberGenerator()
  return generator.next()
}
