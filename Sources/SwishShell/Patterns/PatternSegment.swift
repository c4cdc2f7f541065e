import SwishSyntax

/// A stretch of a pattern between two stars (or an end of the pattern): every
/// element of it matches exactly one byte or one character.
struct PatternSegment {
  let pattern: Bytes
  /// Where the segment begins, and where its star or the pattern's end is.
  let start: Int
  let end: Int
  let isUTF8: Bool
  /// How many elements there are: the least number of bytes a match has.
  private let elementCount: Int
  /// All elements are bytes that stand for themselves: a match has
  /// `elementCount` bytes.
  private let isLiteral: Bool

  /// The segment that begins at `from`.
  init(in pattern: Bytes, from: Int, isUTF8: Bool) {
    var i = from
    var elements = 0
    var literal = true
    while i < pattern.count && pattern[i] != UInt8(ascii: "*") {
      let byte = pattern[i]
      if byte == UInt8(ascii: "?") { literal = false }
      let next = Self.elementEnd(pattern, i, isUTF8)
      if byte == UInt8(ascii: "[") && next > i + 1 { literal = false }
      elements += 1
      i = next
    }
    self.pattern = pattern
    self.isUTF8 = isUTF8
    start = from
    end = i
    elementCount = elements
    isLiteral = literal
  }

  /// The segment that ends at `limit`, a star or the end of the pattern.
  init(lastIn pattern: Bytes, upTo limit: Int, isUTF8: Bool) {
    // Escapes and brackets can be told only from the left.
    var i = 0
    var begin = 0
    while i < limit {
      if pattern[i] == UInt8(ascii: "*") {
        begin = i + 1
        i += 1
      } else {
        i = Self.elementEnd(pattern, i, isUTF8)
      }
    }
    self.init(in: pattern, from: begin, isUTF8: isUTF8)
  }

  /// No star follows.
  var isLast: Bool { end == pattern.count }

  /// The segment behind the star that ends this one.
  var next: PatternSegment {
    assert(!isLast)
    return PatternSegment(in: pattern, from: end + 1, isUTF8: isUTF8)
  }

  /// Matches this segment and those that follow, but for the last of all, each
  /// at the first place where it fits. Gives the last one and where it may
  /// begin.
  func skipToLast(
    _ subject: Bytes, from: Int
  ) -> (segment: PatternSegment, position: Int)? {
    var segment = self
    var position = from
    while !segment.isLast {
      guard let match = segment.firstMatch(subject, from: position) else { return nil }
      position = match.end
      segment = segment.next
    }
    return (segment, position)
  }

  // MARK: Matching at a place

  /// The end of a match that begins at `from`.
  func match(_ subject: Bytes, at from: Int) -> Int? {
    var p = start
    var s = from
    if subject.count - from < elementCount { return nil }
    while p < end {
      if s >= subject.count { return nil }
      switch pattern[p] {
      case UInt8(ascii: "?"):
        s += PatternCharacter.length(subject, s, isUTF8)
        p += 1
      case UInt8(ascii: "["):
        let character = PatternCharacter(subject, s, isUTF8)
        if let bracket = BracketExpression.match(pattern, p, character.code, isUTF8) {
          guard bracket.matched else { return nil }
          s += character.length
          p = bracket.end
        } else {
          guard subject[s] == UInt8(ascii: "[") else { return nil }
          s += 1
          p += 1
        }
      case UInt8(ascii: "\\"):
        if p + 1 < pattern.count { p += 1 }
        guard subject[s] == pattern[p] else { return nil }
        s += 1
        p += 1
      case let byte:
        guard subject[s] == byte else { return nil }
        s += 1
        p += 1
      }
    }
    return s
  }

  /// The start of a match that ends where the subject does.
  func matchAtEnd(_ subject: Bytes, notBefore: Int) -> Int? {
    var s = subject.count
    if s - notBefore < elementCount { return nil }
    if isLiteral || !isUTF8 {
      s -= elementCount
      guard !isUTF8 || PatternCharacter.isBoundary(subject, s) else { return nil }
      return match(subject, at: s) == subject.count ? s : nil
    }
    // Elements and characters differ in number where a literal character has
    // several bytes, so the place must be looked for.
    var steps = 0
    while true {
      if match(subject, at: s) == subject.count { return s }
      if s <= notBefore || steps == elementCount { return nil }
      s = PatternCharacter.start(before: s, in: subject, isUTF8)
      if s < notBefore { return nil }
      steps += 1
    }
  }

  // MARK: Searching

  /// The first match that begins at `from` or later.
  func firstMatch(_ subject: Bytes, from: Int) -> (start: Int, end: Int)? {
    if elementCount == 0 { return (from, from) }
    let lead = leadingByte
    var s = from
    while subject.count - s >= elementCount {
      if let lead {
        guard let found = subject.firstIndex(of: lead, from: s) else { return nil }
        s = found
        if isUTF8 && !PatternCharacter.isBoundary(subject, s) {
          s += 1
          continue
        }
      }
      if let end = match(subject, at: s) { return (s, end) }
      s += PatternCharacter.length(subject, s, isUTF8)
    }
    return nil
  }

  /// The last match that begins at `from` or later and ends at `to` or before.
  func lastMatch(_ subject: Bytes, from: Int, to: Int) -> (start: Int, end: Int)? {
    if elementCount == 0 { return (to, to) }
    let part = subject.prefix(to)
    let lead = leadingByte
    var s = to
    while s > from {
      s = PatternCharacter.start(before: s, in: part, isUTF8)
      if s < from { return nil }
      if let lead, subject[s] != lead { continue }
      if let end = match(part, at: s) { return (s, end) }
    }
    return nil
  }

  /// The byte a match begins with, if there is only one.
  private var leadingByte: UInt8? {
    guard start < end else { return nil }
    switch pattern[start] {
    case UInt8(ascii: "?"), UInt8(ascii: "["): return nil
    case UInt8(ascii: "\\"): return pattern[start + 1 < pattern.count ? start + 1 : start]
    case let byte: return byte
    }
  }

  /// Where the element at `i`, which is no star, ends.
  static func elementEnd(_ pattern: Bytes, _ i: Int, _ isUTF8: Bool) -> Int {
    switch pattern[i] {
    case UInt8(ascii: "\\"): return min(i + 2, pattern.count)
    case UInt8(ascii: "["):
      return BracketExpression.match(pattern, i, 0, isUTF8)?.end ?? i + 1
    default: return i + 1
    }
  }
}
