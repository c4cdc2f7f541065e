import SwishSyntax
import SwishSystem
import TestSupport
import Testing

@testable import SwishShell

/// Random input for parsers, matchers and formatters: no crash, no hang, and
/// where a plain method gives the answer too, that answer. `make fuzz` runs more
/// rounds; what it finds becomes an entry of `corpus` or a conformance case.
@Suite("Fuzz", .serialized) struct FuzzTests {
  /// `*` and `?` by a table: row by row, which prefixes of the subject match.
  private func matchesByTable(_ pattern: ArraySlice<UInt8>, _ subject: ArraySlice<UInt8>) -> Bool {
    var row = [true] + Array(repeating: false, count: subject.count)
    for byte in pattern {
      var next = Array(repeating: false, count: subject.count + 1)
      if byte == UInt8(ascii: "*") { next[0] = row[0] }
      for (i, letter) in subject.enumerated() {
        if byte == UInt8(ascii: "*") {
          next[i + 1] = row[i + 1] || next[i]
        } else {
          next[i + 1] = row[i] && (byte == UInt8(ascii: "?") || byte == letter)
        }
      }
      row = next
    }
    return row[subject.count]
  }

  @Test("stars and question marks match as a table says")
  func simplePatterns() {
    let letters = Array("ab**?|aab".utf8)
    Watch.run(rounds: 20_000) { random in
      let text = (0..<20).map { _ in random.one(of: letters) } + Array("|".utf8)
      Watch.mark(text)
      let parts = text.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      let subject = Array(parts[1].filter { $0 != UInt8(ascii: "*") })
      let found = withBytes(Array(parts[0])) { pattern in
        withBytes(subject) { Pattern.matches(pattern, $0, PatternMode(isUTF8: false)) }
      }
      if found != matchesByTable(parts[0], subject[...]) {
        Issue.record("\(String(decoding: text, as: UTF8.self)): \(found)")
      }
    }
  }

  @Test("patterns end in an answer, and cut off no more than there is")
  func patterns() {
    let mutator = Mutator(
      corpus: Corpus.lines("patterns"),
      words: "* ? [ ] [! [^ - \\ / . .. ] [: :] [= =] [. .] alpha digit \u{e9} \u{ff} \u{1f600} a z"
    )
    Watch.run(rounds: 20_000) { random in
      let pattern = mutator.text(&random)
      Watch.mark(pattern)
      let subject = mutator.text(&random)
      let mode = PatternMode(isUTF8: random.chance(2), isPathname: random.chance(4))
      withBytes(pattern) { pattern in
        withBytes(subject) { subject in
          _ = Pattern.matches(pattern, subject, mode)
          let found = [
            Pattern.smallestPrefix(pattern, subject, mode),
            Pattern.largestPrefix(pattern, subject, mode),
            Pattern.smallestSuffix(pattern, subject, mode),
            Pattern.largestSuffix(pattern, subject, mode),
          ]
          if found.contains(where: { $0.map { $0 > subject.count } ?? false }) {
            Issue.record("\(pattern.description) on \(subject.description)")
          }
        }
      }
    }
  }

  @Test("printf ends in an output for any format and arguments")
  func formats() {
    let mutator = Mutator(
      corpus: Corpus.lines("formats"),
      words: "% %s %d %i %o %u %x %c %b %q %e %g %a %f %% 1$ * .* - + # 0 5 .3 \\0 \\n \\c \\x ' é")
    Watch.run(rounds: 10_000) { random in
      let format = mutator.text(&random)
      Watch.mark(format)
      // A width of a thousand million is right, and takes a while.
      var digits = 0
      for byte in format {
        digits = (48...57).contains(byte) ? digits + 1 : 0
        if digits > 5 { return }
      }
      let arguments = (0..<random.number(below: 5)).map { _ in
        Array(mutator.text(&random).filter { $0 != 0 }.prefix(random.chance(3) ? 80 : 5))
      }
      // Kept together, so that they stay where they are.
      let joined = arguments.flatMap { $0 }
      var formatter = PrintfFormatter()
      withBytes(joined) { all in
        var fields: [Bytes] = []
        var start = 0
        for argument in arguments {
          fields.append(all[start..<start + argument.count])
          start += argument.count
        }
        fields.withUnsafeBufferPointer { items in
          let arguments = Arguments(
            items: items.baseAddress ?? Arguments.none.items, count: items.count)
          withBytes(format) {
            formatter.format($0, arguments, isUTF8: random.chance(2))
          }
        }
      }
    }
  }
}
