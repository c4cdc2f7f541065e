// Simple commands, redirections and function definitions (XCU 2.9.1, 2.7, 2.9.5).

extension Parser {
  @inline(__always) func parseCommand() throws(SyntaxError) -> SyntaxTree.Reference {
    try expandCommandAliases()
    let isCompound =
      token.kind == .word ? token.reserved != .none : token.kind == .leftParen
    return isCompound ? try parseCompoundOrFunction() : try parseSimpleCommand()
  }

  @inline(never)
  private func parseCompoundOrFunction() throws(SyntaxError) -> SyntaxTree.Reference {
    if token.kind == .word && token.reserved == .function { return try parseFunctionKeyword() }
    return try parseRedirections(of: try parseCompoundCommand())
  }

  // MARK: Simple commands

  /// Assignments and redirections, a command name, and operands and redirections
  /// (XCU 2.10.2: cmd_prefix, cmd_name and cmd_suffix).
  @inline(never) func parseSimpleCommand() throws(SyntaxError) -> SyntaxTree.Reference {
    let place = token.location
    let base = references.count
    let redirectionBase = redirections.count
    if token.kind != .word { try parsePrefix() }
    let assignments = references.count &- base
    var name = Slot.none
    if token.kind == .word {
      let word = token.word
      let recorded = token.recorded
      recorder?.retag(recorded, .command)
      references.push(word)
      var role = WordRole.argument
      var isCommand = false
      if Word(tree.node(at: word)).isPlain {
        let text = Word(tree.node(at: word)).plainText
        name = intern(text)
        (role, isCommand) = KnownUtility.roleOfOperands(text)
      }
      try advance(role)
      if token.kind == .leftParen, redirections.count == redirectionBase, assignments == 0 {
        references.truncate(to: base)
        return try parseFunctionDefinition(word, recorded: recorded, at: place)
      }
      try parseSuffix(role, behindCommand: isCommand)
    } else if assignments == 0 && redirections.count == redirectionBase {
      throw unexpected(expected: token.kind == .endOfInput ? "a command" : nil)
    }
    return finishSimpleCommand(
      from: base, redirectionBase, assignments: assignments, name, at: place)
  }

  /// The rest of a simple command whose name has been read already.
  func parseSimpleCommand(
    named: SyntaxTree.Reference, at place: Location
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    let redirectionBase = redirections.count
    references.push(named)
    let name = literalText(named).map { intern($0) } ?? Slot.none
    try parseSuffix(.argument, behindCommand: false)
    return finishSimpleCommand(from: base, redirectionBase, assignments: 0, name, at: place)
  }

  /// At an assignment or a redirection.
  private func parsePrefix() throws(SyntaxError) {
    while true {
      if token.kind == .assignment {
        references.push(token.word)
        try advance(.command)
      } else if token.kind.isRedirection {
        try parseRedirection(.command)
      } else {
        return
      }
      if token.kind == .word && token.reserved == .none { try expandCommandAliases() }
    }
  }

  /// Operands, which are read as `role` says, and redirections.
  @inline(__always) private func parseSuffix(
    _ role: WordRole, behindCommand isCommand: Bool
  ) throws(SyntaxError) {
    var role = role
    var isCommand = isCommand
    while true {
      if token.kind == .word {
        references.push(token.word)
        if isCommand { (role, isCommand) = roleBehindCommand(token.word) }
        try advance(role)
      } else if token.kind.isRedirection {
        try parseRedirection(role)
      } else {
        return
      }
    }
  }

  /// How the operands behind a word of `command` are read, and whether the name
  /// of the utility is still to come.
  private func roleBehindCommand(_ word: SyntaxTree.Reference) -> (WordRole, Bool) {
    let word = Word(tree.node(at: word))
    guard word.isPlain else { return (.argument, false) }
    if word.plainText.first == Byte.minus { return (.argument, true) }
    return KnownUtility.roleOfOperands(word.plainText)
  }

  @inline(__always) private func finishSimpleCommand(
    from base: Int, _ redirectionBase: Int, assignments: Int, _ name: Slot, at place: Location
  ) -> SyntaxTree.Reference {
    if token.kind == .pipeAmpersand { redirectErrorToOutput() }
    let count = references.count &- base
    let words = count &- assignments
    let redirected = redirections.count &- redirectionBase
    var flags: UInt8 = 0
    if redirected == 0 {
      if words == 0 {
        flags = SimpleCommand.onlyAssigns
      } else if assignments == 0 && words >= 3 && words <= 5 {
        flags = testPrimary(from: base) << 1
      }
    }
    let node = begin(.simpleCommand, flags: flags, size: 6 &+ count &+ redirected, at: place)
    node[2] = name.index &+ 1
    node[3] = UInt32(truncatingIfNeeded: assignments)
    node[4] = UInt32(truncatingIfNeeded: words)
    node[5] = UInt32(truncatingIfNeeded: redirected)
    redirections.move(from: redirectionBase, to: node, 6 &+ count)
    references.move(from: base, to: node, 6)
    return node.reference
  }

  /// The primary of `[` or `test` where there is only one, which compares texts or
  /// numbers, and its operands are plain words or whole parameters, as in
  /// `[ $i -lt 10 ]` (`SimpleCommand.test`); 0 for any other command. There are
  /// three words or more.
  private func testPrimary(from base: Int) -> UInt8 {
    var count = references.count - base
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
    Word(tree.node(at: SyntaxTree.Reference(references[entry])))
  }

  // MARK: Redirections

  /// At an IO number or a redirection operator; `role` is that of the word behind.
  /// Pushes the redirection, or the two that `&>` stands for.
  private func parseRedirection(_ role: WordRole) throws(SyntaxError) {
    let place = token.location
    let isBoth = token.kind == .ampersandGreater || token.kind == .ampersandDoubleGreater
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
    let redirection = makeRedirection(descriptor, operation, target, at: place)
    if isDocument {
      expectHereDocument(
        redirection, delimiter: target, stripsTabs: operation == .hereDocumentTabs)
    }
    try advance(role)
    if isBoth { redirectErrorToOutput() }
  }

  /// The `2>&1` that `&>`, `&>>` and `|&` stand for.
  private func redirectErrorToOutput() {
    let one = tree.appendShortWord(UInt64(UInt8(ascii: "1")), count: 1, flags: Word.isPlain)
    _ = makeRedirection(2, .duplicateOutput, one, at: token.location)
  }

  /// Pushes a redirection, which has no body yet.
  private func makeRedirection(
    _ descriptor: UInt32, _ operation: Redirection.Operator, _ target: SyntaxTree.Reference,
    at place: Location
  ) -> SyntaxTree.Reference {
    let node = begin(.redirection, flags: operation.rawValue, size: 5, at: place)
    node[2] = descriptor
    node.link(3, target)
    node.link(4, nil)
    redirections.push(node.reference)
    return node.reference
  }

  /// The redirections behind a compound command.
  func parseRedirections(
    of body: SyntaxTree.Reference
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = redirections.count
    while token.kind.isRedirection { try parseRedirection(.command) }
    if token.kind == .pipeAmpersand { redirectErrorToOutput() }
    let count = redirections.count - base
    if count == 0 { return body }
    let node = begin(.redirected, size: 4 + count, at: place(of: body))
    node.link(2, body)
    node[3] = UInt32(count)
    redirections.move(from: base, to: node, 4)
    return node.reference
  }

  // MARK: Functions

  /// At the `(` behind `name`, which was the first word of a command.
  private func parseFunctionDefinition(
    _ name: SyntaxTree.Reference, recorded: Int32, at place: Location
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    let slot = try functionName(name, recorded: recorded)
    try skipParentheses()
    return try parseFunctionBody(slot, at: place)
  }

  /// At `function`, which POSIX leaves to extensions: `function name [()] body`.
  private func parseFunctionKeyword() throws(SyntaxError) -> SyntaxTree.Reference {
    let place = token.location
    try advance(.argument)
    guard token.kind == .word else { throw unexpected(expected: "a name") }
    let slot = try functionName(token.word, recorded: token.recorded)
    try advance(.command)
    if token.kind == .leftParen { try skipParentheses() }
    return try parseFunctionBody(slot, at: place)
  }

  private func functionName(
    _ name: SyntaxTree.Reference, recorded: Int32
  ) throws(SyntaxError) -> Slot {
    guard Word(tree.node(at: name)).isPlain, let text = literalText(name),
      !text.contains(Byte.equals)
    else { throw unexpected() }
    recorder?.retag(recorded, .functionName)
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
    guard token.kind == .leftParen || (token.kind == .word && token.reserved != .none) else {
      throw unexpected(expected: "{")
    }
    let body = try parseRedirections(of: try parseCompoundCommand())
    let node = begin(.functionDefinition, size: 4, at: start)
    node[2] = slot.index
    node.link(3, body)
    return node.reference
  }
}
