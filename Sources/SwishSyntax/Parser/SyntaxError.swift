/// A place in a source: line and column, 1 for the first, column in bytes.
public struct Location: BitwiseCopyable, Equatable, Sendable {
  public var line: Int
  public var column: Int
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// Why some input is not a command. (A class, because a small error makes small
/// code of all the calls that may throw one: what parses fits the processor's
/// cache just so.)
public final class SyntaxError: Error {
  /// In words, without location: what was found and what was expected.
  public let message: [UInt8]
  public let location: Location
  /// The input, or a text within backquotes, ended inside a construct.
  public let isAtEnd: Bool
  /// The input ended inside a construct: more input could make it right.
  public let isIncomplete: Bool
  /// Where the unclosed construct was opened, and its opening token.
  public let opened: (token: [UInt8], location: Location)?
  /// The text of the offending line, without its newline.
  public let lineText: [UInt8]
  /// That line or the one before it has a CR before its newline.
  public let endsInCR: Bool

  init(
    message: [UInt8], location: Location, isAtEnd: Bool, isIncomplete: Bool,
    opened: (token: [UInt8], location: Location)?, lineText: [UInt8], endsInCR: Bool
  ) {
    self.message = message
    self.location = location
    self.isAtEnd = isAtEnd
    self.isIncomplete = isIncomplete
    self.opened = opened
    self.lineText = lineText
    self.endsInCR = endsInCR
  }
}

extension Parser {
  /// The current token is not what the grammar asks for here.
  func unexpected(expected: Bytes? = nil) -> SyntaxError {
    var message = ByteBuffer()
    message.append("unexpected ")
    describeToken(into: &message)
    if let expected {
      message.append(", expected ")
      // A kind of token is named in words: "a word".
      if expected.contains(Byte.space) {
        message.append(expected)
      } else {
        appendQuoted(expected, to: &message)
      }
    }
    return error(
      message.bytes, at: token.location, atEnd: token.kind == .endOfInput, opened: openings.last)
  }

  /// The input ended inside a quoted text or an expansion.
  func unexpectedEnd(expected: Bytes, opened: Opening) -> SyntaxError {
    var message = ByteBuffer()
    message.append("unexpected end of file, expected ")
    appendQuoted(expected, to: &message)
    return error(message.bytes, at: location, atEnd: true, opened: opened)
  }

  private var isInIsolatedText: Bool {
    for i in 0..<levels.count where levels[i].kind == .isolated { return true }
    return false
  }

  func error(
    _ message: Bytes, at location: Location, atEnd: Bool = false, opened: Opening? = nil
  ) -> SyntaxError {
    let isIncomplete = atEnd && !isInIsolatedText
    let text = lineText(location.line)
    let before = lineStart - previousLineStart
    return SyntaxError(
      message: message.array, location: location, isAtEnd: atEnd, isIncomplete: isIncomplete,
      opened: opened.map { ($0.token.array, $0.location) }, lineText: text,
      endsInCR: text.last == 0x0d
        || (before > 1 && lineStart[-2] == 0x0d))
  }

  private func appendQuoted(_ text: Bytes, to message: inout ByteBuffer) {
    message.append("'")
    message.append(text)
    message.append("'")
  }

  private func describeToken(into message: inout ByteBuffer) {
    switch token.kind {
    case .endOfInput: message.append("end of file")
    case .newline: message.append("newline")
    case .word, .assignment, .ioNumber:
      if let text = tokenText() {
        appendQuoted(text, to: &message)
      } else {
        message.append("word")
      }
    default: appendQuoted(token.kind.text, to: &message)
    }
  }

  /// The current token as written, if it stands on one line of the source.
  private func tokenText() -> Bytes? {
    if token.kind == .word, let text = literalText(token.word) { return text }
    let place = token.location
    guard !isInAlias, place.line == lineNumber, cursor - lineStart >= place.column else {
      return nil
    }
    let start = lineStart + (place.column - 1)
    return Bytes(start: start, count: cursor - start)
  }

  /// The text of the current line or the one before it, read to its end.
  private func lineText(_ line: Int) -> [UInt8] {
    while levels.count > 1 && isInAlias { popLevel() }
    if line == lineNumber - 1, previousLineStart < lineStart {
      let count = lineStart - previousLineStart - 1
      return Bytes(start: previousLineStart, count: count).array
    }
    guard line == lineNumber else { return [] }
    var scan = cursor
    while scan.pointee != Byte.newline {
      if scan == end {
        let offset = scan - lineStart
        guard levels.count == 1, !hasReachedEnd else { break }
        let place = cursor - lineStart
        cursor = end
        let isMore = refill()
        cursor = lineStart + place
        scan = lineStart + offset
        if !isMore { break }
        continue
      }
      scan += 1
    }
    return Bytes(start: lineStart, count: scan - lineStart).array
  }
}
