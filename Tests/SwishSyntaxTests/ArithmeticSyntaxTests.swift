import Testing

@testable import SwishSyntax

// Arithmetic expansions (XCU 2.6.4).

let arithmeticCases: [(script: String, tree: String)] = [
  ("$((1))", "(simple ~[$((1 = 1))])"),
  ("$(( 1 + 2 * 3 ))", "(simple ~[$(( 1 + 2 * 3  = (add 1 (multiply 2 3))))])"),
  (
    "$((x=1, y+=2, x++ + --y))",
    "(simple ~[$((x=1, y+=2, x++ + --y = (comma (comma (assign none x 1) (assign add "
      + "y 2)) (add (post++ x) (pre-- y)))))])"
  ),
  ("$((a ? b : c ? d : e))", "(simple ~[$((a ? b : c ? d : e = (? a b (? c d e))))])"),
  (
    "$((a || b && c | d ^ e & f == g < h << i + j * k))",
    "(simple ~[$((a || b && c | d ^ e & f == g < h << i + j * k = (logicalOr a (logic"
      + "alAnd b (bitOr c (bitXor d (bitAnd e (equal f (less g (shiftLeft h (add i (multi"
      + "ply j k))))))))))))])"
  ),
  (
    "$((-1 - -2 + !x + ~y))",
    "(simple ~[$((-1 - -2 + !x + ~y = (add (add (subtract (negate 1) (negate 2)) (log"
      + "icalNot x)) (complement y))))])"
  ),
  (
    "$((010 + 0x1F + 9223372036854775807))",
    "(simple ~[$((010 + 0x1F + 9223372036854775807 = (add (add 8 31) 9223372036854775"
      + "807)))])"
  ),
  ("$((9223372036854775808))", "(simple ~[$((9223372036854775808))])"),
  (
    "$(($x + $1 + ${y} + $#))",
    "(simple ~[$(($x+ + +$1+ + +$y+ + +$# = (add (add (add $x $1) $y) $#)))])"
  ),
  (
    "$(($x$y)) $((1$x)) $((x$y)) $(($x++))",
    "(simple ~[$(($x+$y))] ~[$((1+$x))] ~[$((x+$y))] ~[$(($x+++))])"
  ),
  ("$(( $(a) + 1 ))", "(simple ~[$(( +$((simple a))+ + 1 ))])"),
  ("$(( (1 + 2) * (3) ))", "(simple ~[$(( (1 + 2) * (3)  = (multiply (add 1 2) 3)))])"),
  ("$(())", "(simple ~[$(( = 0))])"),
  ("$(( 1 +\n 2 ))", "(simple ~[$(( 1 +⏎ 2  = (add 1 2)))])"),
  (
    "$((1 - - 1)) $((1--1)) $((- -x)) $((--x))",
    "(simple ~[$((1 - - 1 = (subtract 1 (negate 1))))] ~[$((1--1 = (subtract 1 (negat"
      + "e 1))))] ~[$((- -x = (negate (negate x))))] ~[$((--x = (pre-- x)))])"
  ),
  ("$((\"1\" + 2))", "(simple ~[$((1 + 2 = (add 1 2)))])"),
  (
    "$((echo a); echo b)",
    "(simple ~[$((list (subshell (simple echo a)) (simple echo b)))])"
  ),
  ("$( (echo a) )", "(simple ~[$((subshell (simple echo a)))])"),
  ("$(((1)))", "(simple ~[$(((1) = 1))])"),
  ("\"$((1))\"", "(simple ~[\"$((1 = 1))\"])"),
  ("$((a b))", "(simple ~[$((a b))])"),
  ("$((1=2))", "(simple ~[$((1=2))])"),
  (
    "$((x = y = 3)) $((x <<= 1)) $((x>=1)) $((x!=1))",
    "(simple ~[$((x = y = 3 = (assign none x (assign none y 3))))] ~[$((x <<= 1 = (as"
      + "sign shiftLeft x 1)))] ~[$((x>=1 = (greaterOrEqual x 1)))] ~[$((x!=1 = (notEqual"
      + " x 1)))])"
  ),
]

@Suite struct ArithmeticSyntaxTests {
  @Test("expressions known ahead are parsed ahead", arguments: arithmeticCases)
  func structureIs(_ example: (script: String, tree: String)) {
    #expect(structure(example.script) == example.tree)
  }
}
