/// What the lexer and the parser found where, for those who show a command
/// while it is typed. Spans lie in the order they begin, so an inner one
/// follows the one around it; text read apart (backquotes, here-documents,
/// aliases) has none.
public final class SyntaxRecorder {
  public enum Kind: UInt8, Sendable {
    case argument, command, functionName, assignment, reservedWord, `operator`, redirection
    case comment, quoted, expansion
  }

  /// Offsets in bytes from the first byte of the source.
  public struct Span: Sendable {
    public internal(set) var kind: Kind
    public let start: Int
    public internal(set) var end: Int
  }

  var spans: [Span] = []

  func retag(_ index: Int32, _ kind: Kind) {
    if spans.indices.contains(Int(index)) { spans[Int(index)].kind = kind }
  }
}

extension Parser {
  /// Reads all of the input, or up to an error; the spans of what was read.
  public func record() -> ([SyntaxRecorder.Span], SyntaxError?) {
    let recorder = SyntaxRecorder()
    self.recorder = recorder
    do throws(SyntaxError) {
      while true {
        if case .endOfInput = try parseCommand(into: SyntaxTree()) { return (recorder.spans, nil) }
      }
    } catch { return (recorder.spans, error) }
  }

  /// Begins a span at the next byte; -1 when nothing is recorded.
  @inline(__always) func beginSpan(_ kind: SyntaxRecorder.Kind) -> Int32 {
    recorder == nil ? -1 : beginRecordedSpan(kind)
  }

  @inline(__always) func endSpan(_ index: Int32) {
    if index >= 0 { endRecordedSpan(index) }
  }

  /// Ends a span before the `)` just read, which has its partner before the span.
  func endSpanInParentheses(_ index: Int32) {
    endSpan(index)
    guard let recorder, recorder.spans.indices.contains(Int(index)) else { return }
    let end = recorder.spans[Int(index)].end
    recorder.spans[Int(index)].end = end - 1
    recorder.spans.append(.init(kind: .operator, start: end - 1, end: end))
  }

  @inline(never) private func beginRecordedSpan(_ kind: SyntaxRecorder.Kind) -> Int32 {
    guard let recorder, levels.count == 1 else { return -1 }
    let place = placeKey
    recorder.spans.append(.init(kind: kind, start: place, end: place))
    return Int32(truncatingIfNeeded: recorder.spans.count - 1)
  }

  @inline(never) private func endRecordedSpan(_ index: Int32) {
    guard let recorder, levels.count == 1, recorder.spans.indices.contains(Int(index)) else {
      return
    }
    recorder.spans[Int(index)].end = placeKey
  }

  /// `readToken`, with a span for the token and for a comment before it.
  func readRecordedToken(_ role: WordRole) throws(SyntaxError) {
    while peek().isBlank { cursor += 1 }
    if peek() == Byte.hash {
      let comment = beginSpan(.comment)
      while cursor.pointee != 0 && cursor.pointee != Byte.newline { cursor += 1 }
      endSpan(comment)
    }
    let index = beginSpan(.argument)
    defer { endSpan(index) }
    token.recorded = -1
    try readToken(role)
    token.recorded = index
    switch token.kind {
    case .endOfInput, .newline: break
    case .word:
      if token.reserved != .none && role == .command { recorder?.retag(index, .reservedWord) }
    case .assignment: recorder?.retag(index, .assignment)
    default:
      recorder?.retag(index, token.kind.isRedirection ? .redirection : .operator)
    }
  }
}
