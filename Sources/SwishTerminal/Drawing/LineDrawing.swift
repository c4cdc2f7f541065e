@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// readline's line on the display.
extension ReadlineSession {
  /// To be called behind `rl_initialize`: a redisplay function set before makes
  /// readline pass over the terminal's description.
  func startDrawing() {
    rl_redisplay_function = { ReadlineSession.current?.needsDrawing = true }
    rl_completion_display_matches_hook = { matches, count, longest in
      ReadlineSession.current?.list(matches, count: count, longest: longest)
    }
    let theme = Theme(
      host.variable(named: Bytes("SWISH_COLORS")) ?? .empty,
      hasColours: host.variable(named: Bytes("NO_COLOR"))?.isEmpty ?? true, &display.styles)
    highlighter = Highlighter(theme: theme)
    suggestionStyle = theme.suggestion
    display.isUTF8 = Characters.areMultibyte
    // These leave folded lines alone; terminals in use today fold them anew.
    let isLinux = host.variable(named: Bytes("TERM")).map { $0 == "linux" } ?? false
    let isXterm = host.variable(named: Bytes("XTERM_VERSION")) != nil
    let isScreen = host.variable(named: Bytes("STY")) != nil
    display.rewraps = !isXterm && !isScreen && !isLinux
  }

  /// The cursor is at the start of a row.
  func beginDrawing() {
    takeSize()
    display.begin()
  }

  func resizeDrawing() {
    let (rows, columns) = screenSize
    display.resize(rows: rows, columns: columns)
    needsDrawing = true
  }

  private func takeSize() { display.size = screenSize }

  private var screenSize: (rows: Int, columns: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    rl_get_screen_size(&rows, &columns)
    return (rows > 0 ? Int(rows) : 24, columns > 1 ? Int(columns) : 80)
  }

  func drawLine() {
    needsDrawing = false
    updateSuggestion()
    var view = view
    view.suggestion = suggestion.bytes
    view.suggestionStyle = suggestionStyle
    display.draw(view, write: writeToTerminal)
  }

  /// Leaves the line on the screen as it is, and what is written next below.
  /// `isAtReturn`: readline has moved the cursor to the start of its row.
  func leaveLine(ending: Bytes = .empty, isAtReturn: Bool = false) {
    if isAtReturn { display.noteReturn() }
    needsDrawing = false
    display.leave(view, ending: ending, write: writeToTerminal)
  }

  func eraseLine() { display.erase(write: writeToTerminal) }

  /// Some of readline's functions write to the terminal themselves.
  func noteOutputOfLastFunction() {
    guard let last = rl_last_func else { return }
    if isSame(last, rl_clear_screen) || isSame(last, rl_clear_display) {
      display.begin()
    } else if isSame(last, rl_refresh_line) {
      display.noteReturn()
      eraseLine()
    } else if isSame(last, rl_dump_functions) || isSame(last, rl_dump_variables)
      || isSame(last, rl_dump_macros)
    {
      display.begin()
    } else {
      return
    }
    // It shall not be taken for the function of the next key as well.
    rl_last_func = nil
    needsDrawing = true
  }

  private var view: LineView {
    let hides = _rl_echoing_p == 0
    var view = LineView(
      prompt: Bytes(cString: UnsafePointer(rl_display_prompt)),
      line: hides
        ? .empty
        : Bytes(
          start: UnsafeRawPointer(rl_line_buffer).assumingMemoryBound(to: UInt8.self),
          count: Int(rl_end)),
      point: hides ? 0 : Int(rl_point))
    view.styles = highlighter?.styles(for: view.line, host: host) ?? []
    return view
  }

  /// The matches of a completion, below the line.
  private func list(
    _ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, count: Int32, longest: Int32
  ) {
    if rl_completion_query_items > 0 && count >= rl_completion_query_items {
      var question = ByteBuffer()
      question.append("\r\nDisplay all ")
      question.append(decimal: Int(count))
      question.append(" possibilities? (y or n)")
      display.goToEnd(view, ending: question.bytes, write: writeToTerminal)
      let answer = UInt8(truncatingIfNeeded: rl_read_key())
      guard answer == UInt8(ascii: "y") || answer == UInt8(ascii: " ") || answer == 9 else {
        writeToTerminal(Bytes("\r\n"))
        display.begin()
        needsDrawing = true
        return
      }
    } else {
      display.goToEnd(view, ending: .empty, write: writeToTerminal)
    }
    // It begins with a newline.
    rl_display_match_list(matches, count, longest)
    display.begin()
    needsDrawing = true
  }

  private func writeToTerminal(_ bytes: Bytes) {
    // A terminal that is gone will tell so when it is read.
    try? FileDescriptor.standardError.writeAll(bytes.raw)
  }
}

/// A function that keys are bound to: the numeric argument and the key.
typealias ReadlineFunction = @convention(c) (Int32, Int32) -> Int32

func isSame(_ one: ReadlineFunction, _ other: ReadlineFunction) -> Bool {
  unsafeBitCast(one, to: UInt.self) == unsafeBitCast(other, to: UInt.self)
}
