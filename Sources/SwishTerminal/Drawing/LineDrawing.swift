@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// readline's line on the display.
extension ReadlineSession {
  /// To be called behind `rl_initialize`: a redisplay function set before makes
  /// readline pass over the terminal's description.
  func startDrawing() {
    rl_redisplay_function = {
      ReadlineSession.current?.needsDrawing = true
      ReadlineSession.current?.takeMacro()
    }
    let depth = ColourDepth(host: host)
    display.styles.depth = depth
    let theme = Theme(
      host.variable(named: "SWISH_COLORS") ?? .empty,
      Theme.ground(host.variable(named: "COLORFGBG") ?? .empty), &display.styles)
    highlighter = Highlighter(theme: theme)
    suggestionStyle = theme.suggestion
    fileColours = depth == .none ? nil : (host.variable(named: "LS_COLORS") ?? .empty).array
    display.isUTF8 = Characters.areMultibyte
    // These leave folded lines alone; others, GNU screen and tmux in an xterm too,
    // fold them anew.
    let term = host.variable(named: "TERM") ?? .empty
    let isLinux = term == "linux"
    let isXterm =
      term.hasPrefix("xterm") && host.variable(named: "XTERM_VERSION") != nil
    display.rewraps = !isXterm && !isLinux
    display.hasCursorShapes = !isLinux
  }

  /// Somebody else may have written to the terminal.
  func beginDrawing() {
    takeSize()
    display.beginBehindOutput()
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
    // COLUMNS and LINES count where the window has no size, and may be anything.
    return (rows > 0 ? min(Int(rows), 4096) : 24, columns > 1 ? min(Int(columns), 4096) : 80)
  }

  func drawLine() {
    needsDrawing = false
    var view = view
    if let finder { return draw(finder, view) }
    if menu != nil {
      view.rowsBelow = { rows, columns in
        ReadlineSession.current?.menu?.rows(rows, columns: columns) ?? []
      }
    } else if helpOffer != nil {
      view.rowsBelow = { _, columns in
        ReadlineSession.current?.helpRows(columns: columns) ?? []
      }
    } else {
      updateSuggestion()
      view.suggestion = suggestion.bytes
      view.suggestionStyle = suggestionStyle
    }
    display.draw(view, write: writeToTerminal)
  }

  /// Leaves the line on the screen as it is, and what is written next below.
  /// `isAtReturn`: readline has moved the cursor to the start of its row.
  func leaveLine(ending: Bytes = .empty, isAtReturn: Bool = false) {
    if isAtReturn { display.noteReturn() }
    needsDrawing = false
    menu = nil
    finder = nil
    helpOffer = nil
    var view = view
    if isAtReturn && !transientPrompt.isEmpty {
      view.prompt = transientPrompt.bytes
      view.rightPrompt = .empty
    }
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
      prompt: promptWithMode, line: hides ? .empty : wholeLine, point: hides ? 0 : Int(rl_point))
    view.styles = styles(for: view.line, point: view.point)
    view.rightPrompt = rightPrompt.bytes
    if view.line.contains(UInt8(ascii: "\n")) { view.continuation = continuation }
    if rl_editing_mode == 0 { view.cursorShape = isInViCommandMode ? .block : .bar }
    return view
  }

  /// The cursor is on the screen, and a cell's character has few bytes.
  func styles(for line: Bytes, point: Int) -> [Style] {
    let reach = display.size.rows * display.size.columns * 4
    return highlighter?.styles(for: line, point: point, reach: reach, host: host) ?? []
  }

  var isInViCommandMode: Bool {
    rl_editing_mode == 0 && rl_get_keymap() == rl_get_keymap_by_name("vi-command")
  }

  /// The prompt, before its last line the string that tells the mode, if the
  /// inputrc wishes so.
  private var promptWithMode: Bytes {
    // A message, such as a numeric argument, replaces it.
    if rl_display_prompt != rl_prompt { return Bytes(cString: UnsafePointer(rl_display_prompt)) }
    let prompt = self.prompt.bytes
    guard let wish = rl_variable_value("show-mode-in-prompt"),
      Bytes(cString: wish) == "on",
      let mode = rl_variable_value(
        rl_editing_mode != 0
          ? "emacs-mode-string" : isInViCommandMode ? "vi-cmd-mode-string" : "vi-ins-mode-string")
    else { return prompt }
    let lastLine = prompt.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    modePrompt.removeAll()
    modePrompt.append(prompt.prefix(lastLine))
    modePrompt.append(Bytes(cString: mode))
    modePrompt.append(prompt.dropFirst(lastLine))
    return modePrompt.bytes
  }

  func writeToTerminal(_ bytes: Bytes) {
    // A terminal that is gone will tell so when it is read.
    try? FileDescriptor.standardError.writeAll(bytes.raw)
  }
}

/// A function that keys are bound to: the numeric argument and the key.
typealias ReadlineFunction = @convention(c) (Int32, Int32) -> Int32

func isSame(_ one: ReadlineFunction, _ other: ReadlineFunction) -> Bool {
  unsafeBitCast(one, to: UInt.self) == unsafeBitCast(other, to: UInt.self)
}
