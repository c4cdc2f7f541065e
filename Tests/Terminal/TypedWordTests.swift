import SwishSyntax
import Testing

@testable import SwishTerminal

@Suite struct TypedWordTests {
  private func word(_ text: StaticString) -> TypedWord {
    TypedWord(
      Bytes(text), variable: { $0 == "DIR" ? Array("/some dir".utf8) : nil },
      home: { $0.isEmpty ? Array("/home/me".utf8) : $0 == "you" ? Array("/home/you".utf8) : nil })
  }

  private func value(_ text: StaticString) -> String {
    String(decoding: word(text).value, as: UTF8.self)
  }

  private func text(from place: TypedWord.Place?, of typed: StaticString) -> String? {
    place.map { Bytes(typed).dropFirst($0.raw).description }
  }

  @Test func quotesAreRemoved() {
    #expect(value("a\\ b\\$c") == "a b$c")
    #expect(value("'a b'c") == "a bc")
    #expect(value("'a b\\") == "a b\\")
    #expect(value("\"a\\$b\\c") == "a$b\\c")
    #expect(word("\"My f").quote == UInt8(ascii: "\""))
    #expect(word("'a'").quote == 0)
    #expect(word("a\\").endsInEscape)
  }

  @Test func tildesAndParametersAreExpanded() {
    #expect(value("~/x") == "/home/me/x")
    #expect(value("~you/x") == "/home/you/x")
    #expect(value("~who/x") == "~who/x")
    #expect(value("a~/x") == "a~/x")
    #expect(value("\"$DIR/x") == "/some dir/x")
    #expect(value("${DIR}x") == "/some dirx")
    #expect(value("'$DIR/x") == "$DIR/x")
    #expect(value("A=~/x:~/y") == "A=/home/me/x:/home/me/y")
  }

  @Test func whatOnlyExecutionTellsIsUnknown() {
    #expect(word("$(pwd)/x").isUnknown)
    #expect(word("${DIR%x}/x").isUnknown)
    #expect(word("$1/x").isUnknown)
    #expect(!word("'$(pwd)'/x").isUnknown)
  }

  @Test func partsBegin() {
    #expect(text(from: word("a/b c/d").name, of: "a/b c/d") == "d")
    #expect(text(from: word("if=a/b").afterEquals, of: "if=a/b") == "a/b")
    #expect(text(from: word("me@ho").afterAt, of: "me@ho") == "ho")
    #expect(text(from: word("'a=b").afterEquals, of: "'a=b") == nil)
    #expect(text(from: word("~ro").user, of: "~ro") == "ro")
    #expect(text(from: word("~ro/").user, of: "~ro/") == nil)
    #expect(text(from: word("x$HO").parameter?.place, of: "x$HO") == "HO")
    #expect(text(from: word("\"${HO").parameter?.place, of: "\"${HO") == "HO")
    #expect(word("${HO").parameter?.isBraced == true)
    #expect(word("$HOME/").parameter == nil)
  }

  private func quoted(_ text: String, in quote: Character? = nil, first: Bool = true) -> String {
    var buffer = ByteBuffer()
    buffer.append(Array(text.utf8), quotedFor: quote?.asciiValue ?? 0, beginsWord: first)
    return buffer.bytes.description
  }

  @Test func backslashesQuoteOutsideQuotes() {
    #expect(quoted("a b$c") == "a\\ b\\$c")
    #expect(quoted("it's") == "it\\'s")
    #expect(quoted("plain-1.txt") == "plain-1.txt")
    #expect(quoted("~a") == "\\~a")
    #expect(quoted("a~#") == "a~#")
    #expect(quoted("~a", first: false) == "~a")
  }

  @Test func openQuoteGoesOn() {
    #expect(quoted("a b", in: "'") == "a b")
    #expect(quoted("it's", in: "'") == "it'\\''s")
    #expect(quoted("a\"$b", in: "\"") == "a\\\"\\$b")
  }

  @Test func controlCharactersAreSpelledOut() {
    #expect(quoted("a\nb") == "a$'\\012'b")
    #expect(quoted("a\u{1B}b", in: "\"") == "a\"$'\\033'\"b")
  }
}
