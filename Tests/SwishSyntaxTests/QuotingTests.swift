import Testing

@testable import SwishSyntax

// Quoting (XCU 2.2).

let quotingCases: [(script: String, tree: String)] = [
  ("'a b'c", "(simple ~['a b'+c])"),
  ("''", "(simple ~[''])"),
  ("\"\"", "(simple ~[\"\"])"),
  ("a''b", "(simple ~[a+''+b])"),
  ("\"a'b\"", "(simple ~[\"a'b\"])"),
  ("\"a\\b\\$c\\\"d\\`e\\\\f\"", "(simple ~[\"a\\b+\\$+c+\\\"+d+\\`+e+\\\\+f\"])"),
  ("\"a\\\nb\"", "(simple ~[\"ab\"])"),
  ("'a\\\nb'", "(simple ~['a\\⏎b'])"),
  ("\\a\\ b\\'c", "(simple ~[\\a+\\ +b+\\'+c])"),
  ("$'a\\tb\\x41\\101\\cA\\e\\'\\\"\\\\'", "(simple ~[$'a\tbAA\u{01}\u{1B}'\"\\'])"),
  ("$'a\\x00b'c", "(simple ~[$'a'+c])"),
  ("$'\\u00e9\\x4g\\q'", "(simple ~[$'é\u{04}g\\q'])"),
  ("\"$'a'\"", "(simple ~[\"$'a'\"])"),
  ("\"a$\"", "(simple ~[\"a$\"])"),
  ("\"$x$y-${z}\"", "(simple ~[\"$x+$y+-+$z\"])"),
  ("\"$(echo \"a b\")\"", "(simple ~[\"$((simple echo ~[\"a b\"]))\"])"),
  ("\"`echo \\\"a\\\"`\"", "(simple ~[\"$((simple echo ~[\"a\"]))\"])"),
  ("`echo \\$x \\\\y`", "(simple ~[$((simple echo ~[$x] ~[\\y]))])"),
  ("\"a`b`c\"", "(simple ~[\"a+$((simple b))+c\"])"),
  ("$(echo a)$(b)", "(simple ~[$((simple echo a))+$((simple b))])"),
  ("$()", "(simple ~[$()])"),
  ("$( # c ' \"\n)", "(simple ~[$()])"),
  ("a*b?[c]", "(simple ~[a*b?[c]*])"),
  ("a]!b", "(simple a]!b)"),
  ("\"a*\"", "(simple ~[\"a*\"])"),
  ("a\\*", "(simple ~[a+\\*])"),
]

@Suite struct QuotingTests {
  @Test("quoting makes parts", arguments: quotingCases)
  func structureIs(_ example: (script: String, tree: String)) {
    #expect(structure(example.script) == example.tree)
  }
}
