// Arrays: assigning to elements and finding them.
import SwishSyntax
import SwishSystem

/// What stands in an array literal, expanded; the texts lie in the arena.
struct ExpandedElement: BitwiseCopyable {
  /// The subscript of `[subscript]=value`, as text.
  var key: Bytes?
  var value: Bytes
  var appends = false
}

extension Shell {
  // MARK: Finding elements

  /// Computes a variable before its elements are asked for (PIPESTATUS).
  func readComputed(_ slot: Slot) {
    let attributes = variables.attributes(slot)
    if attributes.contains(.computed) || !attributes.contains(.isSet) { _ = value(slot) }
  }

  /// The index that a subscript stands for, counted from the end where it is
  /// negative. Of an associative array, the number of the key, which is new if
  /// `creates`; nil if there is none.
  func elementIndex(
    _ slot: Slot, _ index: ArithmeticExpansion, creates: Bool
  ) throws(ShellError) -> Int64? {
    let slot = followed(slot)
    if variables.array(slot)?.keys != nil {
      return try elementIndex(slot, text: try expandedString(index.word), creates: creates)
    }
    return try elementIndex(slot, number: try evaluate(index), creates: creates)
  }

  /// The same of a subscript that is data: nothing in it is expanded.
  func elementIndex(
    _ slot: Slot, text: Bytes, creates: Bool
  ) throws(ShellError) -> Int64? {
    let slot = followed(slot)
    if let keys = variables.array(slot)?.keys {
      if !creates { return keys.find(text).map { Int64($0.index) } }
      return variables.ownArray(slot)?.keys.map { Int64($0.intern(text).index) }
    }
    return try elementIndex(slot, number: try evaluate(text: text), creates: creates)
  }

  func elementIndex(_ slot: Slot, _ index: ArithmeticSubscript, creates: Bool) throws(ShellError)
    -> Int64?
  {
    let slot = followed(slot)
    if variables.array(slot)?.keys != nil {
      // Between single-quotes stands the key itself: `((a['x y']++))`.
      let key = index.text.between(UInt8(ascii: "'")) ?? index.text
      return try elementIndex(slot, text: key, creates: creates)
    }
    guard let expression = index.expression else {
      return try elementIndex(slot, text: index.text, creates: creates)
    }
    return try elementIndex(slot, number: try evaluate(expression), creates: creates)
  }

  /// There is nothing before the first element: to read it is a warning.
  private func elementIndex(
    _ slot: Slot, number: Int64, creates: Bool
  ) throws(ShellError) -> Int64? {
    if number >= 0 && number < .max { return number }
    let next = variables.array(slot)?.nextIndex ?? (variables.isSet(slot) ? 1 : 0)
    if number < 0 && next &+ number >= 0 { return next &+ number }
    report(names[slot], ": bad array subscript")
    if creates { throw .expansion }
    return nil
  }

  /// The element that an operand of `unset` or `test -v` spells, as in
  /// `'a[$i]'`: a pair of quotes around the subscript goes, parameters in it are
  /// expanded. A key that reads so itself comes first, and no command is run.
  func spelledIndex(_ slot: Slot, _ text: Bytes) throws(ShellError) -> Int64? {
    let slot = followed(slot)
    if let array = variables.array(slot), let key = array.keys?.find(text),
      array.value(at: Int64(key.index)) != nil
    {
      return Int64(key.index)
    }
    if let key = text.between(UInt8(ascii: "'")) {
      return try elementIndex(slot, text: key, creates: false)
    }
    let spelled = text.between(UInt8(ascii: "\"")) ?? text
    let expanded = try expandedWithoutCommands(spelled)
    return try elementIndex(slot, text: expanded?.bytes ?? spelled, creates: false)
  }

  /// nil where nothing is to be expanded, or a command would have to run.
  private func expandedWithoutCommands(_ text: Bytes) throws(ShellError) -> OwnedText? {
    guard text.contains(UInt8(ascii: "$")) else { return nil }
    let tree = SyntaxTree(capacity: 64)
    let parser = makeParser(StringSource(.empty))
    guard let word = try? parser.parseText(text, into: tree) else { return nil }
    let parts = Word(tree.node(at: word)).parts
    guard runsNoCommand(parts) else { return nil }
    var result = ByteBuffer()
    for i in 0..<parts.count { try withExpandedPart(parts[i]) { result.append($0) } }
    return OwnedText(result.bytes)
  }

  /// The value of an element; a variable that is no array is its own element 0.
  func element(_ slot: Slot, _ index: Int64) -> Bytes? {
    let slot = followed(slot)
    readComputed(slot)
    guard let array = variables.array(slot) else { return index == 0 ? value(slot) : nil }
    return array.value(at: index)
  }

  /// The name and subscript of an operand `name[subscript]`.
  func splitElement(_ operand: Bytes) -> (Slot, Bytes)? {
    guard let bracket = operand.firstIndex(of: UInt8(ascii: "[")), operand.prefix(bracket).isName,
      operand.last == UInt8(ascii: "]"), bracket + 2 < operand.count
    else { return nil }
    return (names.intern(operand.prefix(bracket)), operand[(bracket + 1)..<(operand.count - 1)])
  }

  // MARK: Assigning

  /// `name+=word`, `name[subscript]=word`, `name=(word...)`.
  func assign(_ assignment: Assignment) throws(ShellError) -> AssignedPart {
    let slot = assignment.slot
    if let literal = assignment.array {
      guard assignment.index == nil else {
        report(names[slot], ": a list cannot be assigned to an element")
        throw .assignment
      }
      let elements = try expandElements(literal)
      try assign(slot, elements, appends: assignment.appends)
      return .list(elements, appends: assignment.appends)
    }
    let value = try assignment.value.map { node throws(ShellError) in try expandedString(node) }
    guard let index = assignment.index else {
      let appendsText = variables.attributes(slot).isDisjoint(with: [.array, .arithmetic])
      let start = appendsText ? self.value(slot)?.count ?? 0 : 0
      try append(value ?? .empty, to: slot)
      return .value(from: start)
    }
    try checkWritable(slot)
    guard let index = try elementIndex(slot, index, creates: true) else { return .value() }
    try assignElement(slot, index, value ?? .empty, appends: assignment.appends)
    return .element(index)
  }

  /// `name+=value`: numbers are added, texts joined.
  func append(_ value: Bytes, to slot: Slot) throws(ShellError) {
    let attributes = variables.attributes(slot)
    if attributes.contains(.reference) { return try assignThrough(slot, value, appends: true) }
    if attributes.contains(.arithmetic) {
      return try assign(slot, integer: try integerValue(of: slot) &+ (try evaluate(text: value)))
    }
    if attributes.contains(.array) {
      return try assignElement(slot, try firstIndex(slot), value, appends: true)
    }
    guard self.value(slot) != nil, !attributes.contains(.computed) else {
      return try assign(slot, value)
    }
    try append(slot, value)
  }

  /// The index of the element that the name alone stands for.
  func firstIndex(_ slot: Slot) throws(ShellError) -> Int64 {
    try elementIndex(slot, text: "0", creates: true) ?? 0
  }

  func assignElement(
    _ slot: Slot, _ index: Int64, _ value: Bytes, appends: Bool
  ) throws(ShellError) {
    let slot = followed(slot)
    try checkWritable(slot)
    if !variables.attributes(slot).contains(.array) { makeArray(slot, isAssociative: false) }
    guard let array = variables.ownArray(slot) else { return }
    let attributes = variables.attributes(slot)
    try set(array, slot, index, value, appends, isNumber: attributes.contains(.arithmetic))
    if attributes.contains(.watched) { variableChanged(slot) }
  }

  private func set(
    _ array: ArrayValue, _ slot: Slot, _ index: Int64, _ value: Bytes, _ appends: Bool,
    isNumber: Bool
  ) throws(ShellError) {
    let old = appends ? array.value(at: index) ?? .empty : .empty
    let folded = folded(value, for: slot)
    let value = folded?.bytes ?? value
    if isNumber {
      // `old` may be gone once `value` has been evaluated.
      let before = try evaluate(copyOf: old)
      return array.set(index, integer: Int(before &+ (try evaluate(copyOf: value))))
    }
    if old.isEmpty { return array.set(index, value) }
    var joint = ByteBuffer(capacity: old.count + value.count)
    joint.append(old)
    joint.append(value)
    array.set(index, joint.bytes)
  }

  /// Makes an array of a variable, whose value becomes element 0.
  func makeArray(_ slot: Slot, isAssociative: Bool) {
    let array = ArrayValue(isAssociative: isAssociative)
    if let value = value(slot) {
      let key = array.keys.map { Int64($0.intern("0").index) }
      array.set(key ?? 0, value)
    }
    variables.set(slot, array)
  }

  /// Expands the words of an array literal onto the arena.
  func expandElements(_ literal: ArrayLiteral) throws(ShellError) -> [ExpandedElement] {
    var elements: [ExpandedElement] = []
    for i in 0..<literal.elements.count {
      let node = literal.elements[i]
      if node.kind == .assignment {
        let assignment = Assignment(node)
        let value = try assignment.value.map { node throws(ShellError) in try expandedString(node) }
        let key = try assignment.index.map { index throws(ShellError) in
          try expandedString(index.word)
        }
        elements.append(
          ExpandedElement(key: key, value: value ?? .empty, appends: assignment.appends))
        continue
      }
      let base = expansion.fields.count
      defer { expansion.fields.truncate(to: base) }
      try expandFields(node)
      for k in base..<expansion.fields.count {
        elements.append(ExpandedElement(key: nil, value: expansion.fields[k]))
      }
    }
    return elements
  }

  /// `name=(...)` and `name+=(...)`. An associative array stays one; where it gets
  /// words without subscripts, they are keys and values by turns.
  func assign(
    _ slot: Slot, _ elements: [ExpandedElement], appends: Bool
  ) throws(ShellError) {
    let slot = followed(slot)
    try checkWritable(slot)
    let isAssociative = variables.array(slot)?.keys != nil
    if !appends {
      variables.set(slot, ArrayValue(isAssociative: isAssociative))
    } else if !variables.attributes(slot).contains(.array) {
      makeArray(slot, isAssociative: false)
    }
    let isNumber = variables.attributes(slot).contains(.arithmetic)
    var next = variables.array(slot)?.nextIndex ?? 0
    var i = 0
    while i < elements.count {
      var element = elements[i]
      i += 1
      if isAssociative && element.key == nil {
        element.key = element.value
        element.value = i < elements.count ? elements[i].value : .empty
        i += 1
      }
      if let key = element.key {
        guard let index = try elementIndex(slot, text: key, creates: true) else { continue }
        next = index
      }
      guard next < .max else {
        report(names[slot], ": bad array subscript")
        throw .expansion
      }
      guard let array = variables.ownArray(slot) else { return }
      try set(array, slot, next, element.value, element.appends, isNumber: isNumber)
      next += 1
    }
    if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
  }

  // MARK: Other verbs

  /// `unset name[subscript]`.
  func unsetElement(_ slot: Slot, _ key: Bytes) throws(ShellError) {
    let slot = followed(slot)
    try checkWritable(slot)
    guard let array = variables.array(slot) else {
      if try spelledIndex(slot, key) == 0 { try unset(slot) }
      return
    }
    if array.keys == nil && (key == "@" || key == "*") {
      variables.ownArray(slot)?.removeAll()
    } else if let index = try spelledIndex(slot, key) {
      variables.ownArray(slot)?.remove(index)
    }
  }

  /// A variable's value fit to be read back: quoted, or `([0]=x [1]=y)`.
  func appendAssignable(_ slot: Slot, to text: inout ByteBuffer) {
    guard let array = variables.array(slot) else {
      let isReference = variables.attributes(slot).contains(.reference)
      return text.appendShellQuoted((isReference ? variables.value(slot) : value(slot)) ?? .empty)
    }
    text.append("(")
    for position in 0..<array.count {
      text.append(position == 0 ? "[" : " [")
      if let key = array.key(position) {
        text.appendShellQuoted(key)
      } else {
        text.append(decimal: Int(array.index(position)))
      }
      text.append("]=")
      text.appendShellQuoted(array[position])
    }
    text.append(")")
  }
}

extension Bytes {
  /// The text between two of `quote` that begin and end it.
  fileprivate func between(_ quote: UInt8) -> Bytes? {
    guard count > 1, first == quote, last == quote else { return nil }
    return dropFirst(1).prefix(count - 2)
  }
}
