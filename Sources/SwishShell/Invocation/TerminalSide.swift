// What the terminal side asks of the engine: signals at the prompt, and the
// names that completion offers.

import SwishSyntax
import SwishSystem

/// A source whose unfinished command a person can take back with SIGINT; the
/// parser's complaint about it is then not to be reported.
public protocol InterruptibleSource: InputSource {
  var wasInterrupted: Bool { get }
}

extension Shell {
  /// Deals with the signals that came while the shell was waiting for a line.
  /// False when the shell is to end.
  public func obeySignals() -> Bool {
    isAtPrompt = true
    defer { isAtPrompt = false }
    return atSafePoint() != .exiting
  }

  /// A trap's action waits for the signal.
  public func hasTrap(_ signal: Signal) -> Bool { traps.handles(signal) }

  /// Ends the shell with `$?`, after the EXIT trap.
  public func end() -> Never { terminate() }

  /// SIGWINCH came; the line editor asks for it itself.
  func noteWindowChange() {
    windowChanged = true
    if isInteractive { noteWindowSize() }
  }

  /// Gives COLUMNS and LINES the size of the window (bash's checkwinsize). In
  /// POSIX mode they are the user's.
  public func noteWindowSize() {
    guard !options.contains(.posix), let size = Terminal(.standardError).size else { return }
    for (name, number) in [("COLUMNS", size.columns), ("LINES", size.rows)]
      as [(Bytes, Int)]
    {
      let slot = names.intern(name)
      if variables.attributes(slot).contains(.readonly) { continue }
      if value(slot)?.decimal != number { try? assign(slot, integer: Int64(number)) }
    }
  }

  /// `pattern` matches all of `text` (XCU 2.14).
  public func matches(_ pattern: Bytes, _ text: Bytes) -> Bool {
    Pattern.matches(pattern, text, PatternMode(isUTF8: isUTF8))
  }

  /// Writes a diagnostic.
  public func complain(_ text: Bytes) { report(text) }

  /// The value of a variable, valid until a variable changes.
  public func variable(named name: Bytes) -> Bytes? {
    guard let slot = names.find(name) else { return nil }
    return value(slot)
  }

  private var allSlots: some Sequence<Slot> { (0..<UInt32(names.count)).lazy.map { Slot($0) } }

  /// Calls `body` with each name of a kind and what a person is told of it.
  public func forEachName(_ kind: NameKind, _ body: (_ name: Bytes, _ detail: Bytes) -> Void) {
    switch kind {
    case .commands:
      forEachName(.aliases, body)
      forEachName(.functions) { name, _ in body(name, "function") }
      forEachName(.builtins, body)
      for word in ReservedWord.allCases where word != .none {
        body(word.text, word.help.summary)
      }
    case .functions:
      for slot in allSlots where commands.function(slot) != nil { body(names[slot], .empty) }
    case .aliases:
      for slot in allSlots {
        if let alias = commands.alias(slot) { body(names[slot], alias.bytes) }
      }
    case .builtins:
      for builtin in BuiltinID.allCases { body(builtin.name, builtin.help.summary) }
    case .variables:
      for slot in allSlots where variables.isSet(slot) { body(names[slot], value(slot) ?? .empty) }
    case .jobs: forEachJob(body)
    case .signals:
      for number in 1..<Signal.limit {
        let signal = Signal(number)
        if let name = signal.name { body(Bytes(name), Bytes(cString: signal.description)) }
      }
    case .setOptions:
      for row in Options.table {
        body(row.name, Bytes(options.contains(row.option) ? "on" : "off"))
      }
    case .shoptOptions:
      forEachShopt(ofSet: false) { body($0, Bytes($1 ? "on" : "off")) }
      forEachName(.setOptions, body)
    }
  }

  /// Each job by the first word of its command, or by its number where that is
  /// not enough.
  private func forEachJob(_ body: (Bytes, Bytes) -> Void) {
    let words = jobs.jobs.map { job in
      job.withText { $0.prefix($0.firstIndex(of: UInt8(ascii: " ")) ?? $0.count).array }
    }
    for (index, job) in jobs.jobs.enumerated() {
      var name = ByteBuffer()
      if words.filter({ $0 == words[index] }).count == 1 {
        name.append(words[index])
      } else {
        name.append(decimal: job.number)
      }
      job.withText { body(name.bytes, $0) }
    }
  }

  /// The options of a built-in and what they do.
  public func forEachOption(of name: [UInt8], _ body: (Bytes, Bytes) -> Void) {
    BuiltinID.allCases.first { $0.name.array == name }?.help.forEachOption(body)
  }

  /// For a child of the terminal side: becomes the program that the words call.
  /// Returns if that fails.
  public func becomeProgram(_ words: [[UInt8]], output target: FileDescriptor) {
    becomeSubshell()
    Process.startSession()
    var text = ByteBuffer()
    text.append("exec")
    for word in words {
      text.append(" ")
      let copy = OwnedText(word)
      withExtendedLifetime(copy) { text.appendQuoted(copy.bytes) }
    }
    text.append(" </dev/null >&")
    text.append(decimal: Int(target.number))
    text.append(" 2>&1")
    _ = evaluate(text.bytes)
    text.removeAll()
  }

  /// What a name means as a command, for colours.
  public enum CommandKind: Sendable { case program, builtin, function, alias, unknown }

  /// Nil if only PATH can tell, and `maySearch` forbids it.
  public func commandKind(of name: Bytes, maySearch: () -> Bool) -> CommandKind? {
    let slot = names.find(name)
    if let slot, commands.alias(slot) != nil { return .alias }
    if let slot, commands.function(slot) != nil { return .function }
    if BuiltinID.named(name) != nil { return .builtin }
    if let slot, commands.location(slot) != nil { return .program }
    if !maySearch() { return nil }
    if name.contains(UInt8(ascii: "/")) {
      let path = OwnedText(name)
      if isDirectory(path.cString) { return options.contains(.autocd) ? .builtin : .unknown }
      return isAccessible(path.cString, .execute) ? .program : .unknown
    }
    if case .found = search(name, in: value(wellKnown.path) ?? .empty) { return .program }
    return .unknown
  }
}

/// What completion asks for by name.
public enum NameKind: Sendable {
  /// Aliases, functions, built-ins and reserved words; PATH is searched apart.
  case commands
  case functions, aliases, builtins, variables
  /// As in `%name`.
  case jobs
  case signals
  /// Of `set -o`, of `shopt`.
  case setOptions, shoptOptions
}

/// What an interactive shell asks of its terminal side.
public protocol TerminalHooks: AnyObject {
  /// `set -o vi` or `set -o emacs` changed the editing mode.
  func editingModeChanged(vi: Bool)
  /// A command of the shell's input was read and is about to be executed.
  func willExecute()
  /// The shell is about to end.
  func willEnd()
  var history: any CommandHistory { get }
  var keyBindings: any KeyBindings { get }
}

/// The commands a person typed (XCU sh, "Command History List"), as `fc` and
/// `history` see them. Only an interactive shell has one.
public protocol CommandHistory: AnyObject {
  /// The numbers of the entries, oldest first; each is one more than the last.
  var numbers: Range<Int> { get }

  /// The entry of the command being executed, if that was kept.
  var current: Int? { get }

  /// The text of an entry, without a newline at its end; empty for a number
  /// there is none of. Valid until the list changes.
  func text(_ number: Int) -> Bytes

  /// When it was typed, in seconds since the Epoch; 0 if that is not known.
  func time(_ number: Int) -> Int

  /// Makes an entry, in the list and in HISTFILE.
  func append(_ text: Bytes)

  /// The command being executed leaves list and file (XCU fc).
  func withdrawCurrent()

  /// Removes entries from list and file; those behind them move up.
  func remove(_ range: ClosedRange<Int>)

  /// Empties the list.
  func clear()

  /// Moves entries between list and file; nil is HISTFILE.
  func transfer(_ transfer: HistoryTransfer, file: UnsafePointer<CChar>?) throws(Errno)

  /// Appends `text` with `!` expanded; false, with the reason appended, where
  /// that fails.
  func expand(_ text: Bytes, into result: inout ByteBuffer) -> Bool
}

/// What `history` does with a file.
public enum HistoryTransfer {
  /// `-a`: this session's new entries are appended to the file.
  case append
  /// `-n`: what others added to the file since it was read joins the list.
  case readNew
  /// `-r`: all of the file joins the list.
  case read
  /// `-w`: the file becomes what the list is.
  case write
}

/// The line editor's keys, as `bind` sees them.
public protocol KeyBindings: AnyObject {
  /// Does what one option of `bind` asks for, and appends what that lists.
  /// `option` is its letter, 0 for a line as it may stand in an inputrc;
  /// `keymap` is the one that -m named.
  func bind(
    _ option: UInt8, _ argument: Bytes, keymap: Bytes?, into output: inout ByteBuffer
  ) throws(BindError)
}

public enum BindError: Error {
  case unknownKeymap, unknownFunction, invalidKeys
  /// No key leads to the function: a status, and no error.
  case unbound
  case system(Errno)
}
