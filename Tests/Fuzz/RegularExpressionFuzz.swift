import Glibc
import SwishSyntax
import SwishSystem
import Testing

@testable import SwishShell

extension FuzzTests {
  @Test("regular expressions match what those of the C library do")
  func simpleExpressions() {
    let letters = Array("aaabbc".utf8)
    Watch.run(rounds: 5_000) { random in
      var pattern: [UInt8] = random.chance(9) ? [UInt8(ascii: "^")] : []
      add(expression: 3, to: &pattern, &random)
      if random.chance(9) { pattern.append(UInt8(ascii: "$")) }
      let text = (0..<random.number(below: 12)).map { _ in random.one(of: letters) }
      Watch.mark(pattern + [10] + text)
      let (found, expected) = (groups(pattern, text), groupsByLibrary(pattern, text))
      if found == expected { return }
      Issue.record(
        """
        \(String(decoding: pattern, as: UTF8.self)) on \(String(decoding: text, as: UTF8.self)):
        \(found ?? []), not \(expected ?? [])
        """)
    }
  }

  @Test("any text ends in an error or a match inside the other")
  func mutatedExpressions() {
    let mutator = Mutator(
      corpus: Corpus.lines("patterns") + Corpus.lines("regular"),
      words: "( ) | * + ? {2} {1,} {,2} ^ $ . [ ] [^ \\ \\b \\w [: :] - \u{e9} \u{ff} a z")
    Watch.run(rounds: 5_000) { random in
      let pattern = mutator.text(&random)
      Watch.mark(pattern)
      let text = mutator.text(&random)
      let isUTF8 = random.chance(2)
      for group in groups(pattern, text, isUTF8: isUTF8) ?? [] where group.upperBound > text.count {
        Issue.record("\(String(decoding: pattern, as: UTF8.self)): \(group)")
      }
    }
  }

  /// Without what the library is known to get wrong: anchors inside, and what
  /// there is in repeated groups that is repeated, or can be empty.
  private func add(
    expression depth: Int, to pattern: inout [UInt8], _ random: inout Random,
    isRepeated: Bool = false
  ) {
    let choice = depth == 0 ? random.number(below: 4) : random.number(below: 9)
    func add(_ text: String) { pattern += Array(text.utf8) }
    func addInner(repeated: Bool = false) {
      self.add(
        expression: depth - 1, to: &pattern, &random, isRepeated: isRepeated || repeated)
    }
    switch choice {
    case 0, 1: add(random.one(of: ["a", "a", "b", "c"]))
    case 2: add(random.one(of: [".", "[ab]", "[^a]", "\\w", "[[:alpha:]]", "[a-b]", "\\."]))
    case 3:
      add(random.one(of: ["a", "b"]))
      add(random.one(of: isRepeated ? ["+", "{2}", "{1,2}"] : ["*", "+", "?", "{2}", "{1,2}"]))
    case 4, 5:
      addInner()
      addInner()
    case 6:
      add("(")
      addInner()
      add("|")
      addInner()
      add(")")
    default:
      let end = isRepeated ? ")" : random.one(of: [")", ")*", ")+", ")?"])
      add("(")
      addInner(repeated: end != ")")
      add(end)
    }
  }

  /// The match and its groups; none if there is no match, nil for what is no
  /// regular expression.
  private func groups(_ pattern: [UInt8], _ text: [UInt8], isUTF8: Bool = false) -> [Range<Int>]? {
    withBytes(pattern) { pattern in
      withBytes(text) { text in
        guard let expression = RegularExpression(pattern, isUTF8: isUTF8) else { return nil }
        var search = RegularExpressionSearch(expression, in: text, unless: SignalSet())
        if case .match(let groups) = search.run() { return groups }
        return []
      }
    }
  }

  private func groupsByLibrary(_ pattern: [UInt8], _ text: [UInt8]) -> [Range<Int>]? {
    var compiled = regex_t()
    let pattern = pattern.map { CChar(bitPattern: $0) } + [0]
    guard regcomp(&compiled, pattern, REG_EXTENDED) == 0 else { return nil }
    defer { regfree(&compiled) }
    var places = [regmatch_t](repeating: regmatch_t(), count: compiled.re_nsub + 1)
    let text = text.map { CChar(bitPattern: $0) } + [0]
    guard regexec(&compiled, text, places.count, &places, 0) == 0 else { return [] }
    return places.map { $0.rm_so < 0 ? 0..<0 : Int($0.rm_so)..<Int($0.rm_eo) }
  }
}
