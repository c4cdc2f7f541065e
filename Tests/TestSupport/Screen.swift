/// What a person would see: the model of a terminal's screen.
///
/// It understands what a line editor and the kernel's line discipline send to
/// an xterm: cursor movement, erasing, inserting and deleting, scrolling and
/// the pending wrap in the last column. Colours are kept with the cells, modes
/// are noted. The sequences are taken apart in ScreenSequences.swift.
public struct Screen {
  public struct Size: Equatable, Sendable {
    public var columns: Int
    public var rows: Int
    public init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// One character cell.
  struct Cell: Equatable {
    /// Empty for the right half of a wide character.
    var text: String
    /// The parameters of the SGR sequences since the last reset.
    var style = ""
    /// In the last column: the text goes on in the next row.
    var wraps = false
  }
  static let blank = Cell(text: " ")

  public private(set) var size: Size
  /// Lines that wrapped are laid out anew when the width changes.
  public var folds = false
  /// The cursor, counted from 0.
  public internal(set) var row = 0
  public internal(set) var column = 0
  /// A character was written in the last column; the next one wraps.
  var wrapIsPending = false
  var insertMode = false
  var saved = (row: 0, column: 0)
  var scrollRegion: ClosedRange<Int>
  var cells: [[Cell]]

  /// Lines that left the screen at the top, oldest first.
  public internal(set) var scrolledOff: [String] = []
  public internal(set) var bells = 0
  /// Mode 2004: pastes are marked.
  public internal(set) var bracketedPaste = false
  /// Sequences the model does not know, for the tests of the model.
  public internal(set) var unknownSequences: [String] = []
  /// The OSC strings received.
  public internal(set) var strings: [String] = []
  /// DECSCUSR: 0 for the terminal's own.
  public internal(set) var cursorShape = 0
  var style = ""
  var sequence = ScreenSequence()

  public init(size: Size) {
    self.size = size
    scrollRegion = 0...(size.rows - 1)
    cells = Screen.blankRows(size.rows, columns: size.columns)
  }

  static func blankRows(_ count: Int, columns: Int) -> [[Cell]] {
    Array(repeating: Array(repeating: blank, count: columns), count: count)
  }
}

// MARK: - What a test asks

extension Screen {
  /// The visible lines from the top, without trailing spaces.
  public var lines: [String] { cells.map(Screen.text) }

  /// Everything that was shown, scrolled-off lines first, without the empty
  /// lines at the end.
  public var transcript: [String] {
    var all = scrolledOff + lines
    while all.last?.isEmpty == true { all.removeLast() }
    return all
  }

  /// The line the cursor is in, without trailing spaces.
  public var cursorLine: String { Screen.text(cells[row]) }

  /// The line the cursor is in, up to the cursor.
  public var textBeforeCursor: String { Screen.joined(cells[row][..<column]) }

  /// The row of the cursor counted from the first line ever shown.
  public var absoluteRow: Int { scrolledOff.count + row }

  public func contains(_ text: String) -> Bool {
    transcript.contains { Screen.line($0, contains: text) }
  }

  private static func line(_ line: String, contains text: String) -> Bool {
    let line = Array(line.utf8)
    let text = Array(text.utf8)
    guard line.count >= text.count else { return false }
    return (0...(line.count - text.count)).contains { line[$0...].starts(with: text) }
  }

  static func text(_ cells: [Cell]) -> String {
    var end = cells.count
    while end > 0 && cells[end - 1].text == " " { end -= 1 }
    return joined(cells[..<end])
  }

  private static func joined(_ cells: ArraySlice<Cell>) -> String { cells.map(\.text).joined() }

  /// A visible line with its colours, each as `<SGR parameters>` where it begins
  /// and `<>` for none.
  public func styledLine(_ row: Int) -> String {
    var text = ""
    var style = ""
    for cell in cells[row] {
      if cell.style != style { text += "<\(cell.style)>" }
      style = cell.style
      text += cell.text
    }
    while text.last == " " { text.removeLast() }
    return text.hasSuffix("<>") ? String(text.dropLast(2)) : text
  }

  /// The line the cursor is in, with its colours.
  public var styledCursorLine: String { styledLine(row) }

  /// A picture of the screen for messages; `▏` stands before the cursor cell.
  public var picture: String {
    let edge = "+" + String(repeating: "-", count: size.columns) + "+\n"
    var picture = edge
    for (number, line) in cells.enumerated() {
      if number > row && line.allSatisfy({ $0.text == " " }) { continue }
      var line = line
      if number == row { line[column].text = "▏" + line[column].text }
      picture += "|" + Screen.joined(line[...]) + "|\n"
    }
    return picture + edge + "cursor: row \(row), column \(column), in \(styledCursorLine)"
  }
}

// MARK: - What the terminal does

extension Screen {
  /// Gives the window a new size.
  public mutating func resize(to new: Size) {
    if folds && new.columns != size.columns { fold(columns: new.columns) }
    while row >= new.rows {
      scrolledOff.append(Screen.text(cells.removeFirst()))
      row -= 1
    }
    cells = cells.prefix(new.rows).map { line in
      Array(line.prefix(new.columns))
        + Array(repeating: Screen.blank, count: max(0, new.columns - line.count))
    }
    cells += Screen.blankRows(new.rows - cells.count, columns: new.columns)
    column = min(column, new.columns - 1)
    wrapIsPending = false
    size = new
    scrollRegion = 0...(new.rows - 1)
  }

  mutating func put(_ character: Unicode.Scalar) {
    let width = Screen.width(of: character)
    if width == 0 {
      let target = wrapIsPending ? column : max(0, column - 1)
      cells[row][target].text.unicodeScalars.append(character)
      return
    }
    if wrapIsPending || column + width > size.columns {
      cells[row][size.columns - 1].wraps = true
      column = 0
      lineFeed()
    }
    if insertMode { insertBlanks(width) }
    cells[row][column] = Cell(text: String(character), style: style)
    if width == 2 { cells[row][column + 1] = Cell(text: "", style: style) }
    wrapIsPending = column + width == size.columns
    column = min(column + width, size.columns - 1)
  }

  mutating func move(row newRow: Int, column newColumn: Int) {
    row = min(max(newRow, 0), size.rows - 1)
    column = min(max(newColumn, 0), size.columns - 1)
    wrapIsPending = false
  }

  mutating func lineFeed() {
    wrapIsPending = false
    if row == scrollRegion.upperBound {
      scrollUp()
    } else {
      row = min(row + 1, size.rows - 1)
    }
  }

  mutating func reverseLineFeed() {
    wrapIsPending = false
    if row == scrollRegion.lowerBound {
      insertLines(1, at: row)
    } else {
      row = max(row - 1, 0)
    }
  }

  mutating func scrollUp() {
    let top = cells.remove(at: scrollRegion.lowerBound)
    if scrollRegion.lowerBound == 0 { scrolledOff.append(Screen.text(top)) }
    cells.insert(
      Array(repeating: Screen.blank, count: size.columns), at: scrollRegion.upperBound)
  }

  mutating func erase(row: Int, _ columns: Range<Int>) {
    for column in columns { cells[row][column] = Screen.blank }
  }

  mutating func insertBlanks(_ count: Int) {
    let blanks = Array(repeating: Screen.blank, count: count)
    cells[row].insert(contentsOf: blanks, at: column)
    cells[row].removeLast(cells[row].count - size.columns)
  }

  mutating func deleteCells(_ count: Int) {
    let count = min(count, size.columns - column)
    cells[row].removeSubrange(column..<(column + count))
    cells[row] += Array(repeating: Screen.blank, count: count)
  }

  mutating func insertLines(_ count: Int, at row: Int) {
    guard scrollRegion.contains(row) else { return }
    for _ in 0..<count {
      cells.remove(at: scrollRegion.upperBound)
      cells.insert(Array(repeating: Screen.blank, count: size.columns), at: row)
    }
  }

  mutating func deleteLines(_ count: Int, at row: Int) {
    guard scrollRegion.contains(row) else { return }
    for _ in 0..<count {
      cells.remove(at: row)
      cells.insert(
        Array(repeating: Screen.blank, count: size.columns), at: scrollRegion.upperBound)
    }
  }

  /// Columns a character takes; the few ranges the tests use.
  static func width(of character: Unicode.Scalar) -> Int {
    switch character.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
