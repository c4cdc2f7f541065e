import SwishSyntax
import SwishSystem

/// What the word before the cursor is in a half-typed line, as the shell's own
/// parser sees it.
struct CompletionContext {
  enum Role: Equatable {
    /// The word is, or may become, the name of a command.
    case command
    case argument
    case assignment
    /// What a redirection leads to.
    case redirection
  }

  private(set) var role = Role.command
  /// Where the word begins.
  private(set) var start = 0
  /// The words of the command before this one, its name first.
  private(set) var words: [Range<Int>] = []

  /// `line` ends at the cursor. Nil where there is nothing to complete: in a
  /// comment, or nested deeper than the stack allows.
  init?(_ line: Bytes) {
    // With a letter more there always is a word at the end.
    var text = ByteBuffer(capacity: line.count + 1)
    text.append(line)
    text.append("x")
    var from = 0
    while let next = read(text.bytes, from: from) {
      guard next > from, next < text.count else { return nil }
      from = next
    }
  }

  /// Looks at the text from an offset on. Nil when the word was found; else
  /// where it may make more sense: behind an error, or inside backquotes.
  private mutating func read(_ text: Bytes, from: Int) -> Int? {
    let rest = text.dropFirst(from)
    let parser = Parser(names: NameTable(), source: StringSource(rest))
    parser.stackLimit = StackReserve.address - 512 * 1024
    let (spans, failure) = parser.record()
    if let opened = failure?.opened, opened.token == [UInt8(ascii: "`")],
      let place = rest.offset(of: opened.location)
    {
      return from + place + 1
    }
    if find(in: spans, of: rest, from) { return nil }
    guard let failure, !failure.isIncomplete, let place = rest.offset(of: failure.location) else {
      return text.count
    }
    return from + place + max(1, tokenLength(rest.dropFirst(place)))
  }

  /// Walks over the spans; false if none of the words reaches to the end.
  private mutating func find(in spans: [SyntaxRecorder.Span], of text: Bytes, _ base: Int) -> Bool {
    var found = false
    var position = 0
    var isTarget = false
    var beginsCommand = true
    func begin(_ command: Bool = true) {
      words = []
      isTarget = false
      beginsCommand = command
    }
    begin()
    for span in spans where span.end > span.start {
      let isOpen = span.end == text.count
      // What lies inside a word that is over is no part of this command.
      if !isOpen && span.start < position { continue }
      let word = text[span.start..<span.end]
      switch span.kind {
      case .comment where isOpen: return false
      case .expansion where isOpen && word.hasPrefix("$("): begin()
      case .comment, .quoted, .expansion: continue
      case .operator where word == "(" && text.prefix(span.start).last == UInt8(ascii: "="):
        begin(false)
      case .operator, .reservedWord: begin(beginsList(word))
      case .argument where word.first == UInt8(ascii: "\n"): begin()
      case .redirection: isTarget = true
      case .argument, .command, .functionName, .assignment:
        if isOpen {
          found = true
          start = base + span.start
          role = role(of: span.kind, isTarget, beginsCommand)
          // A word inside follows, if this one holds a substitution.
          if span.start + 1 < text.count { continue }
        } else if isTarget {
          isTarget = false
        } else if beginsCommand && (span.kind != .assignment || !words.isEmpty) {
          words.append((base + span.start)..<(base + span.end))
        }
      }
      position = max(position, isOpen ? span.start : span.end)
    }
    return found
  }

  private func role(
    of kind: SyntaxRecorder.Kind, _ isTarget: Bool, _ beginsCommand: Bool
  ) -> Role {
    if isTarget { return .redirection }
    if kind == .assignment { return .assignment }
    return kind == .command || (words.isEmpty && beginsCommand) ? .command : .argument
  }
}

/// A reserved word that a command follows; names and words follow the others.
private func beginsList(_ word: Bytes) -> Bool {
  !(word == "for" || word == "case" || word == "in")
}

private func tokenLength(_ text: Bytes) -> Int {
  text.indices.first { Bytes(" \t\n;|&()<>").contains(text[$0]) } ?? text.count
}

extension Bytes {
  /// The offset of a place that the parser tells of.
  func offset(of place: Location) -> Int? {
    var start = 0
    for _ in 1..<max(place.line, 1) {
      guard let end = firstIndex(of: UInt8(ascii: "\n"), from: start) else { return nil }
      start = end + 1
    }
    let offset = start + place.column - 1
    return offset >= 0 && offset <= count ? offset : nil
  }
}
