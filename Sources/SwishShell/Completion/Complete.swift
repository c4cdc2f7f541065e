// complete, compgen and compopt. Not in POSIX.
import SwishSyntax
import SwishSystem

extension Shell {
  private static var specLetters: Bytes { "abcdefgjksuvA:C:F:G:o:P:S:W:X:prDEI" }

  /// `complete [-abcdefgjksuv] [-o option] [-A action] [-G pattern] [-W words]
  /// [-F function] [-C command] [-X pattern] [-P prefix] [-S suffix] [-DEI]
  /// [name...]`, `complete -p|-r [-DEI] [name...]`
  func runComplete(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var spec = CompletionSpec()
    var names: [Slot] = []
    var prints = arguments.count == 1
    var removes = false
    var options = OptionParser(arguments, Self.specLetters)
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "p"): prints = true
      case UInt8(ascii: "r"): removes = true
      case _ where Bytes("DEI").contains(letter):
        names.append([UInt8(ascii: "-"), letter].withBytes { self.names.intern($0) })
      default:
        if let problem = spec.take(letter, options.argument) {
          report(builtin: "complete", options.argument, problem)
          return 2
        }
      }
    }
    // -D, -E and -I take the place of names.
    if names.isEmpty {
      for name in options.operands { names.append(self.names.intern(name)) }
    }
    if prints { return printSpecs(names) }
    if removes { return removeSpecs(names) }
    guard !names.isEmpty else {
      throw usageError(.missingArgument(UInt8(ascii: "p")), of: arguments)
    }
    for name in names { specifyCompletion(name, spec) }
    return 0
  }

  private func specifyCompletion(_ name: Slot, _ spec: CompletionSpec) {
    let table = completions ?? CompletionTable()
    completions = table
    table[name] = spec
  }

  private func printSpecs(_ names: [Slot]) -> Int32 {
    var status: Int32 = 0
    for name in names.isEmpty ? sortedSlots({ completions?[$0] != nil }) : names {
      guard let spec = completions?[name] else {
        report(builtin: "complete", self.names[name], ": no completion specification")
        status = 1
        continue
      }
      output.append("complete")
      spec.append(to: &output.buffer)
      output.append(" ")
      output.buffer.appendShellQuoted(self.names[name])
      output.append("\n")
    }
    return status
  }

  private func removeSpecs(_ names: [Slot]) -> Int32 {
    if names.isEmpty { completions?.removeAll() }
    var status: Int32 = 0
    for name in names {
      if completions?[name] == nil {
        report(builtin: "complete", self.names[name], ": no completion specification")
        status = 1
      }
      completions?[name] = nil
    }
    return status
  }

  /// `compopt [-o option] [+o option] [-DEI] [name...]`: without a name, of the
  /// completion being made.
  func runCompopt(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var added: CompletionOptions = []
    var removed: CompletionOptions = []
    var names: [Slot] = []
    var index = 1
    while index < arguments.count, let sign = arguments[index].first,
      sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+"), arguments[index].count > 1
    {
      let word = arguments[index]
      index += 1
      if word == "--" { break }
      if word == "-D" || word == "-E" || word == "-I" {
        names.append(self.names.intern(word))
        continue
      }
      guard word.dropFirst(1) == "o", index < arguments.count else {
        if word == "--help" { throw usageError(.help, of: arguments) }
        let letter = word[1]
        throw usageError(
          letter == UInt8(ascii: "o") ? .missingArgument(letter) : .unknown(letter), of: arguments)
      }
      guard let option = CompletionOptions.named(arguments[index]) else {
        report(builtin: "compopt", arguments[index], ": no such option")
        return 2
      }
      index += 1
      if sign == UInt8(ascii: "-") { added.formUnion(option) } else { removed.formUnion(option) }
    }
    for name in arguments.dropFirst(index) { names.append(self.names.intern(name)) }
    return changeOptions(of: names, added, removed)
  }

  private func changeOptions(
    of names: [Slot], _ added: CompletionOptions, _ removed: CompletionOptions
  ) -> Int32 {
    func change(_ spec: inout CompletionSpec) {
      spec.options.formUnion(added)
      spec.options.subtract(removed)
    }
    if names.isEmpty {
      guard var spec = completions?.atHand else {
        report(builtin: "compopt", "no completion is being made")
        return 1
      }
      change(&spec)
      completions?.atHand = spec
      return 0
    }
    var status: Int32 = 0
    for name in names {
      guard var spec = completions?[name] else {
        report(builtin: "compopt", self.names[name], ": no completion specification")
        status = 1
        continue
      }
      change(&spec)
      completions?[name] = spec
    }
    return status
  }

  /// `compgen [option...] [word]`: the candidates for the word, a line each.
  func runCompgen(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var spec = CompletionSpec()
    var options = OptionParser(arguments, Self.specLetters)
    while let letter = try options.next(for: self) {
      switch letter {
      case _ where Bytes("prDEI").contains(letter):
        throw usageError(.unknown(letter), of: arguments)
      default:
        if let problem = spec.take(letter, options.argument) {
          report(builtin: "compgen", options.argument, problem)
          return 2
        }
      }
    }
    let word = OwnedText(options.operands.first ?? .empty)
    let call = CompletionCall(line: [], point: 0, word: word.bytes.array)
    let found = try candidates(spec, call)
    for name in found {
      name.withBytes { output.append($0) }
      output.append("\n")
    }
    return found.isEmpty ? 1 : 0
  }
}
