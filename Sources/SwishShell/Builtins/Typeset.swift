// local, typeset and declare, which POSIX has not: in a function the variables
// are that function's own, and what it calls sees them.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `typeset [-aAgilnrux] [+ilnux] [name[=value]...]`, `typeset -p [name...]`,
  /// `typeset -f|-F [name...]`.
  func runTypeset(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let name = nameOfTypeset(arguments[0])
    var choice = TypesetOptions()
    guard let operands = choice.read(arguments) else {
      throw usageError(.unknown(choice.unknown), of: arguments)
    }
    if choice.wantsFunctions { return listFunctions(operands, choice.onlyNames) }
    if choice.wantsListing || operands.isEmpty {
      return listVariables(operands, choice)
    }
    let isLocal = control.functionDepth > 0 && !choice.isGlobal
    if !isLocal && name.count == 5 {
      report(builtin: name, "not in a function")
      return 1
    }
    for operand in operands {
      let declaration = try splitAssignment(operand, name, mayBeElement: true)
      var slot = declaration.slot
      try checkWritable(slot)
      let isNew = isLocal && !variables.isSaved(slot, since: localMark)
      if isNew { beginLocal(declaration) }
      if choice.isPlain {
        try assign(declaration)
        continue
      }
      if choice.added.contains(.reference) {
        try refer(slot, to: declaration.value)
        continue
      }
      if choice.removed.contains(.reference) {
        variables.remove([.reference, .computed], slot)
      } else if !isNew {
        slot = followed(slot)
      }
      if let isAssociative = choice.isAssociative {
        try declareArray(slot, isAssociative: isAssociative, isNew: isNew)
      }
      variables.insert(choice.added.subtracting(.readonly), slot)
      variables.remove(choice.removed, slot)
      // The one takes the other away.
      if choice.added.contains(.lowercase) { variables.remove(.uppercase, slot) }
      if choice.added.contains(.uppercase) { variables.remove(.lowercase, slot) }
      try assign(declaration)
      variables.insert(choice.added, slot)
    }
    return 0
  }

  /// A new local variable has no value of its own, as in most shells; in POSIX mode
  /// the one outside, as in dash.
  private func beginLocal(_ declaration: Declaration) {
    let slot = declaration.slot
    putAside(slot)
    let attributes = variables.attributes(slot)
    let isAssigned =
      declaration.elements != nil
      || declaration.value != nil && !declaration.appends && declaration.key == nil
    if attributes.isDisjoint(with: .ofValue) && (isAssigned || options.contains(.posix)) { return }
    variables.unset(slot)
    if attributes.contains(.exported) { variables.insert(.exported, slot) }
    if attributes.contains(.watched) { variableChanged(slot) }
  }

  /// A new local array begins empty; a global variable keeps its value.
  func declareArray(_ slot: Slot, isAssociative: Bool, isNew: Bool) throws(ShellError) {
    guard let array = variables.array(slot), !isNew else {
      if isNew { return variables.set(slot, ArrayValue(isAssociative: isAssociative)) }
      return makeArray(slot, isAssociative: isAssociative)
    }
    guard (array.keys != nil) == isAssociative else {
      report(names[slot], ": is an array of the other kind")
      throw .utility(status: 1)
    }
  }

  /// As which of its names it was called.
  private func nameOfTypeset(_ name: Bytes) -> Bytes {
    switch name.first {
    case UInt8(ascii: "l"): "local"
    case UInt8(ascii: "d"): "declare"
    default: "typeset"
    }
  }

  /// Lists functions or their names, of all or of the names given; 1 if one is
  /// none.
  private func listFunctions(_ names: Arguments, _ onlyNames: Bool) -> Int32 {
    var slots = names.map { self.names.find($0) }
    if names.count == 0 { slots = sortedSlots { commands.function($0) != nil } }
    var status: Int32 = 0
    for slot in slots {
      guard let slot, let function = commands.function(slot) else {
        status = 1
        continue
      }
      if onlyNames {
        if names.count == 0 { output.append("declare -f ") }
        appendListing(self.names[slot])
        output.append("\n")
        continue
      }
      var text = ByteBuffer()
      Printer.print(function.definition.node, names: self.names, into: &text)
      text.append("\n")
      appendListing(text.bytes)
    }
    return status
  }

  /// The letters of a variable's attributes; false if it has none.
  @discardableResult
  func appendAttributes(of slot: Slot, to text: inout ByteBuffer) -> Bool {
    let start = text.count
    let attributes = variables.attributes(slot)
    if let array = variables.array(slot) { text.append(array.keys == nil ? "a" : "A") }
    for (attribute, letter) in [
      (.arithmetic, "i"), (.reference, "n"), (.readonly, "r"), (.exported, "x"),
      (.lowercase, "l"), (.uppercase, "u"),
    ] as [(VariableStore.Attributes, Bytes)] where attributes.contains(attribute) {
      text.append(letter)
    }
    return text.count > start
  }

  /// Lists variables fit to be read back; 1 if a name has none.
  private func listVariables(_ names: Arguments, _ choice: TypesetOptions) -> Int32 {
    var slots: [Slot] = []
    var status: Int32 = 0
    for name in names {
      if let slot = self.names.find(name), variables.isSet(slot) || value(slot) != nil {
        slots.append(slot)
      } else {
        report(builtin: "typeset", name, ": not set")
        status = 1
      }
    }
    if names.count == 0 {
      slots = sortedSlots { slot in
        let array = variables.array(slot)
        return variables.attributes(slot).isSuperset(of: choice.added.union(.isSet))
          && (choice.isAssociative.map { array != nil && (array?.keys != nil) == $0 } ?? true)
      }
    }
    for slot in slots {
      output.append("declare -")
      if !appendAttributes(of: slot, to: &output.buffer) { output.append("-") }
      output.append(" ")
      output.append(self.names[slot])
      output.append("=")
      appendAssignable(slot, to: &output.buffer)
      output.append("\n")
    }
    return status
  }
}

/// The options of `typeset`; letters behind `+` take an attribute away.
private struct TypesetOptions {
  var added: VariableStore.Attributes = []
  var removed: VariableStore.Attributes = []
  var isGlobal = false
  /// `-A`, or `-a`.
  var isAssociative: Bool?
  var wantsListing = false
  var wantsFunctions = false
  var onlyNames = false
  /// The letter that is none.
  var unknown: UInt8 = 0
  /// No attribute changes.
  var isPlain: Bool { added.isEmpty && removed.isEmpty && isAssociative == nil }

  /// The operands; nil when a letter is unknown.
  mutating func read(_ arguments: Arguments) -> Arguments? {
    var index = 1
    while index < arguments.count {
      let word = arguments[index]
      guard word.count > 1, let sign = word.first,
        sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
      else { break }
      index += 1
      if word == "--" { break }
      for i in 1..<word.count {
        guard take(word[i], adds: sign == UInt8(ascii: "-")) else {
          unknown = word[i]
          return nil
        }
      }
    }
    return arguments.dropFirst(index)
  }

  private mutating func take(_ letter: UInt8, adds: Bool) -> Bool {
    let attribute: VariableStore.Attributes
    switch letter {
    case UInt8(ascii: "i"): attribute = .arithmetic
    case UInt8(ascii: "n"): attribute = .reference
    case UInt8(ascii: "x"): attribute = .exported
    case UInt8(ascii: "l"): attribute = .lowercase
    case UInt8(ascii: "u"): attribute = .uppercase
    case UInt8(ascii: "r") where adds: attribute = .readonly
    case UInt8(ascii: "a") where adds, UInt8(ascii: "A") where adds:
      isAssociative = letter == UInt8(ascii: "A")
      return true
    case UInt8(ascii: "g") where adds:
      isGlobal = true
      return true
    case UInt8(ascii: "p") where adds:
      wantsListing = true
      return true
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      guard adds else { return false }
      wantsFunctions = true
      if letter == UInt8(ascii: "F") { onlyNames = true }
      return true
    default: return false
    }
    if adds { added.insert(attribute) } else { removed.insert(attribute) }
    return true
  }
}
