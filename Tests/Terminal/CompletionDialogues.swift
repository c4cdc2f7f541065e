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

    @Test(.swishOnly("bash wants another function for several files"))
    func aPatternIsReplacedByWhatItMatches() throws {
      let terminal = try PtyTerminal()
      for file in ["one.c", "two words.c", "three.h"] { try terminal.write("", to: file) }
      terminal.type("echo *.h\t")
      try terminal.expectCursor(after: "$ echo three.h ")
      terminal.control("U")
      terminal.type("echo ./t*s.[cd]\t")
      try terminal.expectCursor(after: #"$ echo ./two\ words.c "#)
      terminal.control("U")
      terminal.type("echo *.c\t")
      try terminal.expect("the list") { $0.lines[1] == "one.c        two words.c" }
      try terminal.expectCursor(after: "$ echo *.c")
      terminal.meta("*")
      try terminal.expectCursor(after: #"$ echo one.c two\ words.c "#)
      #expect(try terminal.accept() == ["one.c two words.c"])
    }

    @Test(.swishOnly("bash matches beginnings only"))
    func aLetterInsideANameIsShownBeforeItIsTaken() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "precious")
      terminal.type("rm s\t")
      try terminal.expect("the list") { $0.lines[1] == "precious" }
      try terminal.expectCursor(after: "$ rm s")
      terminal.type("\t")
      try terminal.expectCursor(after: "$ rm precious ")
    }

    @Test(.swishOnly("bash adds the slash at another Tab"))
    func aLinkToADirectoryIsOneButToBeRemoved() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir folder; ln -s folder link")
      for (typed, completed) in [
        ("ls li", "ls link/"), ("rm li", "rm link "), ("rm fo", "rm folder/"),
      ] {
        terminal.type("\(typed)\t")
        try terminal.expectCursor(after: "$ \(completed)")
        terminal.control("U")
      }
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
      try terminal.expectNoChildren()
    }

    @Test(.swishOnly("bash completes none of these"))
    func anAliasIsCompletedLikeWhatItStandsFor() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir .git; alias g=git gc='git checkout' l='ls | cat'; : >lost")
      try terminal.run("mkdir -p .git/refs/heads; : >.git/refs/heads/topic")
      for (typed, completed) in [
        ("g checko", "g checkout "), ("gc to", "gc topic "), ("l lo", "l lost "),
      ] {
        terminal.type("\(typed)\t")
        try terminal.expectCursor(after: "$ \(completed)")
        terminal.control("U")
      }
    }

    @Test(.swishOnly("bash completes job ids only with its completion package"))
    func jobsAreOfferedWhereNothingElseIsMeant() throws {
      let terminal = try PtyTerminal()
      try terminal.stop("sleep 100", program: "sleep")
      terminal.type("fg \t")
      try terminal.expectCursor(after: "$ fg %sleep ")
    }

    @Test(.swishOnly("bash needs its completion package"))
    func processesAndJobsAreThereToBeKilled() throws {
      let terminal = try PtyTerminal()
      let notice = try terminal.run("sleep 100 &").first ?? ""
      let number = notice.split(separator: " ").last ?? ""
      terminal.type("kill \(number)")
      terminal.meta("?")
      try terminal.expect("the process") { screen in
        screen.lines.contains { $0.hasPrefix("\(number) ") && $0.hasSuffix(" sleep 100") }
      }
      terminal.control("U")
      terminal.type("kill %s\t")
      try terminal.expectCursor(after: "$ kill %sleep ")
    }

    @Test func nameIsFilledInAsFarAsItIsCertain() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "folder-one")
      try terminal.write("", to: "folder-two")
      terminal.type("cat fo\t")
      try terminal.expectCursor(after: "$ cat folder-")
      terminal.type("t\t")
      try terminal.expectCursor(after: "$ cat folder-two ")
    }

    @Test(.swishOnly("bash expands none of them"))
    func wordStaysAsItWasTyped() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir 'My files'; DIR='My files'; : >'My files/a b'")
      for word in ["My\\ f", "\"My f", "'My f", "~/My\\ f", "$HOME/\"My f", "./M'y 'f"] {
        terminal.type("ls \(word)\t")
        try terminal.expectCursor(after: "$ ls \(word)iles/")
        terminal.control("U")
      }
      terminal.type("echo \"$DIR/a\t")
      try terminal.expectCursor(after: "$ echo \"$DIR/a b\" ")
      #expect(try terminal.accept() == ["My files/a b"])
    }

    @Test(.swishOnly("bash matches beginnings only"))
    func otherCaseAndInnerPartsMatchWhereNothingElseDoes() throws {
      let terminal = try PtyTerminal()
      try terminal.write("", to: "ReadMe.txt")
      try terminal.write("", to: "unrelated")
      terminal.type("ls readm\t")
      try terminal.expectCursor(after: "$ ls ReadMe.txt ")
      terminal.control("U")
      terminal.type("ls relat\t")
      try terminal.expectCursor(after: "$ ls unrelated ")
    }

    @Test(.swishOnly("bash writes them raw"))
    func controlCharactersAreShownAndSpelledOut() throws {
      let terminal = try PtyTerminal()
      try terminal.write("content\n", to: "bad\u{1B}]0;x\u{7}\nname")
      try terminal.write("", to: "bad\tother")
      terminal.type("cat b\t\t")
      try terminal.expect("bad^I")
      try terminal.expect("bad^[]0;x^G^Jname")
      terminal.type("\t\r")
      try terminal.expectCursor(after: "$ cat bad$'\\033']0\\;x$'\\007'$'\\012'name ")
      #expect(try terminal.accept() == ["content"])
    }

    @Test(.swishOnly("bash needs programs for these"))
    func wordsOfBuiltInsAreKnown() throws {
      let terminal = try PtyTerminal()
      for (typed, completed) in [
        ("set -o pipe", "set -o pipefail "), ("kill -HU", "kill -HUP "),
        ("kill -s WIN", "kill -s WINCH "), ("trap : TER", "trap : TERM "),
        ("unset PS", "unset PS"), ("export PW", "export PWD "), ("help unali", "help unalias "),
        ("type unali", "type unalias "), ("command unali", "command unalias "),
        ("sudo -n unali", "sudo -n unali"), ("sudo whil", "sudo whil"),
        ("time whil", "time while "), ("command whil", "command whil"),
        ("if unali", "if unalias "), ("x=$(unali", "x=$(unalias "), ("echo ${PPI", "echo ${PPID}"),
        ("echo \"$PPI", "echo \"$PPID"), ("PATH=/usr:/et", "PATH=/usr:/etc/"),
        ("cat <Read", "cat <ReadMe "), ("a=(b Read", "a=(b ReadMe "),
        ("a=(Read", "a=(ReadMe "), ("a=(b) unali", "a=(b) unalias "),
        ("shopt -s histap", "shopt -s histappend "),
        ("history -", "history -"), ("test -", "test -"),
      ] {
        try terminal.write("", to: "ReadMe")
        terminal.type("\(typed)\t")
        try terminal.expectCursor(after: "$ \(completed)")
        terminal.control("U")
        terminal.control("L")
      }
    }

    @Test(.swishOnly("bash needs programs for these"))
    func targetsHostsAndBranchesAreRead() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir -p .ssh .git/refs/heads/topic sub")
      try terminal.write("all: x\n\techo no:\nV := 1\ninstall uninstall: all\n", to: "Makefile")
      try terminal.write("Host wildhost *.org !x\n", to: ".ssh/config")
      try terminal.write("[knownhost]:22,10.9.8.7 ssh-rsa AAAA\n|1|x= y\n", to: ".ssh/known_hosts")
      try terminal.write("x\n", to: ".git/refs/heads/topic/one")
      try terminal.write("# pack\nx refs/tags/v1.0\n^y\n", to: ".git/packed-refs")
      try terminal.write("[remote \"upstream\"]\n", to: ".git/config")
      for (typed, completed) in [
        ("make unin", "make uninstall "), ("ssh wild", "ssh wildhost "),
        ("ssh me@kno", "ssh me@knownhost "), ("git checko", "git checkout "),
        ("git checkout to", "git checkout topic/one "), ("git -v switch v", "git -v switch v1.0 "),
        ("git push ups", "git push upstream "), ("git add Make", "git add Makefile "),
        ("git checkout Make", "git checkout Makefile "), ("git stash po", "git stash pop "),
        ("git remote show ups", "git remote show upstream "), ("make -C su", "make -C sub/"),
        ("make -f Mak", "make -f Makefile "),
        ("make -C sub -f ../Makefile unin", "make -C sub -f ../Makefile uninstall "),
        ("scp wild", "scp wildhost:"),
        ("scp Make", "scp Makefile "), ("scp x me@kno", "scp x me@knownhost:"),
      ] {
        terminal.type("\(typed)\t")
        try terminal.expectCursor(after: "$ \(completed)")
        terminal.control("U")
      }
    }

    @Test func directoriesForCdComeFromCdPathToo() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir -p far/away near; CDPATH=:$HOME/far; : >awake")
      terminal.type("cd aw\t")
      try terminal.expectCursor(after: "$ cd away/")
      terminal.control("U")
      terminal.type("cd ne\t")
      try terminal.expectCursor(after: "$ cd near/")
    }

    @Test func onlyProgramsFollowAPathOfACommand() throws {
      let terminal = try PtyTerminal()
      try terminal.write("#!/bin/sh\necho ran\n", to: "tool-a", mode: 0o755)
      try terminal.write("", to: "tool-b")
      terminal.type("./to\t")
      try terminal.expectCursor(after: "$ ./tool-a ")
      #expect(try terminal.accept() == ["ran"])
    }

    @Test func insideALineOnlyWhatIsMissingComes() throws {
      let terminal = try PtyTerminal()
      try terminal.run("mkdir folder; : >folder/file")
      terminal.type("ls fold/file")
      for _ in 0..<5 { terminal.type(.left) }
      terminal.type("\t")
      try terminal.expectLine("$ ls folder/file")
    }
  }
}
