import SwishSyntax
import SwishSystem

/// What the options of `read` ask for.
struct ReadRequest {
  var isRaw = false
  var delimiter = UInt8(ascii: "\n")
  var prompt = Bytes.empty
  var input = FileDescriptor.standardInput
  /// The input is a here-document that has no descriptor.
  var isDocument = false
  var isTerminal: Bool { !isDocument && input.isTerminal }
  /// No more characters than that (-n, -N).
  var limit: Int?
  /// The delimiter ends nothing, and nothing is split (-N).
  var isExact = false
  /// What is typed does not appear.
  var isSilent = false
  /// When to give up, by `Clock.milliseconds`.
  var deadline: Int?
  /// The array that gets the fields (-a).
  var array: Bytes?
  /// `-t 0`: only tell whether there is input.
  var onlyLooks = false

  /// Takes an option over; what is wrong with its argument, if something is.
  mutating func take(_ letter: UInt8, _ argument: Bytes) -> StaticString? {
    switch letter {
    case UInt8(ascii: "r"): isRaw = true
    case UInt8(ascii: "d"): delimiter = argument.first ?? 0
    case UInt8(ascii: "p"): prompt = argument
    case UInt8(ascii: "s"): isSilent = true
    case UInt8(ascii: "a"):
      guard argument.isName else { return ": not a valid name" }
      array = argument
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      guard let count = argument.decimal else { return ": not a number" }
      limit = count
      isExact = letter == UInt8(ascii: "N")
    case UInt8(ascii: "t"):
      guard let span = argument.milliseconds else { return ": not a number of seconds" }
      onlyLooks = span == 0
      deadline = Clock.milliseconds + span
    case UInt8(ascii: "u"):
      guard let number = argument.decimal else { return ": not a descriptor" }
      input = FileDescriptor(Int32(number))
    // Lines are edited at the shell's prompt only.
    default: break
    }
    return nil
  }

  /// What a terminal must do differently meanwhile: hide what is typed, or hand
  /// over characters that make no line.
  func terminalModes() -> TerminalModes? {
    let byCharacter = limit != nil || delimiter != UInt8(ascii: "\n")
    guard isSilent || byCharacter, isTerminal else { return nil }
    let terminal = Terminal(input)
    return terminal.modes.map {
      TerminalModes(
        terminal: terminal, former: $0,
        modes: $0.changed(silent: isSilent, byCharacter: byCharacter))
    }
  }

  struct TerminalModes {
    let terminal: Terminal
    let former: Terminal.Modes
    let modes: Terminal.Modes
  }
}

/// The characters of what is read byte by byte.
struct CharacterCounter {
  let isUTF8: Bool
  private(set) var count = 0
  /// Bytes that the character at hand still lacks.
  private var lacking = 0

  init(isUTF8: Bool) { self.isUTF8 = isUTF8 }

  /// Counts a byte; true if a character ends with it.
  mutating func take(_ byte: UInt8) -> Bool {
    if lacking > 0 && byte & 0xc0 == 0x80 {
      lacking -= 1
    } else {
      lacking = !isUTF8 || byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf5 ? 3 : 0
    }
    if lacking == 0 { count += 1 }
    return lacking == 0
  }
}

extension Bytes {
  /// A number of seconds with up to three decimal places that count, in
  /// milliseconds; the rest rounds up.
  var milliseconds: Int? {
    let point = firstIndex(of: UInt8(ascii: ".")) ?? count
    let fraction = dropFirst(point + 1)
    guard count > 1 || point != 0 else { return nil }
    guard let seconds = point == 0 ? 0 : prefix(point).decimal else { return nil }
    var value = 0
    for i in 0..<max(3, fraction.count) {
      let digit = i < fraction.count ? fraction[i] : UInt8(ascii: "0")
      guard digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9") else { return nil }
      if i < 3 {
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
      } else if digit > UInt8(ascii: "0") {
        value += 1
        break
      }
    }
    return seconds * 1000 + value
  }
}
