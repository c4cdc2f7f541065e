// Simple commands, redirections and function definitions (XCU 2.9.1, 2.7, 2.9.5).

extension Parser {
  @inline(__always) func parseCommand() throws(SyntaxError) -> SyntaxTree.Reference {
    try expandCommandAliases()
    if token.kind == .word && token.reserved == .function { return try parseFunctionKeyword() }
    if token.kind == .leftParen || (token.kind == .word && token.reserved != .none) {
      let place = token.location
      let body = try parseCompoundCommand()
      return try parseRedirections(of: body, at: place)
    }
    return try parseSimpleCommand(at: token.location, named: nil)
  }

  // MARK: Simple commands

  /// What an entry of `references` is while a simple command is read; it is kept
  /// in the lowest bits.
  private enum Item {
    static let assignment = 0
    static let word = 1
    static let redirection = 2
    static let bits = 2
    static let mask = 3
  }

  /// `named` is a command name that has been read already.
  func parseSimpleCommand(
    at place: Location, named: SyntaxTree.Reference?
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    var assignments = 0
    var redirections = 0
    var name: Slot?
    var hasName = named != nil
    var role = WordRole.command
    var seesCommand = false
    if let named {
      references.push(named.index << Item.bits | Item.word)
      name = literalText(named).map { intern($0) }
      role = .argument
    }
    while true {
      switch token.kind {
      case .word where hasName && !seesCommand:
        references.push(token.word.index << Item.bits | Item.word)
        try advance(role)
      case .word:
        if !hasName {
          if token.reserved == .none && references.count > base { try expandCommandAliases() }
          guard token.kind == .word else { continue }
          recorder?.retag(token.recorded, .command)
        }
        let word = token
        references.push(word.word.index << Item.bits | Item.word)
        role = roleOfOperands(after: word.word, isName: !hasName, &name, &seesCommand)
        hasName = true
        try advance(role)
        if token.kind == .leftParen && references.count == base + 1 {
          references.truncate(to: base)
          return try parseFunctionDefinition(word)
        }
      case .assignment:
        references.push(token.word.index << Item.bits | Item.assignment)
        assignments += 1
        try advance(.command)
      case .ioNumber, .less, .greater, .clobber, .doubleGreater, .lessGreater, .lessAmpersand,
        .greaterAmpersand, .doubleLess, .doubleLessDash, .tripleLess, .ampersandGreater,
        .ampersandDoubleGreater:
        let isBoth = token.kind == .ampersandGreater || token.kind == .ampersandDoubleGreater
        let redirection = try parseRedirection(role)
        references.push(redirection.index << Item.bits | Item.redirection)
        redirections += 1
        if isBoth {
          references.push(errorToOutput().index << Item.bits | Item.redirection)
          redirections += 1
        }
      default:
        if references.count == base {
          throw unexpected(expected: token.kind == .endOfInput ? "a command" : nil)
        }
        if token.kind == .pipeAmpersand {
          references.push(errorToOutput().index << Item.bits | Item.redirection)
          redirections += 1
        }
        return finishSimpleCommand(from: base, assignments, redirections, name, at: place)
      }
    }
  }

  /// How the next words are read, now that `word` was the command name or stood
  /// behind `command` (XCU 2.9.1.1).
  private func roleOfOperands(
    after word: SyntaxTree.Reference, isName: Bool, _ name: inout Slot?, _ seesCommand: inout Bool
  ) -> WordRole {
    let node = Word(tree.node(at: word))
    guard node.isPlain else {
      seesCommand = false
      return .argument
    }
    let text = node.plainText
    if isName { name = intern(text) }
    if text == "command" {
      seesCommand = true
      return .argument
    }
    if !isName && text.first == Byte.minus { return .argument }
    seesCommand = false
    return KnownUtility.isDeclaration(text) ? .declaration : .argument
  }

  private func finishSimpleCommand(
    from base: Int, _ assignments: Int, _ redirections: Int, _ name: Slot?, at place: Location
  ) -> SyntaxTree.Reference {
    let count = references.count - base
    let words = count - assignments - redirections
    var flags: UInt8 = 0
    if redirections == 0 {
      if words == 0 {
        flags = SimpleCommand.onlyAssigns
      } else if assignments == 0 {
        flags = testPrimary(from: base) << 1
      }
    }
    let node = begin(.simpleCommand, flags: flags, size: 6 + count, at: place)
    node[2] = name.map { $0.index &+ 1 } ?? 0
    node[3] = UInt32(truncatingIfNeeded: assignments)
    node[4] = UInt32(truncatingIfNeeded: words)
    node[5] = UInt32(truncatingIfNeeded: redirections)
    var assignment = 6
    var word = assignment &+ assignments
    var redirection = word &+ words
    for i in base..<references.count {
      let item = SyntaxTree.Reference(references[i] >> Item.bits)
      switch references[i] & Item.mask {
      case Item.word:
        node.link(word, item)
        word &+= 1
      case Item.assignment:
        node.link(assignment, item)
        assignment &+= 1
      default:
        node.link(redirection, item)
        redirection &+= 1
      }
    }
    references.truncate(to: base)
    return node.reference
  }

  /// The primary of `[` or `test` where there is only one, which compares texts or
  /// numbers, and its operands are plain words or whole parameters, as in
  /// `[ $i -lt 10 ]` (`SimpleCommand.test`); 0 for any other command.
  private func testPrimary(from base: Int) -> UInt8 {
    var count = references.count - base
    guard count >= 3 && count <= 5 else { return 0 }
    let first = word(base)
    guard first.isPlain else { return 0 }
    if first.plainText == "[" {
      let last = word(references.count - 1)
      guard last.isPlain && last.plainText == "]" else { return 0 }
      count -= 1
    } else if first.plainText != "test" {
      return 0
    }
    // The operator is the first of two arguments, the second of three.
    guard count == 3 || count == 4 else { return 0 }
    for i in 1..<count {
      let word = word(base + i)
      guard i == count - 2 ? word.isPlain : word.wholePart != nil else { return 0 }
    }
    let text = word(base + count - 2).plainText
    if count == 3 { return text == "-n" || text == "-z" ? text[1] : 0 }
    guard let primary = BinaryPrimary(text), primary.comparesValues else { return 0 }
    return primary.rawValue
  }

  /// The word that an entry of `references` is while a simple command is read.
  private func word(_ entry: Int) -> Word {
    Word(tree.node(at: SyntaxTree.Reference(references[entry] >> Item.bits)))
  }

  // MARK: Redirections

  /// At an IO number or a redirection operator; `role` is that of the word behind.
  private func parseRedirection(_ role: WordRole) throws(SyntaxError) -> SyntaxTree.Reference {
    let place = token.location
    var descriptor = UInt32.max
    if token.kind == .ioNumber {
      descriptor = token.number
      try advance(.argument)
    }
    guard let operation = token.kind.redirection else { throw unexpected() }
    let isDocument = operation == .hereDocument || operation == .hereDocumentTabs
    if isDocument { try advanceToDelimiter() } else { try advance(.argument) }
    guard token.kind == .word else { throw unexpected(expected: "a word") }
    let target = token.word
    let node = begin(.redirection, flags: operation.rawValue, size: 5, at: place)
    node[2] = descriptor
    node.link(3, target)
    node.link(4, nil)
    let redirection = node.reference
    if isDocument {
      expectHereDocument(
        redirection, delimiter: target, stripsTabs: operation == .hereDocumentTabs)
    }
    try advance(role)
    return redirection
  }

  /// The `2>&1` that `&>`, `&>>` and `|&` stand for.
  private func errorToOutput() -> SyntaxTree.Reference {
    let one = tree.appendShortWord(UInt64(UInt8(ascii: "1")), count: 1)
    let node = begin(
      .redirection, flags: Redirection.Operator.duplicateOutput.rawValue, size: 5,
      at: token.location)
    node[2] = 2
    node.link(3, one)
    node.link(4, nil)
    return node.reference
  }

  /// The redirections behind a compound command.
  func parseRedirections(
    of body: SyntaxTree.Reference, at place: Location
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    while token.kind == .ioNumber || token.kind.redirection != nil {
      let isBoth = token.kind == .ampersandGreater || token.kind == .ampersandDoubleGreater
      references.push(try parseRedirection(.command))
      if isBoth { references.push(errorToOutput()) }
    }
    if token.kind == .pipeAmpersand { references.push(errorToOutput()) }
    if references.count == base { return body }
    let count = references.count - base
    let node = begin(.redirected, size: 4 + count, at: place)
    node.link(2, body)
    node[3] = UInt32(count)
    linkReferences(from: base, of: node, 4)
    return node.reference
  }

  // MARK: Functions

  /// At the `(` behind `name`, which was the first word of a command.
  private func parseFunctionDefinition(_ name: Token) throws(SyntaxError) -> SyntaxTree.Reference {
    let slot = try functionName(name)
    try skipParentheses()
    return try parseFunctionBody(slot, at: name.location)
  }

  /// At `function`, which POSIX leaves to extensions: `function name [()] body`.
  private func parseFunctionKeyword() throws(SyntaxError) -> SyntaxTree.Reference {
    let place = token.location
    try advance(.argument)
    guard token.kind == .word else { throw unexpected(expected: "a name") }
    let slot = try functionName(token)
    try advance(.command)
    if token.kind == .leftParen { try skipParentheses() }
    return try parseFunctionBody(slot, at: place)
  }

  private func functionName(_ name: Token) throws(SyntaxError) -> Slot {
    guard Word(tree.node(at: name.word)).isPlain, let text = literalText(name.word),
      !text.contains(Byte.equals)
    else { throw unexpected() }
    recorder?.retag(name.recorded, .functionName)
    return intern(text)
  }

  private func skipParentheses() throws(SyntaxError) {
    try advance(.command)
    guard token.kind == .rightParen else { throw unexpected(expected: ")") }
    try advance(.command)
  }

  private func parseFunctionBody(
    _ slot: Slot, at start: Location
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    try skipNewlines(.command)
    try expandCommandAliases()
    let place = token.location
    guard token.kind == .leftParen || (token.kind == .word && token.reserved != .none) else {
      throw unexpected(expected: "{")
    }
    let compound = try parseCompoundCommand()
    let body = try parseRedirections(of: compound, at: place)
    let node = begin(.functionDefinition, size: 4, at: start)
    node[2] = slot.index
    node.link(3, body)
    return node.reference
  }
}
