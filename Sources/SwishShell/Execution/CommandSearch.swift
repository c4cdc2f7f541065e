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

/// A function (XCU 2.9.5) and the tree its body lies in.
final class Function {
  let tree: SyntaxTree
  let definition: FunctionDefinition
  /// The file it was read from, for diagnostics.
  let source: OwnedText?

  init(tree: SyntaxTree, definition: FunctionDefinition, source: OwnedText?) {
    self.tree = tree
    self.definition = definition
    self.source = source
  }
}

/// What a name means as a command, indexed by slot: a function, a built-in, a
/// remembered location in PATH; and its alias.
struct CommandTable: ~Copyable {
  struct Entry {
    var function: Function?
    var alias: OwnedText?
    var location: OwnedText?
    var hits = 0
    /// The built-in of that name, once looked up.
    var builtin: BuiltinID?
    var isBuiltinKnown = false
  }

  // SAFETY: `entries` holds `capacity` initialized entries.
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 128
  private(set) var aliasCount = 0
  /// Slots with a remembered location, for `hash`.
  private(set) var located = Stack<Slot>(capacity: 8)

  init() {
    entries = .allocate(capacity: 128)
    entries.initialize(repeating: Entry(), count: 128)
  }

  deinit {
    entries.deinitialize(count: capacity)
    entries.deallocate()
  }

  @inline(__always)
  func function(_ slot: Slot) -> Function? {
    slot.int < capacity ? entries[slot.int].function : nil
  }

  mutating func setFunction(_ slot: Slot, _ function: Function?) {
    reserve(slot)
    entries[slot.int].function = function
  }

  @inline(__always)
  mutating func builtin(_ slot: Slot, _ names: NameTable) -> BuiltinID? {
    reserve(slot)
    if !entries[slot.int].isBuiltinKnown {
      entries[slot.int].builtin = BuiltinID.named(names[slot])
      entries[slot.int].isBuiltinKnown = true
    }
    return entries[slot.int].builtin
  }

  func location(_ slot: Slot) -> OwnedText? {
    slot.int < capacity ? entries[slot.int].location : nil
  }

  func hits(_ slot: Slot) -> Int { slot.int < capacity ? entries[slot.int].hits : 0 }

  mutating func countHit(_ slot: Slot) { entries[slot.int].hits += 1 }

  mutating func remember(_ slot: Slot, at path: OwnedText) {
    reserve(slot)
    if entries[slot.int].location == nil { located.push(slot) }
    entries[slot.int].location = path
    entries[slot.int].hits = 0
  }

  mutating func forget(_ slot: Slot) {
    guard slot.int < capacity, entries[slot.int].location != nil else { return }
    entries[slot.int].location = nil
    var kept = 0
    for i in 0..<located.count where located[i] != slot {
      located[kept] = located[i]
      kept += 1
    }
    located.truncate(to: kept)
  }

  /// PATH changed, or `hash -r`.
  mutating func forgetLocations() {
    for i in 0..<located.count { entries[located[i].int].location = nil }
    located.removeAll()
  }

  func alias(_ slot: Slot) -> OwnedText? {
    slot.int < capacity ? entries[slot.int].alias : nil
  }

  mutating func setAlias(_ slot: Slot, _ value: OwnedText?) {
    reserve(slot)
    if entries[slot.int].alias != nil { aliasCount -= 1 }
    entries[slot.int].alias = value
    if value != nil { aliasCount += 1 }
  }

  @inline(__always)
  private mutating func reserve(_ slot: Slot) {
    if slot.int >= capacity { grow(slot) }
  }

  private mutating func grow(_ slot: Slot) {
    let larger = max(capacity * 2, slot.int + 1)
    let moved = UnsafeMutablePointer<Entry>.allocate(capacity: larger)
    moved.moveInitialize(from: entries, count: capacity)
    (moved + capacity).initialize(repeating: Entry(), count: larger - capacity)
    entries.deallocate()
    entries = moved
    capacity = larger
  }
}

extension Shell: AliasProvider {
  public var hasAliases: Bool { commands.aliasCount > 0 }

  public func aliasValue(_ name: Bytes) -> Bytes? {
    guard let slot = names.find(name) else { return nil }
    return commands.alias(slot)?.bytes
  }
}
