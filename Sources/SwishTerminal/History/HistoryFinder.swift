@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// ^R: a text to look for is typed, the entries that hold it are listed below
/// the line, and one of them stands in it.
struct HistoryFinder {
  fileprivate let text: [UInt8]
  private var search: HistorySearch
  /// As many as were asked for.
  private var matches: [HistoryMatch] = []
  private var selected = 0
  fileprivate var pageSize = 10

  fileprivate init(_ text: [UInt8], in history: History) {
    self.text = text
    search = text.withBytes { HistorySearch(for: $0, in: history) }
    fill(1)
  }

  private mutating func fill(_ count: Int) {
    while matches.count < count, let next = search.next() { matches.append(next) }
  }

  fileprivate var match: HistoryMatch? { matches.isEmpty ? nil : matches[selected] }

  /// False if there is nothing in that direction.
  fileprivate mutating func move(by step: Int) -> Bool {
    fill(selected + step + 1)
    let last = selected
    selected = min(max(0, selected + step), max(0, matches.count - 1))
    return selected != last
  }

  fileprivate func appendPrompt(to prompt: inout ByteBuffer) {
    prompt.append(match == nil ? "(failed reverse-i-search)`" : "(reverse-i-search)`")
    text.withBytes { prompt.appendAllVisible($0) }
    prompt.append("': ")
  }

  /// The page with the selected match.
  fileprivate mutating func rows(_ height: Int, columns: Int, selection: Style) -> [[ListCell]] {
    pageSize = max(1, min(height, 10))
    let first = selected / pageSize * pageSize
    fill(first + pageSize)
    return (first..<min(first + pageSize, matches.count)).map {
      [
        ListCell(
          text: matches[$0].text, columns: columns - 1, style: $0 == selected ? selection : 0)
      ]
    }
  }
}

extension ReadlineSession {
  fileprivate func find(_ text: [UInt8]) {
    finder = HistoryFinder(text, in: history)
    needsDrawing = true
  }

  /// Draws the match in place of the line.
  func draw(_ finder: HistoryFinder, _ view: LineView) {
    var view = view
    var prompt = ByteBuffer()
    finder.appendPrompt(to: &prompt)
    let line = finder.match?.text ?? view.line.array
    line.withBytes { line in
      view.prompt = prompt.bytes
      view.line = line
      view.point = finder.text.withBytes { line.firstIndex(of: $0) } ?? 0
      view.styles = styles(for: line, point: view.point)
      if line.contains(UInt8(ascii: "\n")) { view.continuation = continuation }
      let selection = display.styles.style(Array("\u{1B}[7m".utf8))
      view.rowsBelow = { rows, columns in
        ReadlineSession.current?.finder?.rows(rows, columns: columns, selection: selection) ?? []
      }
      display.draw(view, write: writeToTerminal)
    }
    prompt.removeAll()
  }

  /// Reads a key while the finder is open; false if there is none.
  func readFinderKey() -> Bool {
    guard let open = finder, let bytes = readKey() else { return false }
    let isCharacter = bytes.count == 1 && bytes[0] >= 0x20 && bytes[0] != 0x7F
    switch (bytes, menuKey(bytes)) {
    case ([0x12], _), (_, .down?): moveFinder(by: 1)
    case ([0x13], _), (_, .up?): moveFinder(by: -1)
    case (_, .pageDown?): moveFinder(by: open.pageSize)
    case (_, .pageUp?): moveFinder(by: -open.pageSize)
    case ([0x07], _): closeFinder()
    case ([0x7F], _), ([0x08], _):
      var text = open.text
      while let last = text.popLast(), last & 0xC0 == 0x80 {}
      find(text)
    case (Array("\u{1B}[200~".utf8), _): find(open.text + readPaste())
    case _ where isCharacter: find(open.text + bytes)
    default:
      // The match is taken, and but for Escape the key does what it does.
      if let match = open.match {
        walk = HistoryWalk(from: wholeLine.array, at: match, in: history)
        setLine(match.text)
      }
      closeFinder()
      if bytes != [0x1B] { passOn(bytes) }
    }
    return true
  }

  private func closeFinder() {
    finder = nil
    needsDrawing = true
  }

  private func moveFinder(by step: Int) {
    if finder?.move(by: step) == false { rl_ding() }
    needsDrawing = true
  }

  /// What the terminal sends up to the end of a paste, on one line.
  private func readPaste() -> [UInt8] {
    let end = Array("\u{1B}[201~".utf8)
    var text: [UInt8] = []
    while let key = readKey(), key != end, text.count < 4096 { text += key }
    return text.map { $0 < 0x20 ? 0x20 : $0 }
  }
}

let findInHistory: ReadlineFunction = { _, _ in
  ReadlineSession.current?.find([])
  return 0
}
