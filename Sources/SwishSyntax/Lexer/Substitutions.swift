// Command substitution and arithmetic expansion (XCU 2.6.3, 2.6.4).

extension Parser {
  /// Behind `$(`: arithmetic if another `(` follows and a matching `))` ends it,
  /// otherwise commands.
  func readParenthesized(opened: Location) throws(SyntaxError) {
    try checkDepth()
    if peek() == Byte.leftParen, try readArithmeticIfClosed(opened: ("$((", opened)) { return }
    try readProgram(.commandSubstitution, opened: ("$(", opened))
  }

  /// At the second of two `(`: pushes an arithmetic expansion, or tells that it
  /// is none. `mustParse`: it is none if literal text in it is no expression
  /// and looks like a command.
  func readArithmeticIfClosed(
    opened: Opening, mustParse: Bool = false
  ) throws(SyntaxError) -> Bool {
    let key = placeKey
    if notArithmetic.contains(key) { return false }
    guard let failure = try readArithmetic(opened: opened, mustParse) else { return true }
    // Nothing had shown until the end of input that it is none (XCU 2.6.3).
    if failure.isAtEnd { throw failure }
    // Kept, so that each place is tried once however deep it is nested.
    notArithmetic.push(key)
    return false
  }

  // MARK: Commands

  /// Whether `<(` or `>(`, which no POSIX command holds, begins at a distance from
  /// the next byte. The input may move.
  @inline(__always) func isProcessSubstitution(ahead offset: Int = 0) -> Bool {
    cursor[offset] | 2 == Byte.greater && ahead(offset + 1) == Byte.leftParen
  }

  /// Reads a process substitution, if one comes next; false if none does.
  func readProcessSubstitution() throws(SyntaxError) -> Bool {
    guard isProcessSubstitution() else { return false }
    let span = beginSpan(.expansion)
    defer { endSpan(span) }
    try checkDepth()
    flushLiteral()
    let isOutput = cursor.pointee == Byte.greater
    let opened: Opening = (isOutput ? ">(" : "<(", location)
    cursor += 2
    let flags = isOutput ? ProcessSubstitution.output : 0
    try readProgram(.processSubstitution, opened: opened, flags: flags)
    return true
  }

  /// Parses commands in the middle of a word, up to a `)` or the end of the text
  /// between backquotes, and pushes what they make.
  private func readProgram(
    _ kind: Node.Kind, opened: Opening, flags: UInt8 = 0, until end: Token.Kind = .rightParen
  ) throws(SyntaxError) {
    let outer = (token, isInAssignment)
    isInAssignment = false
    let outerBase = pendingBase
    pendingBase = pending.count
    openings.push(opened)
    try advance(.command)
    try skipNewlines(.command)
    let body = try parseList(isCompound: true)
    guard token.kind == end else { throw unexpected(expected: end == .rightParen ? ")" : nil) }
    if end == .endOfInput && pending.count > pendingBase { try readHereDocuments() }
    _ = openings.pop()
    // Here-documents still to come are read at the end of the outer line.
    pendingBase = outerBase
    (token, isInAssignment) = outer
    let node = tree.begin(kind, flags: flags, size: 3)
    node[1] = UInt32(truncatingIfNeeded: opened.location.line)
    node.link(2, body)
    references.push(node.reference)
  }

  /// At a backquote.
  func readBackquoted(in context: QuotedContext?) throws(SyntaxError) {
    if isInDelimiter {
      return try readLiterally { () throws(SyntaxError) in try readBackquoted(in: context) }
    }
    let span = beginSpan(.expansion)
    defer { endSpan(span) }
    try checkDepth()
    let opened: Opening = ("`", location)
    flushLiteral()
    cursor += 1
    var text = ByteBuffer()
    try collectBackquoted(into: &text, in: context, opened: opened)
    push(isolated: text.bytes, line: opened.location.line)
    try readProgram(
      .commandSubstitution, opened: opened, flags: CommandSubstitution.backquoted,
      until: .endOfInput)
    popLevel()
  }

  /// The text up to the closing backquote, without the backslashes that quote
  /// `$`, a backquote or a backslash - and `"` where a
  /// double-quoted text is read, a here-document among them.
  private func collectBackquoted(
    into text: inout ByteBuffer, in context: QuotedContext?, opened: Opening
  ) throws(SyntaxError) {
    while true {
      let byte = peekRaw()
      switch byte {
      case 0: throw unexpectedEnd(expected: "`", opened: opened)
      case Byte.backquote:
        cursor += 1
        return
      case Byte.newline:
        text.append(byte)
        consumeNewline()
      case Byte.backslash:
        cursor += 1
        let next = peekRaw()
        let isDropped =
          next == Byte.dollar || next == Byte.backquote || next == Byte.backslash
          || (next == Byte.doubleQuote && context != nil)
        if !isDropped { text.append(byte) }
        if next == Byte.newline {
          text.append(next)
          consumeNewline()
        } else if next != 0 {
          text.append(next)
          cursor += 1
        }
      default:
        text.append(byte)
        cursor += 1
      }
    }
  }

  // MARK: Arithmetic

  /// At the second `(` of `$((`. If this is no arithmetic expansion everything
  /// is put back and the reason is the value.
  private func readArithmetic(
    opened: Opening, _ mustParse: Bool
  ) throws(SyntaxError) -> SyntaxError? {
    let mark = makeMark()
    let treeCount = tree.count
    let counts = (references.count, openings.count, pending.count, redirections.count)
    let outer = (token, pendingBase, isInAssignment)
    do {
      cursor += 1
      try readArithmeticParts(opened: opened, mustParse)
      release(mark)
      return nil
    } catch {
      goBack(to: mark)
      finishedAliases.removeAll()
      scratch.removeAll()
      scratchHasPattern = false
      tree.rewind(to: SyntaxTree.Reference(treeCount))
      references.truncate(to: counts.0)
      openings.truncate(to: counts.1)
      pending.truncate(to: counts.2)
      redirections.truncate(to: counts.3)
      (token, pendingBase, isInAssignment) = outer
      if error.isTooDeep { throw error }
      return error
    }
  }

  private func readArithmeticParts(opened: Opening, _ mustParse: Bool) throws(SyntaxError) {
    let base = references.count
    try readQuotedParts(.arithmetic, opened: opened)
    cursor += 1
    let byte = peek()
    if byte == 0 { throw unexpectedEnd(expected: "))", opened: opened) }
    guard byte == Byte.rightParen else { throw error("expected '))'", at: location) }
    cursor += 1
    let looksLikeCommand =
      mustParse
      && (base..<references.count).allSatisfy {
        let part = tree.node(at: SyntaxTree.Reference(references[$0]))
        return part.kind == .literal && TextPart(part).text.looksLikeCommand
      }
    let node = try finishArithmetic(from: base)
    if looksLikeCommand && ArithmeticExpansion(tree.node(at: node)).expression == nil {
      throw error("expected an expression", at: location)
    }
    references.push(node)
  }

  /// Makes an arithmetic expansion of the parts from `base` on.
  func finishArithmetic(from base: Int) throws(SyntaxError) -> SyntaxTree.Reference {
    let word = finishWord(from: base)
    let expression = try parseAhead(word)
    let node = tree.begin(.arithmeticExpansion)
    tree.append(word, of: node)
    tree.append(expression, of: node)
    return node
  }

  /// Parses the expression now if it holds only literal text and simple
  /// parameters; what is wrong with it is for the evaluation to say.
  private func parseAhead(
    _ word: SyntaxTree.Reference
  ) throws(SyntaxError) -> SyntaxTree.Reference? {
    var text = ByteBuffer()
    let parts = Word(tree.node(at: word)).parts
    for i in 0..<parts.count {
      switch parts[i].kind {
      case .literal: text.append(TextPart(parts[i]).text)
      case .parameter:
        let expansion = ParameterExpansion(parts[i])
        guard expansion.operation == .none, expansion.parameter.isNumeric else { return nil }
        ArithmeticParser.appendOperand(expansion.parameter, to: &text)
      default: return nil
      }
    }
    let start = tree.count
    // A long text may nest deeply.
    if text.count > 2048, let stack { stackLimit = stack.lowerStackLimit() }
    do {
      return try ArithmeticParser.parse(
        text.bytes, names: names, into: tree.tree, stackLimit: stackLimit, allowsOperands: true)
    } catch {
      tree.rewind(to: SyntaxTree.Reference(start))
      // Not for want of room is `((1))` to be a subshell in a subshell.
      if error.message.starts(with: "nested too deeply".utf8) {
        throw self.error("nested too deeply", at: location)
      }
      return nil
    }
  }
}

extension Parameter {
  /// Its value can be one integer constant.
  fileprivate var isNumeric: Bool {
    guard let special else { return true }
    return special != UInt8(ascii: "@") && special != UInt8(ascii: "*")
      && special != UInt8(ascii: "-")
  }
}

extension Bytes {
  /// A word that is no number, and another one behind it.
  fileprivate var looksLikeCommand: Bool {
    guard let first = indices.first(where: { !self[$0].isBlank && self[$0] != Byte.newline }),
      !self[first].isDigit
    else { return false }
    var i = first
    while i < count {
      let start = i
      while i < count, self[i].isBlank || self[i] == Byte.newline { i += 1 }
      if i < count, i > start, start > 0, self[start - 1].isWordLike, self[i].isWordLike {
        return true
      }
      i += 1
    }
    return false
  }
}

extension UInt8 {
  fileprivate var isWordLike: Bool {
    isNameStart || isDigit || self == Byte.slash || self == Byte.singleQuote
  }
}

extension SyntaxError {
  fileprivate var isTooDeep: Bool { message.starts(with: "nested too deeply".utf8) }
}
