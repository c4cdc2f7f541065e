import SwishSyntax
import Testing

@testable import SwishTerminal

@Suite struct FileNameQuotingTests {
  private func text(_ string: UnsafeMutablePointer<CChar>?) -> String? {
    guard let string else { return nil }
    defer { string.deallocate() }
    return Bytes(cString: string).description
  }

  private func quoted(_ name: StaticString, in quote: Character? = nil, tilde: Bool = false)
    -> String?
  {
    text(quotedFileName(Bytes(name), quote: quote?.asciiValue ?? 0, keepsTilde: tilde))
  }

  private func unquoted(_ word: StaticString, in quote: Character? = nil) -> String? {
    text(unquotedFileName(Bytes(word), quote: quote?.asciiValue ?? 0))
  }

  @Test func backslashesQuoteOutsideQuotes() {
    #expect(quoted("a b$c") == "a\\ b\\$c")
    #expect(quoted("it's") == "it\\'s")
    #expect(quoted("plain-1.txt") == "plain-1.txt")
    #expect(quoted("a\nb") == "a'\n'b")
  }

  @Test func openQuoteLeads() {
    #expect(quoted("a b", in: "'") == "'a b")
    #expect(quoted("it's", in: "'") == "'it'\\''s")
    #expect(quoted("a\"$b", in: "\"") == "\"a\\\"\\$b")
  }

  @Test func tildeIsQuotedUnlessItWasTyped() {
    #expect(quoted("~a") == "\\~a")
    #expect(quoted("~a/b c", tilde: true) == "~a/b\\ c")
    #expect(quoted("a~") == "a~")
  }

  @Test func unquotingGivesTheNameBack() {
    #expect(unquoted("a\\ b\\$c") == "a b$c")
    #expect(unquoted("'a b'c") == "a bc")
    #expect(unquoted("a b\\", in: "'") == "a b\\")
    #expect(unquoted("a\\$b\\c", in: "\"") == "a$b\\c")
  }

  @Test func quotedPositionsAreKnown() {
    #expect(isQuoted(Bytes("a\\ b"), at: 2))
    #expect(!isQuoted(Bytes("a\\ b"), at: 3))
    #expect(isQuoted(Bytes("'a b"), at: 2))
    #expect(!isQuoted(Bytes("'a' b"), at: 3))
  }
}
