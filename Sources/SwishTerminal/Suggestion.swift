@preconcurrency import CReadline
import SwishSyntax

/// What the line may become, shown in grey behind it: the newest command of the
/// history that begins with the line, or else what completion found. Right or
/// End takes it, Alt-Right a word.
extension ReadlineSession {
  /// Looks for a suggestion unless the line is still the one it was made for.
  func updateSuggestion() {
    suggestion.removeAll()
    guard mayBeSuggestedTo else { return }
    let line = wholeLine
    // The line is a stranger to the history as long as it grows from one.
    if strangePrefix.isEmpty || !line.hasPrefix(strangePrefix.bytes) {
      strangePrefix.removeAll()
      if let entry = newestEntry(withPrefix: line) {
        return suggestion.append(entry.dropFirst(line.count))
      }
      if rl_end > 2 { strangePrefix.append(line) }
    }
    completed.rest(behind: line).withBytes { suggestion.append($0) }
  }

  var mayBeSuggestedTo: Bool {
    let busy = UInt(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG)
    return rl_end > 0 && rl_point == rl_end && UInt(rl_readline_state) & busy == 0
      && _rl_echoing_p != 0
  }

  /// The newest entry of the history that `prefix` is the beginning of, and not
  /// the whole; one that was typed in this directory, if there is any. Commands
  /// that were not found were mistyped.
  private func newestEntry(withPrefix prefix: Bytes) -> Bytes? {
    let here = history.directory
    var newest: Bytes?
    // Of a long list, the rest is nothing to wait for.
    var left = 20_000
    var index = history.listCount + history.others.count
    while index > 0, left > 0 || newest == nil {
      index -= 1
      left -= 1
      guard let entry = history.entry(at: index), let text = entry.pointee.line,
        strncmp(text, cString(prefix), prefix.count) == 0, text[prefix.count] != 0,
        HistoryRecord.status(timeLine(of: entry)) != 127
      else { continue }
      if newest == nil { newest = Bytes(cString: text) }
      if history.isEntry(entry, of: here) { return Bytes(cString: text) }
    }
    return newest
  }

  /// Inserts the first `count` bytes of the suggestion; false when there are none.
  fileprivate func take(_ count: (Bytes) -> Int) -> Bool {
    // Keys may come faster than the line is drawn.
    updateSuggestion()
    if suggestion.isEmpty { return false }
    suggestion.truncate(to: count(suggestion.bytes))
    suggestion.append(0)
    rl_insert_text(cString(suggestion.bytes))
    suggestion.removeAll()
    return true
  }
}

let takeOrMoveForward: ReadlineFunction = { count, key in
  if ReadlineSession.current?.take({ $0.count }) == true { return 0 }
  return rl_forward_char(count, key)
}

let takeOrGoToEnd: ReadlineFunction = { count, key in
  guard let session = ReadlineSession.current, !session.take({ $0.count }), !session.moveToEnd()
  else { return 0 }
  return rl_end_of_line(count, key)
}

let takeWordOrMove: ReadlineFunction = { count, key in
  if ReadlineSession.current?.take(firstWordLength) == true { return 0 }
  return rl_forward_word(count, key)
}

/// The length of the first word, with the blanks before it.
private func firstWordLength(_ text: Bytes) -> Int {
  var end = 0
  while end < text.count, text[end] == UInt8(ascii: " ") { end += 1 }
  while end < text.count, text[end] != UInt8(ascii: " ") { end += 1 }
  return end
}
