// What arrays and `!` add to parameter expansion: `${a[1]}`, `${a[@]}`,
// `${!a[@]}`, `${!name}`, `${!prefix@}`; and `${v^}` and its kin.
//
// A value that a subscript or a `!` leads to counts as a parameter of its own
// (`Parameter.selection`) while it is expanded, so that every operator works on it.
import SwishSyntax

/// What a subscript or a prefix selects.
struct Selection {
  enum Kind {
    /// An element; nil where no key is like the subscript.
    case element(Int64?)
    case values, keys
    /// The names of these variables.
    case names([Slot])
  }

  let slot: Slot
  let kind: Kind
  let isAt: Bool
  /// The array that it was; nil where the variable is none.
  let array: ArrayValue?
}

extension Shell {
  func expandExtended(_ node: ParameterExpansion, quoted: Bool) throws(ShellError) {
    let count = selections.count
    defer { selections.removeSubrange(count...) }
    let selected = try selected(node)
    if node.isIndirect && node.index == nil && !node.selectsAll && node.parameter.isVariable,
      variables.attributes(node.parameter.slot).contains(.reference)
    {
      return appendResult(nameOfReferent(node.parameter.slot), quoted: quoted)
    }
    let isTarget = node.isIndirect && !node.selectsAll
    try expand(node, of: isTarget ? try target(of: selected) : selected, quoted: quoted)
  }

  private func selected(_ node: ParameterExpansion) throws(ShellError) -> Parameter {
    let slot = node.parameter.isVariable ? followed(node.parameter.slot) : Slot.none
    if node.parameter.isVariable { readComputed(slot) }
    if let index = node.index {
      let creates = node.operation == .assignDefault
      return select(slot, .element(try elementIndex(slot, index, creates: creates)))
    }
    guard node.selectsAll else { return node.parameter }
    if node.isPrefix {
      let names = sortedSlots { variables.isSet($0) && self.names[$0].hasPrefix(self.names[slot]) }
      return select(slot, .names(names), isAt: node.isAt)
    }
    return select(slot, node.isIndirect ? .keys : .values, isAt: node.isAt)
  }

  private func select(_ slot: Slot, _ kind: Selection.Kind, isAt: Bool = false) -> Parameter {
    selections.append(
      Selection(slot: slot, kind: kind, isAt: isAt, array: variables.array(slot)))
    return Parameter(selection: selections.count - 1)
  }

  /// The parameter that a value names, for `${!name}`. The value is data: its
  /// subscript is an arithmetic expression or a key, and nothing in it is run.
  private func target(of parameter: Parameter) throws(ShellError) -> Parameter {
    let text = withValue(of: parameter) { OwnedText($0) }
    let name = text?.bytes ?? .empty
    if name.isName { return Parameter(variable: names.intern(name)) }
    if let (slot, key) = splitElement(name) {
      if key == "@" || key == "*" { return select(slot, .values, isAt: key == "@") }
      return select(slot, .element(try elementIndex(slot, text: key, creates: false)))
    }
    if let position = name.decimal {
      return position == 0 ? Parameter(special: UInt8(ascii: "0")) : Parameter(position: position)
    }
    if name.count == 1, let byte = name.first, Bytes("@*#?-$!").contains(byte) {
      return Parameter(special: byte)
    }
    if text == nil {
      withName(of: parameter) { report($0, ": names no parameter") }
    } else {
      report(name, ": not a valid name")
    }
    throw .expansion
  }

  // MARK: Lists

  /// The items of a parameter that stands for several values, and whether they
  /// expand like those of `$@`; nil for any other. Positional parameters are
  /// counted from 1.
  func list(_ parameter: Parameter) -> (items: Range<Int>, isAt: Bool)? {
    if let special = parameter.special {
      let isAt = special == UInt8(ascii: "@")
      return isAt || special == UInt8(ascii: "*") ? (1..<(positionals.count + 1), isAt) : nil
    }
    guard let index = parameter.selection else { return nil }
    let selection = selections[index]
    switch selection.kind {
    case .element: return nil
    case .names(let slots): return (0..<slots.count, selection.isAt)
    case .values, .keys:
      let count = selection.array?.count ?? (variables.isSet(selection.slot) ? 1 : 0)
      return (0..<count, selection.isAt)
    }
  }

  /// An item of a list, valid until the next one is asked for.
  func item(_ index: Int, of parameter: Parameter) -> Bytes {
    guard let place = parameter.selection else { return positional(index) }
    let selection = selections[place]
    switch selection.kind {
    case .element: return .empty
    case .names(let slots): return names[slots[index]]
    case .values: return selection.array?[index] ?? value(selection.slot) ?? .empty
    case .keys:
      if let key = selection.array?.key(index) { return key }
      expansion.digits.removeAll()
      expansion.digits.append(decimal: Int(selection.array?.index(index) ?? 0))
      return expansion.digits.bytes
    }
  }

  func appendSelected(_ parameter: Parameter, quoted: Bool) throws(ShellError) {
    if let list = list(parameter) {
      return try appendItems(list.items, isAt: list.isAt, quoted: quoted) {
        item($0, of: parameter)
      }
    }
    if withElement(parameter, { appendResult($0, quoted: quoted) }) == nil {
      try appendUnset(parameter, quoted: quoted)
    }
  }

  /// Calls `body` with the element, or the list as one string; nil if unset.
  func withSelected<R>(_ parameter: Parameter, _ body: (Bytes) -> R) -> R? {
    guard list(parameter) != nil else { return withElement(parameter, body) }
    let frame = expansion.push(.string)
    defer { expansion.pop(frame) }
    try? appendSelected(parameter, quoted: true)
    return body(expansion.buffer.bytes(from: expansion.fieldStart))
  }

  private func withElement<R>(_ parameter: Parameter, _ body: (Bytes) -> R) -> R? {
    guard let place = parameter.selection, case .element(let index?) = selections[place].kind
    else { return nil }
    return element(selections[place].slot, index).map(body)
  }

  func assignSelected(_ node: ParameterExpansion, _ value: Bytes) throws(ShellError) {
    guard let place = selections.indices.last, case .element(let index?) = selections[place].kind
    else {
      report(names[node.parameter.slot], ": cannot be assigned to this way")
      throw .expansion
    }
    try assignElement(selections[place].slot, index, value, appends: false)
  }

  func appendName(of place: Int, to text: inout ByteBuffer) {
    let selection = selections[place]
    text.append(names[selection.slot])
    text.append("[")
    if case .element(let index) = selection.kind {
      if let index { text.append(decimal: Int(index)) }
    } else {
      text.append(selection.isAt ? UInt8(ascii: "@") : UInt8(ascii: "*"))
    }
    text.append("]")
  }
}
