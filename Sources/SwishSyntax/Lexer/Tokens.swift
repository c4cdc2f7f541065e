// Token recognition (XCU 2.3).

extension Parser {
  /// Makes the next token the current one.
  @inline(__always) func advance(_ role: WordRole) throws(SyntaxError) {
    try advance(role, reserved: .none, .none)
  }

  /// The same where the grammar takes the reserved words `first` and `second`.
  @inline(__always) func advance(
    _ role: WordRole, reserved first: ReservedWord, _ second: ReservedWord
  ) throws(SyntaxError) {
    if isWatched {
      try advanceWatched(role, first, second)
    } else {
      try readToken(role)
    }
  }

  /// Where there are aliases or a recorder.
  @inline(never) private func advanceWatched(
    _ role: WordRole, _ first: ReservedWord, _ second: ReservedWord
  ) throws(SyntaxError) {
    forgetAliases()
    if recorder == nil { try readToken(role) } else { try readRecordedToken(role) }
    if token.followsBlankAlias { try expandFollowingAliases(role, first, second) }
  }

  /// Before a token: no alias has ended with it.
  func forgetAliases() {
    finishedAliases.removeAll()
    token.followsBlankAlias = false
  }

  /// Skips newline tokens.
  func skipNewlines(_ role: WordRole) throws(SyntaxError) {
    while token.kind == .newline { try advance(role) }
  }

  @inline(never) func readToken(_ role: WordRole) throws(SyntaxError) {
    var scan = cursor
    while scan.pointee.isBlank { scan += 1 }
    cursor = scan
    token.reserved = .none
    // What is rare is apart, so that the rest needs no more than registers.
    if isInAlias { return try readTokenBehind(role) }
    token.location = Location(line: lineNumber, column: scan - lineStart &+ 1)
    let byte = scan.pointee
    if byte.isNameByte {
      isContinuing = true
      return takeShortWord(role) ? () : try readWord(role)
    }
    if byte == Byte.newline { return try takeNewline() }
    if byte == 0 || byte == Byte.backslash || byte == Byte.hash { return try readTokenBehind(role) }
    try readTokenHere(byte, role)
  }

  /// A token that begins with `byte`, the next one.
  @inline(__always)
  private func readTokenHere(_ byte: UInt8, _ role: WordRole) throws(SyntaxError) {
    isContinuing = true
    if byte.isDelimiter {
      if byte | 2 == Byte.greater { return try readRedirectionOperator(byte, role) }
      readOperator(byte)
    } else if byte.isOrdinary || byte.isIn(ByteClass.pattern) {
      try readWord(role)
    } else {
      try readGeneralWord(role)
    }
  }

  /// At `<` or `>`, which may begin a process substitution.
  @inline(never)
  private func readRedirectionOperator(_ byte: UInt8, _ role: WordRole) throws(SyntaxError) {
    isProcessSubstitution() ? try readGeneralWord(role) : readOperator(byte)
  }

  @inline(__always) private func takeNewline() throws(SyntaxError) {
    token.kind = .newline
    consumeNewline()
    if pending.count > pendingBase { try readHereDocuments() }
  }

  /// A token behind the end of an alias, a line continuation or a comment, or the
  /// end of input.
  @inline(never) private func readTokenBehind(_ role: WordRole) throws(SyntaxError) {
    let byte = skipToToken()
    // Those that ended in front of the token are not what it results from.
    finishedAliases.removeAll()
    token.location = location
    if byte == Byte.newline { return try takeNewline() }
    if byte != 0 { return try readTokenHere(byte, role) }
    isContinuing = true
    token.kind = .endOfInput
  }

  /// The token's first byte, behind blanks, line continuations and a comment.
  @inline(never) private func skipToToken() -> UInt8 {
    lastLevelEndedInBlank = false
    var byte = peek()
    while byte.isBlank {
      cursor += 1
      byte = peek()
    }
    if byte == Byte.hash { byte = skipComment() }
    token.followsBlankAlias = lastLevelEndedInBlank
    return byte
  }

  /// Stops at the newline, which is its return value, or at the end.
  private func skipComment() -> UInt8 {
    while true {
      cursor = Self.endOfLine(cursor)
      let byte = peekRaw()
      if byte == 0 || byte == Byte.newline { return byte }
    }
  }

  /// The first newline or NUL at or behind `start`, eight bytes at a time.
  static func endOfLine(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var scan = start
    while true {
      let bytes = Self.eightBytes(at: scan)
      let other = bytes ^ (ones &* UInt64(Byte.newline))
      let found = ((bytes &- ones) & ~bytes | (other &- ones) & ~other) & (ones << 7)
      if found != 0 { return scan + found.trailingZeroBitCount / 8 }
      scan += 8
    }
  }

  /// The bytes at a place in the input, the first one lowest.
  // SAFETY: eight NULs stand behind the last byte of every level.
  @inline(__always) static func eightBytes(at place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  @inline(never) private func readOperator(_ byte: UInt8) {
    cursor += 1
    token.kind = operatorBehind(byte)
  }

  /// The operator whose first byte has been read.
  @inline(__always) private func operatorBehind(_ byte: UInt8) -> Token.Kind {
    // Nothing behind a parenthesis is asked for.
    if byte == Byte.leftParen { return .leftParen }
    if byte == Byte.rightParen { return .rightParen }
    let next = peek()
    switch byte {
    case Byte.semicolon:
      if next == Byte.semicolon {
        cursor += 1
        return skip(Byte.ampersand) ? .doubleSemicolonAmpersand : .doubleSemicolon
      }
      return next == Byte.ampersand ? takeNext(.semicolonAmpersand) : .semicolon
    case Byte.ampersand:
      if next == Byte.ampersand { return takeNext(.andIf) }
      // By POSIX an asynchronous list and a redirection behind it.
      if isPOSIX || next != Byte.greater { return .ampersand }
      cursor += 1
      return skip(Byte.greater) ? .ampersandDoubleGreater : .ampersandGreater
    case Byte.pipe:
      if next == Byte.pipe { return takeNext(.orIf) }
      return next == Byte.ampersand ? takeNext(.pipeAmpersand) : .pipe
    case Byte.less:
      if next == Byte.ampersand { return takeNext(.lessAmpersand) }
      if next == Byte.greater { return takeNext(.lessGreater) }
      guard next == Byte.less else { return .less }
      cursor += 1
      if skip(Byte.less) { return .tripleLess }
      return skip(Byte.minus) ? .doubleLessDash : .doubleLess
    default:
      if next == Byte.ampersand { return takeNext(.greaterAmpersand) }
      if next == Byte.greater { return takeNext(.doubleGreater) }
      return next == Byte.pipe ? takeNext(.clobber) : .greater
    }
  }

  /// The operator of two bytes whose second one comes next.
  @inline(__always) private func takeNext(_ kind: Token.Kind) -> Token.Kind {
    cursor += 1
    return kind
  }

  /// Consumes `byte` if it comes next.
  @inline(__always) func skip(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    cursor += 1
    return true
  }
}
