// Token recognition (XCU 2.3) and the start of a word.

extension Parser {
  /// Makes the next token the current one.
  @inline(__always) func advance(_ role: WordRole) throws(SyntaxError) {
    try advance(role, reserved: .none, .none)
  }

  /// The same where the grammar takes the reserved words `first` and `second`.
  @inline(never) func advance(
    _ role: WordRole, reserved first: ReservedWord, _ second: ReservedWord
  ) throws(SyntaxError) {
    if recorder == nil { try readToken(role) } else { try readRecordedToken(role) }
    if token.followsBlankAlias { try expandFollowingAliases(role, first, second) }
  }

  /// Skips newline tokens.
  func skipNewlines(_ role: WordRole) throws(SyntaxError) {
    while token.kind == .newline { try advance(role) }
  }

  @inline(__always) func readToken(_ role: WordRole) throws(SyntaxError) {
    lastLevelEndedInBlank = false
    var scan = cursor
    while scan.pointee.isBlank { scan += 1 }
    cursor = scan
    var byte = scan.pointee
    if byte == 0 || byte == Byte.backslash || byte == Byte.hash { byte = skipToToken() }
    token.followsBlankAlias = lastLevelEndedInBlank
    finishedAliases.removeAll()
    token.reserved = .none
    token.start = SyntaxTree.Reference(tree.count)
    token.location = location
    if byte == Byte.newline {
      token.kind = .newline
      consumeNewline()
      if pending.count > pendingBase { try readHereDocuments() }
      return
    }
    isContinuing = true
    if byte.isDelimiter && !isProcessSubstitution() {
      token.kind = readOperator(byte)
    } else if byte == 0 {
      token.kind = .endOfInput
    } else {
      try readWord(role)
    }
  }

  /// The token's first byte, behind blanks, line continuations and a comment.
  @inline(never) private func skipToToken() -> UInt8 {
    var byte = peek()
    while byte.isBlank {
      cursor += 1
      byte = peek()
    }
    return byte == Byte.hash ? skipComment() : byte
  }

  /// Stops at the newline, which is its return value, or at the end.
  private func skipComment() -> UInt8 {
    while true {
      cursor = Self.endOfLine(cursor)
      let byte = peekRaw()
      if byte == 0 || byte == Byte.newline { return byte }
    }
  }

  /// The first newline or NUL at or behind `start`, eight bytes at a time.
  static func endOfLine(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var scan = start
    while true {
      let bytes = Self.eightBytes(at: scan)
      let other = bytes ^ (ones &* UInt64(Byte.newline))
      let found = ((bytes &- ones) & ~bytes | (other &- ones) & ~other) & (ones << 7)
      if found != 0 { return scan + found.trailingZeroBitCount / 8 }
      scan += 8
    }
  }

  /// The bytes at a place in the input, the first one lowest.
  // SAFETY: eight NULs stand behind the last byte of every level.
  @inline(__always) static func eightBytes(at place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  private func readOperator(_ byte: UInt8) -> Token.Kind {
    cursor += 1
    switch byte {
    case Byte.semicolon:
      if skip(Byte.semicolon) {
        return skip(Byte.ampersand) ? .doubleSemicolonAmpersand : .doubleSemicolon
      }
      return skip(Byte.ampersand) ? .semicolonAmpersand : .semicolon
    case Byte.ampersand:
      if skip(Byte.ampersand) { return .andIf }
      // By POSIX an asynchronous list and a redirection behind it.
      if isPOSIX || !skip(Byte.greater) { return .ampersand }
      return skip(Byte.greater) ? .ampersandDoubleGreater : .ampersandGreater
    case Byte.pipe:
      if skip(Byte.pipe) { return .orIf }
      return skip(Byte.ampersand) ? .pipeAmpersand : .pipe
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

  @inline(__always) private func readWord(_ role: WordRole) throws(SyntaxError) {
    token.kind = .word
    let start = cursor
    var scan = start
    var hasPattern = false
    let special = ByteClass.endOfPlain(at: role)
    while start.pointee != Byte.tilde {
      while !scan.pointee.isIn(special) { scan += 1 }
      guard scan.pointee.isIn(ByteClass.pattern),
        scan.pointee != Byte.leftBracket || role == .argument || scan == start && role == .command
      else { break }
      hasPattern = true
      scan += 1
    }
    let count = scan - start
    // The common word: one run of such bytes. All others start over.
    if count > 0 && (scan.pointee.isDelimiter || isEnd(scan)) {
      let mayGoOn = scan.pointee > Byte.space && continuesWord(at: count)
      return mayGoOn ? try readGeneralWord(role) : finishPlainWord(count: count, hasPattern)
    }
    if role == .command, scan.pointee == Byte.equals, readPlainAssignment(start, scan) { return }
    try readGeneralWord(role)
  }

  /// Whether what follows at a distance, a delimiter, belongs to the word. The
  /// input may move.
  private func continuesWord(at count: Int) -> Bool {
    isProcessSubstitution(ahead: count) || cursor[count] == Byte.leftParen
  }

  /// At a word of `count` ordinary bytes and pattern characters.
  @inline(__always) private func finishPlainWord(count: Int, _ hasPattern: Bool) {
    let text = Bytes(start: cursor, count: count)
    cursor = text.start + count
    let next = cursor.pointee
    if next | 2 == Byte.greater, isDescriptorOfRedirection(text) { return }
    // The command name `[` is a pattern that matches itself alone.
    let isPlain = !hasPattern || count == 1 && text[0] == Byte.leftBracket
    let holdsBrace: Bool
    if count <= 8 {
      let packed = Self.packed(text.start, count)
      token.reserved = ReservedWord.of(packed)
      token.word = tree.appendShortWord(
        packed, count: count, hasPattern: hasPattern, isPlain: isPlain)
      holdsBrace = Self.holdsBrace(packed)
    } else {
      token.word = appendLongWord(text, hasPattern: hasPattern, isPlain: isPlain)
      holdsBrace = Self.holdsBrace(text.start, count)
    }
    if holdsBrace && text.mayHaveBraces { markBraces(token.word) }
  }

  @inline(never)
  private func appendLongWord(
    _ text: Bytes, hasPattern: Bool, isPlain: Bool
  ) -> SyntaxTree.Reference {
    let literal = tree.appendText(.literal, text, flags: hasPattern ? TextPart.hasPattern : 0)
    let word = tree.begin(.word, flags: isPlain ? Word.isPlain : 0, size: 3)
    word[1] = 1
    word.link(2, literal)
    return word.reference
  }

  /// Up to eight bytes as a number.
  @inline(__always)
  private static func packed(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    eightBytes(at: start) & (.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
  }

  /// `name=text` where nothing in the text is special; false, and nothing done,
  /// for anything else.
  private func readPlainAssignment(
    _ start: UnsafePointer<UInt8>, _ equals: UnsafePointer<UInt8>
  ) -> Bool {
    let name = Bytes(start: start, count: equals - start)
    let value = equals + 1
    var scan = value
    while scan.pointee.isOrdinary && scan.pointee != Byte.tilde { scan += 1 }
    guard scan.pointee.isDelimiter || isEnd(scan), name.isName else { return false }
    // An array literal or a process substitution.
    if scan.pointee == Byte.leftParen || scan.pointee | 2 == Byte.greater { return false }
    cursor = scan
    let slot = intern(name)
    let count = scan - value
    let word =
      count == 0
      ? nil
      : count <= 8
        ? tree.appendShortWord(Self.packed(value, count), count: count)
        : appendLongWord(Bytes(start: value, count: count), hasPattern: false, isPlain: true)
    let node = tree.begin(.assignment, size: 3)
    node[1] = slot.index
    node.link(2, word)
    token.kind = .assignment
    token.word = node.reference
    return true
  }

  /// Digits right before `<` or `>` are an IO number, however many, and a name
  /// in braces is an IO location (XCU 2.10.1).
  private func isDescriptorOfRedirection(_ text: Bytes) -> Bool {
    if text[0] == Byte.leftBrace {
      let name = text.dropFirst(1).prefix(max(text.count - 2, 0))
      guard text[text.count - 1] == Byte.rightBrace, name.isName else { return false }
      token.kind = .ioNumber
      token.number = Redirection.location | intern(name).index
      return true
    }
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

  /// A quoted text or a parameter at the start, which is most often the whole
  /// word; false if there is neither or something is left in `scratch`.
  private func readFirstPart() throws(SyntaxError) -> Bool {
    switch cursor.pointee {
    case Byte.doubleQuote: try readDoubleQuoted()
    case Byte.singleQuote: try readSingleQuoted()
    case Byte.dollar: try readDollar(in: nil)
    default: return false
    }
    return scratch.isEmpty
  }

  private func readGeneralWord(_ role: WordRole) throws(SyntaxError) {
    let base = references.count
    let place = (line: lineNumber, column: cursor - lineStart)
    if try readFirstPart(), cursor.pointee.isDelimiter {
      token.word = finishWord(from: base)
      return
    }
    let shape = try readUnquotedParts(.token(role), from: base)
    if let slot = shape.assignment {
      token.kind = .assignment
      token.word = finishAssignment(of: slot, shape, from: base)
      return
    }
    let flags =
      plainFlag(base) | (shape.isDeclaration ? Word.isAssignment : 0)
      | (shape.hasGroups ? Word.hasGroups : 0)
    token.word = finishWord(from: base, flags: flags)
    if holdsBrace(from: place) && mayHaveBraces(token.word) {
      markBraces(token.word)
    }
    guard let text = literalText(token.word) else { return }
    // The word is one literal after all: it held a line continuation or ended
    // with the input.
    let next = peek()
    if next == Byte.less || next == Byte.greater, isDescriptorOfRedirection(text) {
      tree.rewind(to: token.start)
    } else {
      token.reserved = ReservedWord.of(text)
    }
  }

  /// Whether a `{` is among the bytes of the input that have been read since.
  @inline(__always) private func holdsBrace(from place: (line: Int, column: Int)) -> Bool {
    let start = lineStart + place.column
    guard !isInAlias, lineNumber == place.line, start < cursor else { return true }
    return Self.holdsBrace(start, cursor - start)
  }

  /// Looks at eight bytes at a time, and so at some behind the last.
  @inline(__always)
  private static func holdsBrace(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var offset = 0
    repeat {
      if holdsBrace(eightBytes(at: start + offset)) { return true }
      offset += 8
    } while offset < count
    return false
  }

  @inline(__always) private static func holdsBrace(_ bytes: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let other = bytes ^ (ones &* UInt64(Byte.leftBrace))
    return (other &- ones) & ~other & (ones << 7) != 0
  }

  /// The word is not what it spells where braces are expanded.
  @inline(never) private func markBraces(_ word: SyntaxTree.Reference) {
    let flags = UInt32(Word.isPlain | Word.hasBraces) << 8
    tree.tree[word.index] = (tree.tree[word.index] & ~flags) | UInt32(Word.hasBraces) << 8
  }

  /// Some literal part has braces, or they stand in several.
  private func mayHaveBraces(_ word: SyntaxTree.Reference) -> Bool {
    let parts = Word(tree.node(at: word)).parts
    for i in 0..<parts.count where parts[i].kind == .literal {
      if TextPart(parts[i]).text.contains(Byte.leftBrace) {
        return parts.count > 1 || TextPart(parts[i]).text.mayHaveBraces
      }
    }
    return false
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
    let count = references.count - base
    let word = tree.begin(.word, flags: flags, size: 2 + count)
    word[1] = UInt32(count)
    if count == 1 {
      word.link(2, SyntaxTree.Reference(references[base]))
      references.truncate(to: base)
    } else {
      linkReferences(from: base, of: word, 2)
    }
    return word.reference
  }
}

extension Bytes {
  /// There is a `{`, with a `,` or `.` and a `}` behind it.
  @inline(__always) fileprivate var mayHaveBraces: Bool {
    guard let open = firstIndex(of: Byte.leftBrace) else { return false }
    let rest = dropFirst(open)
    return rest.contains(Byte.rightBrace)
      && (rest.contains(UInt8(ascii: ",")) || rest.contains(UInt8(ascii: ".")))
  }
}
