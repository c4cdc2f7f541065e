import SwishSyntax

/// Patterns with ksh's groups, which POSIX has not: `?(p|q)`, `*(p)`, `+(p)`, `@(p)`
/// and `!(p)`. A parenthesis that is no part of one is escaped (WordExpansion.swift).
///
/// The places of the subject that a stretch of pattern can end at are worked out
/// from all the places it can begin at, so that nothing is tried twice for the same
/// place. What still takes too long, as groups in repeated groups may, or nests
/// more than 1000 deep, is given up.
struct PatternGroups {
  private let subject: Bytes
  private let isUTF8: Bool
  /// Where characters begin, and the end.
  fileprivate private(set) var characters: PlaceSet
  private var steps = 0
  private static var maximumSteps: Int { 1 << 26 }
  private var depth = 0

  static func areIn(_ pattern: Bytes) -> Bool {
    var from = 0
    while let parenthesis = pattern.firstIndex(of: UInt8(ascii: "("), from: from) {
      if begin(pattern, parenthesis - 1) { return true }
      from = parenthesis + 1
    }
    return false
  }

  /// Whether the byte at `i` makes a group of the parenthesis behind it.
  private static func begin(_ pattern: Bytes, _ i: Int) -> Bool {
    guard i >= 0, i + 1 < pattern.count, pattern[i + 1] == UInt8(ascii: "(") else { return false }
    switch pattern[i] {
    case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "@"),
      UInt8(ascii: "!"):
      return i == 0 || pattern[i - 1] != UInt8(ascii: "\\")
    default: return false
    }
  }

  init(_ subject: Bytes, isUTF8: Bool) {
    self.subject = subject
    self.isUTF8 = isUTF8
    characters = PlaceSet(upTo: subject.count)
    var place = 0
    while place < subject.count {
      characters.insert(place)
      place += PatternCharacter.length(subject, place, isUTF8)
    }
    characters.insert(subject.count)
  }

  /// The ends of the matches that begin at `start`.
  mutating func ends(_ pattern: Bytes, from start: Int) -> PlaceSet {
    var places = noPlaces
    places.insert(start)
    return ends(pattern, from: places)
  }

  private var noPlaces: PlaceSet { PlaceSet(upTo: subject.count) }

  private func characters(from first: Int) -> PlaceSet {
    var places = characters
    places.remove(before: first)
    return places
  }

  private mutating func ends(_ pattern: Bytes, from starts: PlaceSet) -> PlaceSet {
    var places = starts
    var i = 0
    while i < pattern.count {
      guard steps < Self.maximumSteps else { return noPlaces }
      if Self.begin(pattern, i), let close = Self.close(pattern, from: i + 2) {
        let group = pattern[(i + 2)..<close]
        switch pattern[i] {
        case UInt8(ascii: "?"): places.formUnion(anyOf(group, from: places))
        case UInt8(ascii: "*"): places.formUnion(repeated(group, from: places))
        case UInt8(ascii: "+"): places = repeated(group, from: places)
        case UInt8(ascii: "!"): places = noneOf(group, from: places)
        default: places = anyOf(group, from: places)
        }
        i = close + 1
      } else if pattern[i] == UInt8(ascii: "*") {
        if let first = places.first { places = characters(from: first) }
        steps += subject.count
        i += 1
      } else {
        let segment = PatternSegment(in: Self.run(pattern, from: i), from: 0, isUTF8: isUTF8)
        var next = noPlaces
        var start = places.first
        while let place = start {
          if let end = segment.match(subject, at: place) { next.insert(end) }
          steps += 1
          start = places.next(after: place)
        }
        places = next
        i += segment.end
      }
    }
    return places
  }

  /// The pattern from `start` on, up to a star or a group.
  private static func run(_ pattern: Bytes, from start: Int) -> Bytes {
    var i = start
    while i < pattern.count, pattern[i] != UInt8(ascii: "*"), i == start || !begin(pattern, i) {
      i = PatternSegment.elementEnd(pattern, i, false)
    }
    return pattern[start..<min(i, pattern.count)]
  }

  /// The parenthesis that closes the group whose inside begins at `start`.
  private static func close(_ pattern: Bytes, from start: Int) -> Int? {
    var depth = 0
    var i = start
    while i < pattern.count {
      switch pattern[i] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        if depth == 0 { return i }
        depth -= 1
      default: break
      }
      i = PatternSegment.elementEnd(pattern, i, false)
    }
    return nil
  }

  /// The ends of any alternative.
  private mutating func anyOf(_ group: Bytes, from starts: PlaceSet) -> PlaceSet {
    var result = noPlaces
    steps += group.count
    if self.depth == 1000 { return result }
    self.depth += 1
    defer { self.depth -= 1 }
    var depth = 0
    var start = 0
    var i = 0
    while i <= group.count {
      if i == group.count || depth == 0 && group[i] == UInt8(ascii: "|") {
        result.formUnion(ends(group[start..<i], from: starts))
        if i == group.count { break }
        start = i + 1
        i += 1
        continue
      }
      if group[i] == UInt8(ascii: "(") { depth += 1 }
      if group[i] == UInt8(ascii: ")") { depth -= 1 }
      i = PatternSegment.elementEnd(group, i, false)
    }
    return result
  }

  /// One match of the group or several, one behind the other.
  private mutating func repeated(_ group: Bytes, from starts: PlaceSet) -> PlaceSet {
    var result = noPlaces
    var fresh = starts
    while fresh.first != nil && steps < Self.maximumSteps {
      fresh = anyOf(group, from: fresh)
      fresh.subtract(result)
      result.formUnion(fresh)
    }
    return result
  }

  /// The ends of everything but the matches of the group.
  private mutating func noneOf(_ group: Bytes, from starts: PlaceSet) -> PlaceSet {
    var result = noPlaces
    var start = starts.first
    while let place = start {
      var others = characters(from: place)
      var single = noPlaces
      single.insert(place)
      others.subtract(anyOf(group, from: single))
      result.formUnion(others)
      steps += subject.count
      start = starts.next(after: place)
    }
    return result
  }
}

extension Pattern {
  static func matchesGroups(_ pattern: Bytes, _ subject: Bytes, isUTF8: Bool) -> Bool {
    var groups = PatternGroups(subject, isUTF8: isUTF8)
    return groups.ends(pattern, from: 0).contains(subject.count)
  }

  /// The length of the smallest or largest prefix that matches.
  static func groupPrefix(
    _ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode, isLargest: Bool
  ) -> Int? {
    var groups = PatternGroups(subject, isUTF8: mode.isUTF8)
    let ends = groups.ends(pattern, from: 0)
    return isLargest ? ends.last : ends.first
  }

  /// The length of the smallest or largest suffix that matches.
  static func groupSuffix(
    _ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode, isLargest: Bool
  ) -> Int? {
    var groups = PatternGroups(subject, isUTF8: mode.isUTF8)
    for i in 0...subject.count {
      let start = isLargest ? i : subject.count - i
      guard groups.characters.contains(start) else { continue }
      if groups.ends(pattern, from: start).contains(subject.count) { return subject.count - start }
    }
    return nil
  }
}
