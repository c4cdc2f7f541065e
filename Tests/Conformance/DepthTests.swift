import TestSupport
import Testing

/// Nesting and recursion: what the stack can hold works, what it cannot is an
/// error and no crash.
@Suite(.enabled(if: Testee.current?.name == "swish"))
struct DepthTests {
  /// What repeats before and behind a command, or a word.
  struct Construct: CustomStringConvertible, Sendable {
    let description: String
    let open: String
    let close: String
    /// What stands around, and `%` where it nests.
    let frame: String

    init(_ open: String, _ close: String, in frame: String = "%") {
      description = frame == "%" ? open : "\(frame) \(open)"
      self.open = open
      self.close = close
      self.frame = frame
    }

    init(_ open: String, _ close: String, isWord: Bool) {
      self.init(open, close, in: "echo % >/dev/null")
    }

    func script(_ depth: Int) -> String {
      let parts = frame.split(separator: "%", omittingEmptySubsequences: false)
      let inner = frame == "%" ? ":" : frame.hasPrefix("[[") ? "-n x" : "1"
      let (opened, closed) = (
        String(repeating: open, count: depth), String(repeating: close, count: depth)
      )
      return "\(parts[0])\(opened)\(inner)\(closed)\(parts[1])\necho ok\n"
    }
  }

  static let constructs = [
    Construct("( ", " )"), Construct("{ ", "; }"), Construct("! { ", "; }"),
    Construct("if ", "; then :; fi"), Construct("if :; then ", "; fi"),
    Construct("if false; then :; else ", "; fi"), Construct("until ", "; do :; done"),
    Construct("for i in 1; do ", "; done"), Construct("case x in x) ", ";; esac"),
    Construct("case `:`$(", ") in *) esac"), Construct("f() { ", "; }"),
    Construct("f() ( ", " )"), Construct("", " && :"), Construct("false || ", ""),
    Construct("x=$(", ")"), Construct("{ ", "; } >/dev/null"),
    Construct("$(echo ", ")", isWord: true), Construct("\"$(echo ", ")\"", isWord: true),
    Construct("${x-", "}", isWord: true), Construct("\"${x-", "}\"", isWord: true),
    Construct("${x#", "}", isWord: true), Construct("$((", "))", isWord: true),
    Construct("$((1+(", ")))", isWord: true), Construct("`", "`", isWord: true),
    Construct("command ", ""), Construct("[ -n x ] && ", ""), Construct("a=b ", ""),
    Construct("while ", "; do break; done"), Construct("function f { ", "; }"),
    Construct("${x/a/", "}", isWord: true), Construct("${x/", "}", isWord: true),
    Construct("${x:", "}", isWord: true), Construct("${x:$((", "))}", isWord: true),
    Construct("(", ")", in: "(( % )) || exit"), Construct("- ", "", in: ": $((%))"),
    Construct("x=", "", in: ": $((%))"), Construct("1?1:", "", in: ": $((%))"),
    Construct("1?", ":1", in: ": $((%))"), Construct("1+", "", in: ": $((%))"),
    Construct("1?(", "):0", in: ": $((%))"),
    Construct("if false; then :; elif :; then ", "; fi"), Construct("${x-\"", "\"}", isWord: true),
    Construct("${x-$(echo ", ")}", isWord: true),
    Construct("$(case x in x) echo ", ";; esac)", isWord: true),
    Construct("( ", " )", in: "[[ % ]]"), Construct("! ", "", in: "[[ % ]]"),
    Construct("${a[", "]}", isWord: true), Construct("${a[${b[", "]}]}", isWord: true),
    Construct("a[", "]", in: "%=1"), Construct("<(: ", ")", in: ": <(%)"),
    Construct("@(", ")", in: "shopt -s extglob\ncase 1 in\n%) ;; esac"),
    Construct("*(", ")", in: "shopt -s extglob\ncase 1 in\n%) ;; esac"),
    Construct("-n x && ", "", in: "[[ % ]]"), Construct("${x-", "}", in: ": <<E\n%\nE\n"),
  ]

  @Test("depth that fits works", arguments: constructs)
  func fits(_ construct: Construct) throws {
    // The frames of a debug build are larger.
    let result = try run(construct.script(Testee.isSwish ? 2_000 : 10_000))
    #expect(text(result.output) == "ok\n", "\(text(result.errors))")
  }

  @Test("depth that does not fit is an error", arguments: constructs)
  func isRefused(_ construct: Construct) throws {
    let result = try run(construct.script(100_000))
    // Lists, and what else needs no stack, have no limit.
    if result.ending == .exited(0) && text(result.output) == "ok\n" { return }
    #expect(result.ending == .exited(2))
    #expect(text(result.errors).hasSuffix("nested too deeply\n"))
  }

  @Test("here-documents in substitutions in here-documents")
  func hereDocuments() throws {
    for (depth, fits) in [(Testee.isSwish ? 2_000 : 10_000, true), (100_000, false)] {
      let result = try run(
        "cat <<E >/dev/null\n" + (0..<depth).map { "$(: <<E\($0)\n" }.joined()
          + (0..<depth).reversed().map { "\nE\($0)\n)" }.joined() + "\nE\necho ok\n")
      // Parsing is refused, or expansion, which ends the inner subshells only.
      #expect(result.ending == .exited(0) || !fits && result.ending == .exited(2))
      #expect(fits || text(result.errors).hasSuffix("nested too deeply\n"))
    }
  }

  @Test("as many processes as levels are not needed at once")
  func externalCommands() throws {
    let depth = 1_200
    let (open, close) = (String(repeating: "echo $(", count: depth), "; cat /dev/null)")
    let result = try run("\(open):\(String(repeating: close, count: depth))\necho ok\n")
    #expect(text(result.output) == "\nok\n", "\(text(result.errors))")
  }

  @Test(
    "recursion without end is an error",
    arguments: [
      "f() { f; }; f", "f() { local x=1 y; f; }; f", "f() { { f; }; }; f",
      "f() { if f; then :; fi; }; f", "f() { for i in 1; do f; done; }; f",
      "f() { f && f; }; f", "f() { (f); }; f", "f() { (f; :); }; f", "f() { x=$(f); }; f",
      "f() { x=`f`; }; f", "f() { case $(f) in x) ;; esac; }; f", "f() { : ${x-$(f)}; }; f",
      "f() { : <<E\n$(f)\nE\n}; f", "f() { a=1 f; }; f", "f() { eval f; }; f",
      "f() { command eval f; }; f", "x='eval \"$x\"'; eval \"$x\"",
      "x=x; echo $((x))", "x=y+1 y=x+1; echo $((x))", "f() { [[ $(f) ]]; }; f",
      "ulimit -n 40; . ./self", "f() { f; }; trap f EXIT", "f() { f; }; trap f USR1; kill -USR1 $$",
      "f() { f; }; trap f DEBUG; :", "a='a[a]'; echo $((a))",
      "f() { unset -f f; eval 'f() { g; }'; f; }; g() { f; }; f",
    ])
  func recursion(_ script: String) throws {
    let result = try run("\(script)\n", files: ["self": ". ./self\n"])
    guard case .exited = result.ending else {
      Issue.record("\(result.ending): \(text(result.errors).prefix(200))")
      return
    }
    #expect(
      text(result.errors).contains("nested too deeply")
        || text(result.errors).contains("Too many open files"))
  }

  @Test("an alias that leads to itself is expanded once")
  func aliases() throws {
    let result = try run("alias a=b b='a x'\na\necho $?\n")
    #expect(text(result.output) == "127\n")
  }

  private func run(_ script: String, files: [String: String] = [:]) throws -> ProgramRun.Result {
    let testee = try #require(Testee.current)
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "depth"))
    defer { TestFiles.removeTree(directory) }
    TestFiles.write(Array(script.utf8), to: "\(directory)/script")
    for (name, text) in files { TestFiles.write(Array(text.utf8), to: "\(directory)/\(name)") }
    var program = ProgramRun(
      path: testee.path, arguments: ["swish", "./script"],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], directory: directory)
    program.seconds = 120
    return program.run()
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
