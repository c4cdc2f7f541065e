// Word expansions (XCU 2.6), in POSIX's order for each part of a word: tilde,
// parameter, command substitution, arithmetic; then field splitting while the
// result is appended; then pathname expansion and quote removal as each field
// is finished. Quotes never enter the buffer: what was unquoted and special is
// marked beside it instead.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Expands a word to any number of fields on `expansion.fields`.
  @inline(__always)
  func expandFields(_ node: Node) throws(ShellError) {
    let word = Word(node)
    if word.isPlain {
      expansion.fields.push(word.plainText)
    } else {
      try expandToFields(word)
    }
  }

  private func expandToFields(_ word: Word) throws(ShellError) {
    if word.hasBraces && !options.contains(.posix) { return try expandBraces(word) }
    if let value = wholeValue(word) {
      return expansion.fields.push(expansion.arena.copy(value))
    }
    if word.isQuotedWhole, let text = joinedText(DoubleQuoted(word.parts[0]).parts) {
      return expansion.fields.push(text)
    }
    if word.isAssignment { return try expandAssignment(word) }
    try makeFields { () throws(ShellError) in
      expansion.marksGroups = word.hasGroups || options.contains(.extglob)
      try expandParts(word.parts, quoted: false)
    }
  }

  /// The fields of what `body` appends.
  @inline(__always)
  func makeFields(_ body: () throws(ShellError) -> Void) throws(ShellError) {
    let frame = expansion.push(.fields)
    defer { expansion.pop(frame) }
    try body()
    if expansion.isOpen { finishField() }
    if expansion.hasFailed {
      expansion.hasFailed = false
      let flow = atSafePoint()
      throw flow == .next ? .expansion : .interrupted(flow)
    }
  }

  /// An operand of a declaration utility; an array literal behind the `=` is put
  /// beside it.
  private func expandAssignment(_ word: Word) throws(ShellError) {
    let parts = word.parts
    let literal = parts.count == 2 && parts[1].kind == .arrayLiteral ? ArrayLiteral(parts[1]) : nil
    guard let literal else {
      return try withExpandedString(word.node) {
        expansion.fields.push(expansion.arena.copy($0))
      }
    }
    let operand = expansion.arena.copy(TextPart(parts[0]).text)
    arrayOperands.append(
      ArrayOperand(operand: operand.start, elements: try expandElements(literal)))
    expansion.fields.push(operand)
  }

  /// The value of a word that is plain, or `$x`, `"$x"`, `$1` or `"$1"` whose
  /// value is one field as it stands, until that changes; nil for any other.
  @inline(__always)
  func wholeValue(_ word: Word) -> Bytes? {
    if word.isPlain { return word.plainText }
    guard let part = word.wholePart, let found = plainValue(ParameterExpansion(part).parameter),
      word.isQuotedWhole || isOneField(found)
    else { return nil }
    return found
  }

  /// The value of a variable or a positional parameter; nil when it is unset,
  /// and for a special parameter.
  @inline(__always)
  func plainValue(_ parameter: Parameter) -> Bytes? {
    if parameter.isVariable { return value(parameter.slot) }
    return parameter.position.flatMap { positionals[$0 - 1] }
  }

  /// The text of a double-quoted part that holds nothing but literals, variables
  /// and positional parameters, in the arena; nil for any other.
  private func joinedText(_ parts: NodeList) -> Bytes? {
    let start = expansion.buffer.count
    defer { expansion.buffer.truncate(to: start) }
    for i in 0..<parts.count {
      guard let text = plainText(parts[i]) else { return nil }
      expansion.buffer.append(text)
    }
    return expansion.arena.copy(expansion.buffer.bytes(from: start))
  }

  /// Neither field splitting nor pathname expansion would change the value.
  private func isOneField(_ value: Bytes) -> Bool {
    !value.isEmpty && fieldSeparators.endOfOrdinary(value, from: 0) == value.count
  }

  /// Expands a word to one string (no splitting, no pathname expansion) that
  /// `body` may read but not keep.
  func withExpandedString<R>(
    _ node: Node, as purpose: ExpansionState.Purpose = .string, groups: Bool = false,
    _ body: (Bytes) throws(ShellError) -> R
  ) throws(ShellError) -> R {
    let word = Word(node)
    if word.isPlain { return try body(word.plainText) }
    let groups = word.hasGroups || groups || options.contains(.extglob)
    if purpose != .string, let text = word.onlyLiteral,
      groups || purpose == .regularExpression || !text.contains(UInt8(ascii: "("))
    {
      // Nothing in it was quoted: it is the pattern that it spells.
      return try body(text)
    }
    let frame = expansion.push(purpose)
    defer { expansion.pop(frame) }
    expansion.marksGroups = groups
    try expandParts(word.parts, quoted: false)
    if purpose != .string { escapeQuotedSpecials() }
    // C readers (open, stat) need the NUL; it is not part of the bytes.
    let start = expansion.fieldStart
    let count = expansion.buffer.count - start
    expansion.buffer.append(0)
    return try body(expansion.buffer.bytes(from: start).prefix(count))
  }

  /// How a pattern is matched that a word, or one in braces, holds.
  func patternMode(of word: Word? = nil) -> PatternMode {
    let mayHaveGroups = word?.hasGroups ?? false || options.contains(.extglob)
    return PatternMode(isUTF8: isUTF8, mayHaveGroups: mayHaveGroups)
  }

  /// Expands one part of a word to one string that `body` may read.
  func withExpandedPart(_ part: Node, _ body: (Bytes) -> Void) throws(ShellError) {
    let frame = expansion.push(.string)
    defer { expansion.pop(frame) }
    try expandPart(part, quoted: false)
    body(expansion.buffer.bytes(from: expansion.fieldStart))
  }

  /// The text of an assignment's value or a here-document's body.
  func expandedString(_ node: Node) throws(ShellError) -> Bytes {
    if let part = Word(node).wholePart, part.kind == .parameter,
      let value = plainValue(ParameterExpansion(part).parameter)
    {
      return expansion.arena.copy(value)
    }
    return try withExpandedString(node) { expansion.arena.copy($0) }
  }

  func expandParts(
    _ parts: NodeList, from first: Int = 0, quoted: Bool
  ) throws(ShellError) {
    for i in first..<parts.count {
      let part = parts[i]
      if quoted, let text = plainText(part) {
        appendQuoted(text)
      } else if part.kind == .tilde {
        let next = i + 1 < parts.count && parts[i + 1].kind == .literal ? parts[i + 1] : nil
        let follower = next.flatMap { TextPart($0).text.first }
        expandTilde(TextPart(part).text, beforeSlash: follower == UInt8(ascii: "/"))
      } else {
        try expandPart(part, quoted: quoted)
      }
    }
  }

  /// The text of a literal, or the value of a variable or positional parameter
  /// that is set; nil for any other part.
  @inline(__always)
  func plainText(_ part: Node) -> Bytes? {
    if part.kind == .literal { return TextPart(part).text }
    guard part.kind == .parameter, ParameterExpansion(part).operation == .none else { return nil }
    return plainValue(ParameterExpansion(part).parameter)
  }

  func expandPart(_ part: Node, quoted: Bool) throws(ShellError) {
    switch part.kind {
    case .literal:
      quoted ? appendQuoted(TextPart(part).text) : appendLiteral(TextPart(part).text)
    case .escaped, .singleQuoted, .dollarQuoted:
      expansion.isOpen = true
      appendQuoted(TextPart(part).text)
    case .doubleQuoted:
      let parts = DoubleQuoted(part).parts
      if parts.isEmpty { expansion.isOpen = true }
      try expandParts(parts, quoted: true)
    case .parameter:
      if isStackExhausted { throw nestedTooDeeply("parameter expansion ") }
      try expandParameter(ParameterExpansion(part), quoted: quoted)
    case .commandSubstitution:
      try expandCommandSubstitution(CommandSubstitution(part), quoted: quoted)
    case .processSubstitution:
      try expandProcessSubstitution(ProcessSubstitution(part))
    case .arithmeticExpansion:
      let value = try evaluate(ArithmeticExpansion(part))
      appendInteger(value, quoted: quoted)
    default:
      assertionFailure("not a part of a word")
    }
  }

  // MARK: Appending to the field at hand

  /// Text between quotes, or the value of a quoted expansion.
  @inline(__always)
  func appendQuoted(_ text: Bytes) {
    expansion.isOpen = true
    expansion.afterWhite = false
    expansion.buffer.append(text)
  }

  func appendLiteral(_ text: Bytes) {
    if expansion.splitsLiterals { return appendSplit(text) }
    if !text.isEmpty {
      expansion.isOpen = true
      expansion.afterWhite = false
    }
    appendMarked(text)
  }

  private func appendMarked(_ text: Bytes) {
    if expansion.purpose != .string { expansion.markSpecials(of: text) }
    expansion.buffer.append(text)
  }

  /// The result of an expansion, quoted or not.
  @inline(__always)
  func appendResult(_ text: Bytes, quoted: Bool) {
    if quoted { appendQuoted(text) } else { appendSplit(text) }
  }

  func appendInteger(_ value: Int64, quoted: Bool) {
    if quoted {
      expansion.isOpen = true
      expansion.afterWhite = false
      return expansion.buffer.append(decimal: Int(value))
    }
    expansion.digits.removeAll()
    expansion.digits.append(decimal: Int(value))
    appendSplit(expansion.digits.bytes)
  }

  /// Field splitting (XCU 2.6.5) of the result of an unquoted expansion.
  func appendSplit(_ text: Bytes) {
    guard expansion.purpose == .fields else { return appendMarked(text) }
    let copy = expansion.arena.copy(text)
    var i = 0
    while i < text.count {
      let start = i
      i = fieldSeparators.endOfOrdinary(text, from: i)
      if i > start && i < text.count && !expansion.isOpen
        && fieldSeparators[text[i]].endsField
      {
        // A field that begins and ends here, and is no pattern.
        expansion.fields.push(expansion.arena.field(start..<i, of: copy))
        expansion.afterWhite = fieldSeparators[text[i]] == .white
        i += 1
        continue
      }
      while i < text.count, !fieldSeparators.separator(text, i).kind.separates { i += 1 }
      if i > start {
        expansion.isOpen = true
        expansion.afterWhite = false
        expansion.markSpecials(of: text[start..<i])
        expansion.buffer.append(text[start..<i])
        continue
      }
      let (kind, length) = fieldSeparators.separator(text, i)
      i += length
      switch kind {
      case .none, .special, .lead: break
      case .white:
        if expansion.isOpen {
          finishField()
          expansion.afterWhite = true
        }
      case .other:
        if expansion.isOpen || !expansion.afterWhite { finishField() }
        expansion.afterWhite = false
      }
    }
  }

  /// Ends the field at hand: pathname expansion, then onto the field stack.
  func finishField() {
    let start = expansion.fieldStart
    if expansion.marks.count > expansion.markStart && !options.contains(.noglob)
      && expandPathnames()
    {
      // The matches are on the stack.
    } else {
      expansion.fields.push(expansion.arena.copy(expansion.buffer.bytes(from: start)))
    }
    expansion.buffer.truncate(to: start)
    expansion.marks.truncate(to: expansion.markStart)
    expansion.isOpen = false
  }

  /// Replaces the field at hand by the pathnames that match it; false when it
  /// is no pattern or nothing matches.
  private func expandPathnames() -> Bool {
    var isPattern = false
    for i in expansion.markStart..<expansion.marks.count {
      let byte = expansion.buffer[expansion.marks[i]]
      if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
        || byte == UInt8(ascii: "(")
      {
        isPattern = true
      }
    }
    guard isPattern else { return false }
    var pattern = ByteBuffer()
    appendEscaped(to: &pattern)
    var pathnames = PathnameExpansion(rules: pathnameRules)
    let count = pathnames.expand(pattern.bytes, isUTF8: isUTF8, collation: collation)
    for i in 0..<count { expansion.fields.push(expansion.arena.copy(pathnames[i])) }
    if pathnames.failure == .interrupted {
      expansion.hasFailed = true
      return true
    }
    if let failure = pathnames.failure { report("pathname expansion", failure) }
    if count > 0 { return true }
    guard !options.isDisjoint(with: [.nullglob, .failglob]), Pattern.hasSpecial(pattern.bytes)
    else { return false }
    if options.contains(.failglob) && !expansion.hasFailed {
      report(pattern.bytes, ": no match")
      expansion.hasFailed = true
    }
    return options.contains(.nullglob)
  }

  private var pathnameRules: PathnameExpansion.Rules {
    PathnameExpansion.Rules(
      matchesHidden: options.contains(.dotglob), isCaseless: options.contains(.nocaseglob),
      isRecursive: options.contains(.globstar), endings: interruptions)
  }

  /// Turns the text at hand into a pattern in place.
  private func escapeQuotedSpecials() {
    guard hasQuotedSpecials else { return }
    var pattern = ByteBuffer()
    appendEscaped(to: &pattern)
    expansion.buffer.truncate(to: expansion.fieldStart)
    expansion.buffer.append(pattern.bytes)
  }

  private var hasQuotedSpecials: Bool {
    var specials = 0
    for i in expansion.fieldStart..<expansion.buffer.count
    where expansion.isSpecial(expansion.buffer[i]) { specials += 1 }
    return specials != expansion.marks.count - expansion.markStart
  }

  /// Appends the text at hand with a backslash before each character that is
  /// special in patterns and was quoted.
  private func appendEscaped(to pattern: inout ByteBuffer) {
    var mark = expansion.markStart
    for i in expansion.fieldStart..<expansion.buffer.count {
      let byte = expansion.buffer[i]
      if mark < expansion.marks.count && expansion.marks[mark] == i {
        mark += 1
      } else if expansion.isSpecial(byte) {
        pattern.append(UInt8(ascii: "\\"))
      }
      pattern.append(byte)
    }
  }
}
