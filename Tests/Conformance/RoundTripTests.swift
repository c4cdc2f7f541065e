import SwishSyntax
import TestSupport
import Testing

/// Every script of the conformance cases, printed, parses to the tree it was
/// printed from.
@Suite struct RoundTripTests {
  @Test func everyScriptPrintsToItsOwnTree() throws {
    var count = 0
    for (name, script) in try conformanceScripts() {
      guard let first = commands(of: script) else { continue }
      var printed = ""
      for command in first { printed += command.text + "\n" }
      let second = commands(of: printed)
      #expect(second?.map(\.tree) == first.map(\.tree), "\(name): printed as \(printed)")
      count += 1
    }
    #expect(count > 400)
  }

  /// The commands of a script, dumped and printed; nil if it has a syntax error.
  private func commands(of script: String) -> [(tree: String, text: String)]? {
    let names = NameTable()
    let parser = Parser(names: names, source: StringSource(Array(script.utf8)))
    var result: [(tree: String, text: String)] = []
    while true {
      let tree = SyntaxTree()
      do {
        switch try parser.parseCommand(into: tree) {
        case .endOfInput: return result
        case .empty: continue
        case .command(let node):
          var text = ByteBuffer()
          Printer.print(node, names: names, into: &text, style: .oneLine)
          result.append((dump(node, names), text.bytes.description))
        }
      } catch { return nil }
    }
  }
}
