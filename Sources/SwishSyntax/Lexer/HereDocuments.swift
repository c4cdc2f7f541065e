// Here-documents (XCU 2.7.4): asked for by a redirection, read behind the
// newline that ends its line.

struct PendingHereDocument {
  var redirection: SyntaxTree.Reference
  /// The delimiter is interned, as the name that it might be.
  var delimiter: Slot
  var stripsTabs: Bool
  /// Part of the delimiter was quoted: the body is taken as it stands.
  var isQuoted: Bool
  var place: Location
}

extension Parser {
  /// Parses `text` as a here-document's body: a word with the parts of a
  /// double-quoted text. For prompts and ENV.
  public func parseText(
    _ text: Bytes, into tree: SyntaxTree
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    self.tree = TreeWriter(tree)
    defer { self.tree = TreeWriter(noTree) }
    dropLevels()
    startCommand()
    let document = PendingHereDocument(
      redirection: SyntaxTree.Reference(0), delimiter: Slot(0), stripsTabs: false,
      isQuoted: false,
      place: Location(line: 1, column: 1))
    return try makeBody(text, of: document, line: 1)
  }

  /// Notes a here-document whose delimiter is `word`.
  func expectHereDocument(
    _ redirection: SyntaxTree.Reference, delimiter word: SyntaxTree.Reference, stripsTabs: Bool
  ) {
    var text = ByteBuffer()
    var isQuoted = false
    let parts = Word(tree.node(at: word)).parts
    for i in 0..<parts.count { append(delimiterPart: parts[i], to: &text, &isQuoted) }
    pending.push(
      PendingHereDocument(
        redirection: redirection, delimiter: intern(text.bytes), stripsTabs: stripsTabs,
        isQuoted: isQuoted, place: token.location))
  }

  /// Reads the word behind `<<` or `<<-`: no expansion is performed on it, and
  /// one stands for the way it is written.
  func advanceToDelimiter() throws(SyntaxError) {
    isInDelimiter = true
    defer { isInDelimiter = false }
    try advance(.argument)
  }

  /// Reads an expansion in a delimiter by `read` to find its end, and makes
  /// literal text of it.
  func readLiterally(_ read: () throws(SyntaxError) -> Void) throws(SyntaxError) {
    isInDelimiter = false
    defer { isInDelimiter = true }
    flushLiteral()
    let count = references.count
    let level = levels.count
    let mark = makeMark()
    defer { release(mark) }
    let place = cursor
    try read()
    guard references.count > count, levels.count == level,
      tree.node(at: SyntaxTree.Reference(references[count])).kind != .dollarQuoted
    else { return }
    references.truncate(to: count)
    let start = level == 1 ? buffer.bytes.start + (mark.cursor - dropped) : place
    let text = Bytes(start: start, count: cursor - start)
    for i in text.indices where text[i] != 0 { scratch.append(text[i]) }
  }

  /// Quote removal, nothing else.
  private func append(delimiterPart part: Node, to text: inout ByteBuffer, _ isQuoted: inout Bool) {
    switch part.kind {
    case .literal: text.append(TextPart(part).text)
    case .escaped, .singleQuoted, .dollarQuoted:
      isQuoted = true
      text.append(TextPart(part).text)
    case .doubleQuoted:
      isQuoted = true
      let parts = DoubleQuoted(part).parts
      for i in 0..<parts.count { append(delimiterPart: parts[i], to: &text, &isQuoted) }
    default: break
    }
  }

  /// Reads the bodies of the here-documents that the current program asked for.
  func readHereDocuments() throws(SyntaxError) {
    isContinuing = true
    var next = pendingBase
    while next < pending.count {
      let document = pending[next]
      next += 1
      let line = lineNumber
      // Documents in documents stay where they are, unless lines were changed.
      if let text = try nestedBody(of: document) {
        let body = try makeBody(text, of: document, line: line, isLent: true)
        tree.patch(document.redirection, field: 4, child: body)
        continue
      }
      let start = cursor
      var text = ByteBuffer()
      let length = collectBody(of: document, into: &text)
      if levels.count > 1 { try countNested(text.count) }
      let isLent = text.count == length && levels.last?.kind == .isolated
      if isLent { text = ByteBuffer(capacity: 0) }
      let body = try makeBody(
        isLent ? Bytes(start: start, count: length) : text.bytes, of: document, line: line,
        isLent: isLent)
      tree.patch(document.redirection, field: 4, child: body)
    }
    pending.truncate(to: pendingBase)
  }

  /// Where there is no index, the outermost document is read once for each that
  /// is nested in it.
  private func countNested(_ count: Int) throws(SyntaxError) {
    nestedBytes += count
    if nestedBytes > 1 << 29 { throw error("nested too deeply", at: location) }
  }

  /// The body of a document that is part of one with many lines, found in the
  /// index of that one; nil where there is none.
  private func nestedBody(
    of document: PendingHereDocument
  ) throws(SyntaxError) -> Bytes? {
    guard nestedBytes > 1 << 16, levels.last?.kind == .isolated, !document.stripsTabs else {
      return nil
    }
    if lineIndex?.covers(cursor) != true {
      try countNested(end - cursor)
      lineIndex = LineIndex(Bytes(start: cursor, count: end - cursor))
    }
    guard let lineIndex else { return nil }
    let start = cursor
    let delimiter = names[document.delimiter]
    let (place, lines) = lineIndex.find(delimiter, from: start, before: end)
    cursor = place
    lineNumber += lines
    previousLineStart = lineStart
    lineStart = place
    if place < end {
      cursor += delimiter.count
      if cursor < end { consumeNewline() }
    } else {
      unclosedDocument = (document.delimiter, document.place)
    }
    return Bytes(start: start, count: place - start)
  }

  /// Collects the lines up to the delimiter or the end of input; gives how many
  /// bytes of input they were.
  private func collectBody(
    of document: PendingHereDocument, into text: inout ByteBuffer
  ) -> Int {
    let first = cursor
    while true {
      let start = text.count
      let lineStart = cursor
      if document.stripsTabs { while peekRaw() == Byte.tab { cursor += 1 } }
      let beginsJoined = collectLine(isQuoted: document.isQuoted, into: &text)
      let isDelimiter = !beginsJoined && text.bytes(from: start) == names[document.delimiter]
      let byte = peekRaw()
      if byte == Byte.newline { consumeNewline() }
      if isDelimiter {
        text.truncate(to: start)
        return lineStart - first
      }
      if byte == 0 {
        unclosedDocument = (document.delimiter, document.place)
        return cursor - first
      }
      text.append(Byte.newline)
    }
  }

  /// Collects up to the newline. Lines are joined over backslash-newline where
  /// the body is expanded. The delimiter may be, but does not begin right behind
  /// a newline removed so: then the result is true.
  private func collectLine(isQuoted: Bool, into text: inout ByteBuffer) -> Bool {
    var beginsJoined = false
    let first = text.count
    while true {
      let start = cursor
      var scan = start
      while scan.pointee != Byte.newline && scan.pointee != 0
        && (isQuoted || scan.pointee != Byte.backslash)
      {
        scan += 1
      }
      text.append(Bytes(start: start, count: scan - start))
      cursor = scan
      let byte = peekRaw()
      if byte == 0 || byte == Byte.newline { return beginsJoined }
      guard byte == Byte.backslash, !isQuoted else { continue }
      cursor += 1
      let next = peekRaw()
      if next == Byte.newline {
        consumeNewline()
        if text.count == first { beginsJoined = true }
      } else {
        text.append(byte)
        if next != 0 {
          text.append(next)
          cursor += 1
        }
      }
    }
  }

  private func makeBody(
    _ text: Bytes, of document: PendingHereDocument, line: Int, isLent: Bool = false
  ) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    let isActive =
      text.contains(Byte.dollar) || text.contains(Byte.backquote) || text.contains(Byte.backslash)
    if document.isQuoted {
      appendText(.singleQuoted, text)
    } else if isActive {
      try checkDepth()
      let outer = token
      let outerBase = pendingBase
      pendingBase = pending.count
      // SAFETY: what is lent lies in `levelTexts`, with a byte behind it, which
      // is the NUL that every level ends with while the body is read.
      let behind = isLent ? UnsafeMutablePointer(mutating: text.start + text.count) : nil
      let byte = behind?.pointee ?? 0
      behind?.pointee = 0
      defer { behind?.pointee = byte }
      push(isolated: text, line: line, isLent: isLent)
      try readQuotedParts(.hereDocument, opened: ("<<", document.place))
      if pending.count > pendingBase { try readHereDocuments() }
      popLevel()
      pendingBase = outerBase
      token = outer
    } else if !text.isEmpty {
      appendText(.literal, text)
    }
    return finishWord(from: base)
  }
}
