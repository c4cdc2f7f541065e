// set and shift (XCU 2.15): options and positional parameters.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `set [-abCEefHhmnTuvx] [-o option] [argument...]`
  func runSet(_ arguments: Arguments) throws(ShellError) -> Int32 {
    if arguments.count == 1 {
      listAllVariables()
      return 0
    }
    var index = 1
    var setsPositionals = false
    while index < arguments.count {
      let word = arguments[index]
      guard let sign = word.first, word.count > 1,
        sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
      else {
        // A lone `-` ends options and turns tracing off, as everywhere.
        if word == "-" {
          setOption([.xtrace, .verbose], false)
          index += 1
          setsPositionals = index < arguments.count
        }
        // A lone `+` does nothing.
        if word != "+" { break }
        index += 1
        continue
      }
      index += 1
      if word == "--" {
        setsPositionals = true
        break
      }
      try setLetters(word, sign == UInt8(ascii: "-"), arguments, &index)
    }
    if setsPositionals || index < arguments.count {
      let rest = arguments.dropFirst(index)
      let fresh = Positionals(copying: rest.items, count: rest.count)
      positionals.free()
      positionals = fresh
    }
    return 0
  }

  private func setLetters(
    _ word: Bytes, _ on: Bool, _ arguments: Arguments, _ index: inout Int
  ) throws(ShellError) {
    for i in 1..<word.count {
      if word[i] == UInt8(ascii: "o") {
        guard index < arguments.count else {
          listOptions(asCommands: !on)
          continue
        }
        let name = arguments[index]
        index += 1
        guard let option = Options.named(name) else {
          report(builtin: "set", name, isNone: .setOptions, "invalid option")
          throw .utility(status: 2)
        }
        setOption(option, on)
        if option == .vi || option == .emacs {
          terminalHooks?.editingModeChanged(vi: options.contains(.vi))
        }
      } else {
        guard let option = Options.lettered(word[i]) else {
          report(builtin: "set", word, ": invalid option")
          throw .utility(status: 2)
        }
        setOption(option, on)
      }
    }
  }

  /// `set -o`, or `set +o` in a form that can be read back.
  func listOptions(asCommands: Bool) {
    for row in Options.table {
      let isOn = options.contains(row.option)
      if asCommands {
        output.append(isOn ? "set -o " : "set +o ")
        output.append(row.name)
      } else {
        output.append(row.name)
        for _ in row.name.count..<16 { output.append(" ") }
        output.append(isOn ? "on" : "off")
      }
      output.append("\n")
    }
  }

  /// `set` alone: names and values, sorted, fit to be read back.
  private func listAllVariables() {
    for slot in sortedSlots({ variables.isSet($0) }) {
      output.append(names[slot])
      output.append("=")
      if variables.array(slot) != nil || value(slot)?.isEmpty == false {
        appendAssignable(slot, to: &output.buffer)
      }
      output.append("\n")
    }
  }

  /// `shift [n]`
  func runShift(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var n = 1
    if let operand = operands(of: arguments).first {
      guard let number = operand.decimal else {
        report(builtin: "shift", operand, ": not a number")
        throw .utility(status: 2)
      }
      n = number
    }
    guard n <= positionals.count else {
      report(builtin: "shift", "cannot shift that many")
      throw .utility(status: 1)
    }
    positionals.shift(n)
    return 0
  }
}
