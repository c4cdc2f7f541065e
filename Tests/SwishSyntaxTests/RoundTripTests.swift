import Testing

@testable import SwishSyntax

// What the printer writes must parse to an equal tree.

private let scripts: [String] =
  (tokensCases + quotingCases + expansionsCases + arithmeticCases + compoundCommandsCases
  + hereDocumentsCases).map(\.script).filter { !$0.isEmpty && !$0.hasPrefix("#") }
  + [
    // The quotes go away, and what is left must not mean something else.
    #"echo "${v"":2}" "${"x"}" "${#"x"}" "${v"a}"}""#,
    #"echo ${v:""-x} "${v:""}" ${v:"-x":""} ${v:""?a:b}"#,
    "time <o -* a; time <o -- echo a; time -- -p x; time -p -- -- y; ! time a=b -p; time >o -p",
    "! time; ! time -p -- -x; time ! a", "cat <<-E\n\ta\\\n\tb\n\t\\\n\t$c\n\tE\n",
    "[[ x =~ (a]b|c) ]]; [[ x == @(a]b|c) ]]; a[b[c]]=d; x=(e >(f)) g<(h) {i,j}k ${l[m]}",
    "cat <<a <<'b\nc' <<'d'\n1\na\n2\n",
    // Commands and elements that the end of their line keeps from assignments.
    "{ a[1\n2]=x; }; a[1 &&\n2]=x; a[1 |\n2]=x; a[1 $(\n) 2]=x; a=([ab]* [1\n2]=x); { a[b[c]&\nd]=x; }",
    "{ a[\n2]=x; }; a[\n", "function f$ { :; }; function +@ { :; }",
    "echo ${``a-b} \"${`c`}\" ${#``2}",
    "cat << <(echo \"${#a}\" >$b)\n<(echo ${#a} >$b)\n",
    #"echo $((\"\' \"$x \"`y` \"$((z)) \"\\ \")) "\a\\ \c$x\d$((y))""#,
  ]

@Suite struct RoundTripTests {
  @Test("one line parses to the tree it was printed from", arguments: scripts)
  func oneLine(_ script: String) {
    // The end of input cut this body off; a printed one has its newline.
    if script == "cat <<E\na" { return }
    #expect(structure(printed(script)) == structure(script))
  }

  @Test("a function's lines parse to the tree they were printed from", arguments: scripts)
  func function(_ script: String) {
    let wrapped = "f() {\n" + script + "\n}"
    if script == "cat <<E\na" || parse(wrapped).error != nil { return }
    #expect(structure(printed(wrapped, style: .multiLine)) == structure(wrapped))
    #expect(structure(printed(wrapped)) == structure(wrapped))
  }

  @Test("trees do not depend on the pieces the input comes in", arguments: scripts)
  func pieces(_ script: String) {
    for size in [1, 2, 5] {
      #expect(parse(script, size: size).commands == parse(script).commands)
    }
    #expect(parse(script, size: nil).commands == parse(script).commands)
  }

  @Test("functions are printed a command a line")
  func functionText() {
    let script = """
      f() { if a; b; then c & d; elif e; then case $x in a|b) g;; *) ;; esac
      else for i in 1 "2"; do cat <<E; done; fi >o; ( h; i ) | while j; do k; done; }
      text $x
      E
      """
    let expected = """
      f() {
          if a; b; then
              c &
              d
          elif e; then
              case $x in
                  a | b)
                      g
                      ;;
                  *) ;;
              esac
          else
              for i in 1 "2"; do
                  cat <<E
      text $x
      E
              done
          fi >o
          (
              h
              i
          ) | while j; do
              k
          done
      }
      """
    #expect(printed(script, style: .multiLine) == expected)
  }

  @Test("jobs sees one line without here-document bodies")
  func jobText() {
    let script = "while true; do sleep 1; cat <<E; done\nx\nE"
    #expect(
      printed(script, style: .oneLineWithoutBodies)
        == "while true; do sleep 1; cat <<E; done")
    #expect(printed("a && b | c &") == "a && b | c &")
    #expect(printed("if a; then b & fi") == "if a; then b & fi")
  }
}
