// export and readonly (XCU 2.15): attributes of variables.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `export` and `readonly`: `[-p] [name[=value]...]`; with -n, `export` takes
  /// the attribute away, and -a and -A of `readonly` make arrays.
  func runExport(
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
}
