import Testing

@testable import SwishSyntax

/// The spans that colours come from.
@Suite struct RecorderTests {
  /// Kind and text of each span, the empty ones left out.
  private func spans(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    let (spans, _) = Parser(names: NameTable(), source: StringSource(bytes)).record()
    return spans.filter { $0.end > $0.start }.map {
      "\($0.kind) \(String(decoding: bytes[$0.start..<$0.end], as: UTF8.self))"
    }.filter { !$0.hasSuffix(" \n") }
  }

  @Test func wordsOperatorsAndComments() {
    #expect(
      spans("a=1 ls -l >f && x # why") == [
        "assignment a=1", "command ls", "argument -l", "redirection >", "argument f",
        "operator &&", "command x", "comment # why",
      ])
  }

  @Test func quotesAndExpansionsLieInsideTheirWord() {
    #expect(
      spans("echo \"a$b\" '$c'") == [
        "command echo", "argument \"a$b\"", "quoted \"a$b\"", "expansion $b", "argument '$c'",
        "quoted '$c'",
      ])
  }

  @Test func substitutionsHoldCommands() {
    #expect(
      spans("echo $(ls)") == [
        "command echo", "argument $(ls)", "expansion $(ls)", "command ls", "operator )",
      ])
  }

  @Test func reservedWordsAndFunctions() {
    #expect(
      spans("f() { echo if; }") == [
        "functionName f", "operator (", "operator )", "reservedWord {", "command echo",
        "argument if", "operator ;", "reservedWord }",
      ])
  }

  @Test func reservedWordsWhereNoCommandMayBegin() {
    #expect(
      spans("for i in a; do b; done; case in in esac") == [
        "reservedWord for", "argument i", "reservedWord in", "argument a", "operator ;",
        "reservedWord do", "command b", "operator ;", "reservedWord done", "operator ;",
        "reservedWord case", "argument in", "reservedWord in", "reservedWord esac",
      ])
  }

  @Test func arraysAndArithmeticCommands() {
    #expect(
      spans("a=(b $c) d") == [
        "assignment a=(b $c)", "operator (", "argument b", "argument $c", "expansion $c",
        "operator )", "command d",
      ])
    #expect(
      spans("((x++)); for ((i=0;i<1;)) do b; done") == [
        "operator (", "expansion (x++)", "operator )", "operator ;", "reservedWord for",
        "operator (", "expansion (i=0;i<1;)", "operator )", "reservedWord do", "command b",
        "operator ;", "reservedWord done",
      ])
  }

  @Test func openQuoteReachesToTheEnd() {
    #expect(spans("echo 'a b") == ["command echo", "argument 'a b", "quoted 'a b"])
  }
}
