// Name references (`typeset -n`), which ksh and bash have: a variable that stands
// for another one or for an element, whose name is its text.
//
// One counts as computed, so that what is no reference is read and assigned to as
// if there were none.
import SwishSyntax

extension Shell {
  /// What a variable stands for. The last reference of a chain that leads nowhere
  /// yet is itself; nil, after a warning, where the chain is a circle.
  func referent(of slot: Slot) -> (slot: Slot, key: Bytes?)? {
    var at = slot
    for _ in 0..<8 {
      guard variables.attributes(at).contains(.reference), let name = variables.value(at) else {
        return (at, nil)
      }
      if let (array, key) = splitElement(name) { return (array, key) }
      at = names.intern(name)
    }
    report(names[slot], ": circular name reference")
    return nil
  }

  /// The variable itself, or the one that a reference stands for.
  @inline(__always)
  func followed(_ slot: Slot) -> Slot {
    variables.attributes(slot).contains(.reference) ? referent(of: slot)?.slot ?? slot : slot
  }

  /// `${!reference}`
  func nameOfReferent(_ slot: Slot) -> Bytes {
    guard let (target, key) = referent(of: slot), target != slot else { return .empty }
    guard let key else { return names[target] }
    var text = ByteBuffer()
    for part in [names[target], "[", key, "]"] { text.append(part) }
    return expansion.arena.copy(text.bytes)
  }

  func valueOfReference(_ slot: Slot) -> Bytes? {
    guard let (target, key) = referent(of: slot), target != slot else { return nil }
    guard let key else {
      return variables.attributes(target).contains(.reference) ? nil : value(target)
    }
    guard let index = try? elementIndex(target, text: key, creates: false) else { return nil }
    return element(target, index)
  }

  /// Assigns to what a reference stands for; one that stands for nothing yet gets the
  /// value as its name.
  func assignThrough(_ slot: Slot, _ value: Bytes, appends: Bool = false) throws(ShellError) {
    guard let (target, key) = referent(of: slot) else { throw .utility(status: 1) }
    if variables.attributes(target).contains(.reference) { return try refer(target, to: value) }
    if let key {
      guard let index = try elementIndex(target, text: key, creates: true) else { return }
      return try assignElement(target, index, value, appends: appends)
    }
    if appends { try append(value, to: target) } else { try assign(target, value) }
  }

  /// Makes the variable a reference, to its own value if no name is given.
  func refer(_ slot: Slot, to name: Bytes?) throws(ShellError) {
    let text = (name ?? variables.value(slot)).map { OwnedText($0) }
    if let text {
      guard text.bytes.isName || splitElement(text.bytes) != nil else {
        report(text.bytes, ": not a valid name")
        throw .utility(status: 1)
      }
      if text.bytes == names[slot] {
        report(text.bytes, ": refers to itself")
        throw .utility(status: 1)
      }
    }
    variables.unset(slot)
    if let text { variables.set(slot, text.bytes) }
    variables.insert([.reference, .computed], slot)
  }
}
