// `${v@Q}` and its kin, which bash has: a value, or what is known of the variable,
// in another form.
import SwishSyntax

extension Shell {
  func expandTransformed(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let list = list(parameter)
    let slot = slot(of: parameter)
    switch node.letter {
    case UInt8(ascii: "A"):
      appendResult(statement(for: parameter) ?? .empty, quoted: quoted)
    case UInt8(ascii: "a"):
      var letters = ByteBuffer()
      if let slot { appendAttributes(of: slot, to: &letters) }
      let text = expansion.arena.copy(letters.bytes)
      guard let list else { return appendResult(text, quoted: quoted) }
      try appendItems(list.items, isAt: list.isAt, quoted: quoted) { _ in text }
    case UInt8(ascii: "K") where list != nil && slot != nil,
      UInt8(ascii: "k") where list != nil && slot != nil:
      let words = pairs(of: parameter, quoted: node.letter == UInt8(ascii: "K"))
      try appendItems(0..<words.count, isAt: list?.isAt ?? true, quoted: quoted) { words[$0] }
    default:
      try appendPart(of: parameter, quoted: quoted) { value in
        var text = ByteBuffer()
        switch node.letter {
        case UInt8(ascii: "E"): _ = EscapeSequences.expand(value, .printfFormat, into: &text)
        case UInt8(ascii: "P"):
          var prompt = ByteBuffer()
          self.appendPrompt(text: value, to: &prompt)
          // Without the marks of `\[` and `\]`, which are for line editing.
          for byte in prompt.bytes.raw where byte > 2 { text.append(byte) }
        default: text.appendShellQuoted(value)
        }
        return self.expansion.arena.copy(text.bytes)
      }
    }
  }

  /// The variable that a parameter is or is about.
  private func slot(of parameter: Parameter) -> Slot? {
    if parameter.isVariable { return followed(parameter.slot) }
    return parameter.selection.map { selections[$0].slot }
  }

  /// A command that makes the parameter what it is; nil if that is nothing.
  private func statement(for parameter: Parameter) -> Bytes? {
    var text = ByteBuffer()
    guard let slot = slot(of: parameter) else {
      guard let list = list(parameter), !list.items.isEmpty else { return nil }
      text.append("set --")
      for index in list.items {
        text.append(" ")
        text.appendShellQuoted(positional(index))
      }
      return expansion.arena.copy(text.bytes)
    }
    appendAttributes(of: slot, to: &text)
    let letters = expansion.arena.copy(text.bytes)
    let isSet = value(slot) != nil || variables.array(slot) != nil
    guard isSet || !letters.isEmpty else { return nil }
    text.removeAll()
    if !letters.isEmpty {
      text.append("declare -")
      text.append(letters)
      text.append(" ")
    }
    text.append(names[slot])
    if isSet {
      text.append("=")
      if list(parameter) != nil || variables.array(slot) == nil {
        appendAssignable(slot, to: &text)
      } else {
        withValue(of: parameter) { text.appendShellQuoted($0) }
      }
    }
    return expansion.arena.copy(text.bytes)
  }

  /// The subscripts and values of an array by turns; quoted in one text or apart.
  private func pairs(of parameter: Parameter, quoted: Bool) -> [Bytes] {
    guard let slot = slot(of: parameter), let items = list(parameter)?.items else { return [] }
    var words: [Bytes] = []
    var text = ByteBuffer()
    for position in items {
      let start = quoted ? 0 : text.count
      if quoted && !text.isEmpty { text.append(" ") }
      if let key = variables.array(slot)?.key(position) {
        if quoted { text.appendShellQuoted(key) } else { text.append(key) }
      } else {
        text.append(decimal: Int(variables.array(slot)?.index(position) ?? 0))
      }
      if quoted {
        text.append(" ")
        text.appendShellQuoted(item(position, of: parameter))
      } else {
        words.append(expansion.arena.copy(text.bytes(from: start)))
        words.append(expansion.arena.copy(item(position, of: parameter)))
      }
    }
    return quoted ? [expansion.arena.copy(text.bytes)] : words
  }
}
