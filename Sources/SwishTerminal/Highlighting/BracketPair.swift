import SwishSyntax

/// Two brackets or quotes that belong together, as the lexer reads them.
struct BracketPair {
  let opening: Int
  let closing: Int

  /// The pair with one end at the cursor, or just before it.
  init?(around point: Int, in line: Bytes, _ spans: [SyntaxRecorder.Span]) {
    let pairs = BracketPair.all(in: line, spans)
    guard
      let found = [point, point - 1].lazy.compactMap({ place in
        pairs.last { $0.opening == place || $0.closing == place }
      }).first
    else { return nil }
    self = found
  }

  private init(_ opening: Int, _ closing: Int) {
    self.opening = opening
    self.closing = closing
  }

  private static func all(in line: Bytes, _ spans: [SyntaxRecorder.Span]) -> [BracketPair] {
    var pairs: [BracketPair] = []
    // What is open: a bracket, or a `case`, whose patterns end in a bracket
    // that nothing opened.
    var open: [(kind: UInt8, place: Int)] = []
    let caseMark = UInt8(ascii: "c")
    for span in spans where span.end > span.start && span.end <= line.count {
      let text = line[span.start..<span.end]
      switch span.kind {
      case .quoted, .expansion:
        if let pair = BracketPair(delimiting: text, from: span.start) { pairs.append(pair) }
      case .operator, .reservedWord:
        if text == "(" || text == "{" {
          open.append((text[0], span.start))
        } else if text == "case" {
          open.append((caseMark, span.start))
        } else if text == "esac" {
          while let last = open.popLast(), last.kind != caseMark {}
        } else if let wanted = text == ")" ? "(" : text == "}" ? "{" : nil as Unicode.Scalar?,
          let last = open.last, last.kind == UInt8(ascii: wanted)
        {
          pairs.append(BracketPair(last.place, span.start))
          open.removeLast()
        }
      default: break
      }
    }
    return pairs
  }

  /// What a quoted text or an expansion begins and ends with.
  private init?(delimiting text: Bytes, from start: Int) {
    guard let last = text.last else { return nil }
    let skipsDollar = text.first == UInt8(ascii: "$") && text.count > 1
    let first = skipsDollar ? text[1] : text[0]
    let closers: [UInt8: UInt8] = [
      UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "{"): UInt8(ascii: "}"),
      UInt8(ascii: "'"): first, UInt8(ascii: "\""): first, UInt8(ascii: "`"): first,
    ]
    let opening = start + (skipsDollar ? 1 : 0)
    let closing = start + text.count - 1
    guard closers[first] == last, closing > opening else { return nil }
    self.init(opening, closing)
  }
}
