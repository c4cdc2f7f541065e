@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// How the reading of one line ended.
enum LineOutcome {
  /// The line was appended, with its newline.
  case line
  case endOfFile
  /// SIGINT: the line is void.
  case interrupted
  /// A signal or a trap's `exit` ends the shell.
  case exit
}

/// The one user of GNU readline, and so the one owner of its global state.
///
/// readline is driven through its callback interface: it is handed a key when
/// there is one, so that the wait for keys is ours and signals are not missed.
/// C callbacks cannot capture; they find the session in `active`.
final class ReadlineSession {
  // SAFETY: written once, by the first prompt, on the shell's only thread.
  private nonisolated(unsafe) static var active: ReadlineSession?
  static var current: ReadlineSession? { active }

  private(set) unowned var host: any TerminalHost
  let history: History
  // LineDrawing.swift
  var display = Display()
  var needsDrawing = false
  var highlighter: Highlighter?
  // Suggestion.swift
  var suggestionStyle: Style = 0
  /// LS_COLORS; nil without colours.
  var fileColours: [UInt8]?
  var suggestion = ByteBuffer(capacity: 128)
  /// No entry of the history begins with it.
  var strangePrefix = ByteBuffer(capacity: 128)
  var prompt = ByteBuffer(capacity: 128)
  var rightPrompt = ByteBuffer(capacity: 16)
  var transientPrompt = ByteBuffer(capacity: 16)
  /// The prompt with the mode's string.
  var modePrompt = ByteBuffer(capacity: 16)
  /// PS2, once it has been asked for.
  private var continuationPrompt = ByteBuffer(capacity: 16)
  private var hasContinuationPrompt = false
  private var line = ByteBuffer(capacity: 256)
  private(set) var outcome: LineOutcome?
  private var isStarted = false
  private var wantedMode: EditingMode?

  // LineBlock.swift
  /// The line begins a command.
  var isFirstOfCommand = false
  /// The input shall end behind the line.
  var endsCommand = false
  /// Up or Down was a step through the history.
  var recalls = false
  // CompletionSuggestion.swift
  var search: SuggestionSearch?
  var completed = CompletedLine()
  // CompletionMenu.swift
  var menu: CompletionMenu?
  /// Bytes of a key that was read for the menu and is none of its own.
  var passedOn: ArraySlice<UInt8> = []
  // ProgramOptions.swift
  var knownOptions: [[[UInt8]]: [Candidate]] = [:]
  /// The line for which Tab again runs a program.
  var helpOffer: [UInt8]?
  // HistoryFinder.swift
  var finder: HistoryFinder?
  // HistoryWalk.swift
  var walk: HistoryWalk?
  /// What is to stand in the next line.
  var proposal = ByteBuffer(capacity: 16)
  // KeyBindings.swift
  var keyCommands: [KeyCommand] = []
  // ViCommands.swift
  /// Keys that nobody typed, the next one last.
  var typedKeys: [UInt8] = []
  /// A key's command ended the shell.
  var endsShell = false

  enum EditingMode { case emacs, vi }

  init(host: any TerminalHost, history: History) {
    self.host = host
    self.history = history
  }

  /// Reads a line with editing and appends it to `buffer`, or several of one
  /// command. The proposal stands in it at first.
  func readLine(
    prompt text: Bytes, continuing: Bool, into buffer: inout ByteBuffer
  ) -> LineOutcome {
    let isAtEnd = endsCommand && continuing
    endsCommand = false
    if isAtEnd { return .endOfFile }
    start()
    // Not before: startup files that bind keys may set colours later.
    if highlighter == nil { startDrawing() }
    isFirstOfCommand = !continuing
    hasContinuationPrompt = false
    prompt.removeAll()
    prompt.append(text)
    // The window may have changed while a job ran.
    if host.takeWindowChange() { rl_reset_screen_size() }
    beginDrawing()
    strangePrefix.removeAll()
    completed = CompletedLine()
    highlighter?.forget()
    line.removeAll()
    walk = nil
    if history.isLoaded { using_history() }
    outcome = nil
    // Left over from a refused end of file, it would add an empty line.
    rl_eof_found = 0
    FileDescriptor.standardInput.makeBlocking()
    // readline shows no prompt, and would take time quadratic in its length.
    rl_callback_handler_install("") { ReadlineSession.current?.finish($0) }
    proposal.append(0)
    rl_insert_text(cString(proposal.bytes))
    proposal.removeAll()
    while outcome == nil { waitAndRead() }
    buffer.append(line.bytes)
    return outcome ?? .endOfFile
  }

  /// What stands at the right margin while a line is edited, and what replaces
  /// the prompt when it has been entered; either may be empty.
  func setSidePrompts(right: Bytes, transient: Bytes) {
    rightPrompt.removeAll()
    rightPrompt.append(right)
    transientPrompt.removeAll()
    transientPrompt.append(transient)
  }

  /// `set -o vi` and `set -o emacs`; without either, the inputrc decides.
  func setEditingMode(_ mode: EditingMode) {
    wantedMode = mode
    guard isStarted else { return }
    rl_variable_bind("editing-mode", mode == .vi ? "vi" : "emacs")
  }

  /// What stands before each line of a command but the first.
  var continuation: Bytes {
    if !hasContinuationPrompt {
      hasContinuationPrompt = true
      continuationPrompt.removeAll()
      host.appendPrompt(.secondary, to: &continuationPrompt)
    }
    return continuationPrompt.bytes
  }

  // MARK: Waiting

  /// Reads a key. What changed is drawn when no other key is waiting.
  private func waitAndRead() {
    if PendingSignals.any { return handleSignals() }
    if rl_executing_macro != nil { return feedKey() }
    if let key = typedKeys.popLast() {
      rl_stuff_char(Int32(key))
      return feedKey()
    }
    let limit: Int32 = needsDrawing ? 0 : Background.hasEnding ? 200 : -1
    switch FileDescriptor.waitForInput(
      .standardInput, or: search?.input, milliseconds: limit, unless: .all)
    {
    case .ready: feedKey()
    case .otherReady: takeSearched()
    case .timedOut:
      if limit > 0 { return Background.reap() }
      drawLine()
      if rl_end == 0 { history.refresh() } else { searchSuggestion() }
    case .interrupted: return
    case .failed: end(as: .endOfFile)
    }
  }

  /// The next byte that readline asks for. In the midst of a paste or of a
  /// character it asks on and on: what ends the line ends that. Control-C may
  /// also have dropped the byte that readline was called for.
  private func nextByte() -> Int32 {
    if let byte = passedOn.popFirst() { return Int32(byte) }
    var ending = SignalSet()
    for signal in [Signal.interrupt, .hangup, .terminate] { ending.insert(signal) }
    while true {
      let result = FileDescriptor.waitForInput(.standardInput, unless: ending)
      if result != .interrupted, let byte = readByte() { return byte }
      if PendingSignals.containAny(of: ending) {
        return rl_readline_state & UInt(RL_STATE_MOREINPUT) != 0 ? -1 : 0
      }
    }
  }

  /// -1 at the end; nil to wait again. `rl_getc` would wait itself, whatever has
  /// been marked.
  private func readByte() -> Int32? {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { room in
      do throws(Errno) {
        return try FileDescriptor.standardInput.read(into: room) == 0 ? -1 : Int32(room[0])
      } catch {
        if error == .again { FileDescriptor.standardInput.makeBlocking() }
        return error == .again || error == .interrupted ? nil : -1
      }
    }
  }

  /// readline reads a macro to its end in one go, a line's end and keys without a
  /// function among it, and then writes where it must not. Key by key it does not.
  func takeMacro() { rl_readline_state &= ~UInt(RL_STATE_MACROINPUT) }

  private func feedKey() {
    search = nil
    history.load()
    let isTaken = finder != nil ? readFinderKey() : menu != nil && readMenuKey()
    if !isTaken { rl_callback_read_char() }
    // readline looks whether a line is done only after the key behind a number's.
    if rl_done != 0 && outcome == nil { typedKeys.append(13) }
    noteOutputOfLastFunction()
    refreshMenu()
    if endsShell { end(as: .exit) }
  }

  /// Lets the shell deal with signals; the line steps aside for its output.
  private func handleSignals() {
    if PendingSignals.contains(.interrupt) {
      typedKeys.removeAll()
      closeLine(showing: .interrupt)
      outcome = host.handleSignals(willWrite: {}) ? .interrupted : .exit
      return
    }
    var hasWritten = false
    let goesOn = host.handleSignals {
      if hasWritten { return }
      hasWritten = true
      eraseLine()
      rl_deprep_terminal()
    }
    if !goesOn { return end(as: .exit) }
    let hasChanged = host.takeWindowChange()
    if hasChanged { rl_reset_screen_size() }
    if hasWritten {
      rl_prep_terminal(1)
      beginDrawing()
      needsDrawing = true
    } else if hasChanged {
      resizeDrawing()
    }
  }

  /// readline has a whole line, or nil for the end of input.
  private func finish(_ text: UnsafeMutablePointer<CChar>?) {
    // Removing the handler keeps readline from prompting again by itself.
    rl_callback_handler_remove()
    takeMacro()
    guard let text else {
      outcome = .endOfFile
      return
    }
    search = nil
    leaveLine(isAtReturn: true)
    line.append(Bytes(cString: text))
    line.append(UInt8(ascii: "\n"))
    free(text)
    outcome = .line
  }

  /// Gives the terminal back with the line still on it.
  private func closeLine(showing signal: Signal? = nil) {
    leaveLine(ending: signal == .interrupt ? "^C" : .empty)
    rl_callback_sigcleanup()
    rl_free_line_state()
    rl_callback_handler_remove()
    line.removeAll()
  }

  private func end(as outcome: LineOutcome) {
    closeLine()
    self.outcome = outcome
  }

  // MARK: Starting

  func start() {
    if isStarted { return }
    isStarted = true
    ReadlineSession.active = self
    rl_readline_name = cString("swish\0")
    // Signals, COLUMNS and LINES are the shell's own.
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    rl_change_environment = 0
    rl_instream = stdin
    rl_outstream = stderr
    rl_getc_function = { ReadlineSession.current?.nextByte() ?? rl_getc($0) }
    if let name = host.variable(named: "TERM") {
      rl_terminal_name = UnsafePointer(duplicate(name))
    }
    // Without HOME readline would ask the name services for ~/.inputrc, which
    // a static executable cannot load. Only readline sees this environment.
    if let home = duplicate(host.variable(named: "HOME") ?? "/") {
      setenv("HOME", home, 1)
      free(home)
    }
    setInitFile()
    setUpCompletion()
    Characters.assumeUTF8()
    rl_initialize()
    replaceFunctions()
    if let wantedMode { setEditingMode(wantedMode) }
  }
}

/// A NUL-terminated run of bytes as C wants it.
func cString(_ bytes: Bytes) -> UnsafePointer<CChar> {
  UnsafeRawPointer(bytes.start).assumingMemoryBound(to: CChar.self)
}

/// A malloc'ed C string, for readline to free.
func duplicate(_ bytes: Bytes) -> UnsafeMutablePointer<CChar>? {
  strndup(cString(bytes), bytes.count)
}
