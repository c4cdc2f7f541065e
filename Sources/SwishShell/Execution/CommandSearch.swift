import SwishSyntax
import SwishSystem

/// Where a command name leads (XCU 2.9.1.4).
enum Location {
  case found(OwnedText)
  /// Something of that name exists but cannot be executed: 126.
  case notExecutable(OwnedText, Errno)
  case notFound
}

extension Shell {
  /// Finds an external command. A name with a slash is a pathname; others are
  /// looked up in PATH, and the place is remembered while it lasts.
  func locate(_ name: Bytes, _ slot: Slot?) -> Location {
    if name.contains(UInt8(ascii: "/")) { return .found(OwnedText(name)) }
    if let slot, let known = commands.location(slot) {
      if isAccessible(known.cString, .execute) {
        commands.countHit(slot)
        return .found(known)
      }
      commands.forget(slot)
    }
    let location = search(name, in: value(wellKnown.path) ?? .empty)
    if case .found(let path) = location, path.bytes.first == UInt8(ascii: "/") {
      let slot = slot ?? names.intern(name)
      commands.remember(slot, at: path)
      commands.countHit(slot)
    }
    return location
  }

  /// Tries each directory of `path`; an empty element is the current one, an
  /// empty PATH finds nothing.
  func search(_ name: Bytes, in path: Bytes) -> Location {
    if path.isEmpty || name.isEmpty { return .notFound }
    var candidate = ByteBuffer(capacity: 128)
    var denied: OwnedText?
    var start = 0
    while start <= path.count {
      let end = path.firstIndex(of: UInt8(ascii: ":"), from: start) ?? path.count
      candidate.removeAll()
      if end > start {
        candidate.append(path[start..<end])
        if path[end - 1] != UInt8(ascii: "/") { candidate.append(UInt8(ascii: "/")) }
      } else {
        candidate.append("./")
      }
      candidate.append(name)
      candidate.append(0)
      if let status = FileStatus(candidate.bytes.cString), !status.isDirectory {
        let file = OwnedText(candidate.bytes.prefix(candidate.count - 1))
        if isAccessible(file.cString, .execute) && status.hasExecuteBit { return .found(file) }
        if denied == nil { denied = file }
      }
      start = end + 1
    }
    if let denied { return .notExecutable(denied, .access) }
    return .notFound
  }

  /// Calls `body` with each element of a value like PATH's, as long as it
  /// returns true; none of an empty value.
  func forEachElement(ofPath path: Bytes, _ body: (Bytes) -> Bool) {
    var start = path.isEmpty ? 1 : 0
    while start <= path.count {
      let end = path.firstIndex(of: UInt8(ascii: ":"), from: start) ?? path.count
      if !body(path[start..<end]) { return }
      start = end + 1
    }
  }

  /// Calls `body` with the name of each program in PATH that `isWanted`; a name
  /// in two directories comes twice. `willRead` comes before each directory.
  public func forEachProgram(
    where isWanted: (Bytes) -> Bool, willRead: () -> Void = {}, _ body: (Bytes) -> Void
  ) {
    var file = ByteBuffer(capacity: 256)
    forEachElement(ofPath: value(wellKnown.path) ?? .empty) { element in
      willRead()
      file.removeAll()
      file.append(element.isEmpty ? Bytes(".") : element)
      file.append(0)
      guard var directory = Directory(at: file.bytes.cString) else { return true }
      file.truncate(to: file.count - 1)
      file.append("/")
      let base = file.count
      while let entry = directory.next() {
        let name = Bytes(cString: entry)
        guard isWanted(name) else { continue }
        file.truncate(to: base)
        file.append(name)
        file.append(0)
        let path = file.bytes.cString
        if isAccessible(path, .execute) && !isDirectory(path) { body(name) }
      }
      return true
    }
  }

  /// The path `command -p` searches: where the standard utilities are.
  static var standardPath: Bytes { Bytes("/usr/bin:/bin:/usr/sbin:/sbin") }
}
