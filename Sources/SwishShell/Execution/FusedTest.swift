// `[ $i -lt 10 ]`, `test -n "$x"` and their like, without arguments in between
// (XCU test). Whatever is not plain here is left to the ordinary way.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Nil, and nothing done, when the command must run as any other.
  func executeFusedTest(_ command: SimpleCommand) -> Flow? {
    guard let slot = command.name, !options.contains(.xtrace), commands.function(slot) == nil,
      builtin(slot, .empty) != nil, let result = value(of: command.test, command.words)
    else { return nil }
    status = result ? 0 : 1
    return concludeCommand()
  }

  private func value(of primary: UInt8, _ words: NodeList) -> Bool? {
    guard let binary = BinaryPrimary(code: primary) else {
      return primary == 0
        ? nil : wholeValue(Word(words[2])).map { $0.isEmpty == (primary == UInt8(ascii: "z")) }
    }
    switch binary {
    case .same, .different:
      guard let a = wholeValue(Word(words[1])), let b = wholeValue(Word(words[3])) else {
        return nil
      }
      // The same variable twice: one that is computed has another value each time.
      return a.start == b.start ? nil : binary.holds(a, b)
    default:
      guard let a = integer(Word(words[1])), let b = integer(Word(words[3])) else { return nil }
      return binary.holds(a, b)
    }
  }

  /// A variable that was assigned a number has no digits to be read.
  @inline(__always)
  private func integer(_ word: Word) -> Int? {
    if word.isPlain { return decimal(word.plainText) }
    if let part = word.wholePart, !fieldSeparators.splitsNumbers {
      let parameter = ParameterExpansion(part).parameter
      if parameter.isVariable, let known = variables.integerWithoutText(parameter.slot) {
        return Int(known)
      }
    }
    guard let text = wholeValue(word) else { return nil }
    return decimal(text)
  }

  @inline(__always)
  private func decimal(_ text: Bytes) -> Int? { text.plainDecimal ?? text.signedDecimal }
}
