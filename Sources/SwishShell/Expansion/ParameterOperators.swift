// The operators of parameter expansion that POSIX has not: `${v:offset:length}`,
// `${v/pattern/replacement}`, `${v^}`, `${v@Q}` and their kin.

import SwishSyntax

extension Shell {
  func expandSubstring(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let offset = try node.word.map { word throws(ShellError) in
      try evaluate(ArithmeticExpansion(word))
    }
    let length = try node.second.map { word throws(ShellError) in
      try evaluate(ArithmeticExpansion(word))
    }
    if let list = list(parameter) {
      // Before the positional parameters comes the shell's name, as position 0.
      let count = list.items.upperBound
      let start = position(of: offset ?? 0, in: parameter) ?? offset ?? 0
      let range = try slice(of: count, start, length, countsFromEnd: false)
      return try appendItems(range, isAt: list.isAt, quoted: quoted) {
        item($0, of: parameter)
      }
    }
    try appendPart(of: parameter, quoted: quoted) { value throws(ShellError) in
      let count = isUTF8 ? value.characterCount : value.count
      let range = try slice(of: count, offset ?? 0, length, countsFromEnd: true)
      guard isUTF8 && count < value.count else { return value[range] }
      let start = value.offset(ofCharacter: range.lowerBound)
      let rest = value.dropFirst(start)
      return rest.prefix(rest.offset(ofCharacter: range.count))
    }
  }

  /// Of an indexed array, an offset is an index: the position of the first element
  /// from there on. nil for other lists.
  private func position(of offset: Int64, in parameter: Parameter) -> Int64? {
    guard let place = parameter.selection, case .values = selections[place].kind,
      let array = selections[place].array, array.keys == nil
    else { return nil }
    let index = offset < 0 ? array.nextIndex &+ offset : offset
    return index < 0 ? Int64(array.count) : Int64(array.position(of: index))
  }

  /// The part of `count` items that an offset and a length choose. A negative
  /// offset counts from the end, and so does a negative length if it may.
  private func slice(
    of count: Int, _ offset: Int64, _ length: Int64?, countsFromEnd: Bool
  ) throws(ShellError) -> Range<Int> {
    let start = offset < 0 ? Int64(count) &+ offset : offset
    guard start >= 0 && start <= count else { return 0..<0 }
    guard let length else { return Int(start)..<count }
    if length >= 0 { return Int(start)..<Int(start + min(length, Int64(count) - start)) }
    let end = Int64(count) &+ length
    guard countsFromEnd && end >= start else {
      report("substring expression < 0")
      throw .expansion
    }
    return Int(start)..<Int(end)
  }

  func expandReplacing(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let mode = patternMode()
    try appendPart(of: parameter, quoted: quoted) { value throws(ShellError) in
      let replacement = try operandString(node.second, quoted: false)
      let pattern = try node.word.map { word throws(ShellError) in
        try withExpandedString(word, as: .pattern) {
          Pattern.withoutOpenBrackets($0, mode) { expansion.arena.copy($0) }
        }
      }
      var result = ByteBuffer(capacity: value.count + replacement.count)
      switch node.operation {
      case .replacePrefix:
        guard let n = Pattern.largestPrefix(pattern ?? .empty, value, mode) else { return value }
        result.append(replacement)
        result.append(value.dropFirst(n))
      case .replaceSuffix:
        guard let n = Pattern.largestSuffix(pattern ?? .empty, value, mode) else { return value }
        result.append(value.prefix(value.count - n))
        result.append(replacement)
      default:
        guard let pattern, !pattern.isEmpty else { return value }
        let isOnce = node.operation == .replaceFirst
        replace(pattern, by: replacement, in: value, once: isOnce, into: &result, mode)
      }
      return expansion.arena.copy(result.bytes)
    }
  }

  /// Replaces the longest match at the first place where one begins, or at
  /// every such place.
  private func replace(
    _ pattern: Bytes, by replacement: Bytes, in value: Bytes, once: Bool,
    into result: inout ByteBuffer, _ mode: PatternMode
  ) {
    var i = 0
    repeat {
      guard let match = Pattern.firstMatch(pattern, value, from: i, mode) else { break }
      result.append(value[i..<match.start])
      result.append(replacement)
      i = match.end
      if i == match.start && i < value.count && !once {
        let end = i + PatternCharacter.length(value, i, mode.isUTF8)
        result.append(value[i..<end])
        i = end
      }
    } while !once && i < value.count
    result.append(value.dropFirst(i))
  }

  // MARK: Case

  /// `^`, `^^`, `,` and `,,`: of the characters that match the pattern if there is
  /// one.
  func expandCase(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let isUpper = node.operation == .upperFirst || node.operation == .upperAll
    let isFirst = node.operation == .upperFirst || node.operation == .lowerFirst
    try appendPart(of: parameter, quoted: quoted) { value throws(ShellError) in
      let pattern = try node.word.map { word throws(ShellError) in
        try withExpandedString(word, as: .pattern) { expansion.arena.copy($0) }
      }
      let mode = PatternMode(isUTF8: isUTF8)
      var result = ByteBuffer(capacity: value.count)
      var i = 0
      while i < value.count {
        let character = PatternCharacter(value, i, isUTF8)
        let text = value[i..<(i + character.length)]
        if (i == 0 || !isFirst) && pattern.map({ Pattern.matches($0, text, mode) }) ?? true {
          result.append(text, uppercased: isUpper, isUTF8: isUTF8)
        } else {
          result.append(text)
        }
        i += character.length
      }
      return expansion.arena.copy(result.bytes)
    }
  }

  // MARK: Transformations

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

extension Bytes {
  /// Where character `index` of UTF-8 begins; the count if there are fewer.
  fileprivate func offset(ofCharacter index: Int) -> Int {
    var i = 0
    var n = 0
    while n < index && i < count {
      i += PatternCharacter.length(self, i, true)
      n += 1
    }
    return i
  }
}
