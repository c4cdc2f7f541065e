// The files of commands that run before the first command (XCU sh, ENV).
import SwishSyntax
import SwishSystem

extension Shell {
  /// Executes what comes before the first command, once there is a line editor for
  /// the `bind` in it.
  public func runStartupFiles(_ invocation: Invocation) {
    if invocation.isLogin && invocation.readsProfiles { readProfiles() }
    // After /etc/profile, which in many systems replaces one that is set.
    if !variables.isSet(wellKnown.ps1) { variables.borrow(wellKnown.ps1, standardPrompt) }
    if isInteractive {
      readEnvironmentFile()
      readStartupFile(invocation.startupFile)
    }
  }

  /// A login shell's files.
  private func readProfiles() {
    try? runStartupFile(OwnedText("/etc/profile"))
    if Process.isPrivileged { return }
    if let path = inHome("/.profile") { try? runStartupFile(path) }
  }

  /// ENV of an interactive shell (XCU sh).
  private func readEnvironmentFile() {
    guard let text = value(wellKnown.env) else { return }
    var path = ByteBuffer()
    appendExpanded(text, to: &path)
    if path.isEmpty { return }
    do throws(Errno) { try runStartupFile(OwnedText(path.bytes)) } catch {
      if error != .noEntry { report(path.bytes, error) }
    }
  }

  /// The shell's own file: ~/.swishrc, else swish/swishrc in XDG_CONFIG_HOME.
  /// POSIX mode knows ENV alone.
  private func readStartupFile(_ choice: Invocation.StartupFile) {
    guard !Process.isPrivileged, !options.contains(.posix) else { return }
    switch choice {
    case .none: return
    case .named(let path):
      do throws(Errno) { try runStartupFile(OwnedText(path)) } catch { report(path, error) }
    case .standard:
      guard let path = inHome("/.swishrc"), let config = inHome("/.config") else { return }
      do throws(Errno) { return try runStartupFile(path) } catch {
        guard error == .noEntry else { return report(path.bytes, error) }
      }
      let chosen = variable(named: "XDG_CONFIG_HOME") ?? .empty
      var other = ByteBuffer()
      other.append(chosen.isEmpty ? config.bytes : chosen)
      other.append("/swish/swishrc")
      try? runStartupFile(OwnedText(other.bytes))
    }
  }

  /// Runs a file. Only `exit` in it ends the shell.
  private func runStartupFile(_ path: OwnedText) throws(Errno) {
    while true {
      do throws(Errno) {
        if runFile(try openCommands(path), name: path) == .exiting { terminate() }
        return
      } catch {
        if error != .interrupted { throw error }
        switch atSafePoint() {
        case .next: continue
        case .exiting: terminate()
        default: return
        }
      }
    }
  }

  /// The pathname of a file below HOME; nil without HOME.
  func inHome(_ name: Bytes) -> OwnedText? {
    guard let home = value(wellKnown.home), !home.isEmpty else { return nil }
    var path = ByteBuffer()
    path.append(home)
    path.append(name)
    return OwnedText(path.bytes)
  }
}
