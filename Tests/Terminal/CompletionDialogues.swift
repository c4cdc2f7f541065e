import TestSupport
import Testing

/// What TAB completes, by position in the command.
extension Dialogues {
  @Suite struct Completion {
    @Test func completesAFileName() throws {
      let terminal = try PtyTerminal()
      try terminal.write("content\n", to: "unique-name.txt")
      terminal.type("cat uni\t")
      try terminal.expectCursor(after: "$ cat unique-name.txt ")
      #expect(try terminal.accept() == ["content"])
    }

    @Test func completesAFolderWithASlash() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir -p outer/inner")
      terminal.type("cd ou\t")
      try terminal.expectCursor(after: "$ cd outer/")
      terminal.type("\t")
      try terminal.expectCursor(after: "$ cd outer/inner/")
    }

    @Test func quotesSpecialCharacters() throws {
      let terminal = try PtyTerminal()
      try terminal.write("content\n", to: "a b$c")
      terminal.type("cat a\t")
      try terminal.expectCursor(after: "$ cat a\\ b\\$c ")
      #expect(try terminal.accept() == ["content"])
    }

    @Test func completesInsideQuotes() throws {
      let terminal = try PtyTerminal()
      try terminal.write("content\n", to: "a b")
      terminal.type("cat 'a\t")
      try terminal.expectCursor(after: "$ cat 'a b' ")
      #expect(try terminal.accept() == ["content"])
    }

    @Test func completesAProgramInCommandPosition() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir bin; PATH=$HOME/bin:$PATH")
      try terminal.write("#!/bin/sh\necho found\n", to: "bin/frobnicate", mode: 0o755)
      try terminal.write("", to: "bin/frobozz", mode: 0o644)
      terminal.type("frobn\t")
      try terminal.expectCursor(after: "$ frobnicate ")
      #expect(try terminal.accept() == ["found"])
      terminal.type("true && frobn\t")
      try terminal.expectCursor(after: "$ true && frobnicate ")
    }

    @Test func completesBuiltInsFunctionsAndAliases() throws {
      let terminal = try PtyTerminal()
      try terminal.run("zzfunction() { :; }; alias zzalias=:")
      terminal.type("unali\t")
      try terminal.expectCursor(after: "$ unalias ")
      terminal.control("U")
      terminal.type("zzf\t")
      try terminal.expectCursor(after: "$ zzfunction ")
      terminal.control("U")
      terminal.type("zza\t")
      try terminal.expectCursor(after: "$ zzalias ")
    }

    @Test func completesVariables() throws {
      let terminal = try PtyTerminal()
      try terminal.run("zzvariable=value")
      terminal.type("echo $zzv\t")
      try terminal.expectCursor(after: "$ echo $zzvariable ")
      #expect(try terminal.accept() == ["value"])
    }

    @Test func completesUsers() throws {
      let terminal = try PtyTerminal()
      terminal.type("echo ~roo\t")
      try terminal.expectCursor(after: "$ echo ~root/")
    }

    @Test(.swishOnly("bash completes job ids only with its completion package"))
    func completesJobIds() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      terminal.type("kill %sl\t")
      try terminal.expectCursor(after: "$ kill %sleep ")
      try terminal.accept()
      try terminal.eventually("no child") {
        ProcessTable.children(of: terminal.process.id).isEmpty
      }
    }

    @Test func ambiguousNameIsListedAtTheSecondTab() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "folder-one")
      try terminal.write("", to: "folder-two")
      terminal.type("cat fo\t")
      try terminal.expectCursor(after: "$ cat folder-")
      terminal.type("\t\t")
      try terminal.expect("folder-one  folder-two")
      try terminal.expectCursor(after: "$ cat folder-")
    }
  }
}
