// Parameter expansion (XCU 2.6.2).
import SwishSyntax
import SwishSystem

extension Shell {
  func expandParameter(_ expansion: ParameterExpansion, quoted: Bool) throws(ShellError) {
    if expansion.isExtended { return try expandExtended(expansion, quoted: quoted) }
    try expand(expansion, of: expansion.parameter, quoted: quoted)
  }

  func expand(
    _ expansion: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    switch expansion.operation {
    case .none, .value:
      try appendParameter(parameter, quoted: quoted)
    case .length:
      try appendLength(parameter, quoted: quoted)
    case .useDefault, .assignDefault, .error, .useAlternative:
      try expandConditionally(expansion, of: parameter, quoted: quoted)
    case .removeSmallestSuffix, .removeLargestSuffix, .removeSmallestPrefix,
      .removeLargestPrefix:
      try expandRemoving(expansion, of: parameter, quoted: quoted)
    case .substring:
      try expandSubstring(expansion, of: parameter, quoted: quoted)
    case .replaceFirst, .replaceAll, .replacePrefix, .replaceSuffix:
      try expandReplacing(expansion, of: parameter, quoted: quoted)
    case .upperFirst, .upperAll, .lowerFirst, .lowerAll:
      try expandCase(expansion, of: parameter, quoted: quoted)
    case .transform:
      try expandTransformed(expansion, of: parameter, quoted: quoted)
    case .bad:
      var text = ByteBuffer()
      Printer.print(expansion.node, names: names, into: &text, style: .oneLine)
      report(text.bytes, ": bad substitution")
      throw .expansion
    }
  }

  /// Appends a parameter's value; an unset one is an error under -u.
  private func appendParameter(_ parameter: Parameter, quoted: Bool) throws(ShellError) {
    if parameter.isVariable {
      if let value = value(parameter.slot) {
        try checkRoom(forField: value.count)
        appendResult(value, quoted: quoted)
      } else {
        try appendUnset(parameter, quoted: quoted)
      }
    } else if let position = parameter.position {
      if let value = positionals[position - 1] {
        try checkRoom(forField: value.count)
        appendResult(value, quoted: quoted)
      } else {
        try appendUnset(parameter, quoted: quoted)
      }
    } else if let special = parameter.special {
      try appendSpecial(special, quoted: quoted)
    } else {
      try appendSelected(parameter, quoted: quoted)
    }
  }

  func appendUnset(_ parameter: Parameter, quoted: Bool) throws(ShellError) {
    if parameter.isVariable && names[parameter.slot] == "BASHPID" {
      // A subshell that is asked for its process must have one.
      if !subshells.isEmpty && !ownProcess() { throw .handedOver }
      return appendInteger(Int64(Process.identifier), quoted: quoted)
    }
    if options.contains(.nounset) { try failUnset(parameter) }
    if quoted { appendQuoted(.empty) }
  }

  private func failUnset(_ parameter: Parameter) throws(ShellError) {
    withName(of: parameter) { report($0, ": parameter not set") }
    throw .expansion
  }

  /// The special parameters (XCU 2.5.2).
  private func appendSpecial(_ special: UInt8, quoted: Bool) throws(ShellError) {
    switch special {
    case UInt8(ascii: "@"), UInt8(ascii: "*"):
      try checkRoom(forFields: 1..<(positionals.count + 1))
      try appendItems(
        1..<(positionals.count + 1), isAt: special == UInt8(ascii: "@"), quoted: quoted
      ) { positional($0) }
    case UInt8(ascii: "#"): appendInteger(Int64(positionals.count), quoted: quoted)
    case UInt8(ascii: "?"): appendInteger(Int64(status), quoted: quoted)
    case UInt8(ascii: "$"): appendInteger(Int64(processIdentifier), quoted: quoted)
    case UInt8(ascii: "0"): appendResult(scriptName.bytes, quoted: quoted)
    case UInt8(ascii: "-"):
      var letters = ByteBuffer()
      options.appendLetters(to: &letters)
      appendResult(letters.bytes, quoted: quoted)
    case UInt8(ascii: "!"):
      if let pid = jobs.lastBackgroundProcess {
        appendInteger(Int64(pid), quoted: quoted)
      } else {
        try appendUnset(Parameter(special: special), quoted: quoted)
      }
    default: assertionFailure("not a special parameter")
    }
  }

  /// `$@` and `$*`, and an array's elements: each item a field of its own where
  /// fields are made; joined for "$*", and for both where one string is wanted.
  @inline(__always)
  func appendItems(
    _ range: Range<Int>, isAt: Bool, quoted: Bool,
    _ item: (Int) throws(ShellError) -> Bytes
  ) throws(ShellError) {
    let first = range.lowerBound
    if (isAt || !quoted) && expansion.purpose == .fields {
      for i in range {
        if i > first && (expansion.isOpen || quoted) { finishField() }
        // Unquoted, an empty parameter may vanish (XCU 2.5.2).
        appendResult(try item(i), quoted: quoted)
      }
      return
    }
    // "$*" joins by the first character of IFS; `x=$@` joins by a space.
    let separator = isAt ? Bytes(" ") : fieldSeparators.first
    if quoted { expansion.isOpen = true }
    for i in range {
      if i > first { expansion.buffer.append(separator) }
      appendResult(try item(i), quoted: quoted)
    }
  }

  /// Position 0 is the name of the shell.
  func positional(_ position: Int) -> Bytes {
    position == 0 ? scriptName.bytes : positionals[position - 1] ?? .empty
  }

  private func appendLength(_ parameter: Parameter, quoted: Bool) throws(ShellError) {
    if let list = list(parameter) {
      return appendInteger(Int64(list.items.count), quoted: quoted)
    }
    guard let length = withValue(of: parameter, { isUTF8 ? $0.characterCount : $0.count }) else {
      if options.contains(.nounset) { try failUnset(parameter) }
      return appendInteger(0, quoted: quoted)
    }
    appendInteger(Int64(length), quoted: quoted)
  }

  /// `-`, `=`, `?`, `+` with and without the colon.
  private func expandConditionally(
    _ expansion: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let isPresent = isPresent(parameter, testsNull: expansion.testsNull, quoted: quoted)
    switch expansion.operation {
    case .useAlternative:
      if isPresent {
        try appendOperand(expansion.word, quoted: quoted)
      } else if let list = list(parameter), list.isAt, list.items.isEmpty {
        // "${@+x}" is no field, as "$@" is none.
      } else if quoted {
        appendQuoted(.empty)
      }
    case .useDefault where !isPresent:
      try appendOperand(expansion.word, quoted: quoted)
    case .assignDefault where !isPresent:
      try assignDefault(expansion, of: parameter, quoted: quoted)
    case .error where !isPresent:
      try failWithMessage(expansion, parameter)
    default:
      try appendParameter(parameter, quoted: quoted)
    }
  }

  private func isPresent(_ parameter: Parameter, testsNull: Bool, quoted: Bool) -> Bool {
    if let list = list(parameter) {
      guard let first = list.items.first else { return false }
      // Null IFS joins null parameters to a null "$*".
      if quoted && testsNull && !list.isAt && fieldSeparators.first.isEmpty {
        return list.items.contains { !item($0, of: parameter).isEmpty }
      }
      return !testsNull || list.items.count > 1 || !item(first, of: parameter).isEmpty
    }
    return withValue(of: parameter) { !testsNull || !$0.isEmpty } ?? false
  }

  /// The word behind an operator. Unquoted, its literal text splits as the
  /// result of an expansion does; what it quotes stays whole.
  private func appendOperand(_ word: Node?, quoted: Bool) throws(ShellError) {
    guard let word else {
      if quoted { appendQuoted(.empty) }
      return
    }
    if quoted {
      expansion.isOpen = true
      return try expandParts(Word(word).parts, quoted: true)
    }
    let outer = expansion.splitsLiterals
    expansion.splitsLiterals = true
    defer { expansion.splitsLiterals = outer }
    try expandParts(Word(word).parts, quoted: false)
  }

  private func assignDefault(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    guard parameter.isVariable || parameter.selection != nil else {
      withName(of: parameter) { report($0, ": cannot be assigned to this way") }
      throw .expansion
    }
    let value = try operandString(node.word, quoted: quoted)
    if parameter.isVariable {
      try assign(parameter.slot, value)
    } else {
      try assignSelected(node, value)
    }
    // The value after assignment counts (POSIX.1-2024).
    withValue(of: parameter) { appendResult($0, quoted: quoted) }
  }

  private func failWithMessage(
    _ node: ParameterExpansion, _ parameter: Parameter
  ) throws(ShellError) {
    let message = try operandString(node.word, quoted: false)
    withName(of: parameter) { name in
      if node.word == nil || message.isEmpty {
        report(name, Bytes(node.testsNull ? ": parameter null or not set" : ": parameter not set"))
      } else {
        report(name, ": ", message)
      }
    }
    throw .expansion
  }

  /// The operand as one string, in the arena of the command at hand.
  func operandString(_ word: Node?, quoted: Bool) throws(ShellError) -> Bytes {
    guard let word else { return .empty }
    let frame = expansion.push(.string)
    defer { expansion.pop(frame) }
    try expandParts(Word(word).parts, quoted: quoted)
    return expansion.arena.copy(expansion.buffer.bytes(from: expansion.fieldStart))
  }

  /// `%`, `%%`, `#`, `##`.
  private func expandRemoving(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    // A pattern that is spelled out does not change the value meanwhile.
    if let word = node.word, let pattern = Word(word).onlyLiteral,
      !pattern.contains(UInt8(ascii: "(")) || options.contains(.extglob),
      let value = plainValue(parameter)
    {
      return appendResult(remove(node.operation, pattern, from: value), quoted: quoted)
    }
    try appendPart(of: parameter, quoted: quoted) { value throws(ShellError) in
      guard let word = node.word else { return value }
      return try withExpandedString(word, as: .pattern) {
        remove(node.operation, $0, from: value)
      }
    }
  }

  /// Appends what `cut` makes of a copy of the parameter's value, or of each item
  /// of a list.
  func appendPart(
    of parameter: Parameter, quoted: Bool, cut: (Bytes) throws(ShellError) -> Bytes
  ) throws(ShellError) {
    // Fields that the result ends while it splits live above the mark, and stay.
    let list = list(parameter)
    let makesFields = expansion.purpose == .fields && (!quoted || list != nil)
    let mark = expansion.arena.mark
    defer { if !makesFields { expansion.arena.release(to: mark) } }
    if let list {
      return try appendItems(list.items, isAt: list.isAt, quoted: quoted) {
        i throws(ShellError) in
        try cut(expansion.arena.copy(item(i, of: parameter)))
      }
    }
    guard let value = withValue(of: parameter, { expansion.arena.copy($0) }) else {
      return try appendUnset(parameter, quoted: quoted)
    }
    appendResult(try cut(value), quoted: quoted)
  }

  private func remove(
    _ operation: ParameterExpansion.Operator, _ pattern: Bytes, from value: Bytes
  ) -> Bytes {
    let mode = patternMode()
    return Pattern.withoutOpenBrackets(pattern, mode) { pattern in
      switch operation {
      case .removeSmallestPrefix:
        value.dropFirst(Pattern.smallestPrefix(pattern, value, mode) ?? 0)
      case .removeLargestPrefix:
        value.dropFirst(Pattern.largestPrefix(pattern, value, mode) ?? 0)
      case .removeSmallestSuffix:
        value.prefix(value.count - (Pattern.smallestSuffix(pattern, value, mode) ?? 0))
      default:
        value.prefix(value.count - (Pattern.largestSuffix(pattern, value, mode) ?? 0))
      }
    }
  }

  // MARK: Values of parameters

  /// Calls `body` with the value of any parameter as one string; nil if unset.
  @discardableResult
  func withValue<R>(of parameter: Parameter, _ body: (Bytes) -> R) -> R? {
    if parameter.isVariable { return value(parameter.slot).map(body) }
    if let position = parameter.position { return positionals[position - 1].map(body) }
    guard let special = parameter.special else { return withSelected(parameter, body) }
    if special == UInt8(ascii: "!") && jobs.lastBackgroundProcess == nil { return nil }
    let frame = expansion.push(.string)
    defer { expansion.pop(frame) }
    // Special parameters that are set expand without errors.
    try? appendSpecial(special, quoted: true)
    return body(expansion.buffer.bytes(from: expansion.fieldStart))
  }

  func withName(of parameter: Parameter, _ body: (Bytes) -> Void) {
    if parameter.isVariable { return body(names[parameter.slot]) }
    var name = ByteBuffer()
    if let position = parameter.position { name.append(decimal: position) }
    if let special = parameter.special { name.append(special) }
    if let selection = parameter.selection { appendName(of: selection, to: &name) }
    body(name.bytes)
  }
}

extension Bytes {
  /// Characters of UTF-8; a byte that is part of none counts as one.
  var characterCount: Int {
    var n = 0
    var i = 0
    while i < count {
      if i + 8 <= count, isASCII(eightFrom: i) {
        i += 8
        n += 8
      } else {
        i += PatternCharacter.length(self, i, true)
        n += 1
      }
    }
    return n
  }

  private func isASCII(eightFrom index: Int) -> Bool {
    raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
  }
}
