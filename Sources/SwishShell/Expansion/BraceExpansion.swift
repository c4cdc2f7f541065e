// Brace expansion, before all others where the shell is not in POSIX mode:
// `a{b,c}d`, `{1..10}`, `{a..e..2}`. A word becomes a sequence of texts and choices;
// the words it stands for are numbered, and each is expanded on its own, so that
// their number costs no memory but that of the fields.
import SwishSyntax
import SwishSystem

/// A word, or an alternative in braces.
private struct BraceSequence {
  enum Item {
    case text(Bytes)
    case part(Node)
    /// `ends`: how many words each and those before it stand for, at most `Int.max`.
    case choice([BraceSequence], ends: [Int])
    case range(BraceRange)

    var count: Int {
      switch self {
      case .text, .part: 1
      case .choice(_, let ends): ends.last ?? 0
      case .range(let range): range.count
      }
    }
  }

  private(set) var items: [Item] = []
  /// The words it stands for; at most `Int.max`.
  private(set) var count = 1

  mutating func append(_ item: Item) {
    items.append(item)
    let (product, overflow) = count.multipliedReportingOverflow(by: item.count)
    count = overflow ? .max : product
  }
}

/// `first..last..step`, of numbers or of letters.
private struct BraceRange {
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

  fileprivate var isNumber: Bool { !isEmpty && last.map { $0 >= 48 && $0 <= 57 } == true }

  /// A number with zeros before it.
  fileprivate var isPadded: Bool {
    let digits = dropFirst(first == UInt8(ascii: "-") ? 1 : 0)
    return digits.count > 1 && digits.first == UInt8(ascii: "0")
  }
}

/// The braces of a word and what they enclose.
private struct BraceReader {
  /// A place in the word: a part, and a byte if it is literal text.
  private struct Place {
    let part: Int
    let byte: Int
  }

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
          let isRange =
            brace.start.part == part && BraceRange(text[(brace.start.byte + 1)..<byte]) != nil
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
    if shell.isStackExhausted {
      shell.report(Bytes("brace expansion nested too deeply"))
      throw .expansion
    }
    var sequence = BraceSequence()
    while part < parts.count {
      guard parts[part].kind == .literal else {
        sequence.append(.part(parts[part]))
        part += 1
        continue
      }
      let text = TextPart(parts[part]).text
      let start = byte
      var end = start
      while end < text.count && !stops(text[end], at: end, closing) { end += 1 }
      if end > start { sequence.append(.text(text[start..<end])) }
      byte = end
      guard end < text.count else {
        (part, byte) = (part + 1, 0)
        continue
      }
      guard text[end] == UInt8(ascii: "{") else { return sequence }
      sequence.append(try readBrace(text, in: shell))
    }
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
  ) throws(ShellError) -> BraceSequence.Item {
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
    var alternatives: [BraceSequence] = []
    var ends: [Int] = []
    repeat {
      byte += 1
      alternatives.append(try readSequence(upTo: partner.end, in: shell))
      let (end, overflow) = (ends.last ?? 0).addingReportingOverflow(alternatives.last?.count ?? 0)
      ends.append(overflow ? .max : end)
    } while part < partner.end.part || part == partner.end.part && byte < partner.end.byte
    byte += 1
    return .choice(alternatives, ends: ends)
  }
}

extension Shell {
  /// More words than this are an error rather than an hour and all memory.
  private static var maximumBraceWords: Int { 1 << 24 }

  func expandBraces(_ word: Word) throws(ShellError) {
    var reader = BraceReader(word.parts)
    let sequence = try reader.readAll(in: self)
    guard sequence.count <= Self.maximumBraceWords else {
      report(Bytes("brace expansion: too many words"))
      throw .expansion
    }
    for number in 0..<sequence.count {
      let flow = atSafePoint()
      if flow != .next { throw .interrupted(flow) }
      if word.isAssignment {
        let frame = expansion.push(.string)
        defer { expansion.pop(frame) }
        try expand(sequence, number)
        let text = expansion.arena.copy(expansion.buffer.bytes(from: expansion.fieldStart))
        expansion.fields.push(text)
        continue
      }
      try makeFields { () throws(ShellError) in
        expansion.marksGroups = word.hasGroups || options.contains(.extglob)
        try expand(sequence, number)
      }
    }
  }

  /// Appends one of the words; the last choice changes first. `follower` is the byte
  /// behind the sequence: nil at the end of the word, 0 where it is not known.
  private func expand(
    _ sequence: BraceSequence, _ number: Int, before follower: UInt8? = nil
  ) throws(ShellError) {
    var rest = sequence.count
    var number = number
    for (i, item) in sequence.items.enumerated() {
      rest /= max(1, item.count)
      let index = number / max(1, rest)
      number -= index * rest
      var next = follower
      if i + 1 < sequence.items.count {
        if case .text(let text) = sequence.items[i + 1] { next = text.first } else { next = 0 }
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
      case .choice(let alternatives, let ends):
        var (low, high) = (0, ends.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if index < ends[middle] { high = middle } else { low = middle + 1 }
        }
        try expand(
          alternatives[low], index - (low > 0 ? ends[low - 1] : 0), before: next)
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
