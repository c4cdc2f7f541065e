import SwishSyntax
import Testing

@testable import SwishShell

/// Runs `body` on the bytes of `text`.
func withBytes<Result>(_ text: String, _ body: (Bytes) -> Result) -> Result {
  withBytes(Array(text.utf8), body)
}

func withBytes<Result>(_ text: [UInt8], _ body: (Bytes) -> Result) -> Result {
  text.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return body(.empty) }
    return body(Bytes(start: start, count: buffer.count))
  }
}

@Suite("Patterns") struct PatternTests {
  private func matches(
    _ pattern: String, _ subject: String, utf8: Bool = true, pathname: Bool = false
  ) -> Bool {
    withBytes(pattern) { p in
      withBytes(subject) { s in
        Pattern.matches(p, s, PatternMode(isUTF8: utf8, isPathname: pathname))
      }
    }
  }

  @Test("a pattern of many stars is not exponential")
  func stars() {
    let pattern = String(repeating: "*a", count: 200) + "b"
    #expect(!matches(pattern, String(repeating: "a", count: 5_000)))
  }

  @Test(
    "a pattern matches",
    arguments: [
      ("", ""), ("abc", "abc"), ("*", ""), ("*", "abc"), ("**", "abc"), ("a*", "a"),
      ("*c", "abc"), ("*b*", "abc"), ("a*c", "ac"), ("a*b*c", "aXbYbZc"), ("*ab", "aab"),
      ("*a*b", "aXbb"), ("*.tar.gz", "x.tar.tar.gz"), ("?", "x"), ("a?c", "abc"),
      ("?*", "a"), ("*?", "a"), ("??*", "ab"), ("[a]", "a"), ("[abc]", "b"), ("[a-c]", "b"),
      ("[!a]", "b"), ("[^a]", "b"), ("[]a]", "]"), ("[]a]", "a"), ("[!]a]", "b"),
      ("[a-]", "-"), ("[-a]", "-"), ("[--/]", "."), ("[a-]", "a"), ("[!-]", "a"),
      ("[[:alpha:]]", "x"), ("[[:digit:][:upper:]]", "Q"), ("[![:space:]]", "x"),
      ("[[:punct:]]", "]"), ("[[:xdigit:]]", "F"), ("[[:blank:]]", "\t"),
      ("[[:alnum:]_]", "_"), ("[[.a.]]", "a"), ("[[.-.]]", "-"), ("[[=a=]b]", "a"),
      ("[[.a.]-[.c.]]", "b"), ("[[.].]]", "]"), ("[\\]]", "]"), ("[a\\-c]", "-"),
      ("[\\!a]", "!"), ("[\\a]", "a"), ("[", "["), ("[a", "[a"), ("a[", "a["), ("[]", "[]"),
      ("[!]", "[!]"), ("[[:alpha:]", "[a"), ("[*", "[xyz"), ("\\*", "*"), ("\\?", "?"),
      ("\\[a]", "[a]"), ("\\\\", "\\"), ("a\\", "a\\"), ("\\a", "a"), ("[a\\", "[a\\"),
      ("[[]", "["), ("[[:]", ":"), ("[[a]", "["), ("a[b]*[!c]", "abd"), ("[a-c-e]", "-"),
      ("*/*", "a/b/c"), ("*", ".x"), ("?", "/"), ("*[ab]", "xxb"), ("[[:a]", "a"),
      ("*\\**", "a*b"), ("]", "]"), ("a]", "a]"), ("[[:foo:]x]", "x"), ("[x-]]", "x]"),
    ])
  func matching(_ pattern: String, _ subject: String) {
    #expect(matches(pattern, subject))
    #expect(matches(pattern, subject, utf8: false))
  }

  @Test(
    "a pattern does not match",
    arguments: [
      ("", "a"), ("a", ""), ("abc", "abd"), ("abc", "abcd"), ("?", ""), ("?", "ab"),
      ("a*", "ba"), ("*a", "ab"), ("a*a", "a"), ("a*ba*b", "abab_"), ("*ab*ab", "aab"),
      ("[a]", ""), ("[a]", "b"), ("[!a]", "a"), ("[c-a]", "b"), ("[!a]", ""),
      ("[[:alpha:]]", "1"), ("[[:foo:]]", "a"), ("[[:foo:]]", "f"), ("[[.foo.]]", "f"),
      ("[a-[.foo.]]", "b"), ("\\*", "a"), ("[a\\-c]", "b"), ("[\\!a]", "b"), ("[a", "a"),
      ("\\[a]", "a"), ("*b*c", "acb"), ("a\\", "a"), ("[[:upper:]]", "a"), ("[a]b]", "]b"),
    ])
  func notMatching(_ pattern: String, _ subject: String) {
    #expect(!matches(pattern, subject))
    #expect(!matches(pattern, subject, utf8: false))
  }

  @Test func `one character of UTF-8 is one character`() {
    #expect(matches("?", "é"))
    #expect(!matches("?", "é", utf8: false))
    #expect(matches("??", "é", utf8: false))
    #expect(!matches("*??", "é"))
    #expect(!matches("??*", "€"))
    #expect(matches("?€?", "a€😀"))
    #expect(matches("*?é?*", "aéb"))
    #expect(matches("[éè]", "è"))
    #expect(!matches("[éè]", "ë"))
    #expect(matches("[à-ü]", "é"))
    #expect(matches("[!a]", "é"))
    #expect(matches("*[!a]é?", "aéé€"))
    #expect(matches("[[:alpha:]]", "é"))
    #expect(matches("[[:upper:]]", "É"))
    #expect(!matches("[[:upper:]]", "é"))
    #expect(!matches("[[:digit:]]", "٣"))
    #expect(matches("[[=é=]]", "é"))
    #expect(matches("\\é", "é"))
    #expect(matches("[\\é]", "é"))
  }

  @Test func `a byte of no character counts as one`() {
    func bytes(_ pattern: [UInt8], _ subject: [UInt8]) -> Bool {
      withBytes(pattern) { p in withBytes(subject) { Pattern.matches(p, $0, PatternMode()) } }
    }
    let any = UInt8(ascii: "?")
    #expect(bytes([any], [0xff]))
    #expect(bytes([any, any], [0xc3, 0xc3]))
    #expect(bytes([any, any, any], [0xe2, 0x82, 0x41]))
    #expect(bytes([any, any], [0xc0, 0x80]))
    #expect(!bytes([any], [0xed, 0xa0, 0x80]))
    #expect(bytes([0xff], [0xff]))
    #expect(bytes(Array("[".utf8) + [0xff, 0xfe] + Array("]".utf8), [0xfe]))
  }

  @Test func `only a slash matches a slash in a pathname`() {
    #expect(!matches("*", "a/b", pathname: true))
    #expect(!matches("?", "/", pathname: true))
    #expect(!matches("a[/]b", "a/b", pathname: true))
    #expect(!matches("a[!x]b", "a/b", pathname: true))
    #expect(matches("a[b/c]d", "a[b/c]d", pathname: true))
    #expect(matches("*/*", "a/b", pathname: true))
    #expect(!matches("*/*", "a/b/c", pathname: true))
    #expect(matches("*\\/b", "a/b", pathname: true))
    #expect(matches("/*", "/a", pathname: true))
    #expect(matches("a/", "a/", pathname: true))
    #expect(!matches("a/", "a", pathname: true))
    #expect(!matches("a", "a/", pathname: true))
    #expect(matches("", "", pathname: true))
  }

  @Test func `a leading period in a pathname must be spelled out`() {
    for pattern in ["*", "?x", "[.]x", "[!a]x", "*x"] {
      #expect(!matches(pattern, ".x", pathname: true))
    }
    #expect(!matches("a/*", "a/.x", pathname: true))
    #expect(matches(".*", ".x", pathname: true))
    #expect(matches("\\.*", ".x", pathname: true))
    #expect(matches("*.x", "a.x", pathname: true))
  }

  @Test func `many stars take no exponential time`() {
    let subject = String(repeating: "a", count: 2000)
    #expect(!matches(String(repeating: "*a", count: 200) + "*b", subject))
    #expect(!matches(String(repeating: "*[a]?", count: 100) + "*b", subject))
    #expect(!matches(String(repeating: "[", count: 2000) + "*b", subject))
  }

  @Test func `special characters are found`() {
    for pattern in ["*", "a?", "[a]", "\\\\*", "x[]"] {
      #expect(withBytes(pattern, Pattern.hasSpecial))
    }
    for pattern in ["", "a", "\\*", "\\?\\[a]", "[a", "a]", "][", "[a\\]", "\\"] {
      #expect(!withBytes(pattern, Pattern.hasSpecial))
    }
  }

  @Test func `unescaping drops the backslashes`() {
    var out = ByteBuffer()
    withBytes("a\\*\\\\b\\") { Pattern.unescaped($0, into: &out) }
    #expect(out.bytes.description == "a*\\b\\")
  }
}

@Suite("Prefixes and suffixes") struct PatternRemovalTests {
  enum Form: String {
    case smallestPrefix = "#"
    case largestPrefix = "##"
    case smallestSuffix = "%"
    case largestSuffix = "%%"
  }

  /// What remains of `subject`; the subject itself when nothing matches.
  private func remove(_ form: Form, _ pattern: String, _ subject: String, _ utf8: Bool = true)
    -> String
  {
    withBytes(pattern) { p in
      withBytes(subject) { s in
        let mode = PatternMode(isUTF8: utf8)
        switch form {
        case .smallestPrefix:
          return s.dropFirst(Pattern.smallestPrefix(p, s, mode) ?? 0).description
        case .largestPrefix:
          return s.dropFirst(Pattern.largestPrefix(p, s, mode) ?? 0).description
        case .smallestSuffix:
          return s.prefix(s.count - (Pattern.smallestSuffix(p, s, mode) ?? 0)).description
        case .largestSuffix:
          return s.prefix(s.count - (Pattern.largestSuffix(p, s, mode) ?? 0)).description
        }
      }
    }
  }

  @Test(
    "a prefix or suffix is removed",
    arguments: [
      (Form.smallestPrefix, "*/", "a/b/c", "b/c"), (.largestPrefix, "*/", "a/b/c", "c"),
      (.smallestSuffix, "/*", "a/b/c", "a/b"), (.largestSuffix, "/*", "a/b/c", "a"),
      (.smallestPrefix, "a", "aab", "ab"), (.largestPrefix, "a", "aab", "ab"),
      (.smallestSuffix, ".c", "x.c", "x"), (.largestSuffix, ".c", "x.c", "x"),
      (.smallestSuffix, "x.c", "x.c", ""), (.smallestSuffix, "yx.c", "x.c", "x.c"),
      (.smallestPrefix, "*", "abc", "abc"), (.largestPrefix, "*", "abc", ""),
      (.smallestSuffix, "*", "abc", "abc"), (.largestSuffix, "*", "abc", ""),
      (.smallestPrefix, "", "abc", "abc"), (.largestSuffix, "", "abc", "abc"),
      (.smallestPrefix, "x", "abc", "abc"), (.smallestPrefix, "*x", "abc", "abc"),
      (.largestPrefix, "a*b", "aXbYbZ", "Z"), (.smallestPrefix, "a*b", "aXbYbZ", "YbZ"),
      (.largestSuffix, "a*b", "ZaXaYb", "Z"), (.smallestSuffix, "a*b", "ZaXaYb", "ZaX"),
      (.smallestSuffix, "a*b*c", "abcabc", "abc"), (.largestSuffix, "a*b*c", "abcabc", ""),
      (.smallestSuffix, "*b*", "abcb", "abc"), (.largestSuffix, "*b*", "abcb", ""),
      (.smallestSuffix, "b*", "abcb", "abc"), (.largestSuffix, "b*", "abcb", "a"),
      (.smallestSuffix, "[!x]*", "abc", "ab"), (.largestSuffix, "[!a]*", "abc", "a"),
      (.largestPrefix, "*[0-9]", "a1b2c", "c"), (.smallestPrefix, "*[0-9]", "a1b2c", "b2c"),
      (.smallestPrefix, "?", "éa", "a"), (.smallestSuffix, "?", "aé", "a"),
      (.smallestSuffix, "??", "aé", ""), (.smallestSuffix, "???", "aé", "aé"),
      (.largestSuffix, "?", "a€", "a"), (.smallestSuffix, "[é]?", "xéa", "x"),
      (.smallestSuffix, "?*", "a€", "a"), (.largestPrefix, "*?", "a€", ""),
      (.smallestSuffix, "é", "aé", "a"), (.smallestSuffix, "?é", "€é", ""),
      (.smallestSuffix, "\\*", "a*", "a"), (.smallestSuffix, "[", "a[", "a"),
      (.smallestSuffix, "[[:space:]]", "a ", "a"), (.largestSuffix, "[*]x", "a*x", "a"),
      (.smallestPrefix, "a*a", "a", "a"), (.largestSuffix, "a*a", "a", "a"),
      (.smallestSuffix, "\\\\*", "a\\b\\c", "a\\b"), (.largestPrefix, "*\\\\", "a\\b\\c", "c"),
      (.smallestPrefix, "*", "", ""), (.largestSuffix, "*a", "", ""),
    ])
  func removing(_ form: Form, _ pattern: String, _ subject: String, _ rest: String) {
    #expect(remove(form, pattern, subject) == rest)
  }

  @Test func `bytes are removed outside UTF-8`() {
    #expect(remove(.smallestPrefix, "??", "éa", false) == "a")
    #expect(remove(.smallestSuffix, "??", "aé", false) == "a")
  }

  /// Every split of small subjects, tried the slow way, agrees.
  @Test func `removal agrees with matching every prefix and suffix`() {
    let pieces = ["a", "b", "*", "?", "[ab]", "é"]
    var patterns = [""]
    for _ in 0..<4 {
      patterns += patterns.flatMap { p in pieces.map { p + $0 } }.suffix(180)
    }
    for pattern in patterns {
      for subject in ["", "a", "ab", "aba", "éab", "baéb", "abab"] {
        withBytes(pattern) { p in
          withBytes(subject) { s in
            let mode = PatternMode()
            let cuts = (0...s.count).filter { PatternCharacter.isBoundary(s, $0) }
            let prefixes = cuts.filter { Pattern.matches(p, s.prefix($0), mode) }
            let suffixes = cuts.map { s.count - $0 }.filter {
              Pattern.matches(p, s.dropFirst(s.count - $0), mode)
            }
            #expect(Pattern.smallestPrefix(p, s, mode) == prefixes.min(), "\(subject) # \(pattern)")
            #expect(Pattern.largestPrefix(p, s, mode) == prefixes.max(), "\(subject) ## \(pattern)")
            #expect(Pattern.smallestSuffix(p, s, mode) == suffixes.min(), "\(subject) % \(pattern)")
            #expect(Pattern.largestSuffix(p, s, mode) == suffixes.max(), "\(subject) %% \(pattern)")
          }
        }
      }
    }
  }
}
