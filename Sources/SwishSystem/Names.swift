// Names of users, of this machine and of terminals.

import Glibc

/// Calls `body` with each entry of the user database as long as it returns true.
/// Reads the file itself: name services cannot be loaded by a static executable.
private func forEachEntry(_ body: (passwd) -> Bool) {
  guard let file = fopen("/etc/passwd", "re") else { return }
  defer { fclose(file) }
  while let entry = fgetpwent(file) {
    if !body(entry.pointee) { return }
  }
}

/// Calls `body` with each login name.
public func forEachUser(_ body: (UnsafePointer<CChar>) -> Void) {
  forEachEntry { entry in
    if let name = entry.pw_name { body(name) }
    return true
  }
}

/// The home directory of a user, for `~name`, copied by the closure; nil if there is
/// none.
public func withHomeDirectory<R>(
  ofUser user: UnsafePointer<CChar>, _ body: (UnsafePointer<CChar>) -> R
) -> R? {
  var result: R?
  forEachEntry { entry in
    if let name = entry.pw_name, strcmp(name, user) == 0, let home = entry.pw_dir {
      result = body(home)
    }
    return result == nil
  }
  return result
}

/// The login name of a user, or the number of one who has none.
public func withName(ofUser id: UInt32, _ body: (UnsafePointer<CChar>) -> Void) {
  var isNamed = false
  forEachEntry { entry in
    if entry.pw_uid == id, let name = entry.pw_name {
      body(name)
      isNamed = true
    }
    return !isNamed
  }
  if !isNamed { String(id).withCString(body) }
}

/// The name of this machine (`gethostname`).
public func withHostName(_ body: (UnsafePointer<CChar>) -> Void) {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { room in
    guard let start = room.baseAddress, gethostname(start, room.count - 1) == 0 else { return }
    start[room.count - 1] = 0
    body(start)
  }
}

/// The pathname of the terminal that a descriptor is open on.
public func withTerminalName(
  of descriptor: FileDescriptor, _ body: (UnsafePointer<CChar>) -> Void
) {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { room in
    guard let start = room.baseAddress, ttyname_r(descriptor.number, start, room.count) == 0
    else { return }
    body(start)
  }
}
