// What the parser's tests share: parsing a script from a string, in pieces if
// wanted, and writing trees as text that shows their structure.

import TestSupport

@testable import SwishSyntax

/// Hands over its text in pieces of `size` bytes, or in lines.
final class PiecewiseSource: InputSource {
  private var rest: [UInt8]
  private let size: Int?
  private(set) var continuations: [Bool] = []

  init(_ text: String, size: Int?) {
    rest = Array(text.utf8)
    self.size = size
  }

  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    continuations.append(continuing)
    if rest.isEmpty { return false }
    var count = 0
    if let size {
      count = min(size, rest.count)
    } else {
      count = rest.firstIndex(of: 10).map { $0 + 1 } ?? rest.count
    }
    for byte in rest.prefix(count) { buffer.append(byte) }
    rest.removeFirst(count)
    return true
  }
}

final class AliasTable: AliasProvider {
  private var values: [String: [UInt8]]
  private var lastCopy = ByteBuffer()

  init(_ values: [String: String]) { self.values = values.mapValues { Array($0.utf8) } }

  var hasAliases: Bool { !values.isEmpty }

  func aliasValue(_ name: Bytes) -> Bytes? {
    guard let value = values[name.description] else { return nil }
    lastCopy.removeAll()
    for byte in value { lastCopy.append(byte) }
    return lastCopy.bytes
  }
}

struct Parsed {
  var commands: [String] = []
  var error: SyntaxError?
  var message: String { error.map { String(decoding: $0.message, as: UTF8.self) } ?? "" }
}

/// The trees of all commands in `script`, in the form of `dump`.
func parse(
  _ script: String, aliases: [String: String] = [:], size: Int? = .max, stackLimit: UInt = 0,
  names: NameTable = NameTable(), visit: (Node) -> String? = { _ in nil }
) -> Parsed {
  let source = PiecewiseSource(script, size: size)
  let parser = Parser(names: names, source: source, aliases: AliasTable(aliases))
  parser.stackLimit = stackLimit
  let tree = SyntaxTree()
  var parsed = Parsed()
  do throws(SyntaxError) {
    while true {
      tree.reset()
      switch try parser.parseCommand(into: tree) {
      case .command(let node):
        parsed.commands.append(visit(node) ?? dump(node, names))
      case .empty: break
      case .endOfInput: return parsed
      }
    }
  } catch {
    parsed.error = error
  }
  return parsed
}

/// The first command of `script`, as text that shows its structure.
func structure(_ script: String, aliases: [String: String] = [:]) -> String {
  let parsed = parse(script, aliases: aliases)
  if parsed.error != nil { return "error: " + parsed.message }
  return parsed.commands.joined(separator: "\n")
}

func printed(_ script: String, style: Printer.Style = .oneLine) -> String {
  let names = NameTable()
  let parsed = parse(script, names: names) { node in
    var text = ByteBuffer()
    Printer.print(node, names: names, into: &text, style: style)
    return text.bytes.description
  }
  if parsed.error != nil { return "error: " + parsed.message }
  return parsed.commands.joined(separator: "\n")
}
