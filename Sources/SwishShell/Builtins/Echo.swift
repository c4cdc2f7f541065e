import SwishSyntax

extension Shell {
  /// `echo [-neE] [string...]` (XCU echo): escapes are left alone unless -e
  /// asks for them.
  func runEcho(_ arguments: Arguments) -> Int32 {
    var first = 1
    var endsLine = true
    var expands = false
    while first < arguments.count, isEchoOption(arguments[first]) {
      let letters = arguments[first].dropFirst()
      for i in letters.indices {
        switch letters[i] {
        case UInt8(ascii: "n"): endsLine = false
        case UInt8(ascii: "e"): expands = true
        default: expands = false
        }
      }
      first += 1
    }
    for i in first..<max(first, arguments.count) {
      if i > first { output.append(UInt8(ascii: " ")) }
      if !expands {
        output.append(arguments[i])
      } else if !EscapeSequences.expand(arguments[i], .echo, into: &output.buffer) {
        return 0
      }
    }
    if endsLine { output.append(UInt8(ascii: "\n")) }
    return 0
  }

  private func isEchoOption(_ word: Bytes) -> Bool {
    guard word.count > 1, word[0] == UInt8(ascii: "-") else { return false }
    for i in 1..<word.count where !Bytes("neE").contains(word[i]) { return false }
    return true
  }
}
