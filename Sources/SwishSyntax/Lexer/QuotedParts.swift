// Quoting (XCU 2.2): single-quotes, dollar-single-quotes, and the texts in which
// only `$`, backquote and backslash keep their meaning.

/// The texts that are read like the inside of double-quotes.
enum QuotedContext {
  case doubleQuotes
  /// A here-document's body: `"` is an ordinary character; ends with its level.
  case hereDocument
  /// `$((...))`: ends before the `)` that has no partner; `"` is dropped.
  case arithmetic
  /// An expression of `for ((`: ends before a `;` too.
  case loop
  /// The word of `"${x-word}"`: a `"` switches quoting off and on, which changes
  /// nothing but that `}` does not end the word; ends with `}`, consumed.
  case braces
  /// The offset or length of `${v:o:l}`: ends before `}`, or a `:` that belongs
  /// to no `?`; `"` is dropped.
  case offset

  /// A byte that is ordinary elsewhere may end the text.
  var endsAtOrdinary: Bool { self == .offset || self == .loop }
}

extension Parser {
  func readSingleQuoted() throws(SyntaxError) {
    let span = beginSpan(.quoted)
    defer { endSpan(span) }
    let opened: Opening = ("'", location)
    flushLiteral()
    cursor += 1
    while true {
      let start = cursor
      var scan = start
      while scan.pointee != Byte.singleQuote && scan.pointee != Byte.newline && scan.pointee != 0 {
        scan += 1
      }
      scratch.append(Bytes(start: start, count: scan - start))
      cursor = scan
      switch peekRaw() {
      case 0: throw unexpectedEnd(expected: "'", opened: opened)
      case Byte.newline:
        scratch.append(Byte.newline)
        consumeNewline()
      case Byte.singleQuote:
        cursor += 1
        appendText(.singleQuoted, scratch.bytes)
        scratch.removeAll()
        return
      default: break
      }
    }
  }

  func readDoubleQuoted() throws(SyntaxError) {
    let span = beginSpan(.quoted)
    defer { endSpan(span) }
    let opened: Opening = ("\"", location)
    flushLiteral()
    cursor += 1
    let base = references.count
    try readQuotedParts(.doubleQuotes, opened: opened)
    let count = references.count - base
    let node = tree.begin(.doubleQuoted, size: 2 + count)
    node[1] = UInt32(count)
    linkReferences(from: base, of: node, 2)
    references.push(node.reference)
  }

  /// Reads parts onto `references`.
  func readQuotedParts(
    _ context: QuotedContext, opened: Opening, isInnerQuoted: Bool = false
  ) throws(SyntaxError) {
    var isInnerQuoted = isInnerQuoted
    var depth = 0
    var conditionals = 0
    while true {
      let start = cursor
      var scan = start
      if !context.endsAtOrdinary {
        while scan.pointee.isQuotedOrdinary { scan += 1 }
      }
      if scan > start { scratch.append(Bytes(start: start, count: scan - start)) }
      cursor = scan
      let byte = peekRaw()
      switch byte {
      case 0:
        if context == .hereDocument { return flushLiteral() }
        throw unexpectedEnd(expected: closing(context), opened: opened)
      case Byte.newline:
        scratch.append(byte)
        consumeNewline()
      case Byte.doubleQuote where context != .hereDocument:
        cursor += 1
        if context == .doubleQuotes { return flushLiteral() }
        isInnerQuoted.toggle()
      case Byte.backslash: readQuotedBackslash(context)
      case Byte.dollar: try readDollar(in: context)
      case Byte.backquote: try readBackquoted(in: context)
      case Byte.rightBrace where context == .braces:
        if isInnerQuoted {
          readEscaped()
        } else {
          cursor += 1
          return flushLiteral()
        }
      case Byte.rightParen where (context == .arithmetic || context == .loop) && depth == 0,
        Byte.semicolon where context == .loop && depth == 0:
        return flushLiteral()
      case Byte.rightBrace where context == .offset,
        Byte.colon where context == .offset && depth == 0 && conditionals == 0:
        return flushLiteral()
      default:
        if byte == UInt8(ascii: "?") { conditionals += 1 }
        if byte == Byte.colon { conditionals -= 1 }
        if byte == Byte.leftParen { depth += 1 }
        if byte == Byte.rightParen { depth -= 1 }
        scratch.append(byte)
        cursor += 1
      }
    }
  }

  private func closing(_ context: QuotedContext) -> Bytes {
    switch context {
    case .doubleQuotes, .hereDocument: "\""
    case .arithmetic, .loop: "))"
    case .braces, .offset: "}"
    }
  }

  private func readQuotedBackslash(_ context: QuotedContext) {
    cursor += 1
    let next = peekRaw()
    switch next {
    case Byte.newline: consumeNewline()
    case Byte.dollar, Byte.backquote, Byte.backslash: readEscaped()
    case Byte.doubleQuote where context == .doubleQuotes || context == .braces: readEscaped()
    case Byte.rightBrace where context == .braces: readEscaped()
    default: scratch.append(Byte.backslash)
    }
  }

  // MARK: Dollar-single-quotes

  /// `$'...'` (XCU 2.2.4), at its first quote. A NUL made by an escape ends the
  /// text.
  func readDollarQuoted(opened: Location) throws(SyntaxError) {
    cursor += 1
    var endOfText: Int?
    while true {
      let byte = peekRaw()
      switch byte {
      case 0: throw unexpectedEnd(expected: "'", opened: ("$'", opened))
      case Byte.singleQuote:
        cursor += 1
        if let endOfText { scratch.truncate(to: endOfText) }
        appendText(.dollarQuoted, scratch.bytes)
        scratch.removeAll()
        return
      case Byte.backslash:
        cursor += 1
        let before = scratch.count
        readEscapeSequence()
        if endOfText == nil, scratch.count > before, scratch[before] == 0 { endOfText = before }
      case Byte.newline:
        scratch.append(byte)
        consumeNewline()
      default:
        scratch.append(byte)
        cursor += 1
      }
    }
  }

  /// What follows a backslash in `$'...'`; an unknown escape stands for itself.
  private func readEscapeSequence() {
    let byte = peekRaw()
    if byte == 0 { return }
    if byte == Byte.newline {
      scratch.append(Byte.backslash)
      scratch.append(byte)
      return consumeNewline()
    }
    cursor += 1
    if let control = byte.escaped { return scratch.append(control) }
    switch byte {
    case UInt8(ascii: "c"): readControl()
    case UInt8(ascii: "x"): readHex(digits: 2, escape: byte)
    case UInt8(ascii: "u"): readHex(digits: 4, escape: byte)
    case UInt8(ascii: "U"): readHex(digits: 8, escape: byte)
    case UInt8(ascii: "0")...UInt8(ascii: "7"): readOctal(first: byte)
    case Byte.singleQuote, Byte.doubleQuote, UInt8(ascii: "?"): scratch.append(byte)
    default:
      scratch.append(Byte.backslash)
      scratch.append(byte)
    }
  }

  private func readControl() {
    let byte = peekRaw()
    guard byte > Byte.space, byte < 128, byte != Byte.singleQuote else {
      scratch.append("\\c")
      return
    }
    cursor += 1
    // `\c\\` is the control character of one backslash.
    if byte == Byte.backslash, peekRaw() == Byte.backslash { cursor += 1 }
    scratch.append(byte == UInt8(ascii: "?") ? 127 : byte & 0x1f)
  }

  private func readHex(digits: Int, escape: UInt8) {
    var value: UInt64 = 0
    var count = 0
    while count < digits, let digit = peekRaw().hexValue {
      value = value << 4 | digit
      count += 1
      cursor += 1
    }
    if count == 0 {
      scratch.append(Byte.backslash)
      scratch.append(escape)
    } else if escape == UInt8(ascii: "x") {
      scratch.append(UInt8(truncatingIfNeeded: value))
    } else {
      scratch.append(scalar: Unicode.Scalar(UInt32(value)) ?? "\u{FFFD}")
    }
  }

  private func readOctal(first: UInt8) {
    var value = UInt32(first - Byte.zero)
    var count = 1
    while count < 3, peekRaw() >= Byte.zero, peekRaw() <= UInt8(ascii: "7") {
      value = value << 3 | UInt32(peekRaw() - Byte.zero)
      count += 1
      cursor += 1
    }
    scratch.append(UInt8(truncatingIfNeeded: value))
  }
}
