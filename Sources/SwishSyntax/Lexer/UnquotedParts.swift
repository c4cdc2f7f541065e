// The parts of a word outside double-quotes (XCU 2.2, 2.6.1).

/// What ends a run of unquoted parts, and what counts inside.
enum UnquotedStyle {
  /// A token: ends at a delimiter.
  case token(WordRole)
  /// The word of `${x-word}`: ends at `}` or, if told to, at `/`; consumed.
  case braces(opened: Parser.Opening, endsAtSlash: Bool)
  /// A subscript: ends at the `]` that has no partner; consumed.
  case subscripted(opened: Parser.Opening)
  /// On the right of `=~`: ends at a blank outside of parentheses, at a `)` that has
  /// no partner, or at `&` and `;`.
  case regularExpression
}

/// What follows from a style.
private struct UnquotedRules {
  var role = WordRole.argument
  var opened: Parser.Opening?
  var isInBraces = false
  var isExpression = false
  /// The `]` or `/` that ends the parts.
  var stop: UInt8 = 0

  @inline(__always) init(_ style: UnquotedStyle) {
    switch style {
    case .token(let given): role = given
    case .braces(let opening, let endsAtSlash):
      (opened, isInBraces, stop) = (opening, true, endsAtSlash ? Byte.slash : 0)
    case .subscripted(let opening): (opened, stop) = (opening, Byte.rightBracket)
    case .regularExpression: isExpression = true
    }
  }
}

struct WordShape {
  /// The variable of `name=` at the start; the parts are the value's.
  var assignment: Slot?
  /// The assignment is `+=`.
  var appends = false
  /// The assignment is to an element.
  var index: SyntaxTree.Reference?
  /// The value is an array literal, the last part.
  var isArray = false
  /// A `{` is among the literal text.
  var hasBrace = false
  /// A pattern has a group.
  var hasGroups = false
  /// `name=value` for a declaration utility; the parts hold the name too.
  var isDeclaration = false
  var endedAtSlash = false
}

extension Parser {
  /// Reads parts onto `references`, behind those from `base` on that the word
  /// begins with.
  func readUnquotedParts(
    _ style: UnquotedStyle, from base: Int
  ) throws(SyntaxError) -> WordShape {
    let rules = UnquotedRules(style)
    let stop = rules.stop
    var shape = WordShape()
    var brackets = 0
    let isStart = references.count == base && scratch.isEmpty
    var mayAssign = rules.role != .argument && isStart
    // The word of `${x-word}` in an assignment's value is part of that.
    var isInValue = isInAssignment && stop != Byte.rightBracket
    let outer = isInAssignment
    defer { isInAssignment = outer }
    var mayBeTilde = isStart && stop != Byte.rightBracket
    parts: while true {
      if mayBeTilde && peek() == Byte.tilde {
        readTilde(isInValue: isInValue, isInBraces: rules.isInBraces)
      }
      mayBeTilde = false
      readRun(
        &shape, mayAssign: mayAssign, stopsAtColon: isInValue, isInBraces: rules.isInBraces,
        stop: stop)
      let byte = peek()
      switch byte {
      case Byte.equals where mayAssign, Byte.leftBracket where mayAssign:
        mayAssign = false
        guard try readAssignedName(rules.role, from: base, &shape) else { break }
        if peek() == Byte.leftParen && rules.role != .element {
          flushLiteral()
          references.push(try readArrayLiteral())
          shape.isArray = true
          return shape
        }
        isInValue = true
        isInAssignment = true
        mayBeTilde = true
      case Byte.leftBracket where stop == Byte.rightBracket,
        Byte.rightBracket where stop == byte && brackets > 0:
        brackets += byte == Byte.leftBracket ? 1 : -1
        scratch.append(byte)
        cursor += 1
      case Byte.rightBracket where stop == byte, Byte.slash where stop == byte,
        Byte.rightBrace where rules.isInBraces:
        cursor += 1
        shape.endedAtSlash = byte == Byte.slash
        break parts
      case Byte.colon where isInValue:
        scratch.append(byte)
        cursor += 1
        mayBeTilde = true
      case 0:
        if let opened = rules.opened {
          throw unexpectedEnd(expected: rules.isInBraces ? "}" : "]", opened: opened)
        }
        if brackets > 0 { throw error("expected ')'", at: location, atEnd: true) }
        break parts
      case _ where !byte.isDelimiter: try readSpecial(byte)
      default:
        guard try readDelimiter(byte, rules, from: base, &shape, &brackets) else { break parts }
      }
    }
    flushLiteral()
    return shape
  }

  /// At a delimiter, which may be part of what is read; false if it ends that.
  @inline(__always)
  private func readDelimiter(
    _ byte: UInt8, _ rules: UnquotedRules, from base: Int, _ shape: inout WordShape,
    _ brackets: inout Int
  ) throws(SyntaxError) -> Bool {
    let isInside = rules.isExpression || brackets > 0 && rules.opened == nil
    if isInside && continuesExpression(byte, &brackets) { return true }
    if rules.opened != nil {
      scratch.append(byte)
      if byte == Byte.newline { consumeNewline() } else { cursor += 1 }
      return true
    }
    if byte == Byte.leftParen && isPatternGroup(rules.role, from: base) {
      shape.hasGroups = true
      scratchHasPattern = true
      return continuesExpression(byte, &brackets)
    }
    if byte | 2 == Byte.greater, try readProcessSubstitution() { return true }
    if brackets > 0 { throw error("expected ')'", at: location) }
    return false
  }

  /// Collects ordinary bytes, pattern characters and opening braces.
  @inline(__always)
  private func readRun(
    _ shape: inout WordShape, mayAssign: Bool, stopsAtColon: Bool, isInBraces: Bool, stop: UInt8
  ) {
    while true {
      let start = cursor
      var scan = start
      while scan.pointee.isOrdinary {
        if scan.pointee == Byte.equals && mayAssign { break }
        if scan.pointee == Byte.colon && stopsAtColon { break }
        if scan.pointee == Byte.rightBrace && isInBraces { break }
        if scan.pointee == stop { break }
        scan += 1
      }
      if scan > start { scratch.append(Bytes(start: start, count: scan - start)) }
      cursor = scan
      switch scan.pointee {
      case Byte.leftBracket where mayAssign || stop == Byte.rightBracket: return
      case UInt8(ascii: "*"), UInt8(ascii: "?"), Byte.leftBracket:
        scratch.append(scan.pointee)
        scratchHasPattern = true
        cursor += 1
      case Byte.leftBrace:
        scratch.append(scan.pointee)
        shape.hasBrace = true
        cursor += 1
      default: return
      }
    }
  }

  /// At the `=` or the `[` that ends the first run of a word: reads them away. If
  /// they make no assignment they are ordinary text, and the value is false.
  private func readAssignedName(
    _ role: WordRole, from base: Int, _ shape: inout WordShape
  ) throws(SyntaxError) -> Bool {
    let isBracket = peek() == Byte.leftBracket
    let isWhole = references.count == base && !scratchHasPattern
    let appends = !isBracket && scratch.bytes.last == UInt8(ascii: "+")
    let name = scratch.bytes.prefix(scratch.count - (appends ? 1 : 0))
    let isName = role == .element ? isBracket && name.isEmpty : name.isName
    guard isWhole, isName, !isBracket || role != .declaration && isSubscriptOfAssignment() else {
      scratchHasPattern = scratchHasPattern || isBracket
      scratch.append(peek())
      cursor += 1
      return false
    }
    if role == .declaration {
      shape.isDeclaration = true
      scratch.append(Byte.equals)
      cursor += 1
      return true
    }
    shape.assignment = role == .element ? Slot.none : intern(name)
    shape.appends = appends
    scratch.removeAll()
    if isBracket {
      shape.index = try readSubscript()
      shape.appends = skip(UInt8(ascii: "+"))
    }
    cursor += 1
    return true
  }

  /// At a `(`: whether it is that of a group, `?(`, `*(`, `+(`, `@(` or
  /// `!(`, in a pattern. `f+()` defines a function and `!(` may negate a subshell.
  private func isPatternGroup(_ role: WordRole, from base: Int) -> Bool {
    guard let before = scratch.bytes.last, Bytes("?*+@!").contains(before),
      ahead(1) != Byte.rightParen
    else { return false }
    return before != UInt8(ascii: "!") || role != .command || scratch.count > 1
      || references.count > base
  }

  /// Reads a delimiter that is part of a regular expression or a group; `depth`
  /// counts its parentheses.
  private func continuesExpression(_ byte: UInt8, _ depth: inout Int) -> Bool {
    switch byte {
    case Byte.leftParen: depth += 1
    case Byte.rightParen where depth > 0: depth -= 1
    case Byte.pipe, Byte.less, Byte.greater: break
    default:
      guard depth > 0, byte != Byte.rightParen, byte != Byte.newline else { return false }
    }
    scratch.append(byte)
    cursor += 1
    return true
  }

  /// Quotes, expansions, and what else a run stopped at.
  private func readSpecial(_ byte: UInt8) throws(SyntaxError) {
    switch byte {
    case Byte.backslash:
      cursor += 1
      let next = peekRaw()
      if next == Byte.newline {
        consumeNewline()
      } else if next == 0 {
        // At the end of input it quotes nothing, and stands for itself.
        flushLiteral()
        appendText(.escaped, "\\")
      } else {
        readEscaped()
      }
    case Byte.singleQuote: try readSingleQuoted()
    case Byte.doubleQuote: try readDoubleQuoted()
    case Byte.dollar: try readDollar(in: nil)
    case Byte.backquote: try readBackquoted(in: nil)
    default:  // an ordinary byte behind a line continuation
      break
    }
  }

  /// The part of the next byte, which stands behind a backslash.
  func readEscaped() {
    flushLiteral()
    appendText(.escaped, Bytes(start: cursor, count: 1))
    cursor += 1
  }

  /// At an unquoted `~` where a tilde-prefix may stand (XCU 2.6.1).
  private func readTilde(isInValue: Bool, isInBraces: Bool) {
    flushLiteral()
    scratch.append(Byte.tilde)
    cursor += 1
    var byte = peek()
    while byte.isOrdinary, byte != Byte.slash, !(byte == Byte.colon && isInValue),
      !(byte == Byte.rightBrace && isInBraces)
    {
      scratch.append(byte)
      cursor += 1
      byte = peek()
    }
    // Anything else is quoted or expanded, and no part of a login name.
    if byte == 0 || byte.isDelimiter || byte.isOrdinary {
      appendText(.tilde, scratch.bytes.dropFirst())
      scratch.removeAll()
    }
  }

  // MARK: Parts

  /// Makes a part of the literal text collected so far, if there is any.
  @inline(__always) func flushLiteral() {
    if !scratch.isEmpty { appendLiteral() }
  }

  @inline(never) private func appendLiteral() {
    appendText(.literal, scratch.bytes, flags: scratchHasPattern ? TextPart.hasPattern : 0)
    scratch.removeAll()
    scratchHasPattern = false
  }

  func appendText(_ kind: Node.Kind, _ text: Bytes, flags: UInt8 = 0) {
    references.push(tree.appendText(kind, text, flags: flags))
  }
}
