// The parts of a word outside double-quotes (XCU 2.2, 2.6.1).

/// What ends a run of unquoted parts, and what counts inside.
enum UnquotedStyle {
  /// A token: ends at a delimiter.
  case token(WordRole)
  /// The word of `${x-word}`: ends at `}` or, if told to, at `/`; consumed.
  case braces(opened: Parser.Opening, endsAtSlash: Bool)
}

struct WordShape {
  /// The variable of `name=` at the start; the parts are the value's.
  var assignment: Slot?
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
    var shape = WordShape()
    let isStart = references.count == base && scratch.isEmpty
    var role = WordRole.argument
    var opened: Opening?
    var endsAtSlash = false
    switch style {
    case .token(let given): role = given
    case .braces(let opening, let slash): (opened, endsAtSlash) = (opening, slash)
    }
    var mayAssign = role != .argument && isStart
    var isInValue = false
    var mayBeTilde = isStart
    while true {
      if mayBeTilde && peek() == Byte.tilde {
        readTilde(isInValue: isInValue, isInBraces: opened != nil)
      }
      mayBeTilde = false
      readRun(
        stopsAtEquals: mayAssign, stopsAtColon: isInValue, isInBraces: opened != nil,
        stopsAtSlash: endsAtSlash)
      let byte = peek()
      switch byte {
      case Byte.equals where mayAssign:
        mayAssign = false
        scratch.append(byte)
        cursor += 1
        guard references.count == base, !scratchHasPattern,
          scratch.bytes.prefix(scratch.count - 1).isName
        else { break }
        isInValue = true
        mayBeTilde = true
        if role == .command {
          shape.assignment = intern(scratch.bytes.prefix(scratch.count - 1))
          scratch.removeAll()
        } else {
          shape.isDeclaration = true
        }
      case Byte.colon where isInValue:
        scratch.append(byte)
        cursor += 1
        mayBeTilde = true
      case Byte.rightBrace where opened != nil, Byte.slash where endsAtSlash:
        cursor += 1
        flushLiteral()
        shape.endedAtSlash = byte == Byte.slash
        return shape
      case 0:
        if let opened { throw unexpectedEnd(expected: "}", opened: opened) }
        flushLiteral()
        return shape
      default:
        if byte.isDelimiter {
          if opened == nil {
            flushLiteral()
            return shape
          }
          scratch.append(byte)
          if byte == Byte.newline { consumeNewline() } else { cursor += 1 }
        } else {
          try readSpecial(byte)
        }
      }
    }
  }

  /// Collects ordinary bytes, and pattern characters.
  @inline(__always)
  private func readRun(
    stopsAtEquals: Bool, stopsAtColon: Bool, isInBraces: Bool, stopsAtSlash: Bool
  ) {
    while true {
      let start = cursor
      var scan = start
      while scan.pointee.isOrdinary {
        if scan.pointee == Byte.equals && stopsAtEquals { break }
        if scan.pointee == Byte.colon && stopsAtColon { break }
        if scan.pointee == Byte.rightBrace && isInBraces { break }
        if scan.pointee == Byte.slash && stopsAtSlash { break }
        scan += 1
      }
      if scan > start { scratch.append(Bytes(start: start, count: scan - start)) }
      cursor = scan
      switch scan.pointee {
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
        scratch.append(scan.pointee)
        scratchHasPattern = true
        cursor += 1
      default: return
      }
    }
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
        appendText(.escaped, Bytes("\\"))
      } else {
        readEscaped(next)
      }
    case Byte.singleQuote: try readSingleQuoted()
    case Byte.doubleQuote: try readDoubleQuoted()
    case Byte.dollar: try readDollar(in: nil)
    case Byte.backquote: try readBackquoted(in: nil)
    default:  // an ordinary byte behind a line continuation
      break
    }
  }

  /// The part of `next`, which stands behind a backslash.
  func readEscaped(_ next: UInt8) {
    flushLiteral()
    cursor += 1
    var byte = next
    withUnsafePointer(to: &byte) { appendText(.escaped, Bytes(start: $0, count: 1)) }
  }

  /// At an unquoted `~` where a tilde-prefix may stand (XCU 2.6.1).
  private func readTilde(isInValue: Bool, isInBraces: Bool) {
    flushLiteral()
    cursor += 1
    var byte = peek()
    while byte.isOrdinary, byte != Byte.slash, !(byte == Byte.colon && isInValue),
      !(byte == Byte.rightBrace && isInBraces)
    {
      scratch.append(byte)
      cursor += 1
      byte = peek()
    }
    let ends =
      byte == 0 || byte.isDelimiter || byte == Byte.slash
      || (byte == Byte.colon && isInValue) || (byte == Byte.rightBrace && isInBraces)
    if ends {
      appendText(.tilde, scratch.bytes)
      scratch.removeAll()
    } else {
      nameText.removeAll()
      nameText.append(scratch.bytes)
      scratch.removeAll()
      scratch.append(Byte.tilde)
      scratch.append(nameText.bytes)
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
