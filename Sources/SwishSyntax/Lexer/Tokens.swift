// Token recognition (XCU 2.3) and the start of a word.

extension Parser {
  /// Makes the next token the current one. `first` and `second` are the
  /// reserved words that the grammar takes there.
  func advance(
    _ role: WordRole, reserved first: ReservedWord = .none, _ second: ReservedWord = .none
  ) throws(SyntaxError) {
    if recorder == nil { try readToken(role) } else { try readRecordedToken(role) }
    if token.followsBlankAlias { try expandFollowingAliases(role, first, second) }
  }

  /// Skips newline tokens.
  func skipNewlines(_ role: WordRole) throws(SyntaxError) {
    while token.kind == .newline { try advance(role) }
  }

  func readToken(_ role: WordRole) throws(SyntaxError) {
    lastLevelEndedInBlank = false
    var byte = peek()
    while byte.isBlank {
      cursor += 1
      byte = peek()
    }
    if byte == Byte.hash { byte = skipComment() }
    token.followsBlankAlias = lastLevelEndedInBlank
    if !finishedAliases.isEmpty { finishedAliases.removeAll(keepingCapacity: true) }
    token.reserved = .none
    token.start = SyntaxTree.Reference(tree.count)
    if isInAlias {
      let place = location
      token.line = place.line
      token.column = place.column
    } else {
      token.line = lineNumber
      token.column = cursor - lineStart + 1
    }
    if byte == Byte.newline {
      token.kind = .newline
      consumeNewline()
      if pending.count > pendingBase { try readHereDocuments() }
      return
    }
    isContinuing = true
    if byte.isDelimiter {
      token.kind = readOperator(byte)
    } else if byte == 0 {
      token.kind = .endOfInput
    } else {
      try readWord(role)
    }
  }

  /// Stops at the newline, which is its return value, or at the end.
  private func skipComment() -> UInt8 {
    while true {
      let byte = peekRaw()
      if byte == 0 || byte == Byte.newline { return byte }
      cursor += 1
    }
  }

  private func readOperator(_ byte: UInt8) -> Token.Kind {
    cursor += 1
    switch byte {
    case Byte.semicolon:
      if skip(Byte.semicolon) { return .doubleSemicolon }
      return skip(Byte.ampersand) ? .semicolonAmpersand : .semicolon
    case Byte.ampersand: return skip(Byte.ampersand) ? .andIf : .ampersand
    case Byte.pipe: return skip(Byte.pipe) ? .orIf : .pipe
    case Byte.leftParen: return .leftParen
    case Byte.rightParen: return .rightParen
    case Byte.less:
      if skip(Byte.ampersand) { return .lessAmpersand }
      if skip(Byte.greater) { return .lessGreater }
      guard skip(Byte.less) else { return .less }
      if skip(Byte.less) { return .tripleLess }
      return skip(Byte.minus) ? .doubleLessDash : .doubleLess
    default:
      if skip(Byte.ampersand) { return .greaterAmpersand }
      if skip(Byte.greater) { return .doubleGreater }
      return skip(Byte.pipe) ? .clobber : .greater
    }
  }

  /// Consumes `byte` if it comes next.
  @inline(__always) func skip(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    cursor += 1
    return true
  }

  // MARK: Words

  private func readWord(_ role: WordRole) throws(SyntaxError) {
    token.kind = .word
    let start = cursor
    var scan = start
    if start.pointee != Byte.tilde {
      while scan.pointee.isOrdinary {
        if scan.pointee == Byte.equals && role != .argument { break }
        scan += 1
      }
      // The common word: one run of ordinary bytes. All others start over.
      if scan > start && scan.pointee.isDelimiter {
        let text = Bytes(start: start, count: scan - start)
        cursor = scan
        if isNumberOfRedirection(text, next: scan.pointee) { return }
        token.reserved = ReservedWord.of(text)
        token.word = tree.appendPlainWord(text)
        return
      }
    }
    try readGeneralWord(role)
  }

  /// Digits right before `<` or `>` are an IO number, however many.
  private func isNumberOfRedirection(_ text: Bytes, next: UInt8) -> Bool {
    guard text[0].isDigit, next == Byte.less || next == Byte.greater else { return false }
    var value: UInt32 = 0
    for i in text.indices {
      guard text[i].isDigit else { return false }
      // Beyond any descriptor; the largest value means "none".
      value = value > 0x7fff_fff0 / 10 ? 0x7fff_ffff : value * 10 + UInt32(text[i] - Byte.zero)
    }
    token.kind = .ioNumber
    token.number = value
    return true
  }

  private func readGeneralWord(_ role: WordRole) throws(SyntaxError) {
    let base = references.count
    let shape = try readUnquotedParts(.token(role))
    if let slot = shape.assignment {
      let value = references.count > base ? finishWord(from: base, flags: plainFlag(base)) : nil
      let node = tree.begin(.assignment)
      tree.append(slot.index)
      tree.append(value, of: node)
      token.kind = .assignment
      token.word = node
      return
    }
    let flags = plainFlag(base) | (shape.isDeclaration ? Word.isAssignment : 0)
    token.word = finishWord(from: base, flags: flags)
    guard let text = literalText(token.word) else { return }
    // The word is one literal after all: it held a line continuation or ended
    // with the input.
    if isNumberOfRedirection(text, next: peek()) {
      tree.rewind(to: token.start)
    } else {
      token.reserved = ReservedWord.of(text)
    }
  }

  /// `Word.isPlain` if the parts from `base` on are one literal without pattern
  /// characters, or the command name `[`, which matches itself alone.
  func plainFlag(_ base: Int) -> UInt8 {
    guard references.count == base + 1 else { return 0 }
    let part = tree.node(at: SyntaxTree.Reference(references[base]))
    guard part.kind == .literal else { return 0 }
    return part.flags == 0 || TextPart(part).text == "[" ? Word.isPlain : 0
  }

  /// Makes a word of the parts from `base` on.
  func finishWord(from base: Int, flags: UInt8 = 0) -> SyntaxTree.Reference {
    let word = tree.begin(.word, flags: flags)
    tree.append(UInt32(references.count - base))
    appendReferences(from: base, of: word)
    return word
  }
}
