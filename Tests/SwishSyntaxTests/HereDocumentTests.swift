import Testing

@testable import SwishSyntax

// Here-documents (XCU 2.7.4).

let hereDocumentsCases: [(script: String, tree: String)] = [
  ("cat <<E\na\nE", "(simple cat <hereDocument E {a⏎}>)"),
  (
    "cat <<E\na $x `b` $(c) \\$d \\\\ \"q\" 'r' \\z\nE",
    "(simple cat <hereDocument E {a +$x+ +$((simple b))+ +$((simple c))+ +\\$+d +"
      + "\\\\+ \"q\" 'r' \\z⏎}>)"
  ),
  ("cat <<'E'\na $x \\\\\nE", "(simple cat <hereDocument ~['E'] {'a $x \\\\⏎'}>)"),
  ("cat <<\"E F\"\na\nE F", "(simple cat <hereDocument ~[\"E F\"] {'a⏎'}>)"),
  ("cat <<\\E\n$a\nE", "(simple cat <hereDocument ~[\\E] {'$a⏎'}>)"),
  ("cat <<-E\n\t\ta\n\t b\n\tE", "(simple cat <hereDocumentTabs E {a⏎ b⏎}>)"),
  ("cat <<A <<B\na\nA\nb\nB", "(simple cat <hereDocument A {a⏎}> <hereDocument B {b⏎}>)"),
  (
    "cat <<E; b\na\nE\nc",
    "(list (simple cat <hereDocument E {a⏎}>) (simple b))\n(simple c)"
  ),
  ("cat <<E\na\\\nb\nE", "(simple cat <hereDocument E {ab⏎}>)"),
  ("cat <<E\na", "(simple cat <hereDocument E {a}>)"),
  ("cat <<E\nE", "(simple cat <hereDocument E {}>)"),
  (
    "cat <<E | b &&\na\nE\nc",
    "(andor (pipeline (simple cat <hereDocument E {a⏎}>) (simple b)) && (simple c))"
  ),
  ("if a; then cat <<E; fi\nb\nE", "(if (simple a) (simple cat <hereDocument E {b⏎}>))"),
  ("echo $(cat <<E\na\nE\n)", "(simple echo ~[$((simple cat <hereDocument E {a⏎}>))])"),
  ("echo $(cat <<E)\na\nE", "(simple echo ~[$((simple cat <hereDocument E {a⏎}>))])"),
  ("cat <<$x\na\n$x", "(simple cat <hereDocument $x {a⏎}>)"),
  ("cat <<a`b`c\nx\na`b`c", "(simple cat <hereDocument ~[a+`b`c] {x⏎}>)"),
  ("cat <<a$( b  c)d\nx\na$( b  c)d", "(simple cat <hereDocument ~[a+$( b  c)d] {x⏎}>)"),
  (
    "{ cat; } <<E\n${a-\"b\"}\nE",
    "(redirected (brace (simple cat)) <hereDocument E {${a useDefault b}+⏎}>)"
  ),
  (
    "cat <<E\n$(cat <<F\nx\nF\n)\nE",
    "(simple cat <hereDocument E {$((simple cat <hereDocument F {x⏎}>))+⏎}>)"
  ),
  ("cat 3<<E\na\nE", "(simple cat <3hereDocument E {a⏎}>)"),
]

@Suite struct HereDocumentTests {
  @Test("bodies belong to their redirections", arguments: hereDocumentsCases)
  func structureIs(_ example: (script: String, tree: String)) {
    #expect(structure(example.script) == example.tree)
  }
}
