import Glibc
import TestSupport
import Testing

/// Completion by what `complete` was told. Most of it is as in bash, but for the menu.
extension Dialogues {
  @Suite struct ProgrammedCompletion {
    /// A terminal whose shell has run `script`.
    private func start(_ script: String, columns: Int = 80) throws -> PtyTerminal {
      let terminal = try PtyTerminal(columns: columns)
      try terminal.write(script + "\n", to: "script")
      try terminal.run(". ./script; rm script")
      return terminal
    }

    @Test func wordsAndFunctionsComplete() throws {
      let terminal = try start(
        """
        complete -W 'alpha beta' listed
        f() { COMPREPLY=($(compgen -W "one-$1 two-$3" -- "$2")); }; complete -F f called
        """)
      terminal.type("listed be\t")
      try terminal.expectCursor(after: "$ listed beta ")
      terminal.control("U")
      terminal.type("/usr/bin/called x tw\t")
      try terminal.expectCursor(after: "$ /usr/bin/called x two-x ")
    }

    @Test func functionsFindTheLine() throws {
      let terminal = try start(
        """
        f() {
          printf '%s|' "$COMP_LINE" "$COMP_POINT" "$COMP_CWORD" "$COMP_TYPE" "$@" "${COMP_WORDS[@]}" >>.seen
          echo >>.seen
        }
        complete -F f foo
        """)
      for line in [
        "foo ", "foo --opt=", "foo --opt=va", #"foo "che"#, "foo a:b", "x; foo a b", #"foo a"b c"#,
        "foo 'a'b", "x=1 foo z", "foo $(echo x) y",
      ] {
        terminal.type(line + "\t")
        try terminal.expectCursor(after: "$ \(line)")
        terminal.control("U")
      }
      #expect(
        try terminal.run("cat .seen") == [
          "foo |4|1|9|foo||foo|foo||",
          "foo --opt=|10|2|9|foo||--opt|foo|--opt|=|",
          "foo --opt=va|12|3|9|foo|va|=|foo|--opt|=|va|",
          #"foo "che|8|1|9|foo|che|foo|foo|"che|"#,
          "foo a:b|7|3|9|foo|b|:|foo|a|:|b|",
          "foo a b|7|2|9|foo|b|a|foo|a|b|",
          #"foo a"b c|9|1|9|foo|b c|foo|foo|a"b c|"#,
          "foo 'a'b|8|1|9|foo|'a'b|foo|foo|'a'b|",
          "foo z|5|1|9|foo|z|foo|foo|z|",
          "foo $(echo x) y|15|2|9|foo|y|$(echo x)|foo|$(echo x)|y|",
        ])
    }

    @Test(.swishOnly("bash lists after another Tab"))
    func severalAreListedAndWalkedThrough() throws {
      let terminal = try start("complete -W 'alpha alps beta' foo")
      terminal.type("foo al\t")
      try terminal.expect("the list") { $0.lines.contains { $0 == "alpha  alps" } }
      try terminal.expectCursor(after: "$ foo alp")
      terminal.type("s")
      try terminal.expect("fewer") { $0.lines.contains { $0 == "alps" } }
      terminal.type("\t")
      try terminal.expectCursor(after: "$ foo alps ")
    }

    @Test(.swishOnly("bash shows them as they come"))
    func descriptionsStandBesideTheNames() throws {
      let terminal = try start(
        "f() { COMPREPLY=('create   (make one)' 'copy  (copy it)'); }; complete -F f foo")
      terminal.type("foo \t")
      try terminal.expect("the list") { screen in
        screen.lines.contains { $0.hasPrefix("create") && $0.hasSuffix("make one") }
      }
      terminal.type("o\t")
      try terminal.expectCursor(after: "$ foo copy ")
    }

    @Test(.swishOnly("bash quotes no dollar in a name"))
    func candidatesAreInsertedAsTheyAreUnlessTheyAreFiles() throws {
      let terminal = try start(
        """
        mkdir -p 'dir one/sub'; : >'dir one/file two'
        f() { COMPREPLY=('"a b"'); }; complete -F f plain
        g() { COMPREPLY=('x $y'); compopt -o filenames; }; complete -F g files
        h() { COMPREPLY=($(compgen -W '--value=' -- "$2")); compopt -o nospace; }; complete -F h none
        complete -f -o filenames paths; complete -d dirs
        """)
      for (typed, completed) in [
        ("plain ", #"plain "a b" "#), ("files ", #"files x\ \$y "#), ("files 'x", "files 'x $y' "),
        ("none --v", "none --value="), ("paths dir\\ one/f", "paths dir\\ one/file\\ two "),
        ("paths 'dir one/s", "paths 'dir one/sub/"),
      ] {
        terminal.type(typed + "\t")
        try terminal.expectCursor(after: "$ \(completed)")
        terminal.control("A")
        terminal.control("K")
      }
    }

    @Test(.swishOnly("bash wants an option for it"))
    func anAliasCompletesAsWhatItStandsFor() throws {
      let terminal = try start(
        """
        f() { COMPREPLY=("${COMP_WORDS[*]}-$COMP_CWORD-$COMP_POINT"); }; complete -F f foo
        alias x='foo --opt a' y='foo; bar'
        """)
      terminal.type("x b\t")
      try terminal.expectCursor(after: "$ x foo --opt a b-3-13 ")
    }

    @Test func aFunctionMayLoadAnother() throws {
      let terminal = try start(
        """
        load() { f() { COMPREPLY=("for-$1"); }; complete -F f -- "$1"; return 124; }
        complete -D -F load
        """)
      terminal.type("any \t")
      try terminal.expectCursor(after: "$ any for-any ")
      terminal.control("U")
      #expect(try terminal.run("complete -p any") == ["complete -F f any"])
    }

    @Test func withoutCandidatesTheShellsOwnMayServe() throws {
      let terminal = try start(
        "f() { :; }; complete -F f -o default yes; complete -F f no; complete -F f -o dirnames dirs"
      )
      try terminal.run("mkdir some-folder; : >some-file")
      terminal.type("yes some-fi\t")
      try terminal.expectCursor(after: "$ yes some-file ")
      terminal.control("U")
      terminal.type("no some-fi\t")
      terminal.type("|")
      try terminal.expectCursor(after: "$ no some-fi|")
      terminal.control("U")
      terminal.type("dirs some-f\t")
      try terminal.expectCursor(after: "$ dirs some-folder/")
    }

    @Test(.swishOnly("bash leaves it in the midst of the line"))
    func whatAFunctionPrintsStandsAboveTheLine() throws {
      let terminal = try start(
        """
        f() { echo printed; no-such-command; COMPREPLY=(one); }; complete -F f foo
        g() { printf open >&2; COMPREPLY=(one); }; complete -F g bar
        """)
      terminal.type("foo \t")
      try terminal.expectCursor(after: "$ foo one ")
      try terminal.expect("the output") { screen in
        screen.row == 3 && screen.lines[1] == "printed" && screen.lines[2].hasSuffix("not found")
      }
      terminal.control("U")
      terminal.type("bar \t")
      try terminal.expect("the line below") { screen in
        screen.row == 4 && screen.lines[3] == "open%" && screen.cursorLine == "$ bar one"
      }
    }

    @Test(.swishOnly("bash drops the line"))
    func controlCEndsAFunctionAndGivesTheLineBack() throws {
      let terminal = try start(
        """
        f() { echo "started $1"; while :; do :; done; }; complete -F f loop
        g() { echo "started $1"; sleep 1000; COMPREPLY=(late); }; complete -F g wait
        h() { echo "started $1"; x=$(sleep 1000); COMPREPLY=(late); }; complete -F h capture
        """)
      for name in ["loop", "wait", "capture"] {
        terminal.control("L")
        terminal.type("\(name) word\t")
        try terminal.expect("the function runs") {
          $0.lines[0] == "started \(name)" && $0.row == 1
        }
        // What is typed meanwhile is not lost, and nobody is stopped.
        terminal.control("Z")
        terminal.control("C")
        try terminal.expectLine("$ \(name) word")
        terminal.type("s")
        try terminal.expectCursor(after: "$ \(name) words")
        terminal.control("U")
      }
      #expect(try terminal.run("echo $COMP_LINE ${COMP_WORDS-unset}") == ["unset"])
    }

    @Test(.swishOnly("set -e ends bash"))
    func nothingOfTheShellChanges() throws {
      let terminal = try start(
        """
        f() { false; COMPREPLY=(one); return 7; }; complete -F f foo
        trap 'echo err' ERR
        """)
      try terminal.run("set -e; (exit 0)")
      terminal.type("foo \t")
      try terminal.expectCursor(after: "$ foo one ")
      terminal.control("U")
      #expect(
        try terminal.run("echo $? ${COMP_LINE-u} ${COMP_WORDS-u} ${COMPREPLY-u}") == ["0 u u u"])
    }

    @Test func exitInAFunctionEndsTheShell() throws {
      let terminal = try start("f() { exit 3; }; complete -F f foo")
      terminal.type("foo \t")
      #expect(try terminal.expectExit() == .status(3))
    }

    static let library = "/usr/share/bash-completion/bash_completion"

    @Test(.enabled(if: access(library, R_OK) == 0))
    func bashCompletionWorksUnmodified() throws {
      let terminal = try PtyTerminal(columns: 100)
      try terminal.run(". \(Self.library) 2>/dev/null")
      try terminal.run("mkdir project; cd project; printf 'clean:\\n' >Makefile; : >'a file.tar'")
      for (typed, completed) in [
        ("make cl", "make clean "), ("tar tf a", "tar tf a\\ file.tar "),
        ("kill -TER", "kill -TERM "),
        ("sudo make cl", "sudo make clean "), ("cd ..", "cd ../"),
        ("chmod --ref", "chmod --reference="), ("export HOM", "export HOME"),
      ] {
        terminal.type(typed + "\t")
        try terminal.expect(completed) { $0.cursorLine.hasPrefix("$ \(completed)".trimmed) }
        terminal.control("A")
        terminal.control("K")
      }
    }
  }
}

extension String {
  /// Without blanks at the end.
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
