import SwishSyntax
import SwishSystem

/// Options of a utility by the guidelines of XBD 12.2: letters behind `-`,
/// grouped, with option-arguments; `--` ends them.
struct OptionParser {
  let arguments: Arguments
  /// The letters allowed; one followed by `:` takes an argument.
  let letters: Bytes
  private(set) var index = 1
  private var offset = 0
  /// The argument of the option last returned.
  private(set) var argument = Bytes.empty

  init(_ arguments: Arguments, _ letters: Bytes) {
    self.arguments = arguments
    self.letters = letters
  }

  /// The letter of the next option; nil where the operands begin. What is no
  /// option ends the utility, after a diagnostic.
  mutating func next(for shell: Shell) throws(ShellError) -> UInt8? {
    do throws(UsageError) { return try next() } catch {
      throw shell.usageError(error, of: arguments)
    }
  }

  private mutating func next() throws(UsageError) -> UInt8? {
    if offset == 0 {
      guard index < arguments.count else { return nil }
      let word = arguments[index]
      guard word.count > 1, word.first == UInt8(ascii: "-") else { return nil }
      index += 1
      if word == "--" { return nil }
      if word == "--help" { throw .help }
      offset = 1
    }
    let word = arguments[index - 1]
    let letter = word[offset]
    offset += 1
    if offset == word.count { offset = 0 }
    guard letter != UInt8(ascii: ":"), let at = letters.firstIndex(of: letter) else {
      throw .unknown(letter)
    }
    guard at + 1 < letters.count, letters[at + 1] == UInt8(ascii: ":") else {
      return letter
    }
    if offset > 0 {
      argument = word.dropFirst(offset)
      offset = 0
    } else {
      guard index < arguments.count else { throw .missingArgument(letter) }
      argument = arguments[index]
      index += 1
    }
    return letter
  }

  var operands: Arguments { arguments.dropFirst(index) }
}

/// What is wrong with an option.
enum UsageError: Error {
  case unknown(UInt8)
  case missingArgument(UInt8)
  /// `--help`
  case help
}

extension Shell {
  /// Says that an option is wrong, and how the built-in is called, or for
  /// `--help` all of its text.
  func usageError(_ error: UsageError, of arguments: Arguments) -> ShellError {
    guard let builtin = BuiltinID.named(arguments[0]) else { return .utility(status: 2) }
    var text = ByteBuffer()
    switch error {
    case .help:
      output.append(builtin.help.text)
      return .utility(status: 2)
    case .unknown(let letter):
      text.append("-")
      text.append(letter)
      text.append(": invalid option")
      // The same letter in the other case is the likely slip.
      builtin.help.forEachOption { option, _ in
        guard option.count == 2, option[1] == letter ^ 0x20 else { return }
        text.append("; did you mean ")
        text.append(option)
        text.append("?")
      }
    case .missingArgument(let letter):
      text.append("-")
      text.append(letter)
      text.append(": option requires an argument")
    }
    report(builtin: builtin.name, text.bytes)
    text.removeAll()
    text.append("usage: ")
    text.append(builtin.help.synopsis)
    text.append("\n")
    writeToStandardError(text.bytes)
    return .utility(status: 2)
  }

  /// Skips `--` of a utility without options; the operands.
  func operands(of arguments: Arguments) -> Arguments {
    arguments.count > 1 && arguments[1] == "--"
      ? arguments.dropFirst(2) : arguments.dropFirst(1)
  }
}
