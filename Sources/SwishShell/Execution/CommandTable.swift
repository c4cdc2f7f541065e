// What is known of names as commands: functions, built-ins, places in PATH, aliases.

import SwishSyntax
import SwishSystem

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
