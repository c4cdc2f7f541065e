// Brace expansion, before all others where the shell is not in POSIX mode:
// `a{b,c}d`, `{1..10}`, `{a..e..2}`. A word becomes a sequence of texts and choices;
// the words it stands for are numbered, and each is expanded on its own, so that
// their number costs no memory but that of the fields.
import SwishSyntax
import SwishSystem

/// A word, or an alternative in braces.
private struct BraceSequence: BitwiseCopyable {
  /// Its items are those of `BraceReader.items` from `start` on, before `end`.
  let start: Int
  let end: Int
  /// The words it stands for; at most `Int.max`.
  var count = 1
}

private struct BraceAlternative: BitwiseCopyable {
  let sequence: BraceSequence
  /// How many words it and those before it in the braces stand for, at most `Int.max`.
  let end: Int
}

private enum BraceItem: BitwiseCopyable {
  case text(Bytes)
  case part(Node)
  /// Those of `BraceReader.alternatives` from `start` on, before `end`.
  case choice(start: Int, end: Int, count: Int)
  case range(BraceRange)

  var count: Int {
    switch self {
    case .text, .part: 1
    case .choice(_, _, let count): count
    case .range(let range): range.count
    }
  }
}

/// `first..last..step`, of numbers or of letters.
private struct BraceRange: BitwiseCopyable {
  let first: Int
  let count: Int
  let step: Int
  let width: Int
  let isLetters: Bool

  /// Nil where the text between the braces is no range.
  init?(_ text: Bytes) {
    guard let (start, rest) = text.splitAtDots else { return nil }
    let (end, stepText) = rest.splitAtDots ?? (rest, .empty)
    guard let given = stepText.isEmpty ? 1 : stepText.signedDecimal, given != .min else {
      return nil
    }
    var bounds = (start.signedDecimal, end.signedDecimal)
    isLetters = bounds == (nil, nil) && start.isLetter && end.isLetter
    if isLetters { bounds = (start.first.map { Int($0) }, end.first.map { Int($0) }) }
    guard let first = bounds.0, let last = bounds.1 else { return nil }
    let (distance, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow, distance != .min, first != .min, last != .min,
      isLetters || (start.isNumber && end.isNumber)
    else {
      return nil
    }
    let size = max(1, abs(given))
    self.first = first
    let steps = abs(distance) / size
    count = steps == .max ? .max : steps + 1
    step = distance < 0 ? -size : size
    width = start.isPadded || end.isPadded ? max(start.count, end.count) : 0
  }

  func append(_ index: Int, to text: inout ByteBuffer) {
    let value = first + index * step
    if isLetters { return text.append(UInt8(truncatingIfNeeded: value)) }
    if value < 0 { text.append("-") }
    var digits = ByteBuffer(capacity: 24)
    digits.append(decimal: abs(value))
    for _ in 0..<max(0, width - digits.count - (value < 0 ? 1 : 0)) { text.append("0") }
    text.append(digits.bytes)
  }
}

extension Bytes {
  fileprivate var splitAtDots: (Bytes, Bytes)? {
    for i in indices.dropLast() where self[i] == UInt8(ascii: ".") && self[i + 1] == self[i] {
      return (prefix(i), dropFirst(i + 2))
    }
    return nil
  }

  fileprivate var isLetter: Bool { count == 1 && (self[0] | 0x20) &- UInt8(ascii: "a") < 26 }

  fileprivate var isNumber: Bool { !isEmpty && last?.isDigit ?? false }

  /// A number with zeros before it.
  fileprivate var isPadded: Bool {
    let digits = dropFirst(first == UInt8(ascii: "-") ? 1 : 0)
    return digits.count > 1 && digits.first == UInt8(ascii: "0")
  }
}

/// The braces of a word and what they enclose, read before the words that it stands
/// for are made of it.
private struct BraceReader: ~Copyable {
  /// A place in the word: a part, and a byte if it is literal text.
  private struct Place {
    let part: Int
    let byte: Int
  }

  private(set) var items = Stack<BraceItem>()
  private(set) var alternatives = Stack<BraceAlternative>()
  // Those of what has not been read to its end.
  private var openItems = Stack<BraceItem>()
  private var openAlternatives = Stack<BraceAlternative>()

  private let parts: NodeList
  /// For each brace that opens: the place of its partner and whether a comma stands
  /// between them, by number of the brace.
  private var partners: [(isChoice: Bool, end: Place)?] = []
  // Where the reader stands.
  private var part = 0
  private var byte = 0
  private var braces = 0

  init(_ parts: NodeList) {
    self.parts = parts
    match()
  }

  /// Finds the partner of each brace.
  private mutating func match() {
    var open: [(number: Int, hasComma: Bool, start: Place)] = []
    for part in 0..<parts.count where parts[part].kind == .literal {
      let text = TextPart(parts[part]).text
      for byte in text.indices {
        switch text[byte] {
        case UInt8(ascii: "{"):
          open.append((partners.count, false, Place(part: part, byte: byte)))
          partners.append(nil)
        case UInt8(ascii: ","):
          if !open.isEmpty { open[open.count - 1].hasComma = true }
        case UInt8(ascii: "}"):
          guard let brace = open.popLast() else { continue }
          // Which has no braces in it.
          let isRange =
            !brace.hasComma && brace.number == partners.count - 1 && brace.start.part == part
            && BraceRange(text[(brace.start.byte + 1)..<byte]) != nil
          if brace.hasComma || isRange {
            partners[brace.number] = (brace.hasComma, Place(part: part, byte: byte))
          }
        default: break
        }
      }
    }
  }

  mutating func readAll(in shell: Shell) throws(ShellError) -> BraceSequence {
    try readSequence(upTo: nil, in: shell)
  }

  /// Reads up to the end of the word, or to the `,` or the `}` at `closing` behind an
  /// alternative.
  private mutating func readSequence(
    upTo closing: Place?, in shell: Shell
  ) throws(ShellError) -> BraceSequence {
    if shell.isStackExhausted { throw shell.nestedTooDeeply("brace expansion ") }
    let first = openItems.count
    while part < parts.count {
      guard parts[part].kind == .literal else {
        openItems.push(.part(parts[part]))
        part += 1
        continue
      }
      let text = TextPart(parts[part]).text
      let start = byte
      var end = start
      while end < text.count && !stops(text[end], at: end, closing) { end += 1 }
      if end > start { openItems.push(.text(text[start..<end])) }
      byte = end
      guard end < text.count else {
        (part, byte) = (part + 1, 0)
        continue
      }
      guard text[end] == UInt8(ascii: "{") else { break }
      let item = try readBrace(text, in: shell)
      openItems.push(item)
    }
    return endSequence(from: first)
  }

  private mutating func endSequence(from first: Int) -> BraceSequence {
    var sequence = BraceSequence(start: items.count, end: items.count + openItems.count - first)
    for i in first..<openItems.count {
      items.push(openItems[i])
      let (product, overflow) = sequence.count.multipliedReportingOverflow(by: openItems[i].count)
      sequence.count = overflow ? .max : product
    }
    openItems.truncate(to: first)
    return sequence
  }

  private func stops(_ byte: UInt8, at place: Int, _ closing: Place?) -> Bool {
    if byte == UInt8(ascii: "{") { return true }
    guard let closing else { return false }
    return byte == UInt8(ascii: ",") || part == closing.part && place == closing.byte
  }

  /// At a `{`.
  private mutating func readBrace(
    _ text: Bytes, in shell: Shell
  ) throws(ShellError) -> BraceItem {
    let partner = partners[braces]
    braces += 1
    guard let partner else {
      byte += 1
      return .text(text[(byte - 1)..<byte])
    }
    if !partner.isChoice, let range = BraceRange(text[(byte + 1)..<partner.end.byte]) {
      byte = partner.end.byte + 1
      return .range(range)
    }
    let first = openAlternatives.count
    var count = 0
    repeat {
      byte += 1
      let sequence = try readSequence(upTo: partner.end, in: shell)
      let (end, overflow) = count.addingReportingOverflow(sequence.count)
      count = overflow ? .max : end
      openAlternatives.push(BraceAlternative(sequence: sequence, end: count))
    } while part < partner.end.part || part == partner.end.part && byte < partner.end.byte
    byte += 1
    let start = alternatives.count
    for i in first..<openAlternatives.count { alternatives.push(openAlternatives[i]) }
    openAlternatives.truncate(to: first)
    return .choice(start: start, end: alternatives.count, count: count)
  }

  /// The alternative that makes word `index` of all their words, which becomes its
  /// number among those of that alternative.
  func alternative(of range: Range<Int>, _ index: inout Int) -> BraceSequence {
    var (low, high) = (range.lowerBound, range.upperBound - 1)
    while low < high {
      let middle = (low + high) / 2
      if index < alternatives[middle].end { high = middle } else { low = middle + 1 }
    }
    if low > range.lowerBound { index -= alternatives[low - 1].end }
    return alternatives[low].sequence
  }
}

extension Shell {
  /// More words than this are an error rather than an hour and all memory.
  private static var maximumBraceWords: Int { 1 << 24 }

  func expandBraces(_ word: Word) throws(ShellError) {
    var reader = BraceReader(word.parts)
    let sequence = try reader.readAll(in: self)
    guard sequence.count <= Self.maximumBraceWords else {
      report("brace expansion: too many words")
      throw .expansion
    }
    for number in 0..<sequence.count {
      let flow = atSafePoint()
      if flow != .next { throw .interrupted(flow) }
      if word.isAssignment {
        let frame = expansion.push(.string)
        defer { expansion.pop(frame) }
        try expand(sequence, of: reader, number)
        let text = expansion.arena.copy(expansion.buffer.bytes(from: expansion.fieldStart))
        expansion.fields.push(text)
        continue
      }
      try makeFields { () throws(ShellError) in
        expansion.marksGroups = word.hasGroups || options.contains(.extglob)
        try expand(sequence, of: reader, number)
      }
    }
  }

  /// Appends one of the words; the last choice changes first. `follower` is the byte
  /// behind the sequence: nil at the end of the word, 0 where it is not known.
  private func expand(
    _ sequence: BraceSequence, of reader: borrowing BraceReader, _ number: Int,
    before follower: UInt8? = nil
  ) throws(ShellError) {
    var (number, i, end, rest) = (number, sequence.start, sequence.end, sequence.count)
    while i < end {
      let item = reader.items[i]
      var index = number
      if item.count != rest {
        rest /= max(1, item.count)
        index /= max(1, rest)
        number -= index * rest
      } else {
        (rest, number) = (1, 0)
      }
      i += 1
      var next = follower
      if i < end {
        if case .text(let text) = reader.items[i] { next = text.first } else { next = 0 }
      }
      switch item {
      case .text(let text): appendText(text, before: next)
      case .part(let part) where part.kind == .tilde:
        expandTilde(TextPart(part).text, beforeSlash: next == UInt8(ascii: "/"))
      case .part(let part): try expandPart(part, quoted: false)
      case .range(let range):
        var text = ByteBuffer(capacity: 24)
        range.append(index, to: &text)
        appendLiteral(text.bytes)
      case .choice(let first, let last, _):
        let chosen = reader.alternative(of: first..<last, &index)
        if i < end {
          try expand(chosen, of: reader, index, before: next)
        } else {
          (number, i, end, rest) = (index, chosen.start, chosen.end, chosen.count)
        }
      }
    }
  }

  /// A tilde-prefix may come about only now: `{~,~user}/file`.
  private func appendText(_ text: Bytes, before next: UInt8?) {
    let slash = UInt8(ascii: "/")
    let end = text.firstIndex(of: slash) ?? text.count
    guard text.first == UInt8(ascii: "~"), expansion.buffer.count == expansion.fieldStart,
      end < text.count || next == nil || next == slash
    else { return appendLiteral(text) }
    expandTilde(text[1..<end], beforeSlash: end < text.count || next == slash)
    appendLiteral(text.dropFirst(end))
  }
}
