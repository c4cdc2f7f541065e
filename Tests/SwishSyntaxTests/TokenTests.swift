import Testing

@testable import SwishSyntax

// Token recognition (XCU 2.3).

let tokensCases: [(script: String, tree: String)] = [
  ("a\tb  c", "(simple a b c)"),
  (
    "a&&b||c|d;e&f",
    "(list (andor (simple a) && (simple b) || (pipeline (simple c) (simple d))) (asyn"
      + "c (simple e)) (simple f))"
  ),
  ("a;b&", "(list (simple a) (async (simple b)))"),
  ("a\\\nb", "(simple ab)"),
  ("a &\\\n& b", "(andor (simple a) && (simple b))"),
  ("echo $a\\\nb", "(simple echo ~[$ab])"),
  ("echo $\\\n{x}", "(simple echo ~[$x])"),
  ("echo $\\\n(x)", "(simple echo ~[$((simple x))])"),
  ("# comment only", ""),
  ("a # comment \"unbalanced", "(simple a)"),
  ("a#b", "(simple a#b)"),
  ("echo \\# x", "(simple echo ~[\\#] x)"),
  ("2>f a", "(simple a <2output f>)"),
  ("a 2>f 3<g 10>h", "(simple a <2output f> <3input g> <10output h>)"),
  ("a 2 >f", "(simple a 2 <output f>)"),
  ("a2>f", "(simple a2 <output f>)"),
  (
    "a >&2 <&- 2>&1",
    "(simple a <duplicateOutput 2> <duplicateInput -> <2duplicateOutput 1>)"
  ),
  ("a <>f >>g >|h", "(simple a <readWrite f> <append g> <clobber h>)"),
  ("a 99999999999999999999>f", "(simple a <2147483647output f>)"),
  ("a > f<g", "(simple a <output f> <input g>)"),
  ("a\\\n>b", "(simple a <output b>)"),
  ("! a", "(pipeline ! (simple a))"),
  ("! a | b", "(pipeline ! (simple a) (simple b))"),
  ("a | \n b &&\n\n c", "(andor (pipeline (simple a) (simple b)) && (simple c))"),
  ("a\rb", "(simple a\rb)"),
]

@Suite struct TokenTests {
  @Test("a text is cut into tokens", arguments: tokensCases)
  func structureIs(_ example: (script: String, tree: String)) {
    #expect(structure(example.script) == example.tree)
  }

  @Test("each reserved word is found by its text, and nothing else is one")
  func reservedWords() {
    let words = ReservedWord.allCases.dropFirst().map(\.text)
    #expect(
      words.map(\.description) == [
        "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in",
        "then", "until", "while", "time", "[[", "function", "select", "coproc",
      ])
    for word in ReservedWord.allCases.dropFirst() { #expect(ReservedWord.of(word.text) == word) }
    for text: Bytes in ["", "i", "iff", "IF", "functio", "functions", "]]", "name"] {
      #expect(ReservedWord.of(text) == .none)
    }
  }
}
