// `$`: parameter expansions (XCU 2.6.2). The other expansions are in
// Substitutions.swift.

extension Parser {
  /// At a `$`, unquoted (no context) or in a quoted text.
  func readDollar(in context: QuotedContext?) throws(SyntaxError) {
    if isInDelimiter {
      return try readLiterally { () throws(SyntaxError) in try readDollar(in: context) }
    }
    let span = beginSpan(.expansion)
    defer { endSpan(span) }
    let place = location
    cursor += 1
    let byte = peek()
    if byte.isNameStart {
      flushLiteral()
      let name = readName()
      return appendParameter(ParameterHead(Parameter(variable: name), extra: 0))
    }
    switch byte {
    case Byte.leftBrace:
      flushLiteral()
      cursor += 1
      try readBraces(in: context, opened: ("${", place))
    case Byte.leftParen:
      flushLiteral()
      cursor += 1
      try readParenthesized(opened: place)
    case Byte.singleQuote where context == nil:
      flushLiteral()
      try readDollarQuoted(opened: place)
    // `$"text"`, to be translated elsewhere, is "text".
    case Byte.doubleQuote where context == nil: return
    case Byte.doubleQuote where context == .braces || context == .arithmetic || context == .loop:
      // The quote goes away; the `$` must not meet what stands behind it.
      flushLiteral()
      appendText(.escaped, "$")
    default:
      if byte.isDigit {
        flushLiteral()
        cursor += 1
        appendParameter(ParameterHead(Self.positional(Int(byte - Byte.zero)), extra: 0))
      } else if byte.isSpecialParameter {
        flushLiteral()
        cursor += 1
        appendParameter(ParameterHead(Parameter(special: byte), extra: 0))
      } else {
        scratch.append(Byte.dollar)
      }
    }
  }

  private static func positional(_ number: Int) -> Parameter {
    number == 0 ? Parameter(special: Byte.zero) : Parameter(position: number)
  }

  func appendParameter(
    _ head: ParameterHead, _ operation: ParameterExpansion.Operator = .none, extra: UInt16 = 0,
    word: SyntaxTree.Reference? = nil, second: SyntaxTree.Reference? = nil
  ) {
    // POSIX's `none` is what much code takes a short way for.
    let operation = operation == .none && head.isExtended ? .value : operation
    let subscripted = operation.hasSecond ? 4 : 3
    let node = tree.begin(
      .parameter, flags: operation.rawValue, extra: head.extra | extra,
      size: subscripted + (head.index == nil ? 0 : 1))
    node[1] = head.parameter.encoded
    node.link(2, word)
    if operation.hasSecond { node.link(3, second) }
    if let index = head.index { node.link(subscripted, index) }
    references.push(node.reference)
  }

  /// The name that comes next, of at least one byte.
  private func readName() -> Slot {
    let start = cursor
    var scan = start
    while scan.pointee.isNameByte { scan += 1 }
    if start.pointee == UInt8(ascii: "_") && scan - start == 1 { findings.insert(.lastArgument) }
    if scan.pointee != 0 && scan.pointee != Byte.backslash {
      cursor = scan
      return intern(Bytes(start: start, count: scan - start))
    }
    nameText.removeAll()
    var byte = peek()
    while byte.isNameByte {
      nameText.append(byte)
      cursor += 1
      byte = peek()
    }
    return intern(nameText.bytes)
  }

  // MARK: Braces

  /// Behind `${`.
  private func readBraces(in context: QuotedContext?, opened: Opening) throws(SyntaxError) {
    try checkDepth()
    if skip(Byte.hash) {
      let byte = peek()
      if byte == Byte.rightBrace {
        cursor += 1
        return appendParameter(ParameterHead(Parameter(special: Byte.hash)))
      }
      if isLengthOperand(byte) {
        let head = try readHead()
        if let head, skip(Byte.rightBrace) { return appendParameter(head, .length) }
        scratch.append(Byte.hash)
        return try readBad(after: head, in: context, opened: opened)
      }
      return try readOperator(
        of: ParameterHead(Parameter(special: Byte.hash)), in: context, opened: opened)
    }
    if peek() == UInt8(ascii: "!"), ahead(1).isNameStart || ahead(1).isDigit {
      cursor += 1
      return try readIndirect(in: context, opened: opened)
    }
    guard let head = try readHead() else {
      return try readBad(after: nil, in: context, opened: opened)
    }
    try readOperator(of: head, in: context, opened: opened)
  }

  /// Whether `${#` asks for the length of what begins with `byte`; otherwise
  /// the `#` was itself the parameter.
  private func isLengthOperand(_ byte: UInt8) -> Bool {
    switch byte {
    case Byte.minus, UInt8(ascii: "?"), Byte.hash:
      // `${#-}` is a length, `${#-word}` a default for `$#`.
      let mark = makeMark()
      cursor += 1
      let isLength = peek() == Byte.rightBrace
      goBack(to: mark)
      return isLength
    case Byte.colon, Byte.equals, UInt8(ascii: "+"), Byte.percent: return false
    default: return true
    }
  }

  private func readParameter() -> Parameter? {
    var byte = peek()
    if byte.isNameStart { return Parameter(variable: readName()) }
    if byte.isSpecialParameter {
      cursor += 1
      return Parameter(special: byte)
    }
    guard byte.isDigit else { return nil }
    var number = 0
    while byte.isDigit {
      number = min(number * 10 + Int(byte - Byte.zero), 0x1fff_ffff)
      cursor += 1
      byte = peek()
    }
    return Self.positional(number)
  }

  /// A parameter, with the subscript of an array's name.
  func readHead() throws(SyntaxError) -> ParameterHead? {
    guard let parameter = readParameter() else { return nil }
    var head = ParameterHead(parameter)
    if parameter.isVariable && peek() == Byte.leftBracket {
      let byte = ahead(1)
      if byte == UInt8(ascii: "@") || byte == UInt8(ascii: "*"), ahead(2) == Byte.rightBracket {
        cursor += 3
        head.select(byte)
      } else {
        head.index = try readSubscript()
        head.extra |= ParameterExpansion.subscripted
      }
    }
    return head
  }

  func readOperator(
    of head: ParameterHead, in context: QuotedContext?, opened: Opening
  ) throws(SyntaxError) {
    if skip(Byte.rightBrace) { return appendParameter(head) }
    let isColon = skip(Byte.colon)
    let extra = isColon ? ParameterExpansion.colon : 0
    let byte = peek()
    cursor += byte == 0 ? 0 : 1
    var operation = ParameterExpansion.Operator.none
    switch byte {
    case Byte.minus: operation = .useDefault
    case Byte.equals: operation = .assignDefault
    case UInt8(ascii: "?"): operation = .error
    case UInt8(ascii: "+"): operation = .useAlternative
    case Byte.percent where !isColon:
      operation = skip(Byte.percent) ? .removeLargestSuffix : .removeSmallestSuffix
    case Byte.hash where !isColon:
      operation = skip(Byte.hash) ? .removeLargestPrefix : .removeSmallestPrefix
    case Byte.slash where !isColon:
      return try readReplacement(of: head, opened: opened)
    case UInt8(ascii: "^") where !isColon:
      operation = skip(byte) ? .upperAll : .upperFirst
    case UInt8(ascii: ",") where !isColon:
      operation = skip(byte) ? .lowerAll : .lowerFirst
    case UInt8(ascii: "@")
    where Bytes("QEPAaKkUuL").contains(peek()) && ahead(1) == Byte.rightBrace && !isColon:
      let letter = peek()
      cursor += 2
      switch letter {
      case UInt8(ascii: "U"): return appendParameter(head, .upperAll)
      case UInt8(ascii: "u"): return appendParameter(head, .upperFirst)
      case UInt8(ascii: "L"): return appendParameter(head, .lowerAll)
      default: return appendParameter(head, .transform, extra: UInt16(letter) << 8)
      }
    default:
      cursor -= byte == 0 ? 0 : 1
      if isColon && byte != Byte.rightBrace {
        return try readSubstring(of: head, opened: opened)
      }
      return try readBad(after: head, isColon: isColon, in: context, opened: opened)
    }
    let word = try readBracesWord(
      isQuoted: context != nil && !operation.isRemoval, opened: opened)
    appendParameter(head, operation, extra: extra, word: word)
  }

  func readBracesWord(
    isQuoted: Bool, opened: Opening, keepsFirstQuote: Bool = false
  ) throws(SyntaxError) -> SyntaxTree.Reference? {
    if scratch.isEmpty, let (text, hasPattern) = plainBracesWord(isQuoted: isQuoted) {
      if text.isEmpty { return nil }
      return appendWord(text, flags: isQuoted ? Word.isPlain : 0, hasPattern: hasPattern)
    }
    let base = references.count
    if isQuoted {
      // `"${v"":2}"` stays bad: without the quote it would be a good one.
      let isQuote = keepsFirstQuote && peek() == Byte.doubleQuote
      if isQuote { readEscaped() }
      try readQuotedParts(.braces, opened: opened, isInnerQuoted: isQuote)
    } else {
      _ = try readUnquotedParts(.braces(opened: opened, endsAtSlash: false), from: base)
    }
    guard references.count > base else { return nil }
    // An unquoted word is never plain: its literal text may be split.
    return finishWord(from: base, flags: isQuoted ? plainFlag(base) : 0)
  }

  /// Consumes the word before the `}`, and that, where nothing in it is special but
  /// pattern characters.
  private func plainBracesWord(isQuoted: Bool) -> (Bytes, hasPattern: Bool)? {
    let start = cursor
    var scan = start
    var hasPattern = false
    while scan.pointee != Byte.rightBrace {
      let byte = scan.pointee
      if isQuoted ? !byte.isQuotedOrdinary : !byte.isOrdinary || byte == Byte.tilde {
        guard !isQuoted, byte.isIn(ByteClass.pattern), byte != Byte.leftBrace else { return nil }
        hasPattern = true
      }
      scan += 1
    }
    cursor = scan + 1
    return (Bytes(start: start, count: scan - start), hasPattern)
  }

  /// The rest of an expansion of no known form. XCU 2.8.1 makes it an expansion
  /// error, so it matters only when it is expanded: `${v@A}` may stand in a branch
  /// for other shells. The word holds all that the braces do.
  func readBad(
    after head: ParameterHead?, isColon: Bool = false, in context: QuotedContext?,
    opened: Opening
  ) throws(SyntaxError) {
    if let head, head.isExtended { throw error("bad substitution", at: opened.location) }
    if let parameter = head?.parameter {
      if let special = parameter.special { scratch.append(special) }
      if let position = parameter.position { scratch.append(decimal: position) }
      if parameter.isVariable { scratch.append(names[parameter.slot]) }
    }
    if isColon { scratch.append(Byte.colon) }
    let word = try readBracesWord(
      isQuoted: context != nil, opened: opened, keepsFirstQuote: true)
    appendParameter(ParameterHead(Parameter(special: Byte.zero)), .bad, word: word)
  }
}

extension Parser {
  // MARK: Substrings and replacements, which POSIX has not

  /// Behind `${v:`.
  func readSubstring(of head: ParameterHead, opened: Opening) throws(SyntaxError) {
    let offset = try readOffset(opened: opened)
    let length = skip(Byte.colon) ? try readOffset(opened: opened) : nil
    guard skip(Byte.rightBrace) else { throw unexpectedEnd(expected: "}", opened: opened) }
    appendParameter(head, .substring, word: offset, second: length)
  }

  /// An arithmetic expression, up to a `:` that belongs to no `?`, or the `}`.
  private func readOffset(opened: Opening) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    try readQuotedParts(.offset, opened: opened)
    return try finishArithmetic(from: base)
  }

  /// Behind `${v/`.
  func readReplacement(of head: ParameterHead, opened: Opening) throws(SyntaxError) {
    var operation = ParameterExpansion.Operator.replaceFirst
    if skip(Byte.slash) {
      operation = .replaceAll
    } else if skip(Byte.hash) {
      operation = .replacePrefix
    } else if skip(Byte.percent) {
      operation = .replaceSuffix
    }
    let base = references.count
    // In `${v////_}` the third slash is the pattern.
    if operation == .replaceAll && skip(Byte.slash) { scratch.append(Byte.slash) }
    let shape = try readUnquotedParts(.braces(opened: opened, endsAtSlash: true), from: base)
    let pattern = references.count > base ? finishWord(from: base) : nil
    let replacement =
      shape.endedAtSlash ? try readBracesWord(isQuoted: false, opened: opened) : nil
    appendParameter(head, operation, word: pattern, second: replacement)
  }
}

extension ParameterExpansion.Operator {
  /// There is a field for a second word.
  var hasSecond: Bool { rawValue >= Self.substring.rawValue }

  var isReplacement: Bool { rawValue >= Self.replaceFirst.rawValue }

  /// One of `% %% # ## / ^ ,`, whose words keep their meaning between double-quotes.
  var isRemoval: Bool {
    switch self {
    case .removeSmallestSuffix, .removeLargestSuffix, .removeSmallestPrefix, .removeLargestPrefix,
      .replaceFirst, .replaceAll, .replacePrefix, .replaceSuffix, .upperFirst, .upperAll,
      .lowerFirst, .lowerAll:
      true
    default: false
    }
  }
}
