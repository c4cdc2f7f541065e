import SwishSyntax

/// Two brackets or quotes that belong together, as the lexer reads them.
struct BracketPair {
  let opening: Int
  let closing: Int

  /// The pair with one end at the cursor, or just before it.
  init?(around point: Int, in line: Bytes, _ spans: [SyntaxRecorder.Span]) {
    let pairs = BracketPair.all(touching: point, in: line, spans)
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

  private static func all(
    touching point: Int, in line: Bytes, _ spans: [SyntaxRecorder.Span]
  ) -> [BracketPair] {
    var pairs: [BracketPair] = []
    // What is open: a bracket, or a `case`, whose patterns end in a bracket
    // that nothing opened.
    var open: [(kind: UInt8, place: Int)] = []
    let caseMark = UInt8(ascii: "c")
    for span in spans where span.end > span.start && span.end <= line.count {
      let text = line[span.start..<span.end]
      switch span.kind {
      case .quoted, .expansion:
        // Of a long line few are near.
        guard span.start <= point, span.end >= point else { continue }
        if let pair = BracketPair(delimiting: text, from: span.start) { pairs.append(pair) }
      case .operator where text.count == 1, .reservedWord where text.count == 1:
        switch text[0] {
        case UInt8(ascii: "("), UInt8(ascii: "{"): open.append((text[0], span.start))
        case UInt8(ascii: ")") where open.last?.kind == UInt8(ascii: "("),
          UInt8(ascii: "}") where open.last?.kind == UInt8(ascii: "{"):
          if let last = open.popLast() { pairs.append(BracketPair(last.place, span.start)) }
        default: break
        }
      case .reservedWord where text == "case": open.append((caseMark, span.start))
      case .reservedWord where text == "esac":
        while let last = open.popLast(), last.kind != caseMark {}
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
    let closer: UInt8? =
      switch first {
      case UInt8(ascii: "("): UInt8(ascii: ")")
      case UInt8(ascii: "{"): UInt8(ascii: "}")
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): first
      default: nil
      }
    let opening = start + (skipsDollar ? 1 : 0)
    let closing = start + text.count - 1
    guard closer == last, closing > opening else { return nil }
    self.init(opening, closing)
  }
}
