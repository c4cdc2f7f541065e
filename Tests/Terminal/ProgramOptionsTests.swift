import SwishSyntax
import TestSupport
import Testing

@testable import SwishTerminal

/// The options of programs, by what their --help says.
@Suite struct ProgramOptionsTests {
  private func options(_ text: StaticString) -> [String] {
    optionsInHelp(Bytes(text)).map {
      let suffix = $0.suffix == UInt8(ascii: " ") ? "" : "="
      return String(decoding: $0.name, as: UTF8.self) + suffix + ": "
        + String(decoding: $0.detail, as: UTF8.self)
    }
  }

  @Test func namesAndMeaningsAreRead() {
    #expect(
      options(
        """
        Usage: x [-q] FILE
          -a, --all            all of them
              --size=BYTES     so many
          -o FILE, --output FILE
                               where to
          -v\tverbose
          --[no-]edit          with an editor
              --color[=WHEN]   coloured
        -n is no option here
          - nor this
        """) == [
          "-a: all of them", "--all: all of them", "--size=: so many", "-o: where to",
          "--output: where to", "-v: verbose", "--edit: with an editor",
          "--no-edit: with an editor", "--color: coloured",
        ])
  }

  @Test func whatIsNoHelpHasNone() {
    #expect(options("") == [])
    #expect(options("  -\n  --\n   \n\t-=\n") == [])
  }
}

extension Dialogues {
  @Suite(.swishOnly("bash needs programs for these")) struct ProgramOptions {
    @Test func aProgramIsAskedOnlyByASecondTab() throws {
      let terminal = try PtyTerminal()
      try terminal.write(
        "#!/bin/sh\necho \"$* $(tty)\" >>asked; echo '  --frob  x'; echo '  --size=N  y' >&2\n",
        to: "tool", mode: 0o755)
      terminal.type("./tool --fr\t")
      try terminal.expect("Tab again runs ./tool --help to learn its options")
      terminal.type("o")
      try terminal.expect("no offer") { !$0.contains("Tab again") }
      #expect(TestFiles.read("\(terminal.home)/asked") == nil)
      terminal.type("\t\t")
      try terminal.expectCursor(after: "$ ./tool --frob ")
      terminal.type("--s\t")
      try terminal.expectCursor(after: "$ ./tool --frob --size=")
      let asked = try #require(TestFiles.read("\(terminal.home)/asked"))
      #expect(String(decoding: asked, as: UTF8.self) == "--help not a tty\n")
    }

    @Test func aProgramThatHangsIsGivenUp() throws {
      let terminal = try PtyTerminal()
      try terminal.write("#!/bin/sh\nexec sleep 100\n", to: "tool", mode: 0o755)
      terminal.type("./tool --fr\t\tob")
      try terminal.expectCursor(after: "$ ./tool --frob")
      try terminal.expectNoChildren()
    }
  }
}
