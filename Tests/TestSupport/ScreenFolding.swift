// What most terminals do when their width changes: a line that went on in the
// next row by itself is laid out anew, and the cursor stays with its character.
extension Screen {
  mutating func fold(columns: Int) {
    let end = max(row, cells.lastIndex { !Screen.text($0).isEmpty } ?? 0)
    var rows: [[Cell]] = []
    var cursor = (row: 0, column: 0)
    var next = 0
    while next <= end {
      let first = next
      while next < end && cells[next].last?.wraps == true { next += 1 }
      var line: [Cell] = []
      var offset: Int?
      for index in first...next {
        if index == row { offset = line.count + column + (wrapIsPending ? 1 : 0) }
        line += index < next ? wrapped(index) : trimmed(index)
      }
      layOut(line, columns, offset, &rows, &cursor)
      next += 1
    }
    cells = rows
    (row, column) = cursor
  }

  /// A row that goes on; what a wide character left empty is no part of it.
  private func wrapped(_ index: Int) -> [Cell] {
    var line = cells[index]
    line[line.count - 1].wraps = false
    let isPadded = cells[index + 1].count > 1 && cells[index + 1][1].text.isEmpty
    if isPadded && line.last == Screen.blank { line.removeLast() }
    return line
  }

  private func trimmed(_ index: Int) -> [Cell] {
    var line = cells[index]
    line[line.count - 1].wraps = false
    while line.last == Screen.blank { line.removeLast() }
    return line
  }

  private func layOut(
    _ line: [Cell], _ columns: Int, _ offset: Int?, _ rows: inout [[Cell]],
    _ cursor: inout (row: Int, column: Int)
  ) {
    var current: [Cell] = []
    func filled() -> [Cell] {
      current + Array(repeating: Screen.blank, count: columns - current.count)
    }
    var index = 0
    while index < line.count {
      let width = index + 1 < line.count && line[index + 1].text.isEmpty ? 2 : 1
      if current.count + width > columns {
        var full = filled()
        full[columns - 1].wraps = true
        rows.append(full)
        current = []
      }
      if let offset, index <= offset, offset < index + width {
        cursor = (rows.count, current.count + offset - index)
      }
      current += line[index..<(index + width)]
      index += width
    }
    if let offset, offset >= line.count {
      // Behind a full row it stays in it.
      let column = current.count + offset - line.count
      cursor = (rows.count + max(column - 1, 0) / columns, min(column, columns - 1))
      if column > columns { cursor.column = (column - 1) % columns + 1 }
    }
    rows.append(filled())
  }
}
