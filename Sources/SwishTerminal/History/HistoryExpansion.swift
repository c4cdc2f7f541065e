@preconcurrency import CReadline
import SwishShell
import SwishSyntax

/// What became of the `!` in a line.
enum HistoryExpansion {
  case unchanged
  case changed
  /// `:p`: the line is shown and kept, but not executed.
  case showOnly
  case failed
}

// `!!`, `!$`, `!n`, `!str` and `^a^b`, by readline's expander.
extension History {
  func expand(_ text: Bytes, into result: inout ByteBuffer) -> Bool {
    expanding(text, into: &result) != .failed
  }

  /// Appends the line with its history references expanded, or why they cannot
  /// be. `open` is the quote open where it begins, 0 for none.
  func expanding(
    _ text: Bytes, into result: inout ByteBuffer, open quote: UInt8 = 0
  ) -> HistoryExpansion {
    guard mayRefer(text), let line = duplicate(text) else {
      result.append(text)
      return .unchanged
    }
    defer { free(line) }
    load()
    using_history()
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
    guard let expanded else {
      result.append(text)
      return .unchanged
    }
    defer { free(expanded) }
    result.append(Bytes(cString: expanded))
    switch outcome {
    case 0: return .unchanged
    case 1: return .changed
    case 2: return .showOnly
    default: return .failed
    }
  }

  /// Without these the expander has nothing to do, and the list stays unread.
  private func mayRefer(_ text: Bytes) -> Bool {
    text.contains(UInt8(ascii: "!")) || text.first == UInt8(ascii: "^")
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
