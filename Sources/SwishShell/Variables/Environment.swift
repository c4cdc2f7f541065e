import SwishSyntax
import SwishSystem

/// The environment given to commands: `NAME=value` strings and a NULL-ended
/// vector, rebuilt only when an exported variable changed.
struct EnvironmentBlock: ~Copyable {
  // SAFETY: both buffers belong to this value; the vector points into `text`.
  private var text = ByteBuffer(capacity: 16)
  private var vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  /// Inherited strings whose names no variable can have; passed on unchanged.
  var foreign = Stack<UnsafeMutablePointer<CChar>>(capacity: 2)

  deinit { vector?.deallocate() }

  mutating func vector(
    _ variables: inout VariableStore, _ names: NameTable
  ) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    if let vector, !variables.environmentChanged { return UnsafePointer(vector) }
    variables.environmentChanged = false
    text.removeAll()
    var offsets = Stack<Int>(capacity: 64)
    for index in 0..<min(variables.limit, names.count) {
      let slot = Slot(UInt32(index))
      let attributes = variables.attributes(slot)
      guard attributes.isSuperset(of: [.exported, .isSet]), !attributes.contains(.array) else {
        continue
      }
      offsets.push(text.count)
      text.append(names[slot])
      text.append(UInt8(ascii: "="))
      text.append(variables.value(slot) ?? .empty)
      text.append(0)
    }
    vector?.deallocate()
    let total = offsets.count + foreign.count
    let fresh = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: total + 1)
    let base = UnsafeMutableRawPointer(mutating: text.bytes.start)
    for i in 0..<offsets.count {
      (fresh + i).initialize(to: (base + offsets[i]).assumingMemoryBound(to: CChar.self))
    }
    for i in 0..<foreign.count { (fresh + offsets.count + i).initialize(to: foreign[i]) }
    (fresh + total).initialize(to: nil)
    vector = fresh
    return UnsafePointer(fresh)
  }
}

extension Shell {
  /// Makes variables of the environment (XCU 2.5.3). Values stay where they
  /// are until they change; nothing in them is evaluated.
  func importEnvironment() {
    guard var entry = processEnvironment else { return }
    while let string = entry.pointee {
      entry += 1
      let text = Bytes(cString: string)
      guard let equals = text.firstIndex(of: UInt8(ascii: "=")), text.prefix(equals).isName else {
        environment.foreign.push(string)
        continue
      }
      let slot = names.intern(text.prefix(equals))
      // IFS of the environment is not trusted (XCU 2.5.3).
      if slot == wellKnown.ifs || variables.attributes(slot).contains(.computed) { continue }
      variables.importExported(slot, text.dropFirst(equals + 1))
      // It changes with each command, and the block must not.
      if slot == wellKnown.lastArgument { variables.remove(.exported, slot) }
      if text.first == UInt8(ascii: "S") && names[slot] == "SHLVL" { changeLevel(slot, by: 1) }
    }
  }

  /// Counts shells one inside the other in SHLVL, as bash does.
  func changeLevel(_ slot: Slot, by step: Int) {
    let level = (variables.value(slot)?.decimal ?? 0) + step
    variables.set(slot, integer: level >= 0 && level < 1000 ? Int64(level) : 1)
  }

  /// The vector for `execve`.
  func environmentVector() -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    environment.vector(&variables, names)
  }
}
