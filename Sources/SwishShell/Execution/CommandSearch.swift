// What names mean as commands, and the search for external ones (XCU 2.9.1.4).

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

  /// Tries each directory of `path`.
  func search(_ name: Bytes, in path: Bytes) -> Location {
    var location = Location.notFound
    forEachFile(called: name, inPath: path) { file, status in
      if isExecutable(file, status) {
        location = .found(OwnedText(file))
        return false
      }
      if case .notFound = location { location = .notExecutable(OwnedText(file), .access) }
      return true
    }
    return location
  }

  func isExecutable(_ file: Bytes, _ status: FileStatus) -> Bool {
    status.hasExecuteBit && isAccessible(file.cString, .execute)
  }

  /// Calls `body` with each file of that name that a value like PATH's leads to,
  /// and that is no directory, as long as it returns true.
  func forEachFile(
    called name: Bytes, inPath path: Bytes, _ body: (Bytes, FileStatus) -> Bool
  ) {
    var file = ByteBuffer(capacity: 128)
    forEachElement(ofPath: path) { element in
      file.setDirectory(element)
      file.append(name)
      file.append(0)
      guard let status = FileStatus(file.bytes.cString), !status.isDirectory else { return true }
      return body(file.bytes.prefix(file.count - 1), status)
    }
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
      file.setDirectory(element)
      let base = file.count
      file.append(0)
      guard var directory = Directory(at: file.bytes.cString) else { return true }
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
  static var standardPath: Bytes { "/usr/bin:/bin:/usr/sbin:/sbin" }
}

extension ByteBuffer {
  /// Makes it the directory that an element of PATH names, with a slash behind it;
  /// an empty element is the current one.
  fileprivate mutating func setDirectory(_ element: Bytes) {
    removeAll()
    append(element.isEmpty ? "." : element)
    if bytes.last != UInt8(ascii: "/") { append("/") }
  }
}
