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
      as [(StaticString, Int)]
    {
      let slot = names.intern(Bytes(name))
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
      forEachName(.functions) { name, _ in body(name, Bytes("function")) }
      forEachName(.builtins, body)
      for word in ReservedWord.allCases where word != .none {
        body(Bytes(word.text), word.help.summary)
      }
    case .functions:
      for slot in allSlots where commands.function(slot) != nil { body(names[slot], .empty) }
    case .aliases:
      for slot in allSlots {
        if let alias = commands.alias(slot) { body(names[slot], alias.bytes) }
      }
    case .builtins:
      for builtin in BuiltinID.allCases { body(Bytes(builtin.name), builtin.help.summary) }
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
        body(Bytes(row.name), Bytes(options.contains(row.option) ? "on" : "off"))
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
    BuiltinID.allCases.first { Bytes($0.name).array == name }?.help.forEachOption(body)
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
