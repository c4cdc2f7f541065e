import Glibc
import SwishSyntax
import Testing

@testable import SwishShell

extension FuzzTests {
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
      let found = matches(Array(parts[0]), subject)
      if found != matchesByTable(parts[0], subject[...]) {
        Issue.record("\(String(decoding: text, as: UTF8.self)): \(found)")
      }
    }
  }

  @Test("bracket expressions match what those of the C library do")
  func bracketExpressions() {
    let pieces = [
      "a", "b", "-", "]", "*", "?", "[ab]", "[!a]", "[a-c]", "[]a]", "[!]-]", "[[:alpha:]]",
      "[![:digit:]b]", "[a\\]b]", "[\\a-c]", "\\*", "\\a", "[a-]", "[-a]", "[[:upper:][:digit:]]",
      "[*?]",
      "[.-9]", "[[.-.]a]", "[[=b=]]", "[^a]",
    ]
    let letters = Array("abcA-]*[\\9.^".utf8)
    Watch.run(rounds: 20_000) { random in
      let pattern = Array((0..<4).map { _ in random.one(of: pieces) }.joined().utf8)
      let subject = (0..<random.number(below: 7)).map { _ in random.one(of: letters) }
      Watch.mark(pattern + [10] + subject)
      let expected =
        fnmatch(
          pattern.map { CChar(bitPattern: $0) } + [0], subject.map { CChar(bitPattern: $0) } + [0],
          0)
        == 0
      if matches(pattern, subject) != expected {
        let texts = [pattern, subject].map { String(decoding: $0, as: UTF8.self) }
        Issue.record("\(texts[0]) on \(texts[1]): not \(expected)")
      }
    }
  }

  @Test("what a pattern cuts off is the shortest or the longest that it matches")
  func patterns() {
    let mutator = Mutator(
      corpus: Corpus.lines("patterns"),
      words: "* ? [ ] [! [^ - \\ / . .. ] [: :] [= =] [. .] alpha digit \u{e9} \u{ff} \u{1f600} a z"
    )
    Watch.run(rounds: 20_000) { random in
      let pattern = mutator.text(&random)
      Watch.mark(pattern)
      let subject = Array(mutator.text(&random).prefix(random.chance(9) ? 4096 : 20))
      let mode = PatternMode(isUTF8: random.chance(3), isPathname: random.chance(4))
      withBytes(pattern) { pattern in
        withBytes(subject) { subject in
          let found = [
            Pattern.smallestPrefix(pattern, subject, mode),
            Pattern.largestPrefix(pattern, subject, mode),
            Pattern.smallestSuffix(pattern, subject, mode),
            Pattern.largestSuffix(pattern, subject, mode),
          ]
          if subject.count > 20 || mode.isUTF8 || mode.isPathname {
            if found.contains(where: { $0.map { $0 > subject.count } ?? false }) {
              Issue.record("\(pattern.description) on \(subject.description)")
            }
            return
          }
          let prefixes = (0...subject.count).filter {
            Pattern.matches(pattern, subject.prefix($0), mode)
          }
          let suffixes = (0...subject.count).filter {
            Pattern.matches(pattern, subject.dropFirst(subject.count - $0), mode)
          }
          if found != [prefixes.first, prefixes.last, suffixes.first, suffixes.last] {
            Issue.record("\(pattern.description) on \(subject.description): \(found)")
          }
        }
      }
    }
  }

  private func matches(_ pattern: [UInt8], _ subject: [UInt8]) -> Bool {
    withBytes(pattern) { pattern in
      withBytes(subject) { Pattern.matches(pattern, $0, PatternMode(isUTF8: false)) }
    }
  }
}
