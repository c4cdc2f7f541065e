// help: what the built-ins and reserved words do. Not in POSIX; bash's habit. The
// usage line under a wrong option, and completion, read the same texts.
//
// A text is: synopsis lines from the first column, which may go on four columns
// in; the description, two columns in; then, four columns in, options (`-x
// ARGUMENT`, two blanks or more, what it does) and examples, which begin with `$ `.

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
      report(builtin: "help", name, ": no such built-in", question.bytes)
      failed = true
    }
    return failed ? 1 : 0
  }

  private func listHelp() {
    output.append("Built-ins; 'help name' tells more, 'man swish' the rest.\n\n")
    for id in BuiltinID.allCases {
      output.append(id.name)
      for _ in id.name.count..<11 { output.append(" ") }
      output.append(id.help.summary)
      output.append("\n")
    }
    output.append("\nReserved words:")
    for word in ReservedWord.allCases
    where word != .none && word.help.text.hasPrefix(word.text) {
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
    where name == id.name || Pattern.matches(name, id.name, mode) {
      write(id.help, of: id.name, format)
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

public struct BuiltinHelp {
  /// All of it, every line ended by a newline.
  public let text: Bytes

  /// The first synopsis line.
  public var synopsis: Bytes { text.prefix(text.firstIndex(of: newline) ?? text.count) }

  /// The first line of the description. A synopsis may go on four columns in.
  public var summary: Bytes {
    var found = Bytes.empty
    forEachLine { line in
      guard found.isEmpty, line.hasPrefix("  "), line.count > 2, line[2] != blank else {
        return
      }
      found = line.dropFirst(2)
    }
    return found
  }

  /// Calls `body` with each option (`-x`, without its argument) and what it does.
  public func forEachOption(_ body: (Bytes, Bytes) -> Void) {
    forEachLine { line in
      guard line.hasPrefix("    -") else { return }
      let entry = line.dropFirst(4)
      guard let end = entry.firstIndex(of: blank), let gap = doubleBlank(entry) else { return }
      var start = gap
      while start < entry.count && entry[start] == blank { start += 1 }
      body(entry.prefix(end), entry.dropFirst(start))
    }
  }

  private func forEachLine(_ body: (Bytes) -> Void) {
    var rest = text
    while !rest.isEmpty {
      let end = rest.firstIndex(of: newline) ?? rest.count
      body(rest.prefix(end))
      rest = rest.dropFirst(end + 1)
    }
  }

  private func doubleBlank(_ text: Bytes) -> Int? {
    (1..<max(text.count, 1)).first { text[$0] == blank && text[$0 - 1] == blank }
  }

  private var newline: UInt8 { UInt8(ascii: "\n") }
  private var blank: UInt8 { UInt8(ascii: " ") }
}

extension BuiltinID {
  public var help: BuiltinHelp {
    BuiltinHelp(text: isSpecial ? specialBuiltinHelp : utilityHelp)
  }
}

extension ReservedWord {
  /// What `help` says of a reserved word, laid out like a built-in's text; of
  /// the words inside a construct, that of the construct.
  var help: BuiltinHelp { BuiltinHelp(text: helpText) }

  private var helpText: Bytes {
    switch self {
    case .if, .then, .else, .elif, .fi:
      """
      if list; then list; [elif list; then list;]... [else list;] fi
        Execute the list behind the first condition that succeeds.
          $ if cmp -s a b; then echo same; else echo different; fi

      """
    case .for, .in:
      """
      for name [in word...]; do list; done
        Execute the list for each word, or each positional parameter.
          $ for file in *.c; do cc -c "$file"; done

      """
    case .while, .until, .do, .done:
      """
      while list; do list; done
      until list; do list; done
        Repeat the second list as long as, or until, the first succeeds.
          $ while sleep 1; do date; done

      """
    case .case, .esac:
      """
      case word in [pattern[|pattern]...) list;;]... esac
        Execute the list of the first pattern that matches.
        ;& goes on with the next list, and ;;& with the next that matches.
          $ case $file in *.gz) gunzip "$file";; *) echo "what is $file?";; esac

      """
    case .leftBrace, .rightBrace:
      """
      { list; }
        Execute a list in this shell, as one command.
          $ { date; uptime; } >log

      """
    case .bang:
      """
      ! pipeline
        Succeed if the pipeline fails.

      """
    case .time:
      """
      time [-p] pipeline
        Write the time that a pipeline took.
          -p            in the format of POSIX

      """
    case .doubleBracket:
      """
      [[ expression ]]
        Test files, texts and numbers as test does.
        Words are not split, and the right of == is a pattern. Not in POSIX.
          $ [[ $file == *.gz && ! -d $file ]] && gunzip "$file"

      """
    case .function:
      """
      function name { list; }
        Define a function, as name() does. Not in POSIX.

      """
    case .coproc:
      """
      coproc command
      coproc name compound-command
        Execute a command in the background, with pipes to it and from it.
        The array COPROC, or name, has the descriptors of its output and its
        input. Not in POSIX.
          $ coproc bc; echo 6*7 >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x

      """
    case .select:
      """
      select name [in word...]; do list; done
        Execute the list with words that are chosen by their numbers.
        PS3 is the prompt, REPLY what was typed. Not in POSIX.
          $ select file in *.c; do cc -c "$file"; break; done

      """
    default: ""
    }
  }
}
