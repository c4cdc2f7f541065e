@preconcurrency import CReadline
import SwishSyntax

/// Up and Down: from what was typed through the entries that hold it. Each keeps
/// what was made of it until a line is entered.
struct HistoryWalk {
  fileprivate var search: HistorySearch
  /// What was typed, and then the entries, with their places in readline's list.
  fileprivate var lines: [(text: [UInt8], index: Int?)]
  fileprivate var at = 0

  init(from typed: [UInt8], _ search: HistorySearch) {
    self.search = search
    lines = [(typed, nil)]
    self.search.exclude(typed)
  }

  /// One that has arrived at an entry already.
  init(from typed: [UInt8], at match: HistoryMatch, in history: History) {
    self.init(from: typed, HistorySearch(behind: match, in: history))
    lines.append((match.text, match.index))
    search.exclude(match.text)
    at = 1
  }
}

extension ReadlineSession {
  /// Shows the entry before; false if there is none. `searching`: what has been
  /// typed, if anything, is looked for, unless nothing holds it.
  fileprivate func goBack(searching: Bool) -> Bool {
    let line = wholeLine
    if let walk, !searching || walk.lines[walk.at].text.withBytes({ $0 == line }) {
      return goBack(in: walk)
    }
    let sought = searching ? line : .empty
    if goBack(in: HistoryWalk(from: line.array, HistorySearch(for: sought, in: history))) {
      return true
    }
    return walk.map(goBack) ?? false
  }

  private func goBack(in walk: HistoryWalk) -> Bool {
    var next = walk
    next.lines[next.at].text = wholeLine.array
    if next.at + 1 == next.lines.count {
      guard let match = next.search.next() else { return false }
      next.lines.append((match.text, match.index))
    }
    next.at += 1
    show(next)
    return true
  }

  /// Shows the entry behind, or what was typed.
  fileprivate func goForward() -> Bool {
    guard var next = walk, next.at > 0 else { return false }
    next.lines[next.at].text = wholeLine.array
    next.at -= 1
    show(next)
    return true
  }

  private func show(_ next: HistoryWalk) {
    walk = next
    // readline's own place in the list stays at the end: it would take what is
    // undone in the line for the entry's text.
    setLine(next.lines[next.at].text)
  }

  /// For functions of readline that begin at its own place in the list: that
  /// becomes the walk's, and the walk ends.
  func leaveWalk() {
    guard let walk else { return }
    let index = walk.lines[walk.at].index
    setLine(walk.lines[0].text)
    self.walk = nil
    if let index { rl_get_previous_history(history_length - Int32(index), 0) }
  }

  /// The entry behind the one in the line will stand in the next line.
  fileprivate func proposeNext() {
    guard let walk, let index = walk.lines[walk.at].index,
      let line = history.entry(at: index + 1)?.pointee.line
    else { return }
    proposal.removeAll()
    proposal.append(Bytes(cString: line))
  }

  /// Replaces the line; the cursor goes to its end, or where vi has it.
  func setLine(_ text: [UInt8]) {
    var buffer = ByteBuffer(capacity: text.count + 1)
    text.withBytes { buffer.append($0) }
    rl_point = rl_end
    replace(from: 0, with: &buffer)
    if isInViCommandMode { rl_point = 0 }
  }

  var wholeLine: Bytes {
    Bytes(
      start: UnsafeRawPointer(rl_line_buffer).assumingMemoryBound(to: UInt8.self),
      count: Int(rl_end))
  }
}

let recallPrevious: ReadlineFunction = { count, key in
  if count < 0 { return recallNext(-count, key) }
  guard let session = ReadlineSession.current else { return 0 }
  // Another function may have gone back.
  if session.walk == nil && where_history() < history_length {
    return rl_get_previous_history(count, key)
  }
  // `k` is one line back, whatever stands there (XCU sh).
  let searches = !session.isInViCommandMode
  for _ in 0..<count where !session.goBack(searching: searches) {
    rl_ding()
    break
  }
  return 0
}

/// operate-and-get-next
let acceptAndRecallNext: ReadlineFunction = { _, key in
  ReadlineSession.current?.proposeNext()
  return rl_newline(1, key)
}

let recallNext: ReadlineFunction = { count, key in
  if count < 0 { return recallPrevious(-count, key) }
  guard let session = ReadlineSession.current, session.walk != nil else {
    return rl_get_next_history(count, key)
  }
  for _ in 0..<count where !session.goForward() {
    rl_ding()
    break
  }
  return 0
}
