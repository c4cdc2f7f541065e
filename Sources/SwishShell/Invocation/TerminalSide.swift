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

  public func forEachVariable(_ body: (Bytes) -> Void) {
    for slot in allSlots where variables.isSet(slot) { body(names[slot]) }
  }

  private var allSlots: some Sequence<Slot> { (0..<UInt32(names.count)).lazy.map { Slot($0) } }

  /// Functions, aliases, built-ins and reserved words.
  public func forEachCommandName(_ body: (Bytes) -> Void) {
    for slot in allSlots
    where commands.function(slot) != nil || commands.alias(slot) != nil {
      body(names[slot])
    }
    for builtin in BuiltinID.allCases { body(Bytes(builtin.name)) }
    for word in ReservedWord.allCases where word != .none { body(Bytes(word.text)) }
  }

  /// What a name means as a command, for colours.
  public enum CommandKind: Sendable { case program, builtin, function, alias, unknown }

  public func commandKind(of name: Bytes) -> CommandKind {
    let slot = names.find(name)
    if let slot, commands.alias(slot) != nil { return .alias }
    if let slot, commands.function(slot) != nil { return .function }
    if BuiltinID.named(name) != nil { return .builtin }
    if let slot, commands.location(slot) != nil { return .program }
    if name.contains(UInt8(ascii: "/")) {
      let path = OwnedText(name)
      return isAccessible(path.cString, .execute) ? .program : .unknown
    }
    if case .found = search(name, in: value(wellKnown.path) ?? .empty) { return .program }
    return .unknown
  }

  /// The first word of each job's command, as in `%name`.
  public func forEachJobName(_ body: (Bytes) -> Void) {
    for job in jobs.jobs {
      let word = (job.text?() ?? []).prefix { $0 != UInt8(ascii: " ") }
      word.withUnsafeBufferPointer {
        if let start = $0.baseAddress { body(Bytes(start: start, count: $0.count)) }
      }
    }
  }
}
