// export, readonly, unset (XCU 2.15): attributes of variables.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `export` and `readonly`: `[-p] [name[=value]...]`.
  func runDeclare(
    _ arguments: Arguments, _ attribute: VariableStore.Attributes
  ) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "p")
    let name: StaticString = attribute == .exported ? "export" : "readonly"
    loop: while true {
      let result = options.next()
      switch result {
      case .option: continue
      case .end: break loop
      default: throw .utility(status: reportUsage(name, result))
      }
    }
    let operands = options.operands
    if operands.count == 0 {
      listVariables(with: attribute, prefix: name)
      return 0
    }
    for i in 0..<operands.count {
      let (slot, value) = try splitAssignment(operands[i], name)
      if let value { try assign(slot, value) }
      variables.insert(attribute, slot)
    }
    return 0
  }

  /// The name and value of `name=value`; a name alone has no value.
  func splitAssignment(
    _ operand: Bytes, _ utility: StaticString
  ) throws(ShellError) -> (Slot, Bytes?) {
    let equals = operand.firstIndex(of: UInt8(ascii: "="))
    let name = operand.prefix(equals ?? operand.count)
    guard name.isName else {
      report(builtin: utility, operand, Bytes(": not a valid name"))
      throw .utility(status: 2)
    }
    return (names.intern(name), equals.map { operand.dropFirst($0 + 1) })
  }

  /// Lists variables with an attribute, sorted, fit to be read back.
  func listVariables(with attribute: VariableStore.Attributes, prefix: StaticString) {
    for slot in sortedSlots({ variables.attributes($0).contains(attribute) }) {
      output.append(prefix)
      output.append(" ")
      output.append(names[slot])
      if let value = value(slot) {
        output.append("=")
        output.buffer.appendShellQuoted(value)
      }
      output.append("\n")
    }
  }

  /// Slots that satisfy a condition, in the order of their names.
  func sortedSlots(_ condition: (Slot) -> Bool) -> [Slot] {
    var slots: [Slot] = []
    for index in 0..<names.count {
      let slot = Slot(UInt32(index))
      if condition(slot) { slots.append(slot) }
    }
    return slots.sorted { names[$0] < names[$1] }
  }

  /// `unset [-fv] name...`: values and attributes, or functions; without an
  /// option the function where there is no variable of that name.
  func runUnset(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "fv")
    var kind: UInt8?
    loop: while true {
      let result = options.next()
      switch result {
      case .option(let letter): kind = letter
      case .end: break loop
      default: throw .utility(status: reportUsage("unset", result))
      }
    }
    let operands = options.operands
    for i in 0..<operands.count {
      let name = operands[i]
      guard kind == UInt8(ascii: "f") || name.isName else {
        report(builtin: "unset", name, Bytes(": not a valid name"))
        throw .utility(status: 2)
      }
      guard let slot = names.find(name) else { continue }
      if kind == UInt8(ascii: "f") || kind == nil && !variables.isSet(slot) {
        commands.setFunction(slot, nil)
      }
      if kind != UInt8(ascii: "f") {
        do throws(ShellError) { try unset(slot) } catch { throw .utility(status: 2) }
      }
    }
    return 0
  }
}
