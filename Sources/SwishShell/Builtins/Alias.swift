// alias and unalias (XCU).
import SwishSyntax

extension Shell {
  /// `alias [-p] [name[=value]...]`
  func runAlias(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "p")
    var listsAll = false
    while try options.next(for: self) != nil { listsAll = true }
    let operands = options.operands
    if listsAll || operands.isEmpty {
      for slot in sortedSlots({ commands.alias($0) != nil }) { appendAlias(slot) }
    }
    var failed = false
    for operand in operands {
      // `=` may not begin a name.
      if let equals = operand.firstIndex(of: UInt8(ascii: "="), from: 1) {
        let name = operand.prefix(equals)
        if isAliasName(name) {
          commands.setAlias(names.intern(name), OwnedText(operand.dropFirst(equals + 1)))
          continue
        }
        report(builtin: "alias", name, ": invalid alias name")
      } else {
        if let slot = names.find(operand), commands.alias(slot) != nil {
          appendAlias(slot)
          continue
        }
        report(builtin: "alias", operand, ": not found")
      }
      failed = true
    }
    return failed ? 1 : 0
  }

  /// `unalias name...`, `unalias -a`
  func runUnalias(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "a")
    var removesAll = false
    while try options.next(for: self) != nil { removesAll = true }
    if removesAll {
      for slot in sortedSlots({ commands.alias($0) != nil }) { commands.setAlias(slot, nil) }
      return 0
    }
    let operands = options.operands
    if operands.isEmpty {
      report(builtin: "unalias", "name required")
      return 2
    }
    var failed = false
    for name in operands {
      if let slot = names.find(name), commands.alias(slot) != nil {
        commands.setAlias(slot, nil)
      } else {
        report(builtin: "unalias", name, ": not found")
        failed = true
      }
    }
    return failed ? 1 : 0
  }

  /// `name='value'`, fit for `alias` to read back.
  private func appendAlias(_ slot: Slot) {
    guard let value = commands.alias(slot) else { return }
    output.append(names[slot])
    output.append("=")
    output.buffer.appendQuoted(value.bytes)
    output.append("\n")
  }

  /// Nothing in it is special to the shell (XBD 3.10 asks for less).
  private func isAliasName(_ name: Bytes) -> Bool {
    for i in name.indices {
      if name[i] <= 32 || name[i] == 127 || Bytes("/$`=\"'\\|&;()<>*?[").contains(name[i]) {
        return false
      }
    }
    return !name.isEmpty
  }
}
