// The words of a half-typed command as completion functions see them
// (COMP_WORDS), and the words of -W.
import SwishSyntax

extension Bytes {
  /// The end of what is one to the shell at `index`: a character with the backslash
  /// before it, what quotes or `${ }`, `$( )` or backquotes hold, open ones up to the end.
  func endOfUnit(at index: Int) -> Int {
    let byte = self[index]
    switch byte {
    case UInt8(ascii: "\\"): return Swift.min(index + 2, count)
    case UInt8(ascii: "'"): return firstIndex(of: byte, from: index + 1).map { $0 + 1 } ?? count
    case UInt8(ascii: "\""), UInt8(ascii: "`"): return endOfUnits(from: index + 1, upTo: byte)
    case UInt8(ascii: "$") where index + 1 < count && self[index + 1] == UInt8(ascii: "("):
      return endOfUnits(from: index + 2, upTo: UInt8(ascii: ")"))
    case UInt8(ascii: "$") where index + 1 < count && self[index + 1] == UInt8(ascii: "{"):
      return endOfUnits(from: index + 2, upTo: UInt8(ascii: "}"))
    default: return index + 1
    }
  }

  private func endOfUnits(from start: Int, upTo closing: UInt8) -> Int {
    var at = start
    while at < count && self[at] != closing {
      // Between double-quotes a single one is none.
      let isPlain = closing == UInt8(ascii: "\"") && self[at] == UInt8(ascii: "'")
      at = isPlain ? at + 1 : endOfUnit(at: at)
    }
    return Swift.min(at + 1, count)
  }

  /// Splits at separators outside of quotes; white ones are dropped, runs of others
  /// are words if `keepsSeparators`.
  func split(at separators: Bytes, keepsSeparators: Bool) -> [Range<Int>] {
    func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }
    func separates(_ index: Int) -> Bool {
      separators.contains(self[index]) && !isQuote(self[index])
    }
    func isWhite(_ index: Int) -> Bool { Bytes(" \t\n").contains(self[index]) }
    var words: [Range<Int>] = []
    var at = 0
    while at < count {
      let start = at
      if separates(at) {
        while at < count, separates(at), isWhite(at) == isWhite(start) { at += 1 }
        if keepsSeparators && !isWhite(start) { words.append(start..<at) }
      } else {
        while at < count, !separates(at) { at = endOfUnit(at: at) }
        words.append(start..<at)
      }
    }
    return words
  }

  /// Where the text that is completed begins in a word: behind the last of
  /// `separators` that is not quoted, and behind a quote that is open.
  public func startOfCompletion(_ separators: Bytes) -> Int {
    var start = 0
    var at = 0
    while at < count {
      let end = endOfUnit(at: at)
      let byte = self[at]
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        if end == count && (end == at + 1 || self[end - 1] != byte) { return at + 1 }
      } else if end == at + 1 && separators.contains(byte) {
        start = end
      }
      at = end
    }
    return start
  }

  /// The text that a word without expansions stands for.
  var unquoted: [UInt8] {
    var text: [UInt8] = []
    var quote: UInt8 = 0
    var at = 0
    while at < count {
      let byte = self[at]
      at += 1
      if byte == UInt8(ascii: "\\") && quote != UInt8(ascii: "'") && at < count {
        if quote != 0 && !Bytes("$`\"\\").contains(self[at]) { text.append(byte) }
        text.append(self[at])
        at += 1
      } else if byte == quote || quote == 0 && Bytes("'\"").contains(byte) {
        quote = quote == 0 ? byte : 0
      } else {
        text.append(byte)
      }
    }
    return text
  }
}

extension Shell {
  /// The words of -W: split at the characters of IFS, and each expanded, but not to
  /// pathnames.
  func expandWordList(_ list: Bytes) throws(ShellError) -> [[UInt8]] {
    let separators = OwnedText(value(wellKnown.ifs) ?? Bytes(" \t\n"))
    var words: [[UInt8]] = []
    for range in list.split(at: separators.bytes, keepsSeparators: false) {
      let word = list[range]
      if word.indices.allSatisfy({ !Bytes("\\'\"$`~").contains(word[$0]) }) {
        words.append(word.array)
      } else {
        words += try expandWord(word)
      }
    }
    return words
  }

  private func expandWord(_ word: Bytes) throws(ShellError) -> [[UInt8]] {
    // What only quoting keeps together in a command is one word here all the same.
    var text = ByteBuffer()
    text.append("_=(")
    var at = 0
    while at < word.count {
      let end = word.endOfUnit(at: at)
      if end == at + 1 && Bytes(" \t\n;|&<>()#*?[]{}!").contains(word[at]) { text.append("\\") }
      text.append(word[at..<end])
      at = end
    }
    text.append(")")
    let copy = OwnedText(text.bytes)
    let tree = SyntaxTree(capacity: 64)
    let parser = Parser(names: names, source: StringSource(copy.bytes))
    parser.stackLimit = stackLimit
    guard let result = try? parser.parseCommand(into: tree), case .command(let command) = result,
      command.kind == .simpleCommand, SimpleCommand(command).assignments.count == 1,
      let literal = Assignment(SimpleCommand(command).assignments[0]).array
    else { return [word.array] }
    let outer = options
    options.insert(.noglob)
    defer { if !outer.contains(.noglob) { options.remove(.noglob) } }
    return try withExtendedLifetime(tree) { () throws(ShellError) in
      try expandElements(literal).map { $0.value.array }
    }
  }
}
