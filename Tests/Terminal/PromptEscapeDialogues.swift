import Glibc
import TestSupport
import Testing

/// What the escapes of a prompt become on the screen.
extension Dialogues {
  @Suite struct PromptEscapes {
    private func terminal(
      _ ps1: String, shows prompt: String, environment: [String: String] = [:],
      arguments: [String]? = nil
    ) throws -> PtyTerminal {
      try PtyTerminal(
        arguments: arguments, prompt: prompt, environment: environment.merging(["PS1": ps1]) { $1 })
    }

    @Test func numbersAndCharacters() throws {
      let terminal = try terminal(##"\#|\j|\101\x\\|\s> "##, shows: #"1|0|A\x\|swish> "#)
      terminal.type("sleep 100 &\r")
      try terminal.expectCursor(after: #"2|1|A\x\|swish> "#)
    }

    @Test func markedSequencesTakeNoRoom() throws {
      let terminal = try terminal(
        #"\[\e]0;title\a\e[1;32m\]ok\[\e[0m\]> "#, shows: "ok> ")
      terminal.type(String(repeating: "x", count: 80))
      try terminal.expect("the line wraps behind the prompt") { $0.lines[1] == "xxxx" }
    }

    @Test func directoryIsShownFromHome() throws {
      let terminal = try terminal(#"\w|\W> "#, shows: "~|~> ")
      terminal.type("mkdir -p one/two/three && cd one/two/three\r")
      try terminal.expectCursor(after: "~/one/two/three|three> ")
      terminal.type("PROMPT_DIRTRIM=1\r")
      try terminal.expectCursor(after: "~/.../three|three> ")
      terminal.type("cd /usr/bin\r")
      try terminal.expectCursor(after: ".../bin|bin> ")
      terminal.type("cd /\r")
      try terminal.expectCursor(after: "/|/> ")
    }

    @Test func timesAreThoseOfStrftime() throws {
      _ = try terminal(
        #"\D{%% %Z}> "#, shows: "% XYZ> ", environment: ["TZ": "XYZ-3"])
    }

    @Test func timesHaveTheirForms() throws {
      // A script writes them, so that bash can be asked too.
      let terminal = try PtyTerminal()
      try terminal.run("PS4='<\\t|\\T|\\@|\\A|\\d>'; export PS4")
      let shown = try #require(try terminal.run("(set -x; :) 2>&1").first)
      let forms = shown.map { $0.isNumber ? "9" : $0.isLetter ? "a" : String($0) }.joined()
      #expect(forms == "<99:99:99|99:99:99|99:99 aa|99:99|aaa aaa 99>:")
    }

    @Test func userHostAndVersionAreShown() throws {
      let terminal = try PtyTerminal()
      try terminal.run("PS4='<\\u|\\H|\\h|\\v>'; export PS4")
      let shown = try terminal.run("(set -x; :) 2>&1; id -un; uname -n")
      let parts = try #require(shown.first).dropFirst().split(separator: "|")
      #expect(parts.prefix(2).map(String.init) == Array(shown.dropFirst()))
      #expect(shown.last?.hasPrefix(parts[2]) == true)
      #expect(parts.last?.first?.isNumber == true)
    }

    @Test func escapesWorkInsideExpansions() throws {
      _ = try terminal(#"${X:+\W }$(echo "\W")> "#, shows: "~ ~> ", environment: ["X": "1"])
    }

    @Test func promptsMayHaveRows() throws {
      let terminal = try terminal(#"\W\n\$ "#, shows: geteuid() == 0 ? "# " : "$ ")
      #expect(terminal.screen.lines[0] == "~")
    }

    @Test(.swishOnly("bash shows the bytes as they are"))
    func namesOfDirectoriesAreData() throws {
      let terminal = try terminal(#"\W> "#, shows: "~> ")
      terminal.resize(columns: 120, rows: 24)
      terminal.type(#"mkdir $'d$(touch pwned)`touch pwned`\e]0;x\a\x9b' && cd d*"# + "\r")
      terminal.resize(columns: 100, rows: 24)
      try terminal.expect("a visible name") {
        $0.textBeforeCursor.hasPrefix("d$(touch pwned)`touch pwned`^[]0;x^G^[[")
      }
      #expect(access("\(terminal.home)/pwned", F_OK) != 0)
      terminal.type("PS1='$(echo \"\\W\")|${PWD##*/}> '\r")
      try terminal.expect("a visible name") {
        $0.textBeforeCursor.hasPrefix("d$(touch pwned)`touch pwned`^[]0;x^G^[[")
          && $0.textBeforeCursor.contains("|d$(touch pwned)`touch pwned`^[]0;x^G^[[")
      }
      #expect(access("\(terminal.home)/d/pwned", F_OK) != 0)
      #expect(terminal.screen.unknownSequences.isEmpty)
    }

    @Test(.swishOnly("bash has no such escape"))
    func branchIsReadFromTheRepository() throws {
      let terminal = try terminal(#"\W\g{ (%s)}> "#, shows: "~> ")
      try terminal.run("mkdir -p work/.git/refs work/deep")
      try terminal.write("ref: refs/heads/topic/$(x)\n", to: "work/.git/HEAD")
      terminal.type("cd work/deep\r")
      try terminal.expectCursor(after: "deep (topic/$(x))> ")
      terminal.type(": > ../.git/MERGE_HEAD\r")
      try terminal.expectCursor(after: "deep (topic/$(x)|MERGING)> ")
      try terminal.write("0123456789abcdef0123456789abcdef01234567\n", to: "work/.git/HEAD")
      terminal.type("rm ../.git/MERGE_HEAD\r")
      try terminal.expectCursor(after: "deep (01234567)> ")
      terminal.type("rm ../.git/HEAD; mkfifo ../.git/HEAD\r")
      try terminal.expectCursor(after: "deep> ")
      terminal.type("cd; rm -r work/.git/HEAD; mkdir tree\r")
      try terminal.expectCursor(after: "~> ")
      try terminal.write("ref: refs/heads/linked\n", to: "work/.git/HEAD")
      try terminal.write("gitdir: ../work/.git\n", to: "tree/.git")
      terminal.type("cd tree\r")
      try terminal.expectCursor(after: "tree (linked)> ")
    }

    @Test(.swishOnly("bash has no such escape"), .enabled(if: access("/usr/bin/git", X_OK) == 0))
    func changedFilesAreTold() throws {
      let terminal = try terminal(#"\g> "#, shows: "> ")
      for (command, branch) in [
        ("git init -q -b main; echo a >f; : >g; ln -s f l; mkdir d", "main"),
        ("git add f g l; : >untracked", "main"), ("echo bb >f", "main*"), ("git add f", "main"),
        ("rm l", "main*"), ("ln -s g l; git add l; cd d", "main"), ("touch ../g", "main*"),
        ("git update-index --assume-unchanged ../g", "main"),
        ("git update-index --refresh --index-version 4; rm ../f", "main"),
        ("git update-index --index-version 3; echo >../.git/BISECT_LOG", "main*|BISECTING"),
        ("git update-index --skip-worktree ../f", "main|BISECTING"),
        ("printf 'DIRC\\0\\0\\0\\2\\377\\377\\377\\377' >../.git/index", "main|BISECTING"),
      ] {
        terminal.type(command + "\r")
        try terminal.expect("\(branch) after \(command)") {
          $0.textBeforeCursor == "\(branch)> " && $0.cursorLine == "\(branch)>"
        }
      }
    }

    @Test(.swishOnly("bash has no such escapes"))
    func statusAndDurationAreShownWhereThereIsOne() throws {
      let terminal = try terminal(#"\?{%s }\k{long }> "#, shows: "> ")
      terminal.type("(exit 3)\r")
      try terminal.expectCursor(after: "3 > ")
      #expect(try terminal.run("true") == [])
    }

    @Test(.swishOnly("bash writes PS0 with its marks, and has no lists"))
    func hooksRunAroundTypedCommands() throws {
      let terminal = try PtyTerminal()
      try terminal.run("before() { echo \"<$1>\"; }; after() { echo after; false; }")
      try terminal.run("moved() { echo \"in $PWD\"; }; preexec_functions='none before'")
      #expect(try terminal.run("PS0='\\j:'") == ["<PS0='\\j:'>"])
      #expect(
        try terminal.run("PROMPT_COMMAND='echo now $?'") == [
          "0:<PROMPT_COMMAND='echo now $?'>", "now 0",
        ])
      #expect(
        try terminal.run("precmd_functions=after PS0=") == [
          "0:<precmd_functions=after PS0=>", "now 0", "after",
        ])
      #expect(
        try terminal.run("chpwd_functions=moved") == ["<chpwd_functions=moved>", "now 0", "after"])
      #expect(
        try terminal.run("cd /; (cd /usr); false")
          == ["<cd /; (cd /usr); false>", "in /", "now 1", "after"])
      #expect(try terminal.run("") == ["now 1", "after"])
      try terminal.run("precmd_functions= chpwd_functions= preexec_functions= PROMPT_COMMAND=")
      #expect(
        try terminal.run(#"PROMPT_COMMAND='echo one $?; (exit 3)'$'\n'"echo two""#)
          == ["one 0", "two"])
      #expect(try terminal.run("false") == ["one 1", "two"])
      #expect(
        try terminal.run("PROMPT_COMMAND=('echo one $?' '' 'echo two'); precmd_functions+=(after)")
          == ["one 0", "two", "after"])
      terminal.type("PROMPT_COMMAND='exit 9'\r")
      #expect(try terminal.expectExit() == .status(9))
    }

    @Test(.swishOnly("bash has PROMPT_COMMAND only"))
    func hooksMayBeArrays() throws {
      let terminal = try PtyTerminal()
      try terminal.run("f() { echo f $1; }; g() { echo g $1; }")
      #expect(
        try terminal.run("PROMPT_COMMAND=('echo one' 'echo two')") == ["one", "two"])
      #expect(try terminal.run("PROMPT_COMMAND+=('echo three')") == ["one", "two", "three"])
      #expect(
        try terminal.run("unset PROMPT_COMMAND; precmd_functions+=(f)") == ["f"])
      #expect(try terminal.run("precmd_functions+=(g)") == ["f", "g"])
      #expect(
        try terminal.run("unset precmd_functions; preexec_functions=(g f)") == [])
      #expect(try terminal.run("true") == ["g true", "f true"])
      try terminal.run("preexec_functions=(); declare -A chpwd_functions=([x]=f [y]=g)")
      #expect(try terminal.run("cd /") == ["f", "g"])
      // Tools that fill the lists ask so whether anybody calls them.
      #expect(try terminal.run("echo ${bash_preexec_imported:+there}") == ["there"])
    }

    @Test(.swishOnly("bash replaces the escapes in POSIX mode too"))
    func posixModeHasTheNumberOfTheCommandOnly() throws {
      let terminal = try terminal(
        #"!:!!:\\w $((1+1))> "#, shows: #"1:!:\w 2> "#, arguments: ["--posix", "-i"])
      terminal.type("true\r")
      try terminal.expectCursor(after: #"2:!:\w 2> "#)
    }

    @Test(.swishOnly("the peers have other prompts of their own"))
    func standardPromptTellsDirectoryBranchAndStatus() throws {
      let sign = geteuid() == 0 ? "# " : "$ "
      let terminal = try PtyTerminal()
      terminal.type("unset PS1; exec \(PtyTestee.current.path)\r")
      try terminal.expectCursor(after: "~ " + sign)
      terminal.type("mkdir .git && echo ref: refs/heads/main > .git/HEAD && (exit 7)\r")
      try terminal.expectCursor(after: "~ main 7 " + sign)
      terminal.type("SSH_CONNECTION=1\r")
      try terminal.expect("the host") { $0.textBeforeCursor.hasSuffix(" ~ main " + sign) }
      #expect(terminal.screen.textBeforeCursor.contains("@"))
    }
  }
}
