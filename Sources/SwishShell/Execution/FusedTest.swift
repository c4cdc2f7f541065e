// `[ $i -lt 10 ]`, `test -n "$x"` and their like, without arguments in between
// (XCU test). Whatever is not plain here is left to the ordinary way.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Nil, and nothing done, when the command must run as any other.
  func executeFusedTest(_ command: SimpleCommand) -> Flow? {
    guard let slot = command.name, !options.contains(.xtrace), commands.function(slot) == nil,
      let builtin = builtin(slot, names[slot])
    else { return nil }
    let words = command.words
    let count = builtin == .bracket ? words.count - 2 : words.count - 1
    let result =
      count == 3
      ? compare(Word(words[1]), Word(words[2]).plainText, Word(words[3]))
      : examine(Word(words[1]).plainText, Word(words[2]))
    guard let result else { return nil }
    status = result ? 0 : 1
    let flow = checkErrexit()
    return flow == .next ? atSafePoint() : flow
  }

  private func examine(_ primary: Bytes, _ operand: Word) -> Bool? {
    guard primary.count == 2, primary[0] == UInt8(ascii: "-") else { return nil }
    switch primary[1] {
    case UInt8(ascii: "n"): return wholeValue(operand).map { !$0.isEmpty }
    case UInt8(ascii: "z"): return wholeValue(operand).map { $0.isEmpty }
    default: return nil
    }
  }

  private func compare(_ left: Word, _ primary: Bytes, _ right: Word) -> Bool? {
    if primary == "=" || primary == "!=" {
      guard let a = wholeValue(left), let b = wholeValue(right) else { return nil }
      return (a == b) == (primary.count == 1)
    }
    guard primary.count == 3, primary[0] == UInt8(ascii: "-"), let a = integer(left),
      let b = integer(right)
    else { return nil }
    switch (primary[1], primary[2]) {
    case (UInt8(ascii: "e"), UInt8(ascii: "q")): return a == b
    case (UInt8(ascii: "n"), UInt8(ascii: "e")): return a != b
    case (UInt8(ascii: "l"), UInt8(ascii: "t")): return a < b
    case (UInt8(ascii: "l"), UInt8(ascii: "e")): return a <= b
    case (UInt8(ascii: "g"), UInt8(ascii: "t")): return a > b
    case (UInt8(ascii: "g"), UInt8(ascii: "e")): return a >= b
    default: return nil
    }
  }

  /// A variable that was assigned a number has no digits to be read.
  private func integer(_ word: Word) -> Int? {
    if !word.isPlain, let part = word.wholePart, !fieldSeparators.splitsNumbers {
      let parameter = ParameterExpansion(part).parameter
      if parameter.isVariable, let known = variables.integerWithoutText(parameter.slot) {
        return Int(known)
      }
    }
    return wholeValue(word)?.signedDecimal
  }
}
