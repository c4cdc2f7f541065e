import TestSupport
import Testing

/// What a terminal would obey never reaches it from names, values and errors.
extension Dialogues {
  @Suite(.swishOnly("the peers send it raw"))
  struct ControlCharacters {
    /// A title, a bell, and CSI as one byte and in UTF-8.
    private static let name = #"$'\e]0;t\a\x9b1mz\u009b1m'"#
    private static let shown = "^[]0;t^G^[[1mz^[[1m"
    private static let quoted = #"$'\033]0;t\007\2331mz\302\2331m'"#

    /// The name is in `$n`, and a directory and a program have it.
    private func terminal() throws -> PtyTerminal {
      let terminal = try PtyTerminal(columns: 160)
      try terminal.run("n=\(Self.name)")
      try terminal.run(#"mkdir d "d/$n" bin; echo : >"bin/$n"; chmod +x "bin/$n""#)
      try terminal.run("PATH=$PATH:~/bin")
      return terminal
    }

    private func expect(
      _ command: String, shows text: String, _ terminal: PtyTerminal, line: UInt = #line
    ) throws {
      let output = try terminal.run(command, line: line).joined(separator: "\n")
      #expect(output.contains(text), "\(command): \(output)")
      #expect(terminal.screen.unknownSequences == [], "\(command)")
    }

    @Test func inErrors() throws {
      let terminal = try terminal()
      for command in [
        #""x$n""#, #""./$n""#, #"cd "x$n""#, #". "./x$n""#, #"cat <"x$n""#, #"exec 3>"x$n/y""#,
        #"unset "x$n""#, #"export "x$n=1""#, #"kill "x$n""#, #"set -o "x$n""#,
        #"set "-$n""#,
        #"help "x$n""#, #"bind -q "x$n""#, #"printf %d\\n "x$n""#, #"[ "x$n" -eq 1 ]"#,
        #"fg "%x$n""#,
        #"umask "x$n""#, #"trap : "x$n""#, #"unalias "x$n""#, #"read "x$n""#, #": ${u:?x$n}"#,
        #": $(( x$n ))"#, #"eval "echo (x$n""#, #"eval "x$n)""#, #"(exit "x$n")"#,
        #"history "x$n""#, #"hash "x$n""#, #"type "x$n""#, #"wait "x$n""#, #"break "x$n""#,
      ] { try expect(command, shows: Self.shown, terminal) }
    }

    @Test func inListings() throws {
      let terminal = try terminal()
      try expect(#"cd "d/$n"; pwd; pwd -P"#, shows: Self.shown, terminal)
      try expect("cd ..; cd -", shows: Self.shown, terminal)
      try expect(#"cd; CDPATH=d; cd "$n"; cd"#, shows: Self.shown, terminal)
      try expect(#"type "$n"; command -v "$n""#, shows: Self.shown, terminal)
      try expect(#""$n"; hash"#, shows: Self.shown, terminal)
      try expect(#"alias "a=$n"; alias; type a"#, shows: Self.quoted, terminal)
      try expect("set | grep -a ^n=", shows: Self.quoted, terminal)
      try expect("export n; export -p", shows: "export n=" + Self.quoted, terminal)
      try expect(#"trap "$n" USR1; trap; trap - USR1"#, shows: Self.quoted, terminal)
      try expect(#"eval "f() { : '$n'; }"; type f"#, shows: Self.shown, terminal)
    }

    @Test func inTraceAndNotices() throws {
      let terminal = try terminal()
      try expect(
        #"set -x; : "$n"; x=$n; for x in "$n"; do :; done; set +x"#, shows: Self.quoted, terminal)
      try expect(#"eval ": '$n' & wait; jobs""#, shows: Self.shown, terminal)
    }
  }
}
