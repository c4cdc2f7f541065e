import Glibc
import TestSupport
import Testing

/// Writes the pictures in README.md: `make screens`.
extension Dialogues {
  @Suite(.enabled(if: getenv("SWISH_SCREENS") != nil, "make screens"))
  struct Screenshots {
    private func terminal(rows: Int) throws -> PtyTerminal {
      let terminal = try PtyTerminal(
        columns: 72, rows: rows, prompt: "~/swish main $ ",
        environment: ["PS1": #"\[\e[1;34m\]~/swish\[\e[m\] \[\e[35m\]main\[\e[m\] $ "#])
      try terminal.run(" mkdir Sources Tests man; echo >README.md")
      terminal.control("L")
      return terminal
    }

    private func save(_ name: String, _ terminal: PtyTerminal) throws {
      let folder = getenv("SWISH_SCREENS").map { String(cString: $0) } ?? "."
      let file = try #require(fopen("\(folder)/\(name).svg", "we"))
      fputs(terminal.screen.svg, file)
      fclose(file)
    }

    @Test func typing() throws {
      let terminal = try terminal(rows: 12)
      try terminal.run("wc -l README.md Makefile 2>/dev/null | sort -n")
      try terminal.run("if test -d Sources; then echo \"on $(uname -s)\"; fi >&2")
      try terminal.run("gti status")
      terminal.type("for file in README.md nothing\r")
      terminal.type("do grep -c 'it''s' \"$file\" # both quo")
      terminal.type("\u{1}")
      terminal.control("E")
      terminal.type("tes\rdone | sor")
      try terminal.expect("> done | sort")
      try save("typing", terminal)
    }

    @Test func completion() throws {
      let terminal = try terminal(rows: 9)
      terminal.type("git re")
      terminal.type(.tab)
      try terminal.expect("rebase")
      terminal.type(.down, .down, .down)
      try terminal.expect("a walk") { $0.cursorLine.hasSuffix("remote") }
      try save("completion", terminal)
    }

    @Test func history() throws {
      let terminal = try terminal(rows: 8)
      for command in [
        "cat README.md", "test -e Makefile || echo none", "ls -d Sources Tests",
        "for test in Tests/*; do echo $test; done",
      ] {
        try terminal.run(command)
      }
      terminal.control("L")
      terminal.control("R")
      terminal.type("tests")
      try terminal.expect("the matches") {
        $0.lines[0].hasPrefix("(reverse") && $0.lines[2].contains("Sources")
      }
      try save("history", terminal)
    }
  }
}
