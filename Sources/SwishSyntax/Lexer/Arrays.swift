// Arrays, which bash, ksh and zsh add to the shell command language: subscripts,
// `name=(word...)` and `name+=value`.

extension Parser {
  /// At the `[` of a subscript.
  func readSubscript() throws(SyntaxError) -> SyntaxTree.Reference {
    let opened: Opening = ("[", location)
    cursor += 1
    let base = references.count
    _ = try readUnquotedParts(.subscripted(opened: opened), from: base)
    return try finishArithmetic(from: base)
  }

  /// At the `[` behind a name: whether its `]` follows on the line (that ends at a
  /// backslash and newline, too), with `=` or `+=` behind it. Where not, it is part
  /// of a command's name.
  func isSubscriptOfAssignment() -> Bool {
    var offset = 0
    // NULs are dropped.
    func next() -> UInt8? {
      while true {
        let byte = ahead(offset)
        if byte == 0 && cursor + offset >= end { return nil }
        offset += 1
        if byte != 0 { return byte }
      }
    }
    var brackets = 0
    var quote: UInt8 = 0
    while let byte = next(), byte != Byte.newline {
      if byte == Byte.backslash && quote != Byte.singleQuote {
        if next() == Byte.newline { return false }
      } else if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == Byte.singleQuote || byte == Byte.doubleQuote {
        quote = byte
      } else if byte == Byte.leftBracket {
        brackets += 1
      } else if byte == Byte.rightBracket {
        brackets -= 1
        if brackets > 0 { continue }
        let behind = next()
        return (behind == UInt8(ascii: "+") ? next() : behind) == Byte.equals
      }
    }
    return false
  }

  /// The byte at a distance from the next one, 0 behind the end of the level.
  func ahead(_ offset: Int) -> UInt8 {
    while cursor + offset >= end {
      guard levels.count == 1, refill() else { return 0 }
    }
    return cursor[offset]
  }

  /// At the `(` of `name=(`.
  func readArrayLiteral() throws(SyntaxError) -> SyntaxTree.Reference {
    try checkDepth()
    let outer = token
    let outerBase = pendingBase
    pendingBase = pending.count
    open("(", at: location)
    let parenthesis = beginSpan(.operator)
    cursor += 1
    endSpan(parenthesis)
    let base = references.count
    try advance(.element)
    while token.kind != .rightParen {
      switch token.kind {
      case .newline: break
      case .word, .assignment: references.push(token.word)
      default: throw unexpected(expected: ")")
      }
      try advance(.element)
    }
    _ = openings.pop()
    pendingBase = outerBase
    token = outer
    let node = tree.begin(.arrayLiteral, size: 2 + references.count - base)
    node[1] = UInt32(truncatingIfNeeded: references.count - base)
    linkReferences(from: base, of: node, 2)
    return node.reference
  }

  /// Makes an assignment of the parts from `base` on.
  func finishAssignment(
    of slot: Slot, _ shape: WordShape, from base: Int
  ) -> SyntaxTree.Reference {
    var flags: UInt8 = shape.appends ? Assignment.appends : 0
    var value: SyntaxTree.Reference?
    if shape.isArray {
      flags |= Assignment.isArray
      value = SyntaxTree.Reference(references[references.count - 1])
      references.truncate(to: base)
    } else if references.count > base {
      value = finishWord(from: base, flags: plainFlag(base))
    }
    if shape.index != nil { flags |= Assignment.isSubscripted }
    let node = tree.begin(.assignment, flags: flags, size: shape.index == nil ? 3 : 4)
    node[1] = slot.index
    node.link(2, value)
    if let index = shape.index { node.link(3, index) }
    return node.reference
  }

  // MARK: In parameter expansions

  /// Behind `${!`: `${!name}`, the parameter that a variable names, `${!name[@]}`,
  /// an array's indexes, or `${!prefix@}`, the names that begin so.
  func readIndirect(in context: QuotedContext?, opened: Opening) throws(SyntaxError) {
    guard var head = try readHead() else {
      return try readBad(after: nil, in: context, opened: opened)
    }
    head.extra |= ParameterExpansion.indirect
    let byte = peek()
    if byte == UInt8(ascii: "@") || byte == UInt8(ascii: "*"), ahead(1) == Byte.rightBrace,
      head.parameter.isVariable, head.index == nil
    {
      cursor += 1
      head.select(byte)
      head.extra |= ParameterExpansion.prefix
    }
    try readOperator(of: head, in: context, opened: opened)
  }
}

/// What stands in braces before an operator.
struct ParameterHead {
  let parameter: Parameter
  /// The bits of `ParameterExpansion.node.extra`.
  var extra: UInt16
  var index: SyntaxTree.Reference?

  init(_ parameter: Parameter, extra: UInt16 = ParameterExpansion.braces) {
    self.parameter = parameter
    self.extra = extra
  }

  /// There is more than POSIX knows.
  var isExtended: Bool { extra > 3 }

  /// `byte` is `@` or `*`.
  mutating func select(_ byte: UInt8) {
    extra |= byte == UInt8(ascii: "@") ? ParameterExpansion.at : ParameterExpansion.star
  }
}
