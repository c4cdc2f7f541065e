import TestSupport
import Testing

@testable import SwishSyntax

// Syntax errors: what they say, where they point, and whether more input could
// have helped.

struct ErrorCase: Sendable {
  var script: String
  /// `line:column message`, `…` for incomplete input, `[token line:column]` for
  /// what was left open, `<line>` for the offending line.
  var report: String

  init(_ script: String, _ report: String) {
    self.script = script
    self.report = report
  }
}

let errorCases: [ErrorCase] = [
  ErrorCase("echo @(a", "1:9 expected ')' … <echo @(a>"),
  ErrorCase("[[ a =~ (b\n]]", "1:11 expected ')' <[[ a =~ (b>"),
  ErrorCase(
    "if a",
    "1:5 unexpected end of file, expected 'then' … [if 1:1] <if a>"),
  ErrorCase(
    "if a; then b",
    "1:13 unexpected end of file, expected 'fi' … [if 1:1] <if a; then b>"),
  ErrorCase(
    "if a; then",
    "1:11 unexpected end of file, expected 'fi' … [if 1:1] <if a; then>"),
  ErrorCase(
    "while a; do b",
    "1:14 unexpected end of file, expected 'done' … [while 1:1] <while a; do b>"),
  ErrorCase(
    "for x in a; do",
    "1:15 unexpected end of file, expected 'done' … [for 1:1] <for x in a; do>"),
  ErrorCase(
    "for x",
    "1:6 unexpected end of file, expected 'do' … [for 1:1] <for x>"),
  ErrorCase(
    "case x in",
    "1:10 unexpected end of file, expected 'esac' … [case 1:1] <case x in>"),
  ErrorCase(
    "case x in a)",
    "1:13 unexpected end of file, expected 'esac' … [case 1:1] <case x in a)>"),
  ErrorCase(
    "case x in a) b",
    "1:15 unexpected end of file, expected 'esac' … [case 1:1] <case x in a) b>"),
  ErrorCase(
    "(a",
    "1:3 unexpected end of file, expected ')' … [( 1:1] <(a>"),
  ErrorCase(
    "{ a",
    "1:4 unexpected end of file, expected '}' … [{ 1:1] <{ a>"),
  ErrorCase(
    "a &&",
    "1:5 unexpected end of file, expected a command … <a &&>"),
  ErrorCase(
    "a |",
    "1:4 unexpected end of file, expected a command … <a |>"),
  ErrorCase(
    "a | ;",
    "1:5 unexpected ';' <a | ;>"),
  ErrorCase(
    "a ;; b",
    "1:3 unexpected ';;' <a ;; b>"),
  ErrorCase(
    "; a",
    "1:1 unexpected ';' <; a>"),
  ErrorCase(
    "& a",
    "1:1 unexpected '&' <& a>"),
  ErrorCase(
    "if then",
    "1:4 unexpected 'then' [if 1:1] <if then>"),
  ErrorCase(
    "()",
    "1:2 unexpected ')' [( 1:1] <()>"),
  ErrorCase(
    "{ }",
    "1:3 unexpected '}' [{ 1:1] <{ }>"),
  ErrorCase(
    "( )",
    "1:3 unexpected ')' [( 1:1] <( )>"),
  ErrorCase(
    "a )",
    "1:3 unexpected ')' <a )>"),
  ErrorCase(
    "fi",
    "1:1 unexpected 'fi' <fi>"),
  ErrorCase(
    "done",
    "1:1 unexpected 'done' <done>"),
  ErrorCase(
    "a; then",
    "1:4 unexpected 'then' <a; then>"),
  ErrorCase(
    "! ! a",
    "1:3 unexpected '!' <! ! a>"),
  ErrorCase(
    "for 1x in a; do b; done",
    "1:5 unexpected '1x', expected a name [for 1:1] <for 1x in a; do b; done>"),
  ErrorCase(
    "for x in a | b",
    "1:12 unexpected '|' [for 1:1] <for x in a | b>"),
  ErrorCase(
    "case x in a b) c",
    "1:13 unexpected 'b', expected ')' [case 1:1] <case x in a b) c>"),
  ErrorCase(
    "case x y",
    "1:8 unexpected 'y', expected 'in' [case 1:1] <case x y>"),
  ErrorCase(
    "f() a",
    "1:5 unexpected 'a', expected '{' <f() a>"),
  ErrorCase(
    "f(",
    "1:3 unexpected end of file, expected ')' … <f(>"),
  ErrorCase(
    "f(x)",
    "1:3 unexpected 'x', expected ')' <f(x)>"),
  ErrorCase(
    "$x() { a; }",
    "1:3 unexpected '(' <$x() { a; }>"),
  ErrorCase(
    "a (b)",
    "1:4 unexpected 'b', expected ')' <a (b)>"),
  ErrorCase(
    "> ",
    "1:3 unexpected end of file, expected a word … <> >"),
  ErrorCase(
    ">\n",
    "1:2 unexpected newline, expected a word <>>"),
  ErrorCase(
    "a < ;",
    "1:5 unexpected ';', expected a word <a < ;>"),
  ErrorCase(
    "'abc",
    "1:5 unexpected end of file, expected ''' … [' 1:1] <'abc>"),
  ErrorCase(
    "a\nb \"c\nd",
    "3:2 unexpected end of file, expected '\"' … [\" 2:3] <d>"),
  ErrorCase(
    "\"a $(b",
    "1:7 unexpected end of file, expected ')' … [$( 1:4] <\"a $(b>"),
  ErrorCase(
    "$(a",
    "1:4 unexpected end of file, expected ')' … [$( 1:1] <$(a>"),
  ErrorCase(
    "$(if a)",
    "1:7 unexpected ')', expected 'then' [if 1:3] <$(if a)>"),
  ErrorCase(
    "`a",
    "1:3 unexpected end of file, expected '`' … [` 1:1] <`a>"),
  ErrorCase(
    "`if a`",
    "1:5 unexpected end of file, expected 'then' [if 1:1] <if a>"),
  ErrorCase(
    "${a",
    "1:4 unexpected end of file, expected '}' … [${ 1:1] <${a>"),
  ErrorCase(
    "${a-b",
    "1:6 unexpected end of file, expected '}' … [${ 1:1] <${a-b>"),
  ErrorCase(
    "$((1+",
    "1:6 unexpected end of file, expected '))' … [$(( 1:1] <$((1+>"),
  ErrorCase(
    "$((1",
    "1:5 unexpected end of file, expected '))' … [$(( 1:1] <$((1>"),
  ErrorCase(
    "$'a",
    "1:4 unexpected end of file, expected ''' … [$' 1:1] <$'a>"),
  ErrorCase(
    "if a; then b; }",
    "1:15 unexpected '}', expected 'fi' [if 1:1] <if a; then b; }>"),
  ErrorCase(
    "while a; done",
    "1:10 unexpected 'done', expected 'do' [while 1:1] <while a; done>"),
  ErrorCase(
    "{ a; } b",
    "1:8 unexpected 'b' <{ a; } b>"),
  ErrorCase(
    "(a) b",
    "1:5 unexpected 'b' <(a) b>"),
  ErrorCase(
    "a\n\n  b )c",
    "3:5 unexpected ')' <  b )c>"),
  ErrorCase(
    "if a\nthen b\nfi fi",
    "3:4 unexpected 'fi' <fi fi>"),
  ErrorCase(
    "f() ",
    "1:5 unexpected end of file, expected '{' … <f() >"),
  ErrorCase(
    "for x in a b; c",
    "1:15 unexpected 'c', expected 'do' [for 1:1] <for x in a b; c>"),
  ErrorCase(
    "until a; do b; fi",
    "1:16 unexpected 'fi', expected 'done' [until 1:1] <until a; do b; fi>"),
  ErrorCase(
    "cat <<",
    "1:7 unexpected end of file, expected a word … <cat <<>"),
  ErrorCase(
    "a && && b",
    "1:6 unexpected '&&' <a && && b>"),
  ErrorCase(
    "time |",
    "1:6 unexpected '|' <time |>"),
  ErrorCase(
    "if a; then b; else fi",
    "1:20 unexpected 'fi' [if 1:1] <if a; then b; else fi>"),
  ErrorCase(
    "if a; then b; elif c; else d; fi",
    "1:23 unexpected 'else', expected 'then' [if 1:1] <if a; then b; elif c; else d; fi>"),
  ErrorCase(
    "cat <<E\n$(if a)\nE",
    "2:7 unexpected ')', expected 'then' [if 2:3] <$(if a)>"),
  ErrorCase(
    "case x in ) a;; esac",
    "1:11 unexpected ')', expected a pattern [case 1:1] <case x in ) a;; esac>"),
  ErrorCase(
    "case x in a|) b;; esac",
    "1:13 unexpected ')', expected a pattern [case 1:1] <case x in a|) b;; esac>"),
  ErrorCase(
    "{ a }",
    "1:6 unexpected end of file, expected '}' … [{ 1:1] <{ a }>"),
  ErrorCase(
    "x=$(",
    "1:5 unexpected end of file, expected ')' … [$( 1:3] <x=$(>"),
  ErrorCase(
    "function f; a",
    "1:11 unexpected ';', expected '{' <function f; a>"),
  ErrorCase(
    "a\n\"$(\n b\n fi\n)\"",
    "4:2 unexpected 'fi', expected ')' [$( 2:2] < fi>"),
  ErrorCase(
    "|",
    "1:1 unexpected '|' <|>"),
  ErrorCase(
    "<<E a\nE\n)",
    "3:1 unexpected ')' <)>"),
]

private func report(_ error: SyntaxError?) -> String {
  guard let error else { return "" }
  var text = "\(error.location.line):\(error.location.column) "
  text += String(decoding: error.message, as: UTF8.self)
  if error.isIncomplete { text += " …" }
  if let opened = error.opened {
    let token = String(decoding: opened.token, as: UTF8.self)
    text += " [\(token) \(opened.location.line):\(opened.location.column)]"
  }
  return text + " <" + String(decoding: error.lineText, as: UTF8.self) + ">"
}

@Suite struct SyntaxErrorTests {
  @Test("errors name the token, the place and what was open", arguments: errorCases)
  func errorIs(_ example: ErrorCase) {
    #expect(report(parse(example.script).error) == example.report)
  }

  @Test("errors do not depend on the pieces the input comes in", arguments: errorCases)
  func piecesDoNotMatter(_ example: ErrorCase) {
    for size in [1, 3] {
      #expect(report(parse(example.script, size: size).error) == example.report)
    }
  }

  @Test("nesting beyond the stack limit is an error, not a crash")
  func deepNestingIsRefused() {
    for unit in ["(", "$(", "{ ", "${x-", "if ", "$((", "\"$(", "f() {", "! (", "$((("] {
      let script = String(repeating: unit, count: 20_000)
      let parsed = parse(script, stackLimit: limitBelowHere(200_000))
      #expect(parsed.error != nil, "\(unit)")
    }
    let deep = parse(String(repeating: "( ", count: 50_000), stackLimit: limitBelowHere(200_000))
    #expect(deep.message == "nested too deeply")
  }

  @Test("an unexpected newline takes no further line with it")
  func recoveryKeepsTheNextLine() throws {
    let names = NameTable()
    let parser = Parser(names: names, source: StringSource(Array("a >\nb\n".utf8)))
    let tree = SyntaxTree()
    #expect(throws: SyntaxError.self) { try parser.parseCommand(into: tree) }
    parser.recover()
    tree.reset()
    guard case .command(let node) = try parser.parseCommand(into: tree) else {
      Issue.record("no command")
      return
    }
    #expect(dump(node, names) == "(simple b)")
    #expect(node.line == 2)
  }

  @Test("what the stack allows to be parsed can be printed")
  func deepTreesPrint() {
    let units = [
      ("( ", "a", ")"), ("{ ", "a", "; }"), ("echo $( ", "a", ")"), ("if a; then ", "b", "; fi"),
      ("echo ${x-", "a", "}"), ("echo \"$( ", "a", ")\""), ("f() { ", "a", "; }"),
    ]
    for (open, middle, close) in units {
      var depth = 4096
      var text = ""
      while depth > 0 && text.isEmpty {
        let names = NameTable()
        let script =
          String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
        _ = parse(script, stackLimit: limitBelowHere(100_000), names: names) { node in
          var buffer = ByteBuffer()
          Printer.print(node, names: names, into: &buffer, style: .oneLine)
          text = buffer.bytes.description
          return ""
        }
        depth = depth * 3 / 4
      }
      #expect(!text.isEmpty, "\(open)")
    }
  }

  @Test("long chains are loops, not recursion")
  func chainsMayBeLong() {
    for unit in ["a && ", "a | ", "a; ", "a\n", "x=1 "] {
      let script = String(repeating: unit, count: 50_000) + "a"
      let parsed = parse(script, stackLimit: limitBelowHere(200_000)) { _ in "" }
      #expect(parsed.error == nil, "\(unit)")
    }
    let clauses = String(repeating: "elif a; then b; ", count: 20_000)
    let parsed = parse(
      "if a; then b; " + clauses + "fi", stackLimit: limitBelowHere(200_000)
    ) { _ in "" }
    #expect(parsed.error == nil)
  }

  @Test("after an error the rest of the line is dropped and parsing goes on")
  func recoveryDropsTheLine() throws {
    let names = NameTable()
    let parser = Parser(
      names: names, source: PiecewiseSource("a ) b\nc <<E )\nd\ne 'f\n", size: nil))
    let tree = SyntaxTree()
    #expect(throws: SyntaxError.self) { try parser.parseCommand(into: tree) }
    parser.recover()
    #expect(throws: SyntaxError.self) { try parser.parseCommand(into: tree) }
    parser.recover()
    tree.reset()
    guard case .command(let node) = try parser.parseCommand(into: tree) else {
      Issue.record("no command")
      return
    }
    #expect(dump(node, names) == "(simple d)")
    #expect(throws: SyntaxError.self) { try parser.parseCommand(into: tree) }
    parser.recover()
    guard case .endOfInput = try parser.parseCommand(into: tree) else {
      Issue.record("not the end")
      return
    }
  }
}

/// An address so far below this function's frame.
func limitBelowHere(_ bytes: UInt) -> UInt {
  var marker: UInt8 = 0
  return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) } - bytes
}
