import SwishSystem
import TestSupport
import Testing

@testable import SwishSyntax

/// Hands over its text in pieces of `size` bytes.
private final class Pieces: InputSource {
  private var rest: ArraySlice<UInt8>
  private let size: Int

  init(_ text: [UInt8], size: Int) {
    rest = text[...]
    self.size = size
  }

  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    for byte in rest.prefix(size) { buffer.append(byte) }
    defer { rest = rest.dropFirst(size) }
    return !rest.isEmpty
  }
}

extension FuzzTests {
  private static let words = """
    if then else elif fi for in do done while until case esac { } ( ) (( )) ! & && || ; ;; ;& | < > \
    >> << <<- <& >& <> >| $ ${ $( $(( ` " ' \\ $' # ## % %% :- := :? :+ $@ $* $# $? $1 ${10} a= ~ \
    * ? [ ] [! f() \n \t time 1>& E <<E \u{ff} alias eval
    """

  @Test("what is printed parses to the tree it was printed from")
  func printAndParse() {
    let mutator = Mutator(corpus: Corpus.scripts, words: Self.words)
    Watch.run(rounds: 6_000) { random in
      var script = mutator.text(&random)
      if random.chance(2) {
        var generator = ScriptGenerator(seed: random.next(), isExtended: random.chance(2))
        script = Array(generator.script().utf8)
        if random.chance(2) { mutator.change(&script, &random) }
      }
      // Printed, a here-document that the end of input, or of backquotes, cuts off has
      // its newline.
      if script.last == UInt8(ascii: "\\") { script.append(10) }
      if script.contains(UInt8(ascii: "<")) {
        script.append(10)
        if script.contains(UInt8(ascii: "`")) { return }
      }
      Watch.mark(script)
      // A function's text has a command a line, and lists of a line within the braces.
      let isFunction = random.chance(3)
      if isFunction { script = Array("f() {\n".utf8) + script + Array("\n}\n".utf8) }
      let style = isFunction ? Printer.Style.multiLine : .oneLine
      let pieces = Pieces(script, size: 1 + random.number(below: random.chance(2) ? 4096 : 9))
      let recorder = SyntaxRecorder()
      let first = commands(pieces, style, recorder)
      let isOutside = recorder.spans.contains { $0.start > $0.end || $0.end > script.count }
      if isOutside { Issue.record("spans of \(String(decoding: script, as: UTF8.self))") }
      guard let first else { return }
      // Of other commands the lists would be one command and then several.
      if isFunction && (first.count > 1 || !first[0].tree.hasPrefix("(function ")) { return }
      var printed: [UInt8] = []
      // A newline more could belong to a body that only the end of input ends.
      for command in first { printed += command.text + (command.text.last == 10 ? [] : [10]) }
      let second = commands(Pieces(printed, size: 4096), style)
      if second?.map(\.tree) == first.map(\.tree) { return }
      Issue.record(
        """
        \(String(decoding: script, as: UTF8.self))
        --- printed as
        \(String(decoding: printed, as: UTF8.self))
        """)
    }
  }

  @Test("expressions end in a tree or an error")
  func expressions() {
    let mutator = Mutator(
      corpus: Corpus.lines("expressions"),
      words: "( ) + - * / % << >> < > <= >= == != & | ^ && || ! ~ ? : , = += ++ -- 0x 07 9 x y $")
    let names = NameTable()
    let tree = SyntaxTree()
    Watch.run(rounds: 20_000) { random in
      let text = mutator.text(&random)
      Watch.mark(text)
      tree.reset()
      withBytes(text) { bytes in
        do throws(ArithmeticSyntaxError) {
          _ = try ArithmeticParser.parse(
            bytes, names: names, into: tree, stackLimit: StackReserve.address - 256 * 1024)
        } catch {
          if error.offset > bytes.count { Issue.record("\(bytes.description): \(error.offset)") }
        }
      }
    }
  }

  /// The commands of a script, dumped and printed; nil if it has a syntax error.
  private func commands(
    _ source: Pieces, _ style: Printer.Style, _ recorder: SyntaxRecorder? = nil
  ) -> [(tree: String, text: [UInt8])]? {
    let names = NameTable()
    let parser = Parser(names: names, source: source)
    parser.recorder = recorder
    parser.stackLimit = StackReserve.address - 256 * 1024
    let tree = SyntaxTree()
    var result: [(tree: String, text: [UInt8])] = []
    while true {
      tree.reset()
      do throws(SyntaxError) {
        switch try parser.parseCommand(into: tree) {
        case .endOfInput: return result
        case .empty: continue
        case .command(let node):
          var text = ByteBuffer()
          Printer.print(node, names: names, into: &text, style: style)
          result.append((dump(node, names), text.bytes.array))
        }
      } catch { return nil }
    }
  }
}

func withBytes<Result>(_ text: [UInt8], _ body: (Bytes) -> Result) -> Result {
  text.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return body(.empty) }
    return body(Bytes(start: start, count: buffer.count))
  }
}
