// hash (XCU): the places of commands in PATH that the shell remembers.
import SwishSyntax

extension Shell {
  /// `hash [-l] [name...]`, `hash -r`, `hash -p path name...`, `hash -dt name...`
  func runHash(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "dlp:rt")
    var mode: UInt8 = 0
    var forgets = false
    var asCommands = false
    var path: OwnedText?
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "r"): forgets = true
      case UInt8(ascii: "l"): asCommands = true
      default:
        mode = letter
        if letter == UInt8(ascii: "p") { path = OwnedText(options.argument) }
      }
    }
    if forgets { commands.forgetLocations() }
    let operands = options.operands
    if operands.isEmpty {
      if mode != 0 { throw usageError(.missingArgument(mode), of: arguments) }
      if !forgets { listLocations(asCommands) }
      return 0
    }
    var failed = false
    for name in operands {
      let isFound: Bool
      switch mode {
      case UInt8(ascii: "d"): isFound = forgetLocation(name)
      case UInt8(ascii: "t"): isFound = tellLocation(name, asCommands, many: operands.count > 1)
      default:
        if let path { commands.remember(names.intern(name), at: path) }
        isFound = path != nil || remember(name)
      }
      if isFound { continue }
      report(builtin: "hash", name, ": not found")
      failed = true
    }
    return failed ? 1 : 0
  }

  private func forgetLocation(_ name: Bytes) -> Bool {
    guard let slot = names.find(name), commands.location(slot) != nil else { return false }
    commands.forget(slot)
    return true
  }

  /// Writes where a command was found; false if that is not known.
  private func tellLocation(_ name: Bytes, _ asCommand: Bool, many: Bool) -> Bool {
    guard let slot = names.find(name), let path = commands.location(slot) else { return false }
    if asCommand {
      appendLocation(slot, path)
    } else {
      if many {
        appendListing(name)
        output.append("\t")
      }
      appendListing(path.bytes)
      output.append("\n")
    }
    return true
  }

  /// Fit to be read back.
  private func appendLocation(_ slot: Slot, _ path: OwnedText) {
    output.append("hash -p ")
    output.buffer.appendShellQuoted(path.bytes)
    output.append(" ")
    output.buffer.appendShellQuoted(names[slot])
    output.append("\n")
  }

  private func listLocations(_ asCommands: Bool) {
    let slots = (0..<commands.located.count).map { commands.located[$0] }
    for slot in slots.sorted(by: { names[$0] < names[$1] }) {
      guard let path = commands.location(slot) else { continue }
      if asCommands {
        appendLocation(slot, path)
        continue
      }
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
