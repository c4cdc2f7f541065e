import SwishSyntax
import Testing

@testable import SwishShell

// Random patterns and expressions, from a fixed seed so that a failure can be
// had again: no crash, no hang, and the value that a plain method gives.

/// SplitMix64.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func text(of alphabet: String, upTo length: Int) -> [UInt8] {
    let letters = Array(alphabet.utf8)
    return (0..<Int.random(in: 0...length, using: &self)).map { _ in
      letters[Int.random(in: 0..<letters.count, using: &self)]
    }
  }
}

@Suite("Hostile input") struct HostileInputTests {
  private func matches(_ pattern: [UInt8], _ subject: [UInt8], utf8: Bool) -> Bool {
    withBytes(pattern) { p in
      withBytes(subject) { s in Pattern.matches(p, s, PatternMode(isUTF8: utf8)) }
    }
  }

  /// `*` and `?` by a table: row by row, which prefixes of the subject match.
  private func matchesByTable(_ pattern: [UInt8], _ subject: [UInt8]) -> Bool {
    var row = [true] + Array(repeating: false, count: subject.count)
    for byte in pattern {
      var next = Array(repeating: false, count: subject.count + 1)
      if byte == UInt8(ascii: "*") { next[0] = row[0] }
      for i in subject.indices {
        if byte == UInt8(ascii: "*") {
          next[i + 1] = row[i + 1] || next[i]
        } else {
          next[i + 1] = row[i] && (byte == UInt8(ascii: "?") || byte == subject[i])
        }
      }
      row = next
    }
    return row[subject.count]
  }

  @Test("random patterns match as a table says")
  func patterns() {
    var random = Seeded(state: 7)
    for _ in 0..<20_000 {
      let pattern = random.text(of: "ab**?", upTo: 8)
      let subject = random.text(of: "aab", upTo: 12)
      #expect(
        matches(pattern, subject, utf8: false) == matchesByTable(pattern, subject),
        "\(String(decoding: pattern, as: UTF8.self)) on \(String(decoding: subject, as: UTF8.self))"
      )
    }
  }

  @Test("random bracket expressions end in an answer")
  func brackets() {
    var random = Seeded(state: 8)
    for _ in 0..<20_000 {
      let pattern = random.text(of: "[[]]!^-\\:.=alpha*?\u{e9}", upTo: 16)
      let subject = random.text(of: "a-]\\\u{e9}", upTo: 6)
      _ = matches(pattern, subject, utf8: true)
      _ = matches(pattern, subject, utf8: false)
    }
  }

  @Test("a pattern of many stars is not exponential")
  func stars() {
    let pattern = Array(String(repeating: "*a", count: 200).utf8) + [UInt8(ascii: "b")]
    let subject = Array(String(repeating: "a", count: 5_000).utf8)
    #expect(!matches(pattern, subject, utf8: true))
  }

  @Test("random expressions end in a tree or an error")
  func expressions() {
    var random = Seeded(state: 9)
    let names = NameTable()
    let tree = SyntaxTree()
    var accepted = 0
    for _ in 0..<20_000 {
      let text = random.text(of: "0189 xab+-*/%<>=!&|^~?:,()", upTo: 12)
      tree.reset()
      withBytes(text) { bytes in
        do throws(ArithmeticSyntaxError) {
          _ = try ArithmeticParser.parse(bytes, names: names, into: tree, stackLimit: 0)
          accepted += 1
        } catch {
          #expect(error.offset <= bytes.count)
        }
      }
    }
    #expect(accepted > 100)
  }
}
