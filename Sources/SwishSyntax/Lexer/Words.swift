// The start of a word, and the words that are read in one go.

extension Parser {
  /// The most common word: up to eight bytes without special meaning; false, and
  /// nothing done, for any other.
  @inline(__always) func takeShortWord(_ role: WordRole) -> Bool {
    let special = ByteClass.endOfPlain(at: role)
    var scan = cursor
    repeat { scan += 1 } while !scan.pointee.isIn(special)
    let count = scan - cursor
    guard count <= 8, scan.pointee.isPlainDelimiter else { return false }
    let packed = Self.packed(cursor, count)
    guard let word = tree.appendShortWord(inPlace: packed, count: count) else { return false }
    cursor = scan
    token.kind = .word
    token.reserved = ReservedWord.of(packed)
    token.word = word
    return true
  }

  /// A word that begins with a byte that is not special, or with a pattern.
  @inline(never) func readWord(_ role: WordRole) throws(SyntaxError) {
    token.kind = .word
    let start = cursor
    var scan = start
    var hasPattern = false
    var hasBrace = false
    let special = ByteClass.endOfPlain(at: role)
    while start.pointee != Byte.tilde {
      while !scan.pointee.isIn(special) { scan += 1 }
      guard scan.pointee.isIn(ByteClass.pattern),
        scan.pointee != Byte.leftBracket || role == .argument || scan == start && role == .command
      else { break }
      if scan.pointee == Byte.leftBrace { hasBrace = true } else { hasPattern = true }
      scan += 1
    }
    let count = scan - start
    let next = scan.pointee
    // Most are one run of such bytes. All others start over.
    guard count > 0 && (next.isDelimiter || isEnd(scan)) else {
      if role.rawValue & ByteClass.equals != 0, next == Byte.equals,
        try readAssignment(role, start, scan)
      {
        return
      }
      return try readGeneralWord(role)
    }
    if next > Byte.space && (next | 2 == Byte.greater || next == Byte.leftParen) {
      if continuesWord(at: count) { return try readGeneralWord(role) }
      if next != Byte.leftParen && readDescriptor(count: count) { return }
    }
    if hasPattern || hasBrace || count > 8 {
      return finishPlainWord(count: count, hasPattern, hasBrace)
    }
    let packed = Self.packed(cursor, count)
    cursor += count
    token.reserved = ReservedWord.of(packed)
    token.word = tree.appendShortWord(packed, count: count, flags: Word.isPlain)
  }

  /// Whether what follows at a distance, a delimiter, belongs to the word. The
  /// input may move.
  @inline(never) private func continuesWord(at count: Int) -> Bool {
    cursor[count] == Byte.leftParen
      ? Bytes("?*+@!").contains(cursor[count - 1]) : isProcessSubstitution(ahead: count)
  }

  /// At a word of `count` ordinary bytes, pattern characters and braces.
  @inline(never)
  private func finishPlainWord(count: Int, _ hasPattern: Bool, _ hasBrace: Bool) {
    let text = Bytes(start: cursor, count: count)
    cursor += count
    // The command name `[` is a pattern that matches itself alone.
    let isPlain = !hasPattern || count == 1 && text[0] == Byte.leftBracket
    if count <= 8 { token.reserved = ReservedWord.of(Self.packed(text.start, count)) }
    token.word = appendWord(text, flags: isPlain ? Word.isPlain : 0, hasPattern: hasPattern)
    if hasBrace && count > 2 && text.mayHaveBraces { markBraces(token.word) }
  }

  /// Appends a word of one literal, which stands in the input.
  @inline(never)
  func appendWord(
    _ text: Bytes, flags: UInt8, hasPattern: Bool = false
  ) -> SyntaxTree.Reference {
    if text.count <= 8 {
      let packed = Self.packed(text.start, text.count)
      return tree.appendShortWord(packed, count: text.count, flags: flags, hasPattern: hasPattern)
    }
    let literal = tree.appendText(.literal, text, flags: hasPattern ? TextPart.hasPattern : 0)
    let word = tree.begin(.word, flags: flags, size: 3)
    word[1] = 1
    word.link(2, literal)
    return word.reference
  }

  /// Up to eight bytes as a number.
  @inline(__always)
  private static func packed(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    eightBytes(at: start) & (.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
  }

  /// `name=text` where nothing in the text is special, or begins with an expansion
  /// or a quoted text; false, and nothing done, for anything else.
  private func readAssignment(
    _ role: WordRole, _ start: UnsafePointer<UInt8>, _ equals: UnsafePointer<UInt8>
  ) throws(SyntaxError) -> Bool {
    let name = Bytes(start: start, count: equals - start)
    guard name.isName else { return false }
    let value = equals + 1
    if role == .command && Bytes("$\"'").contains(value.pointee) {
      try readValue(of: intern(name), at: value)
      return true
    }
    var scan = value
    while scan.pointee.isOrdinary && scan.pointee != Byte.tilde { scan += 1 }
    guard scan.pointee.isDelimiter || isEnd(scan) else { return false }
    // An array literal or a process substitution.
    if scan.pointee == Byte.leftParen || scan.pointee | 2 == Byte.greater { return false }
    cursor = scan
    if role == .declaration {
      let text = Bytes(start: start, count: scan - start)
      token.word = appendWord(text, flags: Word.isPlain | Word.isAssignment)
      return true
    }
    let slot = intern(name)
    let text = Bytes(start: value, count: scan - value)
    finishAssignment(of: slot, text.isEmpty ? nil : appendWord(text, flags: Word.isPlain))
    return true
  }

  /// Reads the value of an assignment that does not begin with literal text.
  private func readValue(
    of slot: Slot, at value: UnsafePointer<UInt8>
  ) throws(SyntaxError) {
    cursor = value
    isInAssignment = true
    defer { isInAssignment = false }
    let base = references.count
    var flags: UInt8 = 0
    if try !readWholePart() {
      _ = try readUnquotedParts(.token(.argument), from: base)
      flags = plainFlag(base)
    }
    finishAssignment(of: slot, finishWord(from: base, flags: flags))
  }

  private func finishAssignment(of slot: Slot, _ value: SyntaxTree.Reference?) {
    let node = tree.begin(.assignment, size: 3)
    node[1] = slot.index
    node.link(2, value)
    token.kind = .assignment
    token.word = node.reference
  }

  /// Takes the word of `count` bytes that comes next, if it is the descriptor of
  /// the redirection behind it.
  @inline(never) private func readDescriptor(count: Int) -> Bool {
    guard isDescriptorOfRedirection(Bytes(start: cursor, count: count)) else { return false }
    cursor += count
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

  /// A quoted text or an expansion at the start, which is most often the whole
  /// word; false if the word goes on.
  private func readWholePart() throws(SyntaxError) -> Bool {
    switch cursor.pointee {
    case Byte.doubleQuote: try readDoubleQuoted()
    case Byte.singleQuote: try readSingleQuoted()
    case Byte.dollar: try readDollar(in: nil)
    default: return false
    }
    return scratch.isEmpty && cursor.pointee.isDelimiter && !isProcessSubstitution()
  }

  /// `$name` or `"$name"`, the most common words that are not plain; false, and
  /// nothing done, for anything else.
  private func readParameterWord() -> Bool {
    let isQuoted = cursor.pointee == Byte.doubleQuote
    let dollar = isQuoted ? cursor + 1 : cursor
    guard dollar.pointee == Byte.dollar, dollar[1].isNameStart, recorder == nil, !isInDelimiter
    else { return false }
    var scan = dollar + 1
    while scan.pointee.isNameByte { scan += 1 }
    let name = Bytes(start: dollar + 1, count: scan - dollar - 1)
    if isQuoted {
      guard scan.pointee == Byte.doubleQuote else { return false }
      scan += 1
    }
    guard scan.pointee.isDelimiter, scan.pointee | 2 != Byte.greater, name != "_" else {
      return false
    }
    cursor = scan
    var part = tree.begin(.parameter, size: 3)
    part[1] = Parameter(variable: intern(name)).encoded
    part.link(2, nil)
    if isQuoted { part = wrap(.doubleQuoted, part.reference) }
    token.word = wrap(.word, part.reference).reference
    return true
  }

  /// A word or a double-quoted text that has one part.
  @inline(__always)
  private func wrap(_ kind: Node.Kind, _ part: SyntaxTree.Reference) -> NewNode {
    let node = tree.begin(kind, size: 3)
    node[1] = 1
    node.link(2, part)
    return node
  }

  @inline(never) func readGeneralWord(_ role: WordRole) throws(SyntaxError) {
    token.kind = .word
    if readParameterWord() { return }
    let base = references.count
    if try readWholePart() {
      token.word = wrap(.word, SyntaxTree.Reference(references[base])).reference
      references.truncate(to: base)
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
    if shape.hasBrace && mayHaveBraces(token.word) { markBraces(token.word) }
    guard let text = literalText(token.word) else { return }
    // The word is one literal after all: it held a line continuation or ended
    // with the input.
    let next = peek()
    if next | 2 == Byte.greater, isDescriptorOfRedirection(text) { return }
    token.reserved = ReservedWord.of(text)
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
    let count = references.count &- base
    let word = tree.begin(.word, flags: flags, size: 2 &+ count)
    word[1] = UInt32(truncatingIfNeeded: count)
    linkReferences(from: base, of: word, 2)
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
