// export, readonly, unset (XCU 2.15): attributes of variables.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `export` and `readonly`: `[-p] [name[=value]...]`; with -n, `export` takes
  /// the attribute away, and -a and -A of `readonly` make arrays.
  func runDeclare(
    _ arguments: Arguments, _ attribute: VariableStore.Attributes
  ) throws(ShellError) -> Int32 {
    let name: Bytes = attribute == .exported ? "export" : "readonly"
    var options = OptionParser(arguments, attribute == .exported ? "np" : "aAp")
    var removes = false
    var isAssociative: Bool?
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "p"): break
      case UInt8(ascii: "n"): removes = true
      default: isAssociative = letter == UInt8(ascii: "A")
      }
    }
    let operands = options.operands
    if operands.isEmpty {
      listVariables(with: attribute, prefix: name)
      return 0
    }
    for operand in operands {
      let declaration = try splitAssignment(operand, name)
      let slot = followed(declaration.slot)
      if let isAssociative { try declareArray(slot, isAssociative: isAssociative, isNew: false) }
      try assign(declaration)
      if removes { variables.remove(attribute, slot) } else { variables.insert(attribute, slot) }
    }
    return 0
  }

  /// The name and value of `name=value`, or of `name[subscript]=value`; a name
  /// alone has no value.
  func splitAssignment(
    _ operand: Bytes, _ utility: Bytes, mayBeElement: Bool = false
  ) throws(ShellError) -> Declaration {
    var equals = operand.firstIndex(of: UInt8(ascii: "="))
    let isElement =
      mayBeElement && operand.prefix(equals ?? 0).contains(UInt8(ascii: "["))
    if isElement { equals = endOfSubscript(operand) }
    var name = operand.prefix(equals ?? operand.count)
    let appends = equals != nil && name.last == UInt8(ascii: "+")
    if appends { name = name.prefix(name.count - 1) }
    if isElement, let equals, let (slot, key) = splitElement(name) {
      return Declaration(
        slot: slot, key: key, value: operand.dropFirst(equals + 1), appends: appends,
        elements: nil)
    }
    guard name.isName else {
      report(builtin: utility, operand, ": not a valid name")
      throw .utility(status: 2)
    }
    return Declaration(
      slot: names.intern(name), key: nil, value: equals.map { operand.dropFirst($0 + 1) },
      appends: appends,
      elements: arrayOperands.last { $0.operand == operand.start }?.elements)
  }

  /// Where the `=` is behind the first `]` that an `=` or `+=` follows.
  private func endOfSubscript(_ operand: Bytes) -> Int? {
    for i in operand.indices where operand[i] == UInt8(ascii: "]") {
      let rest = operand.dropFirst(i + 1)
      if rest.first == UInt8(ascii: "=") { return i + 1 }
      if rest.hasPrefix("+=") { return i + 2 }
    }
    return nil
  }

  func assign(_ declaration: Declaration) throws(ShellError) {
    if let key = declaration.key {
      let slot = declaration.slot
      guard let index = try elementIndex(slot, text: key, creates: true) else { return }
      try assignElement(
        slot, index, declaration.value ?? .empty, appends: declaration.appends)
    } else if let elements = declaration.elements {
      try assign(declaration.slot, elements, appends: declaration.appends)
    } else if let value = declaration.value {
      if declaration.appends {
        try append(value, to: declaration.slot)
      } else {
        try assign(declaration.slot, value)
      }
    }
  }

  /// Lists variables with an attribute, sorted, fit to be read back.
  func listVariables(with attribute: VariableStore.Attributes, prefix: Bytes) {
    for slot in sortedSlots({ variables.attributes($0).contains(attribute) }) {
      output.append(prefix)
      output.append(" ")
      output.append(names[slot])
      if value(slot) != nil || variables.array(slot) != nil {
        output.append("=")
        appendAssignable(slot, to: &output.buffer)
      }
      output.append("\n")
    }
  }

  /// Slots that satisfy a condition, by their names in the locale's collating
  /// sequence (XCU set).
  func sortedSlots(_ condition: (Slot) -> Bool) -> [Slot] {
    var slots: [Slot] = []
    for index in 0..<names.count {
      let slot = Slot(UInt32(index))
      if condition(slot) { slots.append(slot) }
    }
    guard let collation else { return slots.sorted { names[$0] < names[$1] } }
    return slots.sorted { collation.precedes(names[$0].cString, names[$1].cString) }
  }

  /// `unset [-fnv] name...`: values and attributes, or functions; without an
  /// option the function where there is no variable of that name. -n: name
  /// references themselves.
  func runUnset(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "fnv")
    var kind: UInt8?
    while let letter = try options.next(for: self) { kind = letter }
    for name in options.operands {
      if kind != UInt8(ascii: "f"), let (slot, key) = splitElement(name) {
        do throws(ShellError) { try unsetElement(slot, key) } catch { throw .utility(status: 2) }
        continue
      }
      guard kind == UInt8(ascii: "f") || name.isName else {
        report(builtin: "unset", name, ": not a valid name")
        throw .utility(status: 2)
      }
      guard var slot = names.find(name) else { continue }
      if kind != UInt8(ascii: "n"), variables.attributes(slot).contains(.reference),
        let (target, key) = referent(of: slot)
      {
        slot = target
        if let key {
          do throws(ShellError) { try unsetElement(slot, key) } catch { throw .utility(status: 2) }
          continue
        }
      }
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

/// An operand of `export`, `readonly`, `local` or `typeset`.
struct Declaration {
  let slot: Slot
  /// The subscript of one element, as text.
  let key: Bytes?
  /// The text behind `=`.
  let value: Bytes?
  /// It is `+=`.
  let appends: Bool
  /// `(word...)` behind the `=`.
  let elements: [ExpandedElement]?
}

/// An array literal that a declaration utility was given.
struct ArrayOperand {
  /// Where the operand's text begins, which tells it from the others.
  let operand: UnsafePointer<UInt8>
  let elements: [ExpandedElement]
}
