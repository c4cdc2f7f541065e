import SwishSyntax

/// What a word of a half-typed line stands for.
enum CompletionContext: Equatable {
  /// The word is, or may become, the name of a command.
  case command
  /// An argument of the command that begins at this offset.
  case argument(command: Range<Int>)
  case redirection

  /// Looks at `line` up to `start`, where the word begins. A guess, not a
  /// parse: it knows quotes, operators, assignments and reserved words.
  init(line: Bytes, wordAt start: Int) {
    var scanner = LineScanner(line: line.prefix(start))
    self = scanner.run()
  }
}

private struct LineScanner {
  let line: Bytes
  private var position = 0
  private var command: Range<Int>?
  private var isRedirection = false

  init(line: Bytes) { self.line = line }

  mutating func run() -> CompletionContext {
    while position < line.count {
      switch line[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        position += 1
      case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "("),
        UInt8(ascii: ")"), UInt8(ascii: "\n"), UInt8(ascii: "`"):
        let isDescriptor = isRedirection && line[position] == UInt8(ascii: "&")
        position += 1
        if !isDescriptor { beginCommand() }
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        position += 1
        isRedirection = true
      default:
        word()
      }
    }
    if isRedirection { return .redirection }
    if let command { return .argument(command: command) }
    return .command
  }

  private mutating func beginCommand() {
    command = nil
    isRedirection = false
  }

  private mutating func word() {
    let start = position
    skipWord()
    let text = line[start..<position]
    // A word that is not over when the completed word begins is its first
    // part, as in `a=b`: an argument of nobody.
    if position == line.count {
      if command == nil && !endsInCommandSubstitution(text) { command = start..<start }
      return
    }
    if isRedirection {
      isRedirection = false
    } else if command == nil && !isAssignment(text) && !isReservedWord(text) {
      command = start..<position
    }
  }

  private mutating func skipWord() {
    var quote: UInt8?
    while position < line.count {
      let byte = line[position]
      if let open = quote {
        if byte == open { quote = nil }
        if byte == UInt8(ascii: "\\") && open == UInt8(ascii: "\"") { position += 1 }
      } else if byte == UInt8(ascii: "\\") {
        position += 1
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if isDelimiter(byte) {
        return
      }
      position += 1
    }
    position = min(position, line.count)
  }

  private func endsInCommandSubstitution(_ text: Bytes) -> Bool {
    text.last == UInt8(ascii: "`")
  }

  private func isAssignment(_ text: Bytes) -> Bool {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return false }
    return (0..<equals).allSatisfy { isNameByte(text[$0]) }
  }

  private func isReservedWord(_ text: Bytes) -> Bool {
    text == "if" || text == "then" || text == "else" || text == "elif" || text == "do"
      || text == "while" || text == "until" || text == "{" || text == "!"
  }
}

private func isDelimiter(_ byte: UInt8) -> Bool {
  Bytes(" \t\n;|&()<>`").contains(byte)
}

func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
    true
  default: false
  }
}
