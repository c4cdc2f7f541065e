import SwishSyntax

/// What is to be seen of the line being edited.
struct LineView {
  /// With its escape sequences, marked or not.
  var prompt: Bytes
  /// At the right margin of the row that the prompt ends in, if there is room.
  var rightPrompt = Bytes.empty
  var line: Bytes
  /// Before each line but the first.
  var continuation = Bytes.empty
  /// The cursor, as an offset into the line.
  var point: Int
  /// One for each byte of the line, or fewer.
  var styles: [Style] = []
  var cursorShape = CursorShape.usual
  /// Behind the line, clipped to its row.
  var suggestion = Bytes.empty
  var suggestionStyle: Style = 0
  /// What to show below the line, if there is room for so many rows.
  var rowsBelow: ((_ rows: Int, _ columns: Int) -> [[ListCell]])?
}

/// The cursor's shape (DECSCUSR), which tells vi's modes apart.
enum CursorShape: Int {
  case usual = 0
  case block = 2
  case bar = 6
}

/// A text in a row below the line, clipped or filled up to a number of columns.
struct ListCell {
  var text: [UInt8]
  var columns: Int
  var style: Style = 0
}

/// The line being edited, as the terminal shows it.
///
/// It knows what is on the screen from the prompt's first row to the line's
/// last. Whoever else wants to write there has it `erase` or `leave` before;
/// after that, `begin`.
struct Display: ~Copyable {
  var styles = StyleTable()
  var size = (rows: 24, columns: 80)
  var isUTF8 = true
  /// The terminal folds long lines anew when its width changes.
  var rewraps = true
  var hasCursorShapes = true

  private var painter = Painter()
  /// What is on the screen.
  private(set) var shown = Frame()
  private var next = Frame()
  /// The right prompt alone.
  private let right = Frame()
  /// Nothing of the line is on the screen.
  private var isFresh = true
  private var isBehindOutput = false
  private var cursorShape = CursorShape.usual
  /// Where the prompt ends in `next`.
  private var promptEnd = (row: 0, column: 0)

  /// The cursor is in the first column of a row, and what follows is free.
  mutating func begin() {
    isFresh = true
    painter.begin(columns: size.columns)
    shown.begin(columns: size.columns, top: 0, height: 1)
  }

  /// The cursor is where others left it, perhaps behind an unfinished row.
  mutating func beginBehindOutput() {
    begin()
    isBehindOutput = true
  }

  /// readline, which turns bracketed paste off at the end of a line, wrote CR.
  mutating func noteReturn() { painter.noteReturn() }

  /// Shows the line; everything is handed to `write` at once.
  mutating func draw(_ view: LineView, write: (Bytes) -> Void) {
    paint(view)
    setCursorShape(view.cursorShape)
    painter.takeOutput(write)
  }

  /// Shows the line a last time, then `ending` behind it, and goes to the start
  /// of the next row.
  mutating func leave(_ view: LineView, ending: Bytes, write: (Bytes) -> Void) {
    var view = view
    view.point = view.line.count
    paint(view)
    setCursorShape(.usual)
    painter.append(ending)
    // A line that fills its last row has the cursor in the next one already.
    let isAtStart = painter.column == 0 && painter.row > 0 && shown.wraps[painter.row - 1]
    painter.append(isAtStart && ending.isEmpty ? "\r" : "\r\n")
    painter.takeOutput(write)
    begin()
  }

  private mutating func setCursorShape(_ shape: CursorShape) {
    if shape == cursorShape || !hasCursorShapes { return }
    cursorShape = shape
    painter.append("\u{1B}[")
    painter.append(decimal: shape.rawValue)
    painter.append(" q")
  }

  /// Takes the line off the screen; the cursor is where the prompt began.
  mutating func erase(write: (Bytes) -> Void) {
    painter.erase()
    setCursorShape(.usual)
    painter.takeOutput(write)
    begin()
  }

  /// The window has another size: the line is drawn anew from where its first
  /// row must now be.
  mutating func resize(rows: Int, columns: Int) {
    size = (rows, columns)
    if isFresh { return begin() }
    if shown.top > 0 {
      painter.append("\u{1B}[H")
      painter.noteText(endsAt: (0, 0))
      painter.erase()
    } else {
      let place = (row: painter.row, column: painter.column)
      let folds = rewraps && columns != shown.columns
      let row = folds ? shown.row(of: place, rewrappedTo: columns) : place.row
      painter.noteText(endsAt: (row, 1))
      painter.erase()
    }
    begin()
  }

  // MARK: Steps of a drawing

  private mutating func paint(_ view: LineView) {
    // The window seldom moves, and a long line is long to lay out.
    let guess = isFresh ? 0 : shown.top
    layOut(view, from: guess)
    let top = next.rowCount > size.rows ? windowTop : 0
    if top != guess { layOut(view, from: top) }
    var start = (row: 0, column: 0)
    if isFresh {
      if isBehindOutput { endOpenRow() }
      painter.append("\u{1B}[J")
      if next.top == 0 && next.rowCount <= size.rows {
        // As it stands, with whatever it has the terminal do besides.
        appendUnmarked(view.prompt)
        start = promptEnd
        painter.noteText(endsAt: start)
      }
    } else if next.top > shown.top && next.top - shown.top < size.rows {
      painter.scroll(by: next.top - shown.top, height: size.rows)
      shown.scroll(by: next.top - shown.top)
    }
    isFresh = false
    painter.paint(next, over: shown, from: start, styles: styles)
    swap(&shown, &next)
  }

  /// Goes to the start of the next row, but for a cursor that is in the first
  /// column: from there, what is written just fills the row. Else the mark stays.
  private mutating func endOpenRow() {
    isBehindOutput = false
    painter.append("\u{1B}[0;7m%\u{1B}[0m")
    for _ in 1..<size.columns { painter.append(" ") }
    painter.append("\r\u{1B}[K")
  }

  /// The first row of the window, if not all rows can be shown: the cursor is
  /// in it, and it moves as little as possible.
  private var windowTop: Int {
    let cursor = next.cursor.row
    let top = min(max(shown.top, cursor - size.rows + 1), cursor)
    return min(top, next.rowCount - size.rows)
  }

  private mutating func layOut(_ view: LineView, from top: Int) {
    next.begin(columns: size.columns, top: top, height: size.rows)
    let layout = Layout(frame: next, isUTF8: isUTF8)
    layout.putPrompt(view.prompt, &styles)
    promptEnd = (next.row, next.column)
    layout.put(
      view.line, styles: view.styles, cursorAt: view.point, continuation: view.continuation,
      &styles)
    layout.putClipped(view.suggestion, style: view.suggestionStyle)
    next.finish()
    if !view.rightPrompt.isEmpty {
      right.begin(columns: size.columns, top: 0, height: 1)
      Layout(frame: right, isUTF8: isUTF8).putPrompt(view.rightPrompt, &styles)
      next.putAtRight(right, row: promptEnd.row)
    }
    // The rows of a line that fills the screen are all its own.
    let room = size.rows - next.rowCount
    guard top == 0, room > 0, let below = view.rowsBelow else { return }
    for row in below(room, size.columns).prefix(room) {
      next.newLine()
      for cell in row { layout.put(cell) }
    }
  }

  private mutating func appendUnmarked(_ prompt: Bytes) {
    for index in prompt.indices where prompt[index] > PromptMark.end {
      if prompt[index] == UInt8(ascii: "\n") { painter.append("\r") }
      painter.append(prompt[index..<(index + 1)])
    }
  }
}
