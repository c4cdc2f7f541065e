import Glibc
import TestSupport
import Testing

/// Small things that people are used to, or glad of.
extension Dialogues {
  @Suite struct Habits {
    @Test(.swishOnly("bash goes on in the row"))
    func thePromptBeginsInAColumnOfItsOwn() throws {
      let terminal = try PtyTerminal(columns: 20, rows: 8)
      for (command, rows) in [
        ("printf abc", ["abc%"]), ("printf '%020d' 0", ["00000000000000000000"]),
        ("printf 'x\\n'", ["x"]), ("printf '%019d' 0", ["0000000000000000000%"]),
      ] {
        #expect(try terminal.run(command) == rows, "\(command)")
        #expect(terminal.screen.cursorLine == "$")
      }
      // What is typed behind it wraps where it should.
      terminal.type(" echo 1234567890123456789")
      try terminal.expect("two rows") {
        $0.lines[$0.row - 1] == "$  echo 123456789012" && $0.cursorLine == "3456789"
      }
    }

    @Test func wordsOfTheLastCommandAndInTheLine() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo one two-three")
      terminal.type("# ")
      terminal.meta(".")
      try terminal.expectCursor(after: "$ # two-three")
      terminal.type("\u{1B}[1;5D\u{1B}[1;5DX\u{1B}[1;5CY")
      try terminal.expectCursor(after: "$ # XtwoY")
      terminal.meta("d")
      try terminal.expectLine("$ # XtwoY")
      terminal.control("_")
      try terminal.expectLine("$ # XtwoY-three")
      terminal.meta("\u{7F}")
      try terminal.expectLine("$ # XtwoY-")
      terminal.control("W")
      try terminal.expectLine("$ #")
      terminal.control("Y")
      try terminal.expectLine("$ # XtwoY-three")
    }

    @Test(.swishOnly("suggestions are not the peers'"))
    func mistypedCommandsAreNotSuggested() throws {
      let terminal = try PtyTerminal()
      try terminal.run("nosuch one")
      try terminal.run("false two")
      // Of the two commands that begin so, completion finds neither.
      terminal.type("nosuc")
      try terminal.expectLine("$ nosuc")
      terminal.control("U")
      terminal.type("fal")
      try terminal.expectLine("$ false two")
      terminal.control("U")
      terminal.type("exit\r")
      #expect(try terminal.expectExit() == .status(1))
    }

    @Test func aDirectoryIsACommandIfSoWished() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir -p sub/inner")
      #expect(try terminal.run("sub/inner").last?.hasSuffix("sub/inner: Is a directory") == true)
      try terminal.run("shopt -s autocd")
      try terminal.run("sub/inner")
      #expect(try terminal.run("pwd") == ["\(terminal.home)/sub/inner"])
      try terminal.run("..")
      #expect(try terminal.run("pwd") == ["\(terminal.home)/sub"])
    }

    @Test(
      .swishOnly("bash writes several times"),
      .enabled(if: access("/proc/self/syscall", R_OK) == 0))
    func aKeyIsOneWrite() throws {
      let terminal = try PtyTerminal(columns: 100, environment: ["PATH": "/nonexistent"])
      func text(of file: String) -> String {
        TestFiles.read("/proc/\(terminal.process.id)/\(file)").map {
          String(decoding: $0, as: UTF8.self)
        } ?? ""
      }
      #if arch(x86_64)
        let ppoll = 271
      #else
        let ppoll = 73
      #endif
      /// A write is counted when it is over, which may be after it was seen.
      func writes() throws -> Int {
        try terminal.eventually("a shell that waits for a key") {
          text(of: "syscall").hasPrefix("\(ppoll) ")
        }
        // That of the process counts what children have written, too.
        let line = text(of: "task/\(terminal.process.id)/io").split(separator: "\n")
          .first { $0.hasPrefix("syscw: ") }
        return line.flatMap { Int($0.dropFirst(7)) } ?? -1
      }
      terminal.type(.pasteBegin)
      terminal.type(String(repeating: "echo 'a b' $x | (cat);", count: 45))
      terminal.type(.pasteEnd)
      try terminal.expect("the line") { $0.cursorLine.hasSuffix("(cat);") && $0.row == 9 }
      let first = try writes()
      var count = 0
      func expectFrame(_ what: String, where condition: (Screen) -> Bool) throws {
        try terminal.expect(what, where: condition)
        count += 1
      }
      for text in ["x", " ", "'", "é", "日"] {
        terminal.type(text)
        try expectFrame(text) { $0.textBeforeCursor.hasSuffix(text) }
      }
      terminal.type(.left)
      try expectFrame("left") { $0.textBeforeCursor.hasSuffix("é") }
      terminal.type(.backspace)
      try expectFrame("backspace") { $0.textBeforeCursor.hasSuffix("'") }
      terminal.control("A")
      try expectFrame("the start") { $0.row == 0 && $0.column == 2 }
      terminal.type("(")
      try expectFrame("a bracket") { $0.textBeforeCursor == "$ (" }
      terminal.control("K")
      try expectFrame("a short line") { $0.cursorLine == "$ (" }
      let written = try writes() - first
      #expect(written == count)
    }
  }
}
