// Lists, and-or lists and pipelines (XCU 2.9.2, 2.9.3).

extension Parser {
  /// Commands between `;`, `&` and, in a compound list, newlines, up to a token
  /// that begins no command; none if that is the first.
  @inline(never)
  func parseList(isCompound: Bool) throws(SyntaxError) -> SyntaxTree.Reference? {
    let base = references.count
    while true {
      if isCompound { try skipNewlinesBeforeCommand() } else { try expandCommandAliases() }
      guard tokenBeginsCommand else { break }
      let item = try parseAndOrList()
      references.push(
        token.kind == .ampersand ? wrap(.asynchronous, item, at: place(of: item)) : item)
      switch token.kind {
      case .semicolon, .ampersand: try advance(.command)
      case .newline where isCompound: break
      default: return finishList(from: base)
      }
    }
    return finishList(from: base)
  }

  @inline(__always)
  private func finishList(from base: Int) -> SyntaxTree.Reference? {
    let count = references.count &- base
    if count > 1 { return finishLongList(from: base) }
    if count == 0 { return nil }
    let only = SyntaxTree.Reference(references[base])
    references.truncate(to: base)
    return only
  }

  @inline(never)
  private func finishLongList(from base: Int) -> SyntaxTree.Reference {
    let count = references.count - base
    let first = SyntaxTree.Reference(references[base])
    let node = begin(.list, size: 3 + count, at: place(of: first))
    node[2] = UInt32(count)
    linkReferences(from: base, of: node, 3)
    return node.reference
  }

  private var tokenBeginsCommand: Bool {
    switch token.kind {
    case .word: token.reserved.beginsCommand
    case .assignment, .leftParen: true
    default: token.kind.isRedirection
    }
  }

  @inline(__always)
  private func parseAndOrList() throws(SyntaxError) -> SyntaxTree.Reference {
    let first = try parsePipeline()
    guard token.kind == .andIf || token.kind == .orIf else { return first }
    return try parseAndOrList(after: first)
  }

  /// At the operator behind `first`.
  private func parseAndOrList(
    after first: SyntaxTree.Reference
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    // An operator and an item by turns.
    let base = references.count
    references.push(0)
    references.push(first)
    while token.kind == .andIf || token.kind == .orIf {
      let code = token.kind == .andIf ? AndOrList.and : AndOrList.or
      try advance(.command)
      try skipNewlinesBeforeCommand()
      let item = try parsePipeline()
      references.push(Int(code))
      references.push(item)
    }
    let count = (references.count - base) / 2
    let node = begin(.andOrList, size: 3 + 2 * count, at: place(of: first))
    node[2] = UInt32(count)
    for i in 0..<count {
      node[3 + count + i] = UInt32(references[base + 2 * i])
      node.link(3 + i, SyntaxTree.Reference(references[base + 2 * i + 1]))
    }
    references.truncate(to: base)
    return node.reference
  }

  @inline(__always)
  private func parsePipeline() throws(SyntaxError) -> SyntaxTree.Reference {
    try expandCommandAliases()
    let first: SyntaxTree.Reference
    if token.kind == .word && token.reserved == .none {
      first = try parseSimpleCommand()
    } else {
      if token.kind == .word, token.reserved == .bang || token.reserved == .time {
        return try parsePipelinePrefix()
      }
      first = try parseCommand()
    }
    if token.kind != .pipe && token.kind != .pipeAmpersand { return first }
    let base = references.count
    references.push(first)
    return try parsePipelineRest(from: base, 0, at: place(of: first))
  }

  /// At a `!` or `time`.
  private func parsePipelinePrefix() throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    let place = token.location
    var flags: UInt8 = 0
    while token.kind == .word {
      if token.reserved == .bang && flags & Pipeline.negated == 0 {
        flags |= Pipeline.negated
        try advance(.command)
        try expandCommandAliases()
      } else if token.reserved == .time && flags & Pipeline.timed == 0 {
        if let utility = try parseTime(&flags) {
          references.push(utility)
          break
        }
        if endsPipeline { return finishPipeline(from: base, flags, at: place) }
      } else {
        break
      }
    }
    if references.count == base { references.push(try parseCommand()) }
    return try parsePipelineRest(from: base, flags, at: place)
  }

  /// Behind a command, the one above `base`.
  private func parsePipelineRest(
    from base: Int, _ flags: UInt8, at place: Location
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    while token.kind == .pipe || token.kind == .pipeAmpersand {
      try advance(.command)
      try skipNewlinesBeforeCommand()
      references.push(try parseStage())
    }
    return finishPipeline(from: base, flags, at: place)
  }

  /// A command behind `|`; with `time` before it, a pipeline of its own.
  private func parseStage() throws(SyntaxError) -> SyntaxTree.Reference {
    guard token.kind == .word, token.reserved == .time else { return try parseCommand() }
    let place = token.location
    let base = references.count
    var flags: UInt8 = 0
    if let utility = try parseTime(&flags) { return utility }
    if !endsPipeline { references.push(try parseCommand()) }
    return finishPipeline(from: base, flags, at: place)
  }

  /// At `time`; the command that it is, unless it is the reserved word.
  private func parseTime(_ flags: inout UInt8) throws(SyntaxError) -> SyntaxTree.Reference? {
    let time = token
    try advance(.command)
    if let utility = try parseTimeUtility(time) { return utility }
    flags |= Pipeline.timed
    while isTimeOption("-p") {
      flags |= Pipeline.timedPortably
      try advance(.command)
    }
    if isTimeOption("--") { try advance(.command) }
    try expandCommandAliases()
    return nil
  }

  private func finishPipeline(
    from base: Int, _ flags: UInt8, at place: Location
  ) -> SyntaxTree.Reference {
    let count = references.count - base
    if count == 1 && flags == 0 {
      let only = SyntaxTree.Reference(references[base])
      references.truncate(to: base)
      return only
    }
    let node = begin(.pipeline, flags: flags, size: 3 + count, at: place)
    node[2] = UInt32(count)
    linkReferences(from: base, of: node, 3)
    return node.reference
  }

  /// Nothing is left to be timed.
  private var endsPipeline: Bool {
    switch token.kind {
    case .newline, .endOfInput, .semicolon, .ampersand, .andIf, .orIf, .rightParen,
      .doubleSemicolon, .semicolonAmpersand, .doubleSemicolonAmpersand, .pipe, .pipeAmpersand:
      true
    case .word: !token.reserved.beginsCommand
    default: false
    }
  }

  private func isTimeOption(_ option: Bytes) -> Bool {
    guard token.kind == .word, let text = literalText(token.word) else { return false }
    return text == option
  }

  /// `time` is no reserved word before an option other than `-p` (XCU 2.4).
  private func parseTimeUtility(_ time: Token) throws(SyntaxError) -> SyntaxTree.Reference? {
    guard token.kind == .word, !isTimeOption("-p"), !isTimeOption("--") else { return nil }
    let parts = Word(tree.node(at: token.word)).parts
    guard parts.count > 0, parts[0].kind == .literal, TextPart(parts[0]).text.first == Byte.minus
    else { return nil }
    return try parseSimpleCommand(named: time.word, at: time.location)
  }
}
