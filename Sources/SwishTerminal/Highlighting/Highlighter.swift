import SwishShell
import SwishSyntax
import SwishSystem

/// Colours for a line that is being typed, from the shell's own lexer.
struct Highlighter {
  private var theme: Theme
  /// What was asked since the prompt came up: no key asks the disk twice.
  private var commands: [[UInt8]: CommandKind?] = [:]
  private var files: [[UInt8]: Bool] = [:]
  private var local: LocalFiles?

  init(theme: Theme) { self.theme = theme }

  /// Files and commands may have changed.
  mutating func forget() {
    commands.removeAll(keepingCapacity: true)
    files.removeAll(keepingCapacity: true)
    local = nil
  }

  /// A style for each byte of `line`, with the cursor at `point`; of what is
  /// more than `reach` bytes away nothing can be seen.
  mutating func styles(
    for line: Bytes, point: Int, reach: Int, host: any TerminalHost
  ) -> [Style] {
    var styles = [Style](repeating: 0, count: line.count)
    let parser = Parser(names: NameTable(), source: StringSource(line))
    // A line nested deeper than this stays without colours.
    parser.stackLimit = StackReserve.address - 512 * 1024
    let (spans, failure) = parser.record()
    // Each look at the disk may take a while; the rest is looked at next time.
    var lookups = 64
    var closings: [(Int, Style)] = []
    for span in spans where span.end > span.start && span.end <= line.count {
      if span.end < point - reach || span.start > point + reach { continue }
      let text = line[span.start..<span.end]
      let style = style(of: span.kind, text, host, &lookups)
      for index in span.start..<span.end { styles[index] = style }
      // What closes it is a token of the commands in it as well.
      if span.kind == .expansion, text.last == UInt8(ascii: ")") {
        closings.append((span.end - 1, style))
      }
    }
    for (index, style) in closings { styles[index] = style }
    if let failure { mark(failure, in: line, &styles) }
    if let pair = BracketPair(around: point, in: line, spans) {
      styles[pair.opening] = theme.pair
      styles[pair.closing] = theme.pair
    }
    return styles
  }

  private mutating func style(
    of kind: SyntaxRecorder.Kind, _ text: Bytes, _ host: any TerminalHost, _ lookups: inout Int
  ) -> Style {
    switch kind {
    case .command:
      guard isLiteral(text) else { return 0 }
      let key = text.array
      if commands[key] == nil {
        guard lookups > 0 else { return 0 }
        lookups -= 1
        commands[key] = .some(
          host.commandKind(of: text) {
            text.contains(UInt8(ascii: "/")) ? isLocal(text, host) : hasLocalPath("PATH", host)
          })
      }
      return commands[key].flatMap { $0 }.map(theme.style) ?? 0
    case .argument:
      guard isLiteral(text), text.count < 1024 else { return 0 }
      let key = text.array
      if files[key] == nil {
        guard lookups > 0 else { return 0 }
        lookups -= 1
        files[key] = isLocal(text, host) && key.withCString { FileStatus($0) != nil }
      }
      return files[key] == true ? theme.file : 0
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

  mutating func isLocal(_ path: Bytes, _ host: any TerminalHost) -> Bool {
    let known = local ?? LocalFiles.current()
    local = known
    return known.contains(path, from: host.variable(named: "PWD") ?? .empty)
  }

  /// Every directory of PATH, or of CDPATH, can be looked into.
  mutating func hasLocalPath(_ name: Bytes, _ host: any TerminalHost) -> Bool {
    let path = host.variable(named: name)?.array ?? []
    return path.split(separator: UInt8(ascii: ":")).allSatisfy { directory in
      Array(directory).withBytes { isLocal($0, host) }
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
