// help: what the built-ins and reserved words do. Not in POSIX; bash's habit.
import SwishSyntax

extension Shell {
  /// `help [-ds] [name...]`: the texts of what matches the names, which are
  /// patterns; without names, a line for each built-in. Status 1 if a name
  /// matches nothing.
  func runHelp(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "ds")
    var format: UInt8 = 0
    while let letter = try options.next(for: self) { format = letter }
    let operands = options.operands
    if operands.isEmpty { listHelp() }
    var failed = false
    for name in operands where !writeHelp(on: name, format) {
      var question = question(name, .builtins)
      if question.isEmpty {
        question.append("; try 'man ")
        question.append(name)
        question.append("'")
      }
      report(builtin: "help", name, Bytes(": no such built-in"), question.bytes)
      failed = true
    }
    return failed ? 1 : 0
  }

  private func listHelp() {
    output.append("Built-ins; 'help name' tells more, 'man swish' the rest.\n\n")
    for id in BuiltinID.allCases {
      output.append(id.name)
      for _ in id.name.utf8CodeUnitCount..<11 { output.append(" ") }
      output.append(id.help.summary)
      output.append("\n")
    }
    output.append("\nReserved words, of which help tells as well:")
    for word in ReservedWord.allCases where !word.help.text.isEmpty {
      output.append(" ")
      output.append(word.text)
    }
    output.append("\n")
  }

  /// False if nothing matches `name`. A construct of several reserved words is
  /// explained once.
  private func writeHelp(on name: Bytes, _ format: UInt8) -> Bool {
    let mode = PatternMode(isUTF8: isUTF8)
    var found = false
    for id in BuiltinID.allCases
    where name == id.name || Pattern.matches(name, Bytes(id.name), mode) {
      write(id.help, of: Bytes(id.name), format)
      found = true
    }
    let word = ReservedWord.of(name)
    if word != .none && !word.help.text.isEmpty {
      write(word.help, of: name, format)
      found = true
    }
    return found
  }

  /// -s: only how it is called; -d: only what it does.
  private func write(_ help: BuiltinHelp, of name: Bytes, _ format: UInt8) {
    switch format {
    case UInt8(ascii: "s"): output.append(help.synopsis)
    case UInt8(ascii: "d"):
      output.append(name)
      output.append(" - ")
      output.append(help.summary)
    default: return output.append(help.text)
    }
    output.append("\n")
  }
}
