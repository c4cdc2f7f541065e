import Testing

@testable import SwishSyntax

@Test func scratch() {
  for s in [
    "echo hi", "a=1 b='x y'c cmd \"$x ${y:-z w}\" `echo \\`a\\`` $((1+x*2)) >f 2>&1",
    "if a; then b; elif c; then d; else e; fi", "cat <<E; echo $(cat <<'F'\nx\nF\n)\nhi $x\nE\nfoo",
    "for i in a b; do :; done; case x in a|b) x;; esac) ;& (esac) esac", "f() { a; }",
    "export a=~:~b ~ ~x/y", "$((echo a); (b))", "time -p a | b && ! c & d", "${x!y}",
    "\"${x:-'a' \"b }\" c}\"",
  ] {
    print(s.debugDescription, "=>", structure(s))
    print("   ", printed(s).debugDescription)
  }
}
