// The operands of declaration utilities (XCU 2.9.1.2).
import SwishSyntax
import SwishSystem

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

extension Shell {
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
}
