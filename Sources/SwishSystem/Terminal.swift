import CSystem
import Glibc

/// The controlling terminal, on a descriptor of the shell's own.
public struct Terminal {
  public let descriptor: FileDescriptor

  public init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

  /// The group in the foreground; nil when the terminal is gone.
  public var foregroundGroup: Int32? {
    let group = tcgetpgrp(descriptor.number)
    return group < 0 ? nil : group
  }

  /// `tcsetpgrp`, also from the background.
  public func setForegroundGroup(_ group: Int32) throws(Errno) {
    _ = try retrying { swish_set_terminal(descriptor.number, group, nil) }
  }

  /// Line discipline settings, as a program may leave or want them.
  public struct Modes: Sendable {
    var settings: termios

    /// The same without the key that sends SIGTSTP.
    public var withoutStopKey: Modes {
      var copy = self
      withUnsafeMutableBytes(of: &copy.settings.c_cc) { $0[Int(VSUSP)] = 0 }
      return copy
    }

    /// The same without echo, or with each character handed over when typed.
    public func changed(silent: Bool, byCharacter: Bool) -> Modes {
      var copy = self
      if silent { copy.settings.c_lflag &= ~tcflag_t(ECHO) }
      if byCharacter {
        copy.settings.c_lflag &= ~tcflag_t(ICANON)
        withUnsafeMutableBytes(of: &copy.settings.c_cc) {
          $0[Int(VMIN)] = 1
          $0[Int(VTIME)] = 0
        }
      }
      return copy
    }
  }

  public var modes: Modes? {
    var settings = termios()
    return tcgetattr(descriptor.number, &settings) == 0 ? Modes(settings: settings) : nil
  }

  /// `tcsetattr`, also from the background.
  public func setModes(_ modes: Modes) {
    var settings = modes.settings
    _ = swish_set_terminal(descriptor.number, 0, &settings)
  }

  /// The same, but in the background it stops the process, as reading would.
  public func setModesInForeground(_ modes: Modes) {
    var settings = modes.settings
    while tcsetattr(descriptor.number, TCSADRAIN, &settings) < 0 && errno == EINTR {}
  }

  /// Rows and columns; nil where unknown.
  public var size: (rows: Int, columns: Int)? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard swish_window_size(descriptor.number, &rows, &columns) == 0, rows > 0, columns > 0
    else { return nil }
    return (Int(rows), Int(columns))
  }
}
