import Testing

@testable import SwishSyntax

@Suite struct ParserTests {
  @Test("lines and columns are those of the first byte")
  func places() throws {
    var places: [String] = []
    _ = parse("a\n  b &&\nc; { d\n}\ncat <<E\nx\nE\ne \\\nf $(g\nh)\n  i") { node in
      places.append("\(node.line):\(node.extra)")
      return ""
    }
    #expect(places == ["1:1", "2:3", "5:1", "8:1", "11:3"])
  }

  @Test("the number of the first line can be set, and the line read back")
  func firstLine() throws {
    let parser = Parser(names: NameTable(), source: StringSource(Array("a\nb\n".utf8)))
    parser.firstLine = 41
    let tree = SyntaxTree()
    guard case .command(let first) = try parser.parseCommand(into: tree) else {
      Issue.record("no command")
      return
    }
    #expect(first.line == 41)
    #expect(parser.line == 42)
  }

  @Test("blank lines and comments are empty, not the end")
  func emptyLines() throws {
    let parser = Parser(names: NameTable(), source: StringSource(Array("\n # x\na".utf8)))
    let tree = SyntaxTree()
    var kinds = ""
    reading: while true {
      switch try parser.parseCommand(into: tree) {
      case .empty: kinds += "e"
      case .command: kinds += "c"
      case .endOfInput: break reading
      }
    }
    #expect(kinds == "eec")
  }

  @Test("nothing behind a command's line is asked of the source before it ran")
  func readsLineByLine() throws {
    let source = PiecewiseSource("a\ncat <<E\nx\nE\nif b\nthen c\nfi\n", size: nil)
    let parser = Parser(names: NameTable(), source: source)
    let tree = SyntaxTree()
    var reads: [Int] = []
    for _ in 0..<3 {
      _ = try parser.parseCommand(into: tree)
      reads.append(source.continuations.count)
    }
    #expect(reads == [1, 4, 7])
    #expect(source.continuations == [false, false, true, true, false, true, true])
  }

  @Test("NUL bytes are dropped")
  func nulBytes() {
    #expect(structure("e\0cho 'a\0b' \"c\0d\" \0") == structure("echo 'ab' \"cd\" "))
  }

  @Test("a substitution is a program, whatever parentheses and quotes it holds")
  func programsInWords() {
    let cases = [
      ("$(case x in a) b;; esac)", "(simple ~[$((case x (item a : (simple b))))])"),
      ("$(a # it's )\n)", "(simple ~[$((simple a))])"),
      ("\"$(a \")\")\"", "(simple ~[\"$((simple a ~[\")\"]))\"])"),
      ("$(a; (b))", "(simple ~[$((list (simple a) (subshell (simple b))))])"),
      ("$((a) | b)", "(simple ~[$((pipeline (subshell (simple a)) (simple b)))])"),
      ("$(cat <<E\n)\nE\n)", "(simple ~[$((simple cat <hereDocument E {)⏎}>))])"),
      ("`a 'b'` `c \\`d\\``", "(simple ~[$((simple a ~['b']))] ~[$((simple c ~[$((simple d))]))])"),
      ("${x-$(a })}", "(simple ~[${x useDefault ~[$((simple a }))]}])"),
      ("$(a\nb\n\nc)", "(simple ~[$((list (simple a) (simple b) (simple c)))])"),
      ("x=$(a) y=`b`", "(simple x:=~[$((simple a))] y:=~[$((simple b))])"),
      ("$((a)\n(b))", "(simple ~[$((list (subshell (simple a)) (subshell (simple b))))])"),
      ("cat <<E\nE\\\nE\n\\\nE\nE", "(simple cat <hereDocument E {EE⏎E⏎}>)"),
    ]
    for (script, tree) in cases { #expect(structure(script) == tree, "\(script)") }
  }

  @Test("a command name has a slot only when it is plain")
  func nameSlots() {
    let names = NameTable()
    var slots: [String] = []
    _ = parse("a b\nx=1\n\"a\"\n>f c\n$d", names: names) { node in
      slots.append(SimpleCommand(node).name.map { names[$0].description } ?? "-")
      return ""
    }
    #expect(slots == ["a", "-", "-", "c", "-"])
  }

  @Test("nested attempts at arithmetic do not multiply")
  func nestedAttempts() {
    let depth = 60
    let script =
      String(repeating: "$((", count: depth) + "a" + String(repeating: ") )", count: depth)
    #expect(parse("echo " + script).error == nil)
  }

  @Test(
    "arithmetic errors say what and where",
    arguments: [
      ("1 +", "unexpected end of expression", 3), ("(1", "expected ')'", 2),
      ("1 2", "unexpected '2'", 2), ("08", "invalid number", 0), ("1 ? 2", "expected ':'", 5),
      ("3 = 4", "assignment to something that is no variable", 2), ("@", "unexpected '@'", 0),
      ("9223372036854775808", "number too large", 0), ("99#11", "unexpected '#'", 2),
    ])
  func arithmeticErrors(_ text: String, _ message: String, _ offset: Int) {
    var buffer = ByteBuffer()
    for byte in text.utf8 { buffer.append(byte) }
    let tree = SyntaxTree()
    do throws(ArithmeticSyntaxError) {
      _ = try ArithmeticParser.parse(
        buffer.bytes, names: NameTable(), into: tree, stackLimit: 0)
      Issue.record("no error")
    } catch {
      #expect(String(decoding: error.message, as: UTF8.self) == message)
      #expect(error.offset == offset)
    }
  }

  @Test("deep arithmetic is refused")
  func deepArithmetic() {
    for unit in ["(", "-", "!", "1?", "x=", "1?2:"] {
      var buffer = ByteBuffer()
      for _ in 0..<100_000 { for byte in unit.utf8 { buffer.append(byte) } }
      buffer.append("1")
      let tree = SyntaxTree()
      #expect(throws: ArithmeticSyntaxError.self) {
        _ = try ArithmeticParser.parse(
          buffer.bytes, names: NameTable(), into: tree, stackLimit: limitBelowHere(200_000))
      }
    }
  }
}
