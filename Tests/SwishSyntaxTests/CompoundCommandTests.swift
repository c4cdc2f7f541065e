import Testing

@testable import SwishSyntax

// Reserved words and compound commands (XCU 2.4, 2.9).

let compoundCommandsCases: [(script: String, tree: String)] = [
  ("(a)", "(subshell (simple a))"),
  ("(a;b)&", "(async (subshell (list (simple a) (simple b))))"),
  ("( (a))", "(subshell (subshell (simple a)))"),
  ("((a b))", "(subshell (subshell (simple a b)))"),
  ("((a);b)", "(subshell (list (subshell (simple a)) (simple b)))"),
  ("((a))", "((( $((a = a)))"),
  ("[[ a == b* && ! -f c ]]", "([[ (and (same a ~[b**]) (not (-f c))))"),
  ("[[ ( a || b ) ]]", "([[ (or (-n a) (-n b)))"),
  ("function f { a; }", "(function f (brace (simple a)))"),
  ("{ a; }", "(brace (simple a))"),
  ("{ a & }", "(brace (async (simple a)))"),
  (
    "{ a; b; } >f 2>&1",
    "(redirected (brace (list (simple a) (simple b))) <output f> <2duplicateOutput 1>"
      + ")"
  ),
  ("if a; then b; fi", "(if (simple a) (simple b))"),
  (
    "if a\nthen b\nelif c\nthen d\nelif e; then f\nelse g\nfi",
    "(if (simple a) (simple b) (simple c) (simple d) (simple e) (simple f) else (simp"
      + "le g))"
  ),
  ("while a; do b; done", "(while (simple a) (simple b))"),
  ("until a; do b; done <f", "(redirected (until (simple a) (simple b)) <input f>)"),
  ("for x in a b; do c; done", "(for x in a b (simple c))"),
  ("for x do c; done", "(for x (simple c))"),
  ("for x; do c; done", "(for x (simple c))"),
  ("for x\n do c; done", "(for x (simple c))"),
  ("for x\n in a\n do c; done", "(for x in a (simple c))"),
  ("for x in; do c; done", "(for x in (simple c))"),
  ("case x in esac", "(case x)"),
  ("case x in a) b;; esac", "(case x (item a : (simple b)))"),
  (
    "case x in (a|b) c;; (d) ;; *) e; esac",
    "(case x (item a b : (simple c)) (item d :) (item ~[**] : (simple e)))"
  ),
  ("case x\nin\na)\nb\n;;\n\nc)\n;&\nesac", "(case x (item a : (simple b)) (item c : ;&))"),
  ("case x in (esac) a;; esac", "(case x (item esac : (simple a)))"),
  ("case x in a) ;; esac >f", "(redirected (case x (item a :)) <output f>)"),
  (
    "case $x in \"a b\"*) c; d & ;; esac",
    "(case ~[$x] (item ~[\"a b\"+**] : (list (simple c) (async (simple d)))))"
  ),
  ("f() { a; }", "(function f (brace (simple a)))"),
  ("f()\n\n(a)", "(function f (subshell (simple a)))"),
  (
    "f() if a; then b; fi >g",
    "(function f (redirected (if (simple a) (simple b)) <output g>))"
  ),
  ("f ( ) { a; }", "(function f (brace (simple a)))"),
  ("f-g.h() { a; }", "(function f-g.h (brace (simple a)))"),
  ("echo if then fi { } !", "(simple echo if then fi { } !)"),
  ("a=1 if", "(simple a:=1 if)"),
  (">f if", "(simple if <output f>)"),
  ("time a", "(pipeline time (simple a))"),
  ("time -p a | b", "(pipeline time-p (simple a) (simple b))"),
  ("time", "(pipeline time)"),
  ("time; a", "(list (pipeline time) (simple a))"),
  ("time -f x a", "(simple time -f x a)"),
  ("! time a", "(pipeline time ! (simple a))"),
  ("time ! a", "(pipeline time ! (simple a))"),
  ("if a; then if b; then c; fi; fi", "(if (simple a) (if (simple b) (simple c)))"),
  (
    "a && { b; } || (c)",
    "(andor (simple a) && (brace (simple b)) || (subshell (simple c)))"
  ),
  ("echo }", "(simple echo })"),
  ("{ echo }; }", "(brace (simple echo }))"),
  (
    "while a; b; do c; d; done",
    "(while (list (simple a) (simple b)) (list (simple c) (simple d)))"
  ),
  ("if (a) then (b) fi", "(if (subshell (simple a)) (subshell (simple b)))"),
]

@Suite struct CompoundCommandTests {
  @Test("compound commands become nodes", arguments: compoundCommandsCases)
  func structureIs(_ example: (script: String, tree: String)) {
    #expect(structure(example.script) == example.tree)
  }
}
