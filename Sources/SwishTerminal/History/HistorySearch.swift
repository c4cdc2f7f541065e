@preconcurrency import CReadline
import SwishSyntax

/// An entry that was found.
struct HistoryMatch {
  var text: [UInt8]
  /// Its place in readline's list, if it is there.
  let index: Int?
  fileprivate let isOwn: Bool
  fileprivate let place: Int
}

/// The entries that hold a text, in the order in which a person is likely to
/// want them: this session's own, then those that were typed in this directory,
/// then the rest; each newest first, and no text twice. Without a text, the
/// directory makes no difference.
///
/// Letters of both cases are the same unless there is a capital in the text.
struct HistorySearch {
  private enum Tier { case own, here, rest }

  /// NUL-terminated.
  private let text: [UInt8]
  private let ignoresCase: Bool
  /// As it stands in time lines.
  private let directory: [UInt8]
  private unowned let history: History
  private var tier = Tier.own
  /// The place behind the next entry to look at.
  private var index: Int
  private var found: Set<[UInt8]> = []

  /// Looks into the file for what other sessions have added.
  init(for text: Bytes, in history: History) {
    history.loadAll()
    history.refresh()
    self.history = history
    self.text = text.array + [0]
    ignoresCase = !text.indices.contains { (65...90).contains(text[$0]) }
    directory = history.directory
    index = history.listCount
  }

  var hasText: Bool { text.count > 1 }

  /// All entries behind a match, whatever they hold.
  init(behind match: HistoryMatch, in history: History) {
    self.init(for: .empty, in: history)
    tier = match.isOwn ? .own : .rest
    index = match.place
  }

  mutating func next() -> HistoryMatch? {
    while true {
      let end = tier == .own ? history.ownIndex : 0
      while index > end {
        index -= 1
        guard let entry = history.entry(at: index), let line = entry.pointee.line, holds(line),
          self.tier(of: entry, at: index) == tier
        else { continue }
        let text = Bytes(cString: line).array
        if found.insert(text).inserted {
          return HistoryMatch(
            text: text, index: index < history.listCount ? index : nil, isOwn: tier == .own,
            place: index)
        }
      }
      if tier == .rest { return nil }
      tier = tier == .own && hasText ? .here : .rest
      index = history.listCount + history.others.count
    }
  }

  /// An entry that is to be passed over.
  mutating func exclude(_ text: [UInt8]) { found.insert(text) }

  private func holds(_ line: UnsafePointer<CChar>) -> Bool {
    if !hasText { return true }
    return text.withBytes {
      (ignoresCase ? strcasestr(line, cString($0)) : strstr(line, cString($0))) != nil
    }
  }

  private func tier(of entry: UnsafePointer<HIST_ENTRY>, at index: Int) -> Tier {
    let line = timeLine(of: entry)
    if index >= history.ownIndex && index < history.listCount
      && HistoryRecord.session(line) == history.session
    {
      return .own
    }
    if !hasText { return .rest }
    return history.isEntry(entry, of: directory) ? .here : .rest
  }
}

extension History {
  /// The working directory as it stands in time lines.
  var directory: [UInt8] {
    var line = ByteBuffer()
    HistoryRecord.appendEscaped(host.variable(named: "PWD") ?? .empty, to: &line)
    return line.bytes.array
  }

  /// It was typed in that directory.
  func isEntry(_ entry: UnsafePointer<HIST_ENTRY>, of directory: [UInt8]) -> Bool {
    directory.withBytes { $0 == HistoryRecord.directory(timeLine(of: entry)) }
  }
}

func timeLine(of entry: UnsafePointer<HIST_ENTRY>) -> Bytes {
  entry.pointee.timestamp.map { Bytes(cString: $0) } ?? .empty
}

// What the list and other sessions have, by place: readline's list, oldest first,
// and behind it what others have added since it was read.
extension History {
  var listCount: Int { Int(history_length) }

  func entry(at index: Int) -> UnsafeMutablePointer<HIST_ENTRY>? {
    if index < 0 { return nil }
    if index < listCount { return history_list()?[index] }
    return others.indices.contains(index - listCount) ? others[index - listCount] : nil
  }
}
