import SwishSyntax
import SwishSystem

/// Colours for a line that is being typed, from the shell's own lexer.
struct Highlighter {
  private var theme: Theme
  /// What was asked since the prompt came up: no key asks the disk twice.
  private var commands: [[UInt8]: CommandKind] = [:]
  private var files: [[UInt8]: Bool] = [:]

  init(theme: Theme) { self.theme = theme }

  /// Files and commands may have changed.
  mutating func forget() {
    commands.removeAll(keepingCapacity: true)
    files.removeAll(keepingCapacity: true)
  }

  /// A style for each byte of `line`.
  mutating func styles(for line: Bytes, host: any TerminalHost) -> [Style] {
    var styles = [Style](repeating: 0, count: line.count)
    let recorder = SyntaxRecorder()
    let parser = Parser(names: NameTable(), source: StringSource(line))
    parser.recorder = recorder
    // A line nested deeper than this stays without colours.
    parser.stackLimit = StackReserve.address - 512 * 1024
    var failure: SyntaxError?
    do {
      reading: while true {
        if case .endOfInput = try parser.parseCommand(into: SyntaxTree()) { break reading }
      }
    } catch {
      failure = error
    }
    // Each look at the disk may take a while; the rest is looked at next time.
    var lookups = 64
    for span in recorder.spans where span.end > span.start && span.end <= line.count {
      let text = line[span.start..<span.end]
      let style = style(of: span.kind, text, host, &lookups)
      for index in span.start..<span.end { styles[index] = style }
    }
    if let failure { mark(failure, in: line, &styles) }
    return styles
  }

  private mutating func style(
    of kind: SyntaxRecorder.Kind, _ text: Bytes, _ host: any TerminalHost, _ lookups: inout Int
  ) -> Style {
    switch kind {
    case .command:
      guard isLiteral(text) else { return 0 }
      let key = text.array
      if let known = commands[key] { return theme.style(of: known) }
      guard lookups > 0 else { return 0 }
      lookups -= 1
      let kind = host.commandKind(of: text)
      commands[key] = kind
      return theme.style(of: kind)
    case .argument:
      guard isLiteral(text), text.count < 1024 else { return 0 }
      let key = text.array
      if let known = files[key] { return known ? theme.file : 0 }
      guard lookups > 0 else { return 0 }
      lookups -= 1
      let exists = (key + [0]).withUnsafeBufferPointer {
        $0.baseAddress.map { FileStatus(cString(Bytes(start: $0, count: key.count))) != nil }
          ?? false
      }
      files[key] = exists
      return exists ? theme.file : 0
    case .functionName: return theme.function
    case .assignment: return 0
    case .reservedWord: return theme.reservedWord
    case .operator: return theme.operator
    case .redirection: return theme.redirection
    case .comment: return theme.comment
    case .quoted: return theme.quoted
    case .expansion: return theme.expansion
    }
  }

  /// An error is shown where it is; of an open quote, where it was opened.
  private func mark(_ error: SyntaxError, in line: Bytes, _ styles: inout [Style]) {
    var place = error.location
    var length = 1
    if error.isIncomplete {
      guard let opened = error.opened, let first = opened.token.first,
        Bytes("'\"`$").contains(first)
      else { return }
      place = opened.location
      length = opened.token.count
    }
    guard let start = line.offset(of: place) else { return }
    for index in start..<max(start, min(start + length, line.count)) { styles[index] = theme.error }
  }

  /// No quote, expansion or pattern is in it.
  private func isLiteral(_ text: Bytes) -> Bool {
    !text.isEmpty && !text.indices.contains { Bytes("'\"\\$`*?[~\n").contains(text[$0]) }
  }
}
