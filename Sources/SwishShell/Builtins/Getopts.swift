// getopts (XCU): one option a call.
import SwishSyntax
import SwishSystem

/// Where `getopts` stands inside a word of grouped options.
struct GetoptsState {
  /// The offset of the next letter; 0 to begin with the word at OPTIND.
  var offset = 0

  /// OPTIND was assigned to.
  mutating func restart() { offset = 0 }
}

extension Shell {
  /// `getopts optstring name [argument...]`: status 0 for an option, 1 at the
  /// end of options, 2 for errors.
  func runGetopts(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let operands = operands(of: arguments)
    guard operands.count >= 2 else {
      report(builtin: "getopts", "option string and name required")
      return 2
    }
    guard operands[1].isName else {
      report(builtin: "getopts", operands[1], ": not a valid name")
      return 2
    }
    let words =
      operands.count > 2
      ? operands.dropFirst(2) : Arguments(items: positionals.items, count: positionals.count)
    let variable = names.intern(operands[1])
    var index = 1
    if let number = value(wellKnown.optind)?.decimal, number > 1 { index = number }

    guard let (word, offset) = optionWord(words, &index) else {
      if variables.isSet(wellKnown.optarg) { try unset(wellKnown.optarg) }
      try assign(wellKnown.optind, integer: Int64(index))
      try assign(variable, "?")
      return 1
    }
    let letter = word[offset..<offset + 1]
    let isGrouped = offset + 1 < word.count
    if !isGrouped { index += 1 }
    let found = lookUp(letter[0], in: operands[0])
    var name = found == nil ? Bytes("?") : letter
    var argument: Bytes?
    if found == nil {
      argument = complain(letter, "invalid option", operands[0])
    } else if found == .withArgument {
      if isGrouped {
        argument = word.dropFirst(offset + 1)
        index += 1
      } else if index <= words.count {
        argument = words[index - 1]
        index += 1
      } else {
        argument = complain(letter, "option requires an argument", operands[0])
        name = argument == nil ? "?" : ":"
      }
    }
    let staysInWord = isGrouped && found != .withArgument

    if let argument {
      try assign(wellKnown.optarg, argument)
    } else if variables.isSet(wellKnown.optarg) {
      try unset(wellKnown.optarg)
    }
    try assign(wellKnown.optind, integer: Int64(index))
    // Behind the assignment, which restarts.
    getopts.offset = staysInWord ? offset + 1 : 0
    try assign(variable, name)
    return 0
  }

  /// The word at `index` and the offset of the option in it; nil, with `index`
  /// at the first operand, when there are no more options.
  private func optionWord(_ words: Arguments, _ index: inout Int) -> (Bytes, Int)? {
    if getopts.offset > 0 {
      if index <= words.count, getopts.offset < words[index - 1].count {
        return (words[index - 1], getopts.offset)
      }
      // The arguments are not those of the last call.
      index += 1
    }
    guard index <= words.count else {
      index = words.count + 1
      return nil
    }
    let word = words[index - 1]
    guard word.count > 1, word[0] == UInt8(ascii: "-") else { return nil }
    if word == "--" {
      index += 1
      return nil
    }
    return (word, 1)
  }

  private enum OptionKind { case plain, withArgument }

  private func lookUp(_ letter: UInt8, in string: Bytes) -> OptionKind? {
    guard letter != UInt8(ascii: ":"), let at = string.firstIndex(of: letter) else { return nil }
    let hasColon = at + 1 < string.count && string[at + 1] == UInt8(ascii: ":")
    return hasColon ? .withArgument : .plain
  }

  /// OPTARG for a wrong option: the letter when the option string begins with a
  /// colon, else nothing, after a diagnostic in the name of `$0`. OPTERR=0 asks
  /// for silence, as in bash; the standard reserves the name (XBD 8.1).
  private func complain(_ letter: Bytes, _ problem: Bytes, _ string: Bytes) -> Bytes? {
    if string.first == UInt8(ascii: ":") { return letter }
    if let loud = variable(named: "OPTERR"), loud == "0" { return nil }
    var text = ByteBuffer()
    text.appendVisible(scriptName.bytes)
    text.append(": -")
    text.appendVisible(letter)
    text.append(": ")
    text.append(problem)
    text.append("\n")
    writeToStandardError(text.bytes)
    return nil
  }
}
