import Glibc

/// A person at a terminal with a shell: types keys, reads the screen.
///
/// Every wait is for something that is seen, never for time to pass; what does
/// not come within the deadline is an error that shows the screen. When the
/// value goes, the shell's whole session is killed and its home is removed.
public final class PtyTerminal {
  public enum Key: String, Sendable {
    case enter = "\r"
    case tab = "\t"
    case backspace = "\u{7F}"
    case escape = "\u{1B}"
    case up = "\u{1B}[A"
    case down = "\u{1B}[B"
    case right = "\u{1B}[C"
    case left = "\u{1B}[D"
    case home = "\u{1B}[H"
    case end = "\u{1B}[F"
    case delete = "\u{1B}[3~"
    case pasteBegin = "\u{1B}[200~"
    case pasteEnd = "\u{1B}[201~"
  }

  /// Long enough for a loaded machine; a passing test never waits for it.
  public static let deadline = 20

  public let process: PtyProcess
  public private(set) var screen: Screen
  /// The shell's home and first working directory, new and empty.
  public let home: String
  public let prompt: String
  private let testee: PtyTestee

  /// Starts the shell under test, interactively, and waits for its prompt.
  ///
  /// - Parameters:
  ///   - arguments: what follows the shell's name; nil is `-i`.
  ///   - environment: added to a fixed small environment.
  ///   - folds: the terminal lays long lines out anew when its width changes.
  ///   - awaitsPrompt: false for shells that are not expected to prompt.
  public init(
    _ testee: PtyTestee = .current, arguments: [String]? = nil, columns: Int = 80, rows: Int = 24,
    term: String = "xterm-256color", prompt: String = "$ ", environment: [String: String] = [:],
    folds: Bool = false, awaitsPrompt: Bool = true, file: StaticString = #fileID, line: UInt = #line
  ) throws {
    self.testee = testee
    self.prompt = prompt
    let size = Screen.Size(columns: columns, rows: rows)
    screen = Screen(size: size)
    screen.folds = folds
    home = try PtyTerminal.makeHome()
    var all = [
      "COLORFGBG": "15;0", "HOME": home, "INPUTRC": "/dev/null", "LC_ALL": "C.UTF-8",
      "PATH": "/usr/bin:/bin", "PS1": prompt, "PS2": "> ", "TERM": term,
    ]
    all.merge(environment) { $1 }
    process = try PtyProcess(
      path: testee.path, arguments: testee.arguments + (arguments ?? ["-i"]), environment: all,
      size: size, folder: home)
    if awaitsPrompt { try expectPrompt(file: file, line: line) }
  }

  deinit { TestFiles.removeTree(home) }

  // MARK: Typing

  /// Types text as it stands; `\r` is Enter.
  public func type(_ text: String) { process.write(Array(text.utf8)) }

  public func type(_ keys: Key...) { for key in keys { type(key.rawValue) } }

  /// Types Control and a letter or one of `\`, `]`, `_`.
  public func control(_ letter: Character) {
    process.write([(letter.asciiValue ?? 0) & 0x1F])
  }

  /// Types Escape and a letter.
  public func meta(_ letter: Character) { type("\u{1B}\(letter)") }

  /// Types a command, waits for the next prompt and returns the lines between.
  @discardableResult
  public func run(
    _ command: String, file: StaticString = #fileID, line: UInt = #line
  ) throws -> [String] {
    type(command)
    let typed = command.split(separator: "\n").last.map(String.init) ?? ""
    try expect("the echo of \(command)", file: file, line: line) {
      // Behind the cursor there may be a suggestion.
      $0.textBeforeCursor.trimmed.hasSuffix(typed.suffix(20).trimmed)
        || $0.size.columns < typed.count
    }
    return try accept(file: file, line: line)
  }

  /// Types Enter, waits for the next prompt and returns the lines between.
  @discardableResult
  public func accept(file: StaticString = #fileID, line: UInt = #line) throws -> [String] {
    let from = screen.absoluteRow
    type(.enter)
    try expectPrompt(below: from, file: file, line: line)
    let transcript = screen.scrolledOff + screen.lines
    return Array(transcript[(from + 1)..<screen.absoluteRow])
  }

  /// Gives the window another size, which the shell learns by SIGWINCH.
  public func resize(columns: Int, rows: Int) {
    screen.resize(to: Screen.Size(columns: columns, rows: rows))
    process.setSize(Screen.Size(columns: columns, rows: rows))
  }

  /// Types a command that takes the terminal, and Control-Z when its programs
  /// are there (one that comes later would go on); waits for the prompt.
  public func stop(
    _ command: String, program: String..., file: StaticString = #fileID, line: UInt = #line
  ) throws {
    type(command + "\r")
    let stopping = try expectForeground(program, file: file, line: line)
    let from = screen.absoluteRow
    control("Z")
    try expectPrompt(below: from, file: file, line: line)
    // A grandchild may obey after the shell's own child, and until it does a
    // `read` it is blocked in would take what is typed next.
    try eventually("\(program) stopped", file: file, line: line) {
      stopping.allSatisfy { ProcessTable.entry($0.id)?.state == "T" }
    }
  }

  /// Types Control-C and waits for the next prompt.
  public func interrupt(file: StaticString = #fileID, line: UInt = #line) throws {
    let from = screen.absoluteRow
    control("C")
    try expectPrompt(below: from, file: file, line: line)
  }

  /// The same again and again, where one ^C may find nobody or end only a part.
  public func interruptUntilPrompt(file: StaticString = #fileID, line: UInt = #line) throws {
    try eventually("the prompt", file: file, line: line) {
      control("C")
      return screen.textBeforeCursor == "$ "
    }
  }

  // MARK: Waiting

  /// Waits until the screen satisfies `condition`.
  public func expect(
    _ what: String, file: StaticString = #fileID, line: UInt = #line,
    where condition: (Screen) throws -> Bool
  ) throws {
    try wait(for: what, file, line) { try condition(screen) }
  }

  /// Waits until `text` stands in some line, also one that scrolled off.
  public func expect(_ text: String, file: StaticString = #fileID, line: UInt = #line) throws {
    try expect("\"\(text)\"", file: file, line: line) { $0.contains(text) }
  }

  /// Waits until the line of the cursor is `text`.
  public func expectLine(_ text: String, file: StaticString = #fileID, line: UInt = #line) throws {
    try expect("the line \"\(text)\"", file: file, line: line) { $0.cursorLine == text.trimmed }
  }

  /// Waits until some line, also one that scrolled off, is exactly `text`.
  public func expectOutput(
    _ text: String, file: StaticString = #fileID, line: UInt = #line
  ) throws {
    try expect("a line \"\(text)\"", file: file, line: line) { $0.transcript.contains(text) }
  }

  /// Waits until the cursor stands right behind `text`, from the first column.
  public func expectCursor(
    after text: String, file: StaticString = #fileID, line: UInt = #line
  ) throws {
    try expect("the cursor after \"\(text)\"", file: file, line: line) {
      $0.textBeforeCursor == text
    }
  }

  /// Waits for an empty prompt, below row `row` of the transcript.
  public func expectPrompt(
    below row: Int = -1, file: StaticString = #fileID, line: UInt = #line
  ) throws {
    try expect("the prompt \"\(prompt)\"", file: file, line: line) {
      $0.absoluteRow > row && $0.textBeforeCursor == prompt && $0.cursorLine == prompt.trimmed
    }
  }

  /// Waits until nothing that the shell has started is left.
  public func expectNoChildren(file: StaticString = #fileID, line: UInt = #line) throws {
    try eventually("no child", file: file, line: line) {
      ProcessTable.children(of: process.id).isEmpty
    }
  }

  /// Waits until a condition on processes or modes holds. There is no event
  /// for those, so they are looked at again after output, or every 10 ms; also
  /// when the shell has ended.
  public func eventually(
    _ what: String, file: StaticString = #fileID, line: UInt = #line,
    _ condition: () throws -> Bool
  ) throws {
    let start = PtyTerminal.now()
    while true {
      absorbOutput()
      if try condition() { return }
      guard PtyTerminal.now() - start < PtyTerminal.deadline * 1000 else {
        throw failure(what, "timeout", file, line)
      }
      if process.exit == nil { _ = absorb(within: 10) } else { poll(nil, 0, 10) }
    }
  }

  /// Waits until a program of that name has the terminal; returns its entry.
  @discardableResult
  public func expectForeground(
    _ name: String, file: StaticString = #fileID, line: UInt = #line
  ) throws -> ProcessTable.Entry {
    guard let found = try expectForeground([name], file: file, line: line).first else {
      throw failure("\(name) in the foreground", "it is gone", file, line)
    }
    return found
  }

  /// As many programs as there are names.
  private func expectForeground(
    _ names: [String], file: StaticString, line: UInt
  ) throws -> [ProcessTable.Entry] {
    var found: [ProcessTable.Entry] = []
    try eventually("\(names) in the foreground", file: file, line: line) {
      let group = process.foregroundGroup
      var missing = names
      found = ProcessTable.session(process.id).filter { entry in
        guard entry.group == group, let index = missing.firstIndex(of: entry.name) else {
          return false
        }
        missing.remove(at: index)
        return true
      }
      return missing.isEmpty
    }
    return found
  }

  /// Waits for the shell's end.
  public func expectExit(
    file: StaticString = #fileID, line: UInt = #line
  ) throws -> PtyProcess.Exit {
    let start = PtyTerminal.now()
    while process.exit == nil {
      guard PtyTerminal.now() - start < PtyTerminal.deadline * 1000 else {
        throw failure("the end of the shell", "timeout", file, line)
      }
      _ = absorb(within: 1000)
    }
    while absorb(within: 0) {}
    guard let exit = process.exit else { throw failure("the end", "unknown", file, line) }
    return exit
  }

  private func wait(
    for what: String, _ file: StaticString, _ line: UInt,
    until condition: () throws -> Bool
  ) throws {
    let start = PtyTerminal.now()
    while true {
      absorbOutput()
      if try condition() { return }
      if let exit = process.exit {
        throw failure(what, "the shell ended with \(exit)", file, line)
      }
      guard PtyTerminal.now() - start < PtyTerminal.deadline * 1000 else {
        throw failure(what, "timeout", file, line)
      }
      _ = absorb(within: 1000)
    }
  }

  /// Shows what output there is, and goes on if a program writes without end.
  private func absorbOutput() {
    for _ in 0..<256 where !absorb(within: 0) { return }
  }

  /// Shows one piece of output; false when there was none in time.
  private func absorb(within milliseconds: Int) -> Bool {
    guard case .output(let bytes) = process.next(within: milliseconds) else { return false }
    screen.feed(bytes)
    return true
  }

  private func failure(
    _ what: String, _ why: String, _ file: StaticString, _ line: UInt
  ) -> PtyFailure {
    PtyFailure(
      description: "\(file):\(line): waited for \(what): \(why)\n\(testee.path)\n\(screen.picture)")
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}

/// Something expected did not come; says what, where, and shows the screen.
public struct PtyFailure: Error, CustomStringConvertible {
  public var description: String
}

extension StringProtocol {
  /// Without trailing spaces, as screen lines are.
  fileprivate var trimmed: String {
    var text = String(self)
    while text.last == " " { text.removeLast() }
    return text
  }
}
