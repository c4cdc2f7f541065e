import Glibc

/// Times of day and of the steady clock.
public enum Clock {
  /// Seconds since the Epoch.
  public static var now: Int { time(nil) }

  /// Milliseconds of a clock that only goes forward.
  public static var milliseconds: Int {
    var reading = timespec()
    clock_gettime(CLOCK_MONOTONIC, &reading)
    return reading.tv_sec * 1000 + reading.tv_nsec / 1_000_000
  }

  /// `strftime` in local time. `timeZone`, the value of TZ, counts from now on.
  public static func withFormatted<R>(
    _ seconds: Int, _ format: UnsafePointer<CChar>, timeZone: UnsafePointer<CChar>? = nil,
    _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    if let timeZone { setenv("TZ", timeZone, 1) }
    var seconds = seconds
    var parts = tm()
    localtime_r(&seconds, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { room in
      let count = strftime(room.baseAddress, room.count, format, &parts)
      return body(UnsafeRawBufferPointer(start: room.baseAddress, count: count))
    }
  }
}
