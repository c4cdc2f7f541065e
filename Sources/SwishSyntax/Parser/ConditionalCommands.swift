// `[[ expression ]]`, `((expression))` and `for ((` (see Tree/ConditionalNodes.swift).

extension Parser {
  /// At `[[`.
  func parseConditional(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference {
    open("[[", at: place)
    try advance(.argument)
    let expression = try parseDisjunction()
    guard isClosing else { throw unexpected(expected: "]]") }
    recorder?.retag(token.recorded, .reservedWord)
    _ = openings.pop()
    try advance(.command)
    return wrap(.conditionalCommand, expression, at: place)
  }

  private func parseDisjunction() throws(SyntaxError) -> SyntaxTree.Reference {
    var left = try parseConjunction()
    while token.kind == .orIf {
      try advance(.argument)
      left = logic(.or, left, try parseConjunction())
    }
    return left
  }

  private func parseConjunction() throws(SyntaxError) -> SyntaxTree.Reference {
    var left = try parseNegation()
    while token.kind == .andIf {
      try advance(.argument)
      left = logic(.and, left, try parseNegation())
    }
    return left
  }

  private func parseNegation() throws(SyntaxError) -> SyntaxTree.Reference {
    try skipNewlines(.argument)
    var isNegated = false
    while text(of: token) == "!" {
      isNegated.toggle()
      try advance(.argument)
      try skipNewlines(.argument)
    }
    let primary = try parsePrimary()
    try skipNewlines(.argument)
    return isNegated ? logic(.not, primary, nil) : primary
  }

  private func parsePrimary() throws(SyntaxError) -> SyntaxTree.Reference {
    if token.kind == .leftParen {
      try checkDepth()
      open("(", at: token.location)
      try advance(.argument)
      let inner = try parseDisjunction()
      guard token.kind == .rightParen else { throw unexpected(expected: ")") }
      _ = openings.pop()
      try advance(.argument)
      return inner
    }
    let left = try operand()
    if text(of: token) == "=~" {
      return primary(BinaryPrimary.matches.rawValue, left, try regularExpression())
    }
    if let binary = binaryPrimary {
      try advance(.argument)
      return primary(binary.rawValue, left, try operand())
    }
    guard let text = literalText(left), let letter = UnaryPrimary.letter(of: text) else {
      return primary(UInt8(ascii: "n"), left, nil)
    }
    return primary(letter, try operand(), nil)
  }

  /// Behind `=~`: a word in which `(`, `)` and `|` are ordinary, and between
  /// parentheses blanks too.
  private func regularExpression() throws(SyntaxError) -> SyntaxTree.Reference {
    while peek().isBlank { cursor += 1 }
    let base = references.count
    _ = try readUnquotedParts(.regularExpression, from: base)
    guard references.count > base else { throw unexpected(expected: "an operand") }
    let word = finishWord(from: base)
    try advance(.argument)
    return word
  }

  private func operand() throws(SyntaxError) -> SyntaxTree.Reference {
    guard token.kind == .word, !isClosing else { throw unexpected(expected: "an operand") }
    let word = token.word
    try advance(.argument)
    return word
  }

  private var binaryPrimary: BinaryPrimary? {
    switch token.kind {
    case .less: .before
    case .greater: .after
    case .word: literalText(token.word).flatMap { BinaryPrimary($0) }
    default: nil
    }
  }

  private var isClosing: Bool { text(of: token) == "]]" }

  private func text(of token: Token) -> Bytes {
    token.kind == .word ? literalText(token.word) ?? .empty : .empty
  }

  private func primary(
    _ code: UInt8, _ left: SyntaxTree.Reference, _ right: SyntaxTree.Reference?
  ) -> SyntaxTree.Reference {
    let node = tree.begin(.conditionalPrimary, flags: code)
    tree.append(left, of: node)
    tree.append(right, of: node)
    return node
  }

  private func logic(
    _ operation: ConditionalLogic.Operator, _ left: SyntaxTree.Reference,
    _ right: SyntaxTree.Reference?
  ) -> SyntaxTree.Reference {
    let node = tree.begin(.conditionalLogic, flags: operation.rawValue)
    tree.append(left, of: node)
    tree.append(right, of: node)
    return node
  }

  // MARK: ((

  /// At the first `(` of `((`: the command if a matching `))` ends it; nil, with
  /// everything put back, if it is a subshell in a subshell. So it is for the
  /// rest of a command in which many were none: each costs a look ahead.
  func parseArithmeticCommand(_ place: Location) throws(SyntaxError) -> SyntaxTree.Reference? {
    let span = beginSpan(.expansion)
    guard notArithmetic.count < 64,
      try readArithmeticIfClosed(opened: ("((", place), mustParse: true)
    else { return nil }
    endSpanInParentheses(span)
    let expression = SyntaxTree.Reference(references[references.count - 1])
    references.truncate(to: references.count - 1)
    try advance(.command)
    return wrap(.arithmeticCommand, expression, at: place)
  }

  // MARK: for ((

  /// Behind `for`, at the first `(`; gives the three expressions, and the token
  /// behind them is the current one.
  func parseLoopExpressions() throws(SyntaxError) -> [SyntaxTree.Reference] {
    let opened: Opening = ("((", token.location)
    let span = beginSpan(.expansion)
    guard skip(Byte.leftParen) else { throw unexpected(expected: "a name") }
    var expressions: [SyntaxTree.Reference] = []
    while expressions.count < 3 {
      let base = references.count
      try readQuotedParts(.loop, opened: opened)
      expressions.append(try finishArithmetic(from: base))
      let separator = expressions.count < 3 ? Byte.semicolon : Byte.rightParen
      guard skip(separator) else {
        throw error(
          Bytes(separator == Byte.semicolon ? "expected ';'" : "expected '))'"), at: location)
      }
    }
    guard skip(Byte.rightParen) else { throw error("expected '))'", at: location) }
    endSpanInParentheses(span)
    try advance(.argument, reserved: .do, .none)
    return expressions
  }
}
