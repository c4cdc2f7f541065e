// hash (XCU): the places of commands in PATH that the shell remembers.
import SwishSyntax

extension Shell {
  /// `hash [name...]`, `hash -r`
  func runHash(_ arguments: Arguments) -> Int32 {
    var options = OptionParser(arguments, "r")
    var forgets = false
    loop: while true {
      let result = options.next()
      switch result {
      case .option: forgets = true
      case .end: break loop
      default: return reportUsage("hash", result)
      }
    }
    if forgets { commands.forgetLocations() }
    let operands = options.operands
    if operands.count == 0 && !forgets { listLocations() }
    var failed = false
    for i in 0..<operands.count where !remember(operands[i]) {
      report(builtin: "hash", operands[i], Bytes(": not found"))
      failed = true
    }
    return failed ? 1 : 0
  }

  private func listLocations() {
    let slots = (0..<commands.located.count).map { commands.located[$0] }
    for slot in slots.sorted(by: { names[$0] < names[$1] }) {
      guard let path = commands.location(slot) else { continue }
      output.append(decimal: commands.hits(slot))
      output.append("\t")
      appendListing(path.bytes)
      output.append("\n")
    }
  }

  /// Looks a command up anew; what is not looked for in PATH is left alone.
  private func remember(_ name: Bytes) -> Bool {
    if name.contains(UInt8(ascii: "/")) || BuiltinID.named(name) != nil { return true }
    let slot = names.intern(name)
    if commands.function(slot) != nil { return true }
    commands.forget(slot)
    guard case .found(let path) = search(name, in: value(wellKnown.path) ?? .empty) else {
      return false
    }
    // A place relative to the working directory does not last.
    if path.bytes.first == UInt8(ascii: "/") { commands.remember(slot, at: path) }
    return true
  }
}
