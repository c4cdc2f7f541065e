import Testing

@testable import SwishSyntax

// Alias substitution (XCU 2.3.1).

struct AliasCase: Sendable {
  var script: String
  var aliases: [String: String]
  var tree: String

  init(_ script: String, _ aliases: [String: String], _ tree: String) {
    self.script = script
    self.aliases = aliases
    self.tree = tree
  }
}

let aliasCases: [AliasCase] = [
  AliasCase(
    "ll x", ["ll": "ls -l"],
    "(simple ls -l x)"),
  AliasCase(
    "ls x; ls", ["ls": "ls -F"],
    "(list (simple ls -F x) (simple ls -F))"),
  AliasCase(
    "a x", ["a": "b", "b": "a y"],
    "(simple a y x)"),
  AliasCase(
    "a", ["a": "b", "b": "a"],
    "(simple a)"),
  AliasCase(
    "sudo ll x ll", ["sudo": "sudo ", "ll": "ls -l"],
    "(simple sudo ls -l x ll)"),
  AliasCase(
    "foo foo foo", ["foo": "foo "],
    "(simple foo foo foo)"),
  AliasCase(
    "\\ll; 'll'; l\"l\"; echo ll", ["ll": "ls"],
    "(list (simple ~[\\l+l]) (simple ~['ll']) (simple ~[l+\"l\"]) (simple echo ll))"),
  AliasCase(
    "x=1 ll; >f ll; ! ll; a && ll | ll; (ll); { ll; }; $(ll)", ["ll": "ls"],
    "(list (simple x:=1 ls) (simple ls <output f>) (pipeline ! (simple ls)) (andor ("
      + "simple a) && (pipeline (simple ls) (simple ls))) (subshell (simple ls)) (brace (simple ls)) (simple ~[$((simple ls))]))"
  ),
  AliasCase(
    "start a; end", ["start": "if", "end": "then b; fi"],
    "(if (simple a) (simple b))"),
  AliasCase(
    "loop a; do ll; done", ["loop": "while", "ll": "ls"],
    "(while (simple a) (simple ls))"),
  AliasCase(
    "h x", ["h": "cat <<E; echo\nbody\nE\necho"],
    "(list (simple cat <hereDocument E {body⏎}>) (simple echo))\n(simple echo x)"),
  AliasCase(
    "e", ["e": ""],
    ""),
  AliasCase(
    "true && e a", ["e": ""],
    "(andor (simple true) && (simple a))"),
  AliasCase(
    "e\nb", ["e": "echo 'a"],
    "error: unexpected end of file, expected '''"),
  AliasCase(
    "e'", ["e": "echo 'a"],
    "error: unexpected end of file, expected '''"),
  AliasCase(
    "e b", ["e": "echo \\"],
    "(simple echo ~[\\ +b])"),
  AliasCase(
    "n>f", ["n": "echo 2"],
    "(simple echo <2output f>)"),
  AliasCase(
    "f() { ll; }", ["f": "g", "ll": "ls"],
    "(function g (brace (simple ls)))"),
  AliasCase(
    "case ll in ll) ll;; esac; for ll in ll; do ll; done", ["ll": "ls"],
    "(list (case ll (item ll : (simple ls))) (for ll in ll (simple ls)))"),
  AliasCase(
    "if ll; then ll; fi", ["if": "no", "then": "no", "ll": "ls"],
    "(if (simple ls) (simple ls))"),
  AliasCase(
    "p $((1+2)) x", ["p": "echo $((1+"],
    "error: unexpected end of file, expected '))'"),
  AliasCase(
    "p 2)) x", ["p": "echo $((1+"],
    "(simple echo ~[$((1+ 2 = (add 1 2)))] x)"),
  AliasCase(
    "p 2; b) x", ["p": "echo $((1+", "b": "bb"],
    "error: unexpected 'x', expected ')'"),
  AliasCase(
    "a; a", ["a": "b;"],
    "error: unexpected ';;'"),
  AliasCase(
    "a", ["a": "b; a; c"],
    "(list (simple b) (simple a) (simple c))"),
  AliasCase(
    "`ll`", ["ll": "ls `ll`"],
    "(simple ~[$((simple ls ~[$((simple ll))]))])"),
  AliasCase(
    "a\nb", ["a": "x # comment"],
    "(simple x)\n(simple b)"),
]

@Suite struct AliasTests {
  @Test("aliases are replaced where a command name can stand", arguments: aliasCases)
  func structureIs(_ example: AliasCase) {
    #expect(structure(example.script, aliases: example.aliases) == example.tree)
  }
}
