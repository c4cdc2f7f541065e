import SwishSyntax
import SwishSystem

extension Shell {
  /// Tilde expansion (XCU 2.6.1): HOME for `~`, a user's home directory for
  /// `~name`. The result is not split and is no pattern. An unknown user, or
  /// HOME unset, leaves the tilde-prefix as it is. A slash that follows is not
  /// doubled: with HOME=/, `~/x` is `/x`. `~+`, `~-` and `~n` are directories of
  /// this shell, as in bash.
  func expandTilde(_ name: Bytes, beforeSlash: Bool) {
    if name.isEmpty, let home = value(wellKnown.home) {
      appendHome(home, beforeSlash: beforeSlash)
      return
    }
    if let directory = directory(ofTilde: name) {
      return appendHome(directory.bytes, beforeSlash: beforeSlash)
    }
    let user = OwnedText(name)
    let found: Void? =
      name.isEmpty
      ? nil
      : withHomeDirectory(ofUser: user.cString) {
        appendHome(Bytes(cString: $0), beforeSlash: beforeSlash)
      }
    if found == nil {
      appendQuoted("~")
      appendQuoted(name)
    }
  }

  /// The rest of a pathname that HOME begins, where `~` may stand for that.
  func belowHome(_ path: Bytes) -> Bytes? {
    guard let home = value(wellKnown.home), home.count > 1, path.hasPrefix(home),
      path.count == home.count || path[home.count] == UInt8(ascii: "/")
    else { return nil }
    return path.dropFirst(home.count)
  }

  private func appendHome(_ home: Bytes, beforeSlash: Bool) {
    let drops = beforeSlash && home.last == UInt8(ascii: "/")
    appendQuoted(drops ? home.prefix(home.count - 1) : home)
  }
}
