// Compound commands (XCU 2.9.4).

extension Parser {
  /// At `(` or a reserved word; ends behind the command's last token.
  func parseCompoundCommand() throws(SyntaxError) -> SyntaxTree.Reference {
    try checkDepth()
    let place = token.location
    if token.kind == .leftParen {
      if peek() == Byte.leftParen, let command = try parseArithmeticCommand(place) {
        return command
      }
      return try parseSubshell(place)
    }
    switch token.reserved {
    case .leftBrace: return try parseBraceGroup(place)
    case .if: return try parseIf(place)
    case .while, .until: return try parseLoop(place)
    case .for, .select: return try parseFor(place)
    case .case: return try parseCase(place)
    case .doubleBracket: return try parseConditional(place)
    case .coproc: return try parseCoprocess(place)
    default: throw unexpected()
    }
  }

  /// Consumes the reserved word `word`, which must come next.
  @inline(never) private func expect(_ word: ReservedWord) throws(SyntaxError) {
    guard token.kind == .word, token.reserved == word else {
      throw unexpected(expected: word.text)
    }
    recorder?.retag(token.recorded, .reservedWord)
    try advance(.command)
  }

  /// A construct begins that `token` opens at `place`.
  @inline(__always) func open(_ token: Bytes, at place: Location) {
    openings.push((token, place))
  }

  /// Consumes the reserved word that closes the innermost construct.
  @inline(never) private func close(_ word: ReservedWord) throws(SyntaxError) {
    guard token.kind == .word, token.reserved == word else {
      throw unexpected(expected: word.text)
    }
    _ = openings.pop()
    recorder?.retag(token.recorded, .reservedWord)
    try advance(.command)
  }

  /// A list that must hold a command, and at the end of input the message names
  /// what would have closed it.
  @inline(never)
  private func parseBody(until word: Bytes) throws(SyntaxError) -> SyntaxTree.Reference {
    guard let list = try parseList(isCompound: true) else {
      throw token.kind == .endOfInput ? unexpected(expected: word) : unexpected()
    }
    return list
  }

  private func parseSubshell(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    open("(", at: place)
    try advance(.command)
    let body = try parseBody(until: ")")
    guard token.kind == .rightParen else { throw unexpected(expected: ")") }
    _ = openings.pop()
    try advance(.command)
    return wrap(.subshell, body, at: place)
  }

  private func parseBraceGroup(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    open("{", at: place)
    return wrap(.braceGroup, try parseGroup(.leftBrace, .rightBrace), at: place)
  }

  /// `coproc command`, `coproc name compound-command`.
  private func parseCoprocess(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    try advance(.command)
    var slot = intern("COPROC")
    let start = token.location
    let command: SyntaxTree.Reference
    if token.kind == .word && token.reserved == .none {
      let name = token.word
      let recorded = token.recorded
      try advance(.argument)
      if let text = literalText(name), text.isName, beginsCompound {
        slot = intern(text)
        command = try parseCommand()
      } else {
        recorder?.retag(recorded, .command)
        command = try parseSimpleCommand(named: name, at: start)
      }
    } else {
      command = try parseCommand()
    }
    let node = begin(.coprocess, size: 4, at: place)
    node.link(2, command)
    node[3] = slot.index
    return node.reference
  }

  private var beginsCompound: Bool {
    token.kind == .leftParen
      || token.kind == .word && token.reserved != .none
        && token.reserved != .bang && token.reserved.beginsCommand
  }

  /// A command node that only holds `body`.
  func wrap(
    _ kind: Node.Kind, _ body: SyntaxTree.Reference, at place: Location
  ) -> SyntaxTree.Reference {
    let node = begin(kind, size: 3, at: place)
    node.link(2, body)
    return node.reference
  }

  private func parseIf(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    open("if", at: place)
    let base = references.count
    repeat {
      try advance(.command)
      references.push(try parseBody(until: "then"))
      try expect(.then)
      references.push(try parseBody(until: "fi"))
    } while token.kind == .word && token.reserved == .elif
    let count = references.count - base
    var otherwise: SyntaxTree.Reference?
    if token.kind == .word, token.reserved == .else {
      try advance(.command)
      otherwise = try parseBody(until: "fi")
    }
    try close(.fi)
    let node = begin(.ifClause, size: 4 + count, at: place)
    node[2] = UInt32(count / 2)
    node.link(3, otherwise)
    linkReferences(from: base, of: node, 4)
    return node.reference
  }

  private func parseLoop(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    let isUntil = token.reserved == .until
    open(isUntil ? "until" : "while", at: place)
    try advance(.command)
    let condition = try parseBody(until: "do")
    let body = try parseGroup(.do, .done)
    let node = begin(.whileLoop, flags: isUntil ? WhileLoop.until : 0, size: 4, at: place)
    node.link(2, condition)
    node.link(3, body)
    return node.reference
  }

  /// A list between two reserved words.
  private func parseGroup(
    _ first: ReservedWord, _ last: ReservedWord
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    try expect(first)
    let body = try parseBody(until: last.text)
    try close(last)
    return body
  }

  /// Beyond POSIX, as in bash and ksh, `{ list; }` may stand for `do list done`
  /// behind `for` and `select`.
  private func parseForBody() throws(SyntaxError) -> SyntaxTree.Reference {
    token.kind == .word && token.reserved == .leftBrace
      ? try parseGroup(.leftBrace, .rightBrace) : try parseGroup(.do, .done)
  }

  private func parseFor(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    let isSelect = token.reserved == .select
    open(isSelect ? "select" : "for", at: place)
    try advance(.argument)
    if token.kind == .leftParen && !isSelect { return try parseArithmeticFor(place) }
    guard token.kind == .word, let name = literalText(token.word), name.isName else {
      throw unexpected(expected: "a name")
    }
    let slot = intern(name)
    try advance(.argument, reserved: .in, .do)
    let isDirect = token.kind != .newline
    try skipNewlines(.argument)
    let base = references.count
    var flags: UInt8 = isSelect ? ForLoop.select : 0
    if token.kind == .word, token.reserved == .in {
      flags |= ForLoop.hasIn
      recorder?.retag(token.recorded, .reservedWord)
      try advance(.argument)
      while token.kind == .word {
        references.push(token.word)
        try advance(.argument)
      }
      guard token.kind == .semicolon || token.kind == .newline else { throw unexpected() }
      try advance(.argument, reserved: .do, .none)
    } else if token.kind == .semicolon && isDirect {
      try advance(.argument, reserved: .do, .none)
    }
    try skipNewlines(.argument)
    let count = references.count - base
    let body = try parseForBody()
    let node = begin(.forLoop, flags: flags, size: 5 + count, at: place)
    node[2] = slot.index
    node.link(3, body)
    node[4] = UInt32(count)
    linkReferences(from: base, of: node, 5)
    return node.reference
  }

  /// `for ((first; condition; step)) [;] do list done`
  private func parseArithmeticFor(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    let expressions = try parseLoopExpressions()
    if token.kind == .semicolon { try advance(.argument, reserved: .do, .none) }
    try skipNewlines(.argument)
    let body = try parseForBody()
    let node = begin(.arithmeticFor, size: 3 + expressions.count, at: place)
    for i in expressions.indices { node.link(2 + i, expressions[i]) }
    node.link(2 + expressions.count, body)
    return node.reference
  }

  // MARK: case

  private func parseCase(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    open("case", at: place)
    try advance(.argument)
    guard token.kind == .word else { throw unexpected(expected: "a word") }
    let word = token.word
    try advance(.argument, reserved: .in, .none)
    try skipNewlines(.argument)
    guard token.kind == .word, token.reserved == .in else { throw unexpected(expected: "in") }
    recorder?.retag(token.recorded, .reservedWord)
    try advance(.argument, reserved: .esac, .none)
    try skipNewlines(.argument)
    let base = references.count
    while !(token.kind == .word && token.reserved == .esac) {
      if let item = try parseCaseItem() { references.push(item) } else { break }
    }
    let count = references.count - base
    try close(.esac)
    let node = begin(.caseClause, size: 4 + count, at: place)
    node.link(2, word)
    node[3] = UInt32(count)
    linkReferences(from: base, of: node, 4)
    return node.reference
  }

  /// One item with its `;;`, `;&` or `;;&`, or the last one without.
  private func parseCaseItem() throws(SyntaxError) -> SyntaxTree.Reference? {
    if token.kind == .endOfInput { return nil }
    let place = token.location
    let base = references.count
    if token.kind == .leftParen { try advance(.argument) }
    while true {
      guard token.kind == .word else { throw unexpected(expected: "a pattern") }
      references.push(token.word)
      try advance(.argument)
      guard token.kind == .pipe else { break }
      try advance(.argument)
    }
    guard token.kind == .rightParen else { throw unexpected(expected: ")") }
    try advance(.command)
    let count = references.count - base
    let body = try parseList(isCompound: true)
    var flags: UInt8 = 0
    switch token.kind {
    case .doubleSemicolon, .semicolonAmpersand, .doubleSemicolonAmpersand:
      if token.kind == .semicolonAmpersand { flags = CaseItem.fallsThrough }
      if token.kind == .doubleSemicolonAmpersand { flags = CaseItem.matchesOn }
      try advance(.argument, reserved: .esac, .none)
      try skipNewlines(.argument)
    case .word where token.reserved == .esac: break
    default: throw unexpected(expected: token.kind == .endOfInput ? "esac" : ";;")
    }
    let node = begin(.caseItem, flags: flags, size: 4 + 2 * count, at: place)
    node.link(2, body)
    node[3] = UInt32(count)
    for i in 0..<count {
      let pattern = Word(tree.node(at: SyntaxTree.Reference(references[base + i])))
      node[4 + count + i] = pattern.isPlain ? CaseItem.fingerprint(of: pattern.plainText) : 0
    }
    linkReferences(from: base, of: node, 4)
    return node.reference
  }
}
