@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// The candidates below the line. Tab and the arrows walk through them, typing
/// narrows them, Enter takes the one at hand, Escape takes the walk back.
struct CompletionMenu {
  fileprivate var request: CompletionRequest
  fileprivate var matches: Matches
  /// Before typing narrowed them.
  fileprivate var origin: Matches
  /// The key that opened it moves the cursor afterwards, as vi's `=` does.
  var staysOnce = false
  fileprivate(set) var selected: Int?
  /// What a walk replaces: from where on, and what stood there.
  fileprivate var walk = (start: 0, text: [UInt8]())
  /// For each candidate.
  private let styles: [Style]
  private let detailStyle: Style
  private let selectedStyle: Style
  private let isUTF8: Bool
  /// As last shown; a page is filled column by column.
  private var page = (rows: 1, columns: 1)

  fileprivate init(
    _ request: CompletionRequest, _ matches: Matches, styles: [Style], detail: Style,
    selected: Style, isUTF8: Bool
  ) {
    self.request = request
    self.matches = matches
    origin = matches
    self.styles = styles
    self.isUTF8 = isUTF8
    detailStyle = detail
    selectedStyle = selected
  }

  // MARK: Showing

  /// The page with the selected candidate, as rows of cells, and if it is not
  /// the only one, a row that tells which it is.
  mutating func rows(_ height: Int, columns: Int) -> [[ListCell]] {
    let candidates = matches.candidates
    let names = candidates.map { shownName($0) }
    let widths = names.map { Layout.columns(of: $0, isUTF8: isUTF8) }
    let widest = (widths.max() ?? 1) + 2
    let hasDetails = candidates.contains { !$0.detail.isEmpty }
    page.columns = hasDetails ? 1 : max(1, columns / widest)
    let needed = (candidates.count + page.columns - 1) / page.columns
    let hasStatus = (needed > height || matches.isPartial) && height > 1
    page.rows = min(needed, hasStatus ? height - 1 : height)
    let size = page.rows * page.columns
    let first = (selected ?? 0) / size * size
    // What is left over spreads over all columns.
    let count = min(size, candidates.count - first)
    page.rows = min(page.rows, (count + page.columns - 1) / page.columns)
    var rows: [[ListCell]] = []
    for row in 0..<page.rows {
      var cells: [ListCell] = []
      for index in stride(from: first + row, to: first + count, by: page.rows) {
        let isSelected = index == selected
        let style = isSelected ? selectedStyle : styles[index]
        if hasDetails {
          let room = min(widest, max(columns / 2, 12))
          cells.append(ListCell(text: names[index], columns: room - 2, style: style))
          cells.append(ListCell(text: [], columns: 2, style: isSelected ? style : 0))
          cells.append(
            ListCell(
              text: candidates[index].detail, columns: columns - room - 1,
              style: isSelected ? style : detailStyle))
        } else {
          cells.append(
            ListCell(text: names[index], columns: min(widest - 2, columns), style: style))
          cells.append(ListCell(text: [], columns: 2))
        }
      }
      rows.append(cells)
    }
    if hasStatus {
      var text = ByteBuffer()
      text.append(decimal: first + 1)
      text.append("-")
      text.append(decimal: first + count)
      text.append(" of ")
      text.append(decimal: candidates.count)
      if let surplus = matches.surplus {
        text.append(", the first found of ")
        text.append(decimal: surplus.total)
      } else if !matches.isWhole {
        text.append(", those found in a second")
      }
      rows.append([ListCell(text: text.bytes.array, columns: columns - 1, style: detailStyle)])
    }
    return rows
  }

  private func shownName(_ candidate: Candidate) -> [UInt8] {
    candidate.look == .directory || candidate.suffix == UInt8(ascii: "/")
      ? candidate.name + [UInt8(ascii: "/")] : candidate.name
  }

  // MARK: Walking

  enum Key {
    case next, previous, up, down, left, right, pageUp, pageDown, first, last, take, cancel
  }

  /// Where a key leads from here.
  fileprivate func target(of key: Key) -> Int {
    let count = matches.candidates.count
    guard let at = selected else {
      switch key {
      case .previous, .up, .last: return count - 1
      case .pageDown: return min(page.rows * page.columns, count - 1)
      default: return 0
      }
    }
    switch key {
    case .next, .down: return (at + 1) % count
    case .previous, .up: return (at + count - 1) % count
    case .left: return at >= page.rows ? at - page.rows : at
    case .right: return at + page.rows < count ? at + page.rows : at
    case .pageUp: return max(0, at - page.rows * page.columns)
    case .pageDown: return min(count - 1, at + page.rows * page.columns)
    case .first: return 0
    case .last: return count - 1
    case .take, .cancel: return at
    }
  }
}

extension ReadlineSession {
  func openMenu(_ request: CompletionRequest, _ matches: Matches) {
    var styles: [Style] = []
    for candidate in matches.candidates { styles.append(style(of: candidate)) }
    menu = CompletionMenu(
      request, matches, styles: styles, detail: suggestionStyle,
      selected: display.styles.style(Array("\u{1B}[7m".utf8)), isUTF8: display.isUTF8)
    needsDrawing = true
  }

  /// The colour of a file, by LS_COLORS.
  private func style(of candidate: Candidate) -> Style {
    guard let fileColours, candidate.look != .none else { return 0 }
    let value: [UInt8] = fileColours.withBytes { colours in
      if let (key, standard) = candidate.look.colour {
        return (Theme.value(of: key, in: colours) ?? standard).array
      }
      guard let dot = candidate.name.lastIndex(of: UInt8(ascii: ".")) else { return [] }
      let key = [UInt8(ascii: "*")] + candidate.name[dot...]
      return key.withBytes { Theme.value(of: $0, in: colours)?.array ?? [] }
    }
    return value.withBytes { display.styles.style(parameters: $0) }
  }

  func closeMenu() {
    if menu == nil { return }
    menu = nil
    needsDrawing = true
  }

  /// Tab again: fills in what has become certain, or begins to walk.
  func goOnCompleting() {
    guard var open = menu, open.selected == nil else { return walkMenu(.next) }
    if !open.matches.isWhole {
      walkMenu(.next)
    } else if open.matches.candidates.count == 1 {
      closeMenu()
      insert(open.matches.candidates[0], open.request, open.matches.grade, isWhole: true)
    } else if open.matches.commonPrefix != open.matches.typed {
      fill(&open.request, &open.matches)
      openMenu(open.request, open.matches)
    } else {
      walkMenu(.next)
    }
  }

  func walkMenu(by step: Int) {
    for _ in 0..<min(abs(step), 1000) { walkMenu(step < 0 ? .previous : .next) }
  }

  private func walkMenu(_ key: CompletionMenu.Key) {
    guard var open = menu else { return }
    if open.selected == nil {
      let start =
        open.matches.grade == .exact && !open.request.word.endsInEscape
        ? Int(rl_point) : open.request.start
      open.walk = (start, lineToCursor.dropFirst(start).array)
    }
    let target = open.target(of: key)
    open.selected = target
    menu = open
    takeBackWalk(open)
    insert(open.matches.candidates[target], open.request, open.matches.grade, isWhole: false)
    needsDrawing = true
  }

  /// Puts back what stood in the line before the walk.
  private func takeBackWalk(_ menu: CompletionMenu) {
    var text = ByteBuffer()
    menu.walk.text.withBytes { text.append($0) }
    replace(from: menu.walk.start, with: &text)
  }

  // MARK: Keys

  /// Reads a key while the menu is open; false if there is none. What is no key
  /// of the menu's goes to readline.
  func readMenuKey() -> Bool {
    guard let open = menu, let bytes = readKey() else { return false }
    let isWalking = open.selected != nil
    switch menuKey(bytes) {
    case .cancel?:
      if isWalking { takeBackWalk(open) }
      closeMenu()
    case .take? where isWalking:
      guard let selected = open.selected else { break }
      takeBackWalk(open)
      insert(open.matches.candidates[selected], open.request, open.matches.grade, isWhole: true)
      closeMenu()
    case .left?, .right?, .first?, .last?, .pageUp?, .take?:
      if isWalking, let key = menuKey(bytes) { walkMenu(key) } else { passOn(bytes) }
    case let key?: key == .next ? goOnCompleting() : walkMenu(key)
    case nil:
      if let selected = open.selected {
        takeBackWalk(open)
        var candidate = open.matches.candidates[selected]
        // A slash is typed behind a directory; nothing else wants one, or a blank.
        if candidate.suffix != UInt8(ascii: "/") || bytes == [candidate.suffix] {
          candidate.suffix = 0
        }
        insert(candidate, open.request, open.matches.grade, isWhole: true)
        closeMenu()
      }
      passOn(bytes)
    }
    return true
  }

  /// Has readline read a key, byte by byte. Were it pushed back as a whole,
  /// readline 8.2 would jump into a function that has returned when it comes to
  /// `rl_abort` in a sequence.
  func passOn(_ bytes: [UInt8]) {
    passedOn = bytes[...]
    rl_input_available_hook = { ReadlineSession.current?.passedOn.isEmpty == false ? 1 : 0 }
    while !passedOn.isEmpty && outcome == nil { rl_callback_read_char() }
    rl_input_available_hook = nil
  }

  /// The bytes of one key; an Escape that nothing follows at once is a key.
  func readKey() -> [UInt8]? {
    guard let first = readByte() else { return nil }
    var bytes = [first]
    let escape: UInt8 = 0x1B
    while bytes[0] == escape && bytes.count < 16 {
      guard
        FileDescriptor.waitForInput(.standardInput, milliseconds: 50, unless: SignalSet())
          == .ready, let byte = readByte()
      else { break }
      bytes.append(byte)
      let isIntroducer =
        bytes.count == 2 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
      if !isIntroducer && (bytes.count == 2 || (0x40...0x7E).contains(byte)) { break }
    }
    return bytes
  }

  private func readByte() -> UInt8? {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { room in
      let count = (try? FileDescriptor.standardInput.read(into: room)) ?? 0
      return count == 1 ? room[0] : nil
    }
  }

  func menuKey(_ bytes: [UInt8]) -> CompletionMenu.Key? {
    switch bytes.withBytes({ $0.description }) {
    case "\t": .next
    case "\u{1B}[Z": .previous
    case "\u{1B}[A", "\u{1B}OA", "\u{10}": .up
    case "\u{1B}[B", "\u{1B}OB", "\u{E}": .down
    case "\u{1B}[C", "\u{1B}OC": .right
    case "\u{1B}[D", "\u{1B}OD": .left
    case "\u{1B}[5~": .pageUp
    case "\u{1B}[6~": .pageDown
    case "\u{1B}[H", "\u{1B}OH", "\u{1B}[1~": .first
    case "\u{1B}[F", "\u{1B}OF", "\u{1B}[4~": .last
    case "\r", "\n": .take
    case "\u{1B}", "\u{7}": .cancel
    default: nil
    }
  }

  /// After another key: the menu stays as long as the word it is for grows.
  func refreshMenu() {
    guard let open = menu, open.selected == nil else { return }
    if open.staysOnce {
      menu?.staysOnce = false
      return
    }
    guard
      let request = open.request.renewed(lineToCursor, host: host),
      request.source == open.request.source, request.start == open.request.start,
      request.directory == open.request.directory,
      request.typed.starts(with: open.origin.typed)
    else { return closeMenu() }
    if request.typed == open.request.typed { return }
    if open.matches.isPartial { return closeMenu() }
    let matches = open.origin.narrowed(to: request.noMatches(host))
    if matches.candidates.isEmpty { return closeMenu() }
    openMenu(request, matches)
    menu?.origin = open.origin
  }
}
