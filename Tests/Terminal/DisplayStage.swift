import SwishSyntax
import TestSupport

@testable import SwishTerminal

/// A display and the screen it draws on.
struct DisplayStage: ~Copyable {
  var display = Display()
  var screen: Screen

  init(columns: Int, rows: Int, after lines: Int = 0, folds: Bool = false) {
    screen = Screen(size: .init(columns: columns, rows: rows))
    screen.folds = folds
    for _ in 0..<lines { screen.feed("-\r\n".utf8) }
    display.size = (rows, columns)
    display.rewraps = folds
    display.begin()
  }

  /// Draws, and returns what was written.
  @discardableResult
  mutating func draw(
    _ line: String, prompt: String = "$ ", at point: Int? = nil, styles: [Style] = []
  ) -> String {
    draw(Array(line.utf8), prompt: prompt, at: point, styles: styles)
  }

  @discardableResult
  mutating func draw(
    _ line: [UInt8], prompt: String = "$ ", continuation: String = "", right: String = "",
    at point: Int? = nil, styles: [Style] = []
  ) -> String {
    var written: [UInt8] = []
    line.withBytes { line in
      Array("\(prompt)\u{0}\(continuation)\u{0}\(right)".utf8).withBytes { prompts in
        let first = prompt.utf8.count
        let second = first + 1 + continuation.utf8.count
        var view = LineView(prompt: prompts.prefix(first), line: line, point: point ?? line.count)
        view.continuation = prompts[(first + 1)..<second]
        view.rightPrompt = prompts.dropFirst(second + 1)
        view.styles = styles
        display.draw(view) { written += $0.array }
      }
    }
    screen.feed(written)
    return String(decoding: written, as: UTF8.self)
  }

  mutating func resize(columns: Int, rows: Int) {
    screen.resize(to: .init(columns: columns, rows: rows))
    display.resize(rows: rows, columns: columns)
  }

  /// What is above the frame.
  var above: [String] {
    let top = screen.row - (display.shown.cursor.row - display.shown.top)
    return screen.scrolledOff + screen.lines.prefix(max(top, 0))
  }

  /// The rows of the frame, and the cursor in them.
  var picture: [String] {
    let top = screen.row - (display.shown.cursor.row - display.shown.top)
    guard top >= 0 else { return ["the frame begins above the screen"] }
    // Empty rows at the end may lie below the screen.
    let missing = max(0, top + display.shown.keptRows - screen.lines.count)
    return Array(screen.lines[top...].prefix(display.shown.keptRows))
      + Array(repeating: "", count: missing)
      + ["cursor \(display.shown.cursor.row) \(screen.column)"]
      + screen.lines.dropFirst(top + display.shown.keptRows).filter { !$0.isEmpty }
  }
}

/// SplitMix64: the same numbers everywhere.
struct Random {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  /// 0 ..< limit
  mutating func next(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }

  /// `amongAll`: control characters and stray bytes too.
  mutating func character(amongAll: Bool) -> [UInt8] {
    switch next(20) {
    case 0: [0x09]
    case 1: [0x0A]
    case 2 where amongAll: [UInt8(next(8) + 1)]
    case 3 where amongAll: [0xFF]
    case 4, 5: Array("日".utf8)
    case 6: Array("1\u{301}".utf8)
    case 7: Array("é".utf8)
    case 8, 9: [0x20]
    default: [UInt8(next(10) + 48)]
    }
  }
}
