import Testing

@testable import SwishSyntax

// No input may crash the parser or keep it busy for ever: every script of the
// tables with each byte deleted, doubled or replaced, and cut off behind it.

private let scripts: [String] =
  (tokensCases + quotingCases + expansionsCases + arithmeticCases + compoundCommandsCases
  + hereDocumentsCases).map(\.script) + aliasCases.map(\.script)

@Suite struct MutationTests {
  private func accept(_ bytes: [UInt8]) {
    let parser = Parser(
      names: NameTable(), source: StringSource(bytes),
      aliases: AliasTable(["a": "b ", "b": "a c", "ll": "if", "e": "", "x": "'"]))
    let tree = SyntaxTree()
    var text = ByteBuffer()
    for _ in 0..<200 {
      tree.reset()
      do throws(SyntaxError) {
        switch try parser.parseCommand(into: tree) {
        case .command(let node):
          Printer.print(node, names: parser.names, into: &text, style: .multiLine)
        case .empty: break
        case .endOfInput: return
        }
      } catch {
        parser.recover()
      }
    }
    Issue.record("no end in sight: \(String(decoding: bytes, as: UTF8.self))")
  }

  @Test("mutated scripts end in a tree or an error", arguments: scripts)
  func mutations(_ script: String) {
    let bytes = Array(script.utf8)
    let strange: [UInt8] = [0, 10, 34, 36, 39, 40, 41, 59, 60, 92, 96, 123, 125, 255]
    for i in bytes.indices {
      var changed = bytes
      changed.remove(at: i)
      accept(changed)
      changed = bytes
      changed.insert(bytes[i], at: i)
      accept(changed)
      accept(Array(bytes[...i]))
      changed = bytes
      changed[i] = strange[i % strange.count]
      accept(changed)
    }
  }
}
