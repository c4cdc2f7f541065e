@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

/// What became of the `!` in a text, as `history_expand` tells it.
enum HistoryExpansion: Int32 {
  case unchanged = 0
  case changed = 1
  /// `:p`: the line is shown and kept, but not executed.
  case showOnly = 2
  case failed = -1
}

// `!!`, `!$`, `!n`, `!str` and `^a^b`, by readline's expander.
extension History {
  func expand(_ text: Bytes, into result: inout ByteBuffer) -> Bool {
    expand(text, isFirst: true, quote: 0, into: &result) != .failed
  }

  /// Expands what was typed next of the command, each line by what it stands
  /// in. The result ends with a newline; of a failure it is the reason.
  func expandLines(_ text: Bytes, into result: inout ByteBuffer) -> HistoryExpansion {
    guard text.contains(UInt8(ascii: "!")) || text.first == UInt8(ascii: "^") else {
      return .unchanged
    }
    var outcome = HistoryExpansion.unchanged
    var before = ByteBuffer()
    before.append(typed)
    var start = 0
    while start < text.count {
      let end = text.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? text.count
      var line = ByteBuffer()
      let next = expand(
        text[start..<end], isFirst: before.isEmpty, quote: openQuote(behind: before.bytes),
        into: &line)
      line.append("\n")
      if next == .failed { result.removeAll() }
      result.append(line.bytes)
      if next == .failed { return .failed }
      if next.rawValue > outcome.rawValue { outcome = next }
      before.append(line.bytes)
      start = end + 1
    }
    return outcome
  }

  /// Appends a line expanded, or why it cannot be. `quote` is open where it
  /// begins, 0 for none; nil leaves it as it is.
  private func expand(
    _ text: Bytes, isFirst: Bool, quote: UInt8?, into result: inout ByteBuffer
  ) -> HistoryExpansion {
    guard let quote, let line = duplicate(text) else {
      result.append(text)
      return .unchanged
    }
    defer { free(line) }
    loadAll()
    using_history()
    history_subst_char = isFirst ? CChar(bitPattern: UInt8(ascii: "^")) : 0
    // Behind a `#` that begins a word nothing is expanded.
    history_comment_char = CChar(bitPattern: UInt8(ascii: "#"))
    history_quotes_inhibit_expansion = 1
    history_quoting_state = Int32(quote)
    history_inhibit_expansion_function = { text, index in
      guard let text else { return 0 }
      return isNoReference(Bytes(cString: text), Int(index)) ? 1 : 0
    }
    var expanded: UnsafeMutablePointer<CChar>?
    let outcome = history_expand(line, &expanded)
    history_quoting_state = 0
    defer { free(expanded) }
    result.append(expanded.map { Bytes(cString: $0) } ?? text)
    return HistoryExpansion(rawValue: outcome) ?? .failed
  }
}

/// The `!` at `index` belongs to the shell: `$!`, `${!`, `[!...]`, `!(`.
private func isNoReference(_ text: Bytes, _ index: Int) -> Bool {
  guard text.indices.contains(index), text[index] == UInt8(ascii: "!") else { return false }
  if index + 1 < text.count && text[index + 1] == UInt8(ascii: "(") { return true }
  guard index > 0 else { return false }
  switch text[index - 1] {
  case UInt8(ascii: "$"): return true
  case UInt8(ascii: "{"): return index > 1 && text[index - 2] == UInt8(ascii: "$")
  case UInt8(ascii: "["):
    return text.firstIndex(of: UInt8(ascii: "]"), from: index) != nil
  default: return false
  }
}

/// The quote that is open behind the lines of a command: a double quote, 0 for
/// none, nil in single quotes and here-documents.
private func openQuote(behind lines: Bytes) -> UInt8? {
  if lines.isEmpty { return 0 }
  // A single quote opens something only where there is none of the others.
  var text = ByteBuffer(capacity: lines.count + 1)
  text.append(lines)
  text.append("'")
  let parser = Parser(names: NameTable(), source: StringSource(text.bytes))
  parser.stackLimit = StackReserve.address - 512 * 1024
  do {
    while true {
      if case .endOfInput = try parser.parseCommand(into: SyntaxTree()) { return nil }
    }
  } catch {
    guard let opened = error.opened else { return nil }
    if Bytes("\"").array == opened.token { return UInt8(ascii: "\"") }
    let isLast = opened.location.line == 1 + lines.indices.count { lines[$0] == UInt8(ascii: "\n") }
    return Bytes("'").array == opened.token && isLast ? 0 : nil
  }
}
