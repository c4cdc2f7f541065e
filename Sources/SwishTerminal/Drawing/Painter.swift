import SwishSyntax

/// Turns the frame on the screen into the next one, with as few bytes as is
/// simple: rows are compared cell by cell, and what is equal is stepped over.
///
/// Rows that go on in the next one are written through the margin, so that the
/// terminal knows that they belong together (selection, resize). A terminal
/// is expected to keep the cursor in the last column until the next character
/// comes (terminfo `am` and `xenl`).
struct Painter: ~Copyable {
  /// What is to be written.
  private(set) var output = ByteBuffer(capacity: 4096)
  // Where the cursor is, in rows of the window; column == columns when the
  // next character will wrap.
  private(set) var row = 0
  private(set) var column = 0
  /// The lowest row that exists below the frame's first; others need a newline.
  private var lowestRow = 0
  private var style: Style = 0
  private var columns = 80

  /// The cursor is in the first column of a row where a frame may begin.
  mutating func begin(columns: Int) {
    row = 0
    column = 0
    lowestRow = 0
    style = 0
    self.columns = columns
  }

  /// Somebody else wrote CR.
  mutating func noteReturn() { column = 0 }

  mutating func takeOutput(_ body: (Bytes) -> Void) {
    if !output.isEmpty { body(output.bytes) }
    output.removeAll()
  }

  mutating func append(_ bytes: Bytes) { output.append(bytes) }
  mutating func append(decimal number: Int) { output.append(decimal: number) }

  /// A prompt was written as it stands, and ended there.
  mutating func noteText(endsAt place: (row: Int, column: Int)) {
    row = place.row
    column = place.column
    lowestRow = max(lowestRow, row)
  }

  // MARK: Painting

  /// Writes the differences between `old`, which is shown, and `new`. The
  /// cells before `start` are known to be right.
  mutating func paint(
    _ new: Frame, over old: Frame, from start: (row: Int, column: Int) = (0, 0),
    styles: borrowing StyleTable
  ) {
    for line in start.row..<max(new.keptRows, start.row) {
      paintRow(line, new, old, from: line == start.row ? start.column : 0, styles)
    }
    let below = max(new.keptRows, start.row)
    if below < old.keptRows, (below..<old.keptRows).contains(where: { old.usedColumns($0) > 0 }) {
      move(to: below, 0)
      set(0, styles)
      output.append("\u{1B}[J")
    }
    let cursor = new.cursor.row - new.top
    let isEmpty = new.usedColumns(cursor) == 0
    let goesOn = new.goesOn(cursor - 1)
    if isEmpty && goesOn && !old.goesOn(cursor - 1) && !(row == cursor - 1 && column == columns) {
      new.endLine(cursor - 1)
    }
    move(to: cursor, new.cursor.column, wrapsFromAbove: goesOn, isEmpty: isEmpty)
    set(0, styles)
  }

  private mutating func paintRow(
    _ line: Int, _ new: Frame, _ old: Frame, from start: Int, _ styles: borrowing StyleTable
  ) {
    let used = new.usedColumns(line)
    // Rows that no longer belong together: the terminal forgets so by this.
    let isCleared = start == 0 && old.goesOn(line - 1) && !new.goesOn(line - 1)
    if isCleared {
      move(to: line, 0)
      set(0, styles)
      output.append("\u{1B}[K")
    }
    // In a row that now belongs to the next one, or no longer does, the last
    // character is written again, and the first one of the next row behind it.
    let changesEnd = new.goesOn(line) != old.goesOn(line)
    let last = changesEnd && used == columns ? lastCharacter(of: line, new) : columns
    var mustWrite = used > 0 && isBehindMargin(line, new)
    var at = start
    var gap = 0
    while at < used {
      let cell = new.cell(line, at)
      let before = isCleared ? Frame.Cell.blank : old.cell(line, at)
      if !mustWrite && at != last && new.shows(cell, as: before, of: old) {
        at += 1
        gap += 1
        continue
      }
      mustWrite = false
      // Stepping over a few cells takes more bytes than writing them again.
      var from = line == row && at - gap == column && gap <= 4 ? at - gap : at
      while from > start && new.cell(line, from).width == 0 { from -= 1 }
      while from <= at {
        write(line, from, new, styles)
        from += max(1, Int(new.cell(line, from).width))
      }
      at = max(from, at + 1)
      gap = 0
    }
    if !isCleared && old.usedColumns(line) > used && used < columns {
      move(to: line, used)
      set(0, styles)
      output.append("\u{1B}[K")
    }
  }

  private func lastCharacter(of line: Int, _ frame: Frame) -> Int {
    frame.cell(line, columns - 1).width == 0 ? columns - 2 : columns - 1
  }

  /// The cursor is where the next character wraps into the row by itself, as one of
  /// two columns does also from the last column.
  private func isBehindMargin(_ line: Int, _ frame: Frame) -> Bool {
    guard line - 1 == row, frame.goesOn(row) else { return false }
    return column == columns || column == columns - 1 && frame.isPadded(row)
  }

  private mutating func write(
    _ line: Int, _ at: Int, _ frame: Frame, _ styles: borrowing StyleTable
  ) {
    let cell = frame.cell(line, at)
    if at == 0 && isBehindMargin(line, frame) {
      row = line
      column = 0
      lowestRow = max(lowestRow, row)
    } else {
      move(to: line, at, wrapsFromAbove: frame.goesOn(line - 1))
    }
    // What a wide character leaves empty is no cell to write.
    if at == columns - 1 && frame.isPadded(line) {
      set(0, styles)
      return output.append("\u{1B}[K")
    }
    set(cell.style, styles)
    if cell.length == 0 {
      output.append(UInt8(ascii: " "))
    } else {
      frame.appendText(of: cell, to: &output)
    }
    column += max(1, Int(cell.width))
  }

  private mutating func set(_ wanted: Style, _ styles: borrowing StyleTable) {
    if style == wanted { return }
    styles.append(wanted, to: &output)
    style = wanted
  }

  // MARK: Moving

  /// `wrapsFromAbove`: the row above the target goes on in it, in which there is
  /// perhaps nothing (`isEmpty`).
  mutating func move(
    to line: Int, _ target: Int, wrapsFromAbove: Bool = false, isEmpty: Bool = false
  ) {
    if row == line && column == target { return }
    if column >= columns {
      if wrapsFromAbove && line == row + 1 && (isEmpty || line > lowestRow) {
        // The wrap is made to happen, in an empty row.
        output.append(" \r")
        row = line
        lowestRow = max(lowestRow, line)
        column = 0
      } else {
        output.append(UInt8(ascii: "\r"))
        column = 0
      }
    }
    if line < row { append(row - line, "A") }
    if line > row {
      let reachable = min(line, max(lowestRow, row))
      if reachable > row { append(reachable - row, "B") }
      if line > reachable {
        output.append(UInt8(ascii: "\r"))
        column = 0
        for _ in reachable..<line { output.append(UInt8(ascii: "\n")) }
        lowestRow = line
      }
    }
    row = line
    if column == target { return }
    if target == 0 {
      output.append(UInt8(ascii: "\r"))
    } else if target > column {
      append(target - column, "C")
    } else if column - target <= 3 {
      for _ in target..<column { output.append(8 as UInt8) }
    } else {
      append(target + 1, "G")
    }
    column = target
  }

  private mutating func append(_ count: Int, _ final: Bytes) {
    output.append("\u{1B}[")
    if count != 1 { output.append(decimal: count) }
    output.append(final)
  }

  /// Lets the screen go up so that the rows `height ..< height + count` of the
  /// window become its last ones.
  mutating func scroll(by count: Int, height: Int) {
    move(to: height - 1, 0)
    for _ in 0..<count { output.append(UInt8(ascii: "\n")) }
  }

  /// Erases from the frame's first row down, and is there. From the very first
  /// cell of the screen on, tmux would not erase but keep what is there as
  /// scrolled off, and bring it back at the next resize.
  mutating func erase() {
    move(to: 0, 0)
    output.append("\u{1B}[0m\u{1B}7\u{1B}[K\u{1B}[B\u{1B}[J\u{1B}8")
    style = 0
    lowestRow = 0
  }
}
