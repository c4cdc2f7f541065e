// Completion/: programmable completion, which bash has and POSIX has not.
//
// `complete` says of a command how its arguments are completed; a `CompletionSpec`
// holds that. `compgen` and the line editor have the candidates generated
// (Candidates.swift), for which functions may be called (CompletionCall.swift).
// Nothing of this is there before a script asks for it.
import SwishSyntax

/// `-o`: what is done with the candidates, and where there are none.
public struct CompletionOptions: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let bashdefault = CompletionOptions(rawValue: 1)
  public static let `default` = CompletionOptions(rawValue: 2)
  public static let dirnames = CompletionOptions(rawValue: 4)
  public static let filenames = CompletionOptions(rawValue: 8)
  public static let noquote = CompletionOptions(rawValue: 16)
  public static let nosort = CompletionOptions(rawValue: 32)
  public static let nospace = CompletionOptions(rawValue: 64)
  public static let plusdirs = CompletionOptions(rawValue: 128)

  /// By their bits.
  static let names: [Bytes] = [
    "bashdefault", "default", "dirnames", "filenames", "noquote", "nosort", "nospace", "plusdirs",
  ]

  static func named(_ name: Bytes) -> CompletionOptions? {
    names.firstIndex { name == $0 }.map { CompletionOptions(rawValue: 1 << UInt16($0)) }
  }
}

/// `-A`: what names are candidates.
struct CompletionActions: OptionSet {
  let rawValue: UInt32

  /// By their bits, with the letter that stands for `-A name`, 0 for none.
  static let table: [(name: Bytes, letter: UInt8)] = [
    ("alias", UInt8(ascii: "a")), ("arrayvar", 0), ("binding", 0), ("builtin", UInt8(ascii: "b")),
    ("command", UInt8(ascii: "c")), ("directory", UInt8(ascii: "d")), ("disabled", 0),
    ("enabled", 0), ("export", UInt8(ascii: "e")), ("file", UInt8(ascii: "f")), ("function", 0),
    ("group", UInt8(ascii: "g")), ("helptopic", 0), ("hostname", 0), ("job", UInt8(ascii: "j")),
    ("keyword", UInt8(ascii: "k")), ("running", 0), ("service", UInt8(ascii: "s")),
    ("setopt", 0), ("shopt", 0), ("signal", 0), ("stopped", 0), ("user", UInt8(ascii: "u")),
    ("variable", UInt8(ascii: "v")),
  ]

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Those whose names are pathnames.
  static var files: CompletionActions {
    let files = CompletionActions(letter: UInt8(ascii: "f")) ?? []
    return files.union(CompletionActions(letter: UInt8(ascii: "d")) ?? [])
  }

  init?(name: Bytes) {
    guard let index = Self.table.firstIndex(where: { name == $0.name }) else { return nil }
    rawValue = 1 << UInt32(index)
  }

  init?(letter: UInt8) {
    guard letter != 0, let index = Self.table.firstIndex(where: { $0.letter == letter }) else {
      return nil
    }
    rawValue = 1 << UInt32(index)
  }

  var rows: [(name: Bytes, letter: UInt8)] {
    Self.table.indices.filter { rawValue & 1 << UInt32($0) != 0 }.map { Self.table[$0] }
  }
}

/// What `complete` was told.
struct CompletionSpec {
  var options: CompletionOptions = []
  var actions = CompletionActions(rawValue: 0)
  /// -G, -W, -F, -C, -X, -P, -S
  var texts: [UInt8: OwnedText] = [:]

  subscript(letter: UnicodeScalar) -> Bytes? { texts[UInt8(ascii: letter)]?.bytes }

  /// Takes an option over; what is wrong with its argument, if something is.
  mutating func take(_ letter: UInt8, _ argument: Bytes) -> Bytes? {
    switch letter {
    case UInt8(ascii: "o"):
      guard let option = CompletionOptions.named(argument) else { return ": no such option" }
      options.formUnion(option)
    case UInt8(ascii: "A"):
      guard let action = CompletionActions(name: argument) else { return ": no such action" }
      actions.formUnion(action)
    default:
      if let action = CompletionActions(letter: letter) {
        actions.formUnion(action)
      } else {
        texts[letter] = OwnedText(argument)
      }
    }
    return nil
  }

  /// Appends the options of the command that says the same.
  func append(to text: inout ByteBuffer) {
    for (index, name) in CompletionOptions.names.enumerated()
    where options.contains(CompletionOptions(rawValue: 1 << UInt16(index))) {
      text.append(" -o ")
      text.append(name)
    }
    for (name, letter) in actions.rows {
      text.append(letter == 0 ? " -A " : " -")
      if letter == 0 { text.append(name) } else { text.append(letter) }
    }
    for letter in Bytes("GWPSXCF").array {
      guard let argument = texts[letter]?.bytes else { continue }
      text.append(" -")
      text.append(letter)
      text.append(" ")
      if letter == UInt8(ascii: "F") { text.append(argument) } else { text.appendQuoted(argument) }
    }
  }
}

/// The specifications by the names of commands; those of -D, -E and -I by these.
final class CompletionTable {
  private(set) var specs: [Slot: CompletionSpec] = [:]
  /// That of the completion being made, whose options `compopt` changes.
  var atHand: CompletionSpec?
  /// The status of a function that wants the completion to begin anew.
  static let retry: Int32 = 124

  subscript(name: Slot) -> CompletionSpec? {
    get { specs[name] }
    set { specs[name] = newValue }
  }

  func removeAll() { specs.removeAll() }
}
