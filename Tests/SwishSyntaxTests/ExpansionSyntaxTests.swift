import Testing

@testable import SwishSyntax

// Parameter expansions, tildes and assignments (XCU 2.6.1, 2.6.2, 2.9.1).

let expansionsCases: [(script: String, tree: String)] = [
  ("$a$1$10$#$?$$$!$-$@$*$0", "(simple ~[$a+$1+$1+0+$#+$?+$$+$!+$-+$@+$*+$0])"),
  ("${10} ${0} ${1}", "(simple ~[$10] ~[$0] ~[$1])"),
  (
    "${#} ${#a} ${#-} ${#?} ${##} ${#@} ${#10}",
    "(simple ~[$#] ~[${a length}] ~[${- length}] ~[${? length}] ~[${# length}] ~[${@ "
      + "length}] ~[${10 length}])"
  ),
  (
    "${#-w} ${#:-w} ${#?w} ${##w} ${###w} ${#%w} ${#=w} ${#+w}",
    "(simple ~[${# useDefault ~[w]}] ~[${# :useDefault ~[w]}] ~[${# error ~[w]}] ~[${"
      + "# removeSmallestPrefix ~[w]}] ~[${# removeLargestPrefix ~[w]}] ~[${# removeSmall"
      + "estSuffix ~[w]}] ~[${# assignDefault ~[w]}] ~[${# useAlternative ~[w]}])"
  ),
  (
    "${a-b} ${a:-b} ${a=b} ${a:=b} ${a?b} ${a:?b} ${a+b} ${a:+b}",
    "(simple ~[${a useDefault ~[b]}] ~[${a :useDefault ~[b]}] ~[${a assignDefault ~[b"
      + "]}] ~[${a :assignDefault ~[b]}] ~[${a error ~[b]}] ~[${a :error ~[b]}] ~[${a use"
      + "Alternative ~[b]}] ~[${a :useAlternative ~[b]}])"
  ),
  (
    "${a!b} ${} ${a:} ${#a-b} ${a!'}'b}",
    "(simple ~[${0 bad ~[a!b]}] ~[${0 bad}] ~[${0 bad ~[a:]}] ~[${0 bad ~[#a-b]}]"
      + " ~[${0 bad ~[a!+'}'+b]}])"
  ),
  (
    "${!a} ${!a[@]} ${!a*} ${!1-b} ${a[1]} ${#a[*]} ${a[b]#c} ${a^'}'b} ${a,,}",
    "(simple ~[${!a value}] ~[${!a[@] value}] ~[${!a* value}] ~[${!1 useDefault ~[b]}]"
      + " ~[${a[1 = 1] value}] ~[${a[*] length}] ~[${a[b = b] removeSmallestPrefix ~[c]}]"
      + " ~[${a upperFirst ~['}'+b]}] ~[${a lowerAll}])"
  ),
  (
    "${a:0:1} ${a:b?1:2} ${a/'}'/b} ${a//c}",
    "(simple ~[${a substring $((0 = 0)) / $((1 = 1))}]"
      + " ~[${a substring $((b?1:2 = (? b 1 2)))}]"
      + " ~[${a replaceFirst ~['}'] / ~[b]}] ~[${a replaceAll ~[c]}])"
  ),
  (
    "${a%b} ${a%%b} ${a#b} ${a##b}",
    "(simple ~[${a removeSmallestSuffix ~[b]}] ~[${a removeLargestSuffix ~[b]}] ~[${a"
      + " removeSmallestPrefix ~[b]}] ~[${a removeLargestPrefix ~[b]}])"
  ),
  (
    "${a-} ${a:-} ${a%}",
    "(simple ~[${a useDefault}] ~[${a :useDefault}] ~[${a removeSmallestSuffix}])"
  ),
  (
    "${a-b c} ${a-'b}'} ${a-\"b}\"} ${a-\\}}",
    "(simple ~[${a useDefault ~[b c]}] ~[${a useDefault ~['b}']}] ~[${a useDefault ~["
      + "\"b}\"]}] ~[${a useDefault ~[\\}]}])"
  ),
  ("${a-$b${c-d}}", "(simple ~[${a useDefault ~[$b+${c useDefault ~[d]}]}])"),
  (
    "\"${a-b c}\" \"${a-'b'}\" \"${a-\"b\"}\" \"${a-\\}}\"",
    "(simple ~[\"${a useDefault b c}\"] ~[\"${a useDefault 'b'}\"] ~[\"${a useDefault"
      + " b}\"] ~[\"${a useDefault ~[\\}]}\"])"
  ),
  (
    "\"${a#'b'}\" \"${a%\"*\"}\" \"${a##*/}\"",
    "(simple ~[\"${a removeSmallestPrefix ~['b']}\"] ~[\"${a removeSmallestSuffix ~["
      + "\"*\"]}\"] ~[\"${a removeLargestPrefix ~[*/*]}\"])"
  ),
  (
    "${a-~} ${a-~/x} \"${a-~}\"",
    "(simple ~[${a useDefault ~[<~>]}] ~[${a useDefault ~[<~>+/x]}] ~[\"${a useDefaul"
      + "t ~}\"])"
  ),
  ("${a-b;c&d(e)|f<g}", "(simple ~[${a useDefault ~[b;c&d(e)|f<g]}])"),
  ("${a\\\nb}", "(simple ~[$ab])"),
  ("$a\\\nb", "(simple ~[$ab])"),
  ("$ $/ a$", "(simple $ $/ a$)"),
  ("~ ~a ~/b ~a/b", "(simple ~[<~>] ~[<~a>] ~[<~>+/b] ~[<~a>+/b])"),
  ("~$x ~\"a\" ~a\\b a~ 'x'~", "(simple ~[~+$x] ~[~+\"a\"] ~[~a+\\b] a~ ~['x'+~])"),
  (
    "a=~ b=x:~y:~/z c=a~ cmd a=~",
    "(simple a:=~[<~>] b:=~[x:+<~y>+:+<~>+/z] c:=a~ cmd a=~)"
  ),
  ("export a=~ ~=b b c=$x", "(simple export ~=[a=+<~>] ~[<~=b>] b ~=[c=+$x])"),
  ("command export a=~", "(simple command export ~=[a=+<~>])"),
  ("command command readonly a=~", "(simple command command readonly ~=[a=+<~>])"),
  ("command -p export a=~", "(simple command -p export ~=[a=+<~>])"),
  ("echo export a=~", "(simple echo export a=~)"),
  ("a=", "(simple a:=)"),
  ("a=b c=d", "(simple a:=b c:=d)"),
  ("1a=b", "(simple 1a=b)"),
  ("a+=b c[d]=e f[1]+= g=(h [i]=j)", "(simple a+:=b c[d = d]:=e f[1 = 1]+:= g:=(h [i = i]:=j))"),
  ("a[1]x a[1", "(simple ~[a[1]x*] ~[a[1*])"),
  ("a\\=b", "(simple ~[a+\\=+b])"),
  ("$a=b", "(simple ~[$a+=b])"),
  ("a='x y'\"$z\"", "(simple a:=~['x y'+\"$z\"])"),
]

@Suite struct ExpansionSyntaxTests {
  @Test("expansions become typed parts", arguments: expansionsCases)
  func structureIs(_ example: (script: String, tree: String)) {
    #expect(structure(example.script) == example.tree)
  }
}
