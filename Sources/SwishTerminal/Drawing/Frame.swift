// Drawing: readline edits the line, swish draws it.
//
// - `Layout` turns prompt, line and suggestion into a `Frame`: rows of cells.
// - `Painter` writes what differs from the frame on the screen, in one write.
// - `Display` owns both, and knows when the screen is somebody else's.
//
// Nothing here knows readline or asks the shell, so all of it can be tested
// without a terminal. Rows count from the first row of the frame, which is
// where the prompt began; where that is on the screen nobody has to know.
import SwishSyntax

/// The number of a style in the `StyleTable`; 0 is the terminal's own.
typealias Style = UInt8

/// Rows of character cells, as a terminal is to show them.
///
/// Of a frame with more rows than the screen only a window of rows is kept.
final class Frame {
  struct Cell: Equatable {
    /// The text itself up to four bytes, its first the lowest; of a longer one,
    /// where it is in the frame's buffer.
    fileprivate var text: UInt32 = 0
    fileprivate(set) var length: UInt16 = 0
    /// Columns; 0 for the right half of a wide character.
    var width: UInt8 = 1
    var style: Style = 0

    static let blank = Cell()
    var isBlank: Bool { self == Cell.blank }
  }

  private(set) var columns = 1
  /// The first row kept, and how many rows may be.
  private(set) var top = 0
  private(set) var height = 1
  /// Cells of the kept rows, `columns` for each.
  private(set) var cells: [Cell] = []
  /// Cells in use of each kept row.
  private(set) var used: [Int] = []
  /// The row goes on in the next one, without a newline.
  private(set) var wraps: [Bool] = []
  /// Texts of more than four bytes.
  private var text = ByteBuffer()

  /// Where the next character goes, in all rows.
  private(set) var row = 0
  private(set) var column = 0
  /// Where the cursor belongs, once `markCursor` was called.
  private(set) var cursor = (row: 0, column: 0)
  private var cursorIsPending = false
  /// All rows, also those not kept.
  var rowCount: Int { max(row, cursor.row) + 1 }
  /// Rows kept.
  var keptRows: Int { used.count }

  /// Empties the frame; rows `top ..< top + height` will be kept.
  func begin(columns: Int, top: Int, height: Int) {
    self.columns = max(columns, 2)
    self.top = top
    self.height = max(height, 1)
    cells.removeAll(keepingCapacity: true)
    used.removeAll(keepingCapacity: true)
    wraps.removeAll(keepingCapacity: true)
    text.removeAll()
    row = 0
    column = 0
    cursor = (0, 0)
    cursorIsPending = false
    keepRow()
  }

  // MARK: Filling

  /// Puts a character of one or two columns into the next cell.
  func put(_ bytes: Bytes, width: Int, style: Style) {
    if column + width > columns { wrap() }
    if cursorIsPending { setCursor() }
    if isKept {
      let at = (row - top) * columns + column
      cells[at] = cell(of: bytes, width: UInt8(truncatingIfNeeded: width), style)
      if width == 2 { cells[at + 1] = Cell(width: 0, style: style) }
      used[row - top] = column + width
    }
    column += width
  }

  /// Adds a character without columns to the one before it.
  func combine(_ bytes: Bytes) {
    guard isKept, column > 0 else { return }
    var at = (row - top) * columns + column - 1
    if cells[at].width == 0 && at > 0 { at -= 1 }
    // More than this is no writing any more.
    guard cells[at].length > 0, Int(cells[at].length) + bytes.count <= 32 else { return }
    var whole = ByteBuffer(capacity: 32)
    appendText(of: cells[at], to: &whole)
    whole.append(bytes)
    cells[at] = cell(of: whole.bytes, width: cells[at].width, cells[at].style)
  }

  private func cell(of bytes: Bytes, width: UInt8, _ style: Style) -> Cell {
    var packed: UInt32 = 0
    if bytes.count == 1 {
      packed = UInt32(bytes[0])
    } else if bytes.count <= 4 {
      for byte in bytes.indices.reversed() { packed = packed << 8 | UInt32(bytes[byte]) }
    } else {
      packed = UInt32(truncatingIfNeeded: text.count)
      text.append(bytes)
    }
    return Cell(
      text: packed, length: UInt16(truncatingIfNeeded: bytes.count), width: width, style: style)
  }

  func newLine() {
    if cursorIsPending {
      cursor = (row, min(column, columns - 1))
      cursorIsPending = false
    }
    advanceRow()
  }

  /// Moves to `column` of the row at hand, which must lie ahead.
  func skip(to column: Int) {
    guard column > self.column, column < columns else { return }
    self.column = column
    if isKept { used[row - top] = column }
  }

  /// Shows the one row of another frame at the end of a row, but for the last
  /// column, if that leaves a blank behind what is there.
  func putAtRight(_ other: Frame, row: Int) {
    let line = row - top
    let start = columns - 1 - other.column
    guard line >= 0, line < used.count, other.rowCount == 1, other.column > 0,
      used[line] < start
    else { return }
    for at in 0..<other.column {
      let cell = other.cell(0, at)
      var bytes = ByteBuffer(capacity: 32)
      other.appendText(of: cell, to: &bytes)
      cells[line * columns + start + at] =
        self.cell(of: bytes.bytes, width: cell.width, cell.style)
    }
    used[line] = columns - 1
  }

  /// The cursor belongs to the character that comes next.
  func markCursor() { cursorIsPending = true }

  /// Settles a cursor behind the last character.
  func finish() {
    guard cursorIsPending else { return }
    if column >= columns { wrap() }
    setCursor()
  }

  private func setCursor() {
    cursor = (row, column)
    cursorIsPending = false
  }

  private var isKept: Bool { row >= top && row - top < used.count }

  private func wrap() {
    // A wide character leaves the last column empty.
    if isKept {
      used[row - top] = columns
      wraps[row - top] = true
    }
    advanceRow()
  }

  private func advanceRow() {
    row += 1
    column = 0
    keepRow()
  }

  private func keepRow() {
    guard row >= top, row - top < height, row - top == used.count else { return }
    cells.append(contentsOf: repeatElement(.blank, count: columns))
    used.append(0)
    wraps.append(false)
  }

  // MARK: Reading

  /// The cell in a row counted from `top`; blank outside.
  func cell(_ row: Int, _ column: Int) -> Cell {
    row < used.count && column < columns ? cells[row * columns + column] : .blank
  }

  func appendText(of cell: Cell, to output: inout ByteBuffer) {
    if cell.length > 4 { return output.append(longText(of: cell)) }
    for byte in 0..<cell.length {
      output.append(UInt8(truncatingIfNeeded: cell.text >> (8 * UInt32(byte))))
    }
  }

  private func longText(of cell: Cell) -> Bytes {
    text.bytes[Int(cell.text)..<(Int(cell.text) + Int(cell.length))]
  }

  /// A row counted from `top` goes on in the next one.
  func goesOn(_ row: Int) -> Bool { wraps.indices.contains(row) && wraps[row] }

  /// The last column of a row is empty, for what follows is wider.
  func isPadded(_ row: Int) -> Bool {
    goesOn(row) && used[row] == columns && cells[(row + 1) * columns - 1].isBlank
  }

  func usedColumns(_ row: Int) -> Int { row < used.count ? used[row] : 0 }

  /// Both cells look the same.
  func shows(_ cell: Cell, as other: Cell, of frame: Frame) -> Bool {
    if cell.length <= 4 { return cell == other }
    return cell.length == other.length && cell.width == other.width && cell.style == other.style
      && longText(of: cell) == frame.longText(of: other)
  }

  // MARK: What a terminal does to it

  /// The terminal does not know that the row goes on.
  func endLine(_ row: Int) { wraps[row] = false }

  /// The screen went up by `count` rows.
  func scroll(by count: Int) {
    let gone = min(count, used.count)
    cells.removeFirst(gone * columns)
    used.removeFirst(gone)
    wraps.removeFirst(gone)
    top += count
  }

  /// The row, counted from the frame's first, that a terminal which rewraps
  /// its lines for `columns` shows the cell in. Terminals count the blanks at a line's
  /// end or not, and put a cursor behind a full row into the next one or not: of two
  /// answers it is the smaller, for rows above the first one are nobody's to erase.
  func row(of place: (row: Int, column: Int), rewrappedTo columns: Int) -> Int {
    var result = 0
    var column = 0
    for index in used.indices {
      let end = wraps[index] ? used[index] : contentEnd(index)
      for at in 0..<end {
        if at == self.columns - 1 && isPadded(index) { break }
        let width = Int(cell(index, at).width)
        if column + width > columns {
          result += 1
          column = 0
        }
        if index == place.row && at == place.column { return result }
        column += width
      }
      if index == place.row {
        column += place.column - end
        return result + max(column - 1, 0) / columns
      }
      if wraps[index] { continue }
      result += 1
      column = 0
    }
    return result
  }

  /// Behind the last character of a row that is no blank.
  private func contentEnd(_ row: Int) -> Int {
    var end = used[row]
    while end > 0 {
      let cell = cell(row, end - 1)
      if cell.width == 0 || cell.length > 1 || cell.length == 1 && cell.text != 0x20 { break }
      end -= 1
    }
    return end
  }
}
