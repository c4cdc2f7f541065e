// The byte input: the source's buffer at the bottom, alias values and texts to
// be read on their own (backquotes, here-document bodies) in levels above it.
//
// Eight NULs stand behind the last byte of every level, so the loops that scan
// ordinary bytes need no bound, even where they look at eight bytes at once.
// NUL bytes in the input are dropped here.

struct InputLevel {
  enum Kind: UInt8 {
    case base
    /// Ends into the level below, like text in its place.
    case alias
    /// Ends for good: the reader pops it.
    case isolated
  }

  var kind: Kind
  // SAFETY: inside `Parser.buffer` (base) or one of `Parser.levelTexts`. Those of
  // the current level are kept in the parser, and are stale here.
  var cursor: UnsafePointer<UInt8>
  var end: UnsafePointer<UInt8>
  var lineStart: UnsafePointer<UInt8>
  var previousLineStart: UnsafePointer<UInt8>
  var line: Int
  var alias = Slot(UInt32.max)
  var endsInBlank = false
  /// Where the alias's name stood.
  var place = Location(line: 1, column: 1)
}

extension Parser {
  func startInput() {
    terminateBuffer()
    cursor = buffer.bytes.start
    lineStart = cursor
    previousLineStart = cursor
    levels.removeAll()
    levels.push(
      InputLevel(
        kind: .base, cursor: cursor, end: end, lineStart: lineStart,
        previousLineStart: previousLineStart, line: 1))
  }

  /// The place of the next byte.
  @inline(__always) var location: Location {
    isInAlias ? placeOfAlias : Location(line: lineNumber, column: cursor - lineStart &+ 1)
  }

  @inline(never) private var placeOfAlias: Location { levels[levels.count - 1].place }

  // MARK: Reading

  /// The next byte, 0 at the end of input. A line continuation before it is
  /// consumed (XCU 2.2.1).
  @inline(__always) func peek() -> UInt8 {
    let byte = cursor.pointee
    return byte != 0 && byte != Byte.backslash ? byte : peekBehindContinuations()
  }

  /// The next byte where a backslash means nothing; 0 at the end of input.
  @inline(__always) func peekRaw() -> UInt8 {
    let byte = cursor.pointee
    return byte != 0 ? byte : peekBehindNul()
  }

  /// `place` is the end of all input.
  @inline(__always) func isEnd(_ place: UnsafePointer<UInt8>) -> Bool {
    place == end && hasReachedEnd && levels.count == 1
  }

  @inline(never) private func peekBehindContinuations() -> UInt8 {
    if isEnd(cursor) { return 0 }
    while true {
      let byte = peekRaw()
      guard byte == Byte.backslash else { return byte }
      if cursor + 1 == end, !isInAlias, levels.count == 1 { _ = refill() }
      guard cursor + 1 < end, cursor[1] == Byte.newline else { return byte }
      cursor += 1
      consumeNewline()
      isContinuing = true
    }
  }

  @inline(never) private func peekBehindNul() -> UInt8 {
    while cursor.pointee == 0 {
      if cursor < end {
        cursor += 1
        findings.insert(.nul)
      } else if isInAlias {
        popLevel()
      } else if levels.count > 1 || !refill() {
        return 0
      }
    }
    return cursor.pointee
  }

  /// Steps over a newline.
  @inline(__always) func consumeNewline() {
    cursor += 1
    if isInAlias { return }
    lineNumber &+= 1
    previousLineStart = lineStart
    lineStart = cursor
  }

  /// Reads more of the source behind the unread bytes; false at its end.
  @inline(never) func refill() -> Bool {
    if hasReachedEnd { return false }
    let base = buffer.bytes.start
    var kept = previousLineStart - base
    if let markFloor { kept = min(kept, markFloor - dropped) }
    let unread = end - cursor
    let line = cursor - lineStart
    let previous = cursor - previousLineStart
    if kept > 4096 || kept == buffer.count {
      buffer.removeFirst(kept)
      dropped += kept
    }
    let count = buffer.count
    hasReachedEnd = !source.read(into: &buffer, continuing: isContinuing)
    terminateBuffer()
    cursor = buffer.bytes.start + (count - unread)
    lineStart = cursor - line
    previousLineStart = cursor - previous
    end = buffer.bytes.start + buffer.count
    return buffer.count > count
  }

  /// Between two commands: gives what has not been read back to the source.
  public func giveBackInput() {
    if levels.count > 1 || cursor == end { return }
    guard source.takeBack(Bytes(start: cursor, count: end - cursor)) else { return }
    let line = cursor - lineStart
    let previous = cursor - previousLineStart
    buffer.truncate(to: cursor - buffer.bytes.start)
    terminateBuffer()
    cursor = end
    lineStart = cursor - line
    previousLineStart = cursor - previous
  }

  /// Puts the NULs behind the last byte; the buffer may move.
  private func terminateBuffer() {
    buffer.reserve(8).initializeMemory(as: UInt8.self, repeating: 0)
    end = buffer.bytes.start + buffer.count
  }

  // MARK: Levels

  func push(alias: Slot, value: Bytes, at place: Location) {
    // Names that are only guarded are many in a chain of aliases.
    let isGuard = value.isEmpty
    pushLevel(
      isGuard ? Bytes("\0\0\0\0\0\0\0\0").prefix(0) : value, kind: .alias, isLent: isGuard)
    let top = levels.count - 1
    levels[top].alias = alias
    levels[top].endsInBlank = value.last?.isBlank ?? false
    levels[top].place = place
    isInAlias = true
  }

  /// Reads `text`, whose first line has the number `line`, until it ends. One
  /// that is lent has a NUL behind it, and seven bytes more, and stays until then.
  func push(isolated text: Bytes, line: Int, isLent: Bool = false) {
    pushLevel(text, kind: .isolated, isLent: isLent)
    isInAlias = false
    lineNumber = line
    lineStart = cursor
    previousLineStart = cursor
  }

  private func pushLevel(_ text: Bytes, kind: InputLevel.Kind, isLent: Bool = false) {
    saveLevel()
    cursor = isLent ? text.start : copyOfLevel(text)
    end = cursor + text.count
    lineStart = cursor
    previousLineStart = cursor
    levels.push(
      InputLevel(
        kind: kind, cursor: cursor, end: end, lineStart: cursor,
        previousLineStart: cursor, line: lineNumber))
  }

  private func copyOfLevel(_ text: Bytes) -> UnsafePointer<UInt8> {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + 8)
    copy.update(from: text.start, count: text.count)
    (copy + text.count).update(repeating: 0, count: 8)
    levelTexts.push(copy)
    return UnsafePointer(copy)
  }

  private func saveLevel() {
    let top = levels.count - 1
    levels[top].cursor = cursor
    levels[top].end = end
    levels[top].lineStart = lineStart
    levels[top].previousLineStart = previousLineStart
    levels[top].line = lineNumber
  }

  /// Goes on with the level below.
  func popLevel() {
    guard let gone = levels.pop() else { return }
    if gone.kind == .alias {
      finishedAliases.push(gone.alias)
      if gone.endsInBlank { lastLevelEndedInBlank = true }
    }
    loadLevel()
  }

  private func loadLevel() {
    guard let level = levels.last else { return }
    cursor = level.cursor
    end = level.end
    lineStart = level.lineStart
    previousLineStart = level.previousLineStart
    lineNumber = level.line
    isInAlias = level.kind == .alias
  }

  // MARK: Going back

  /// A place to return to, with all that was read since to be read again.
  struct InputMark: ~Copyable {
    let levels: Stack<InputLevel>
    var outerFloor: Int?
    // Of the base level, counted from the first byte of the source.
    var cursor: Int
    var lineStart: Int
    var previousLineStart: Int
  }

  func makeMark() -> InputMark {
    saveLevel()
    let start = buffer.bytes.start
    let base = levels[0]
    let mark = InputMark(
      levels: levels.copy(), outerFloor: markFloor,
      cursor: base.cursor - start + dropped,
      lineStart: base.lineStart - start + dropped,
      previousLineStart: base.previousLineStart - start + dropped)
    markFloor = min(markFloor ?? mark.previousLineStart, mark.previousLineStart)
    return mark
  }

  func release(_ mark: borrowing InputMark) { markFloor = mark.outerFloor }

  func goBack(to mark: borrowing InputMark) {
    markFloor = mark.outerFloor
    let start = buffer.bytes.start
    levels = mark.levels.copy()
    levels[0].cursor = start + (mark.cursor - dropped)
    levels[0].lineStart = start + (mark.lineStart - dropped)
    levels[0].previousLineStart = start + (mark.previousLineStart - dropped)
    levels[0].end = start + buffer.count
    loadLevel()
  }

  /// A number for the place of the next byte that stays the same however often
  /// it is read within one command.
  var placeKey: Int {
    levels.count == 1
      ? cursor - buffer.bytes.start + dropped
      : -Int(bitPattern: cursor)
  }
}

/// Where the lexer's bytes come from: a terminal, a script, a string.
public protocol InputSource: AnyObject {
  /// Appends the next piece, of at least one byte, to `buffer`; false at the
  /// end of input. `continuing` is true inside an unfinished command (PS2).
  /// A source that must leave later input to the commands it feeds (XCU sh,
  /// STDIN) hands over one line at a time.
  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool

  /// Keeps what it handed over and nobody has looked at, to be read again line
  /// by line; false if that makes no difference to it.
  func takeBack(_ unread: Bytes) -> Bool
}

extension InputSource {
  public func takeBack(_ unread: Bytes) -> Bool { false }
}

/// Text at hand: the operand of `-c`, of `eval`, a trap's action.
public final class StringSource: InputSource {
  private var text: ByteBuffer
  private var isRead = false

  /// Keeps a copy of `bytes`.
  public init(_ bytes: Bytes) {
    text = ByteBuffer(capacity: bytes.count)
    text.append(bytes)
  }

  public convenience init(_ array: [UInt8]) {
    var copy = ByteBuffer(capacity: array.count)
    for byte in array { copy.append(byte) }
    self.init(copy.bytes)
  }

  public func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    if isRead || text.isEmpty { return false }
    isRead = true
    buffer.append(text.bytes)
    text.removeAll()
    return true
  }
}
