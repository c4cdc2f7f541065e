import TestSupport
import Testing

/// `history`, in a shell that is interactive without a terminal.
@Suite(.swishOnly("prompts and options are not all the peers'")) struct HistoryBuiltinTests {
  private final class Home {
    let path: String

    init() throws {
      path = try #require(TestFiles.makeTemporaryDirectory(prefix: "swish-history"))
    }

    deinit { TestFiles.removeTree(path) }

    /// What the commands write to standard output.
    func run(_ script: String, _ variables: String...) -> [String] {
      var run = ProgramRun(
        path: PtyTestee.current.path, arguments: ["swish", "-i"],
        environment: ["HOME=\(path)", "PATH=/usr/bin:/bin", "PS1=", "TZ=UTC"] + variables,
        directory: path)
      run.input = .pipe(Array(script.utf8))
      return String(decoding: run.run().output, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
    }
  }

  @Test func theListHasNumbers() throws {
    let home = try Home()
    #expect(
      home.run(": one\n: two\nhistory\n") == ["    1  : one", "    2  : two", "    3  history"])
    #expect(home.run("history 2\n") == ["    3  history", "    4  history 2"])
  }

  @Test func histtimeformatShowsTheTime() throws {
    let home = try Home()
    #expect(TestFiles.write(Array("#86399\n: old\n".utf8), to: "\(home.path)/.swish_history"))
    #expect(
      home.run("history 2 | head -n 1\n", "HISTTIMEFORMAT=%F %T ") == [
        "    1  1970-01-01 23:59:59 : old"
      ])
  }

  @Test func whatIsDeletedIsGoneFromTheFile() throws {
    let home = try Home()
    #expect(
      home.run(": 1\n: 2\n: 3\n: 4\nhistory -d 2-3\nhistory -d -1\nhistory\n") == [
        "    1  : 1", "    2  : 4", "    3  history -d 2-3", "    4  history",
      ])
    #expect(home.run("history 4 | head -n 1\n") == ["    2  : 4"])
  }

  @Test func theListIsEmptiedAndWritten() throws {
    let home = try Home()
    #expect(home.run(": 1\nhistory -c\nhistory\n: 2\nhistory -w\n") == ["    1  history"])
    #expect(
      home.run("history\n") == [
        "    1  history", "    2  : 2", "    3  history -w", "    4  history",
      ])
  }

  @Test func anotherFileIsWrittenAndRead() throws {
    let home = try Home()
    #expect(
      home.run(": 'a\nb'\nhistory -w other\nhistory -c\nhistory -r other\nhistory\n") == [
        "    1  history -r other", "    2  : 'a", "b'", "    3  history -w other", "    4  history",
      ])
    #expect(home.run(": c\nhistory -a other\ngrep -c '^: c' other\n") == ["1"])
  }

  @Test func bashsFileCanBeTakenOverLater() throws {
    let home = try Home()
    let old = "#1600000000\n: 'old\nlines'\n#1600000001\n: older\n"
    #expect(TestFiles.write(Array(old.utf8), to: "\(home.path)/bashs"))
    _ = home.run(": mine\nhistory -r bashs\nhistory -w\n")
    #expect(
      home.run("fc -ln 1 5\n") == [
        "\t: mine", "\thistory -r bashs", "\t: 'old", "\tlines'", "\t: older", "\thistory -w",
      ])
  }

  @Test func histsizeLimitsTheListAndNotTheFile() throws {
    let home = try Home()
    _ = home.run(": 1\n: 2\n: 3\n: 4\n")
    #expect(
      home.run(": 5\nhistory\n", "HISTSIZE=3") == [
        "    3  : 4", "    4  : 5", "    5  history",
      ])
    #expect(home.run("history | grep -c ' : '\n") == ["6"])
    #expect(home.run("history\n", "HISTSIZE=0") == [])
  }

  @Test func theBeginningOfALongListComesWhenItIsAskedFor() throws {
    let home = try Home()
    let old = (1...12_345).map { "#\($0)\n: number \($0)\n" }.joined()
    #expect(TestFiles.write(Array(old.utf8), to: "\(home.path)/.swish_history"))
    let script = "fc -ln -1\nhistory | sed -n '1p;12345,$p'\n!3\nHISTSIZE=9\nhistory 1\n"
    #expect(
      home.run(script, "HISTSIZE=none") == [
        "\t: number 12345", "    1  : number 1", "12345  : number 12345", "12346  fc -ln -1",
        "12347  history | sed -n '1p;12345,$p'", "12350  history 1",
      ])
    #expect(
      home.run("history | sed -n '1p;$p'\n", "HISTSIZE=12000") == [
        "    1  : number 352", "12000  history | sed -n '1p;$p'",
      ])
  }

  @Test func whatOthersAddedIsReadOnRequest() throws {
    let home = try Home()
    let other = "printf '#5\\n: other\\n' >>.swish_history"
    #expect(
      home.run(": 1\n\(other)\nhistory -n\nhistory | tail -n 2\n") == [
        "    4  : other", "    5  history | tail -n 2",
      ])
  }

  @Test func argumentsAreExpandedOrAdded() throws {
    let home = try Home()
    #expect(home.run("echo a b\nhistory -p '!!' '!e:$' 'x!'\n") == ["a b", "echo a b", "b", "x!"])
    #expect(home.run("history -s one two\nfc -ln -1\n") == ["\tone two"])
  }

  @Test(arguments: [
    "history -d 9", "history -d x", "history x", "history -z", "history -r no/file",
  ])
  func mistakesHaveAStatus(command: String) throws {
    let home = try Home()
    #expect(home.run(": 1\n\(command) || echo no\n") == ["no"])
  }
}
