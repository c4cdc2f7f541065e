// Patterns/: pattern matching notation (POSIX XCU 2.14).
//
// `Pattern` matches and removes prefixes and suffixes; `PatternSegment` is a
// stretch of pattern without `*`; `BracketExpression` is `[...]`;
// `PathnameExpansion` lists pathnames; `PatternGroups` is what ksh adds.
//
// A pattern is text in which a backslash takes the special meaning from the
// next byte: expansion escapes what was quoted before it comes here. A
// backslash at the very end stands for itself, and so does a `[` that no `]`
// closes.
//
// Invariant: no recursion, no allocation (but for `withoutOpenBrackets`), and
// never more than pattern times subject steps. The stars cut a pattern into
// segments, each of which matches a fixed number of characters. Taking every
// segment at the first place where it fits leaves the most room for the rest,
// so nothing is ever tried twice.

import SwishSyntax

/// How a pattern is matched.
struct PatternMode: Equatable {
  /// `?`, `*` and brackets take characters of UTF-8; a byte that belongs to no
  /// valid character counts as one by itself. Otherwise they take bytes.
  var isUTF8 = true
  /// The subject is a pathname (XCU 2.14.3): only a slash matches a slash, and
  /// only a period matches a period that begins a component.
  var isPathname = false
  /// There may be groups (PatternGroups.swift).
  var mayHaveGroups = false
}

/// The matching operations. Lengths are in bytes of the subject.
enum Pattern {
  static func matches(_ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode) -> Bool {
    mode.isPathname
      ? matchesPathname(pattern, subject, mode) : matchesWhole(pattern, subject, mode)
  }

  /// Whether the pattern may match anything but the text it spells: it holds
  /// an unescaped `*` or `?`, or a `[` with a `]` behind it.
  static func hasSpecial(_ pattern: Bytes) -> Bool {
    var i = 0
    var sawBracket = false
    while i < pattern.count {
      switch pattern[i] {
      case UInt8(ascii: "*"), UInt8(ascii: "?"): return true
      case UInt8(ascii: "["): sawBracket = true
      case UInt8(ascii: "]"): if sawBracket { return true }
      case UInt8(ascii: "("): if PatternGroups.areIn(pattern) { return true }
      case UInt8(ascii: "\\"): i += 1
      default: break
      }
      i += 1
    }
    return false
  }

  /// Appends the text that the pattern spells when nothing in it is special.
  static func unescaped(_ pattern: Bytes, into out: inout ByteBuffer) {
    var i = 0
    while i < pattern.count {
      if pattern[i] == UInt8(ascii: "\\") && i + 1 < pattern.count { i += 1 }
      out.append(pattern[i])
      i += 1
    }
  }

  // MARK: Whole subjects

  private static func matchesWhole(
    _ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode
  ) -> Bool {
    if pattern.count == 1 && pattern[0] == UInt8(ascii: "*") { return true }
    if mode.mayHaveGroups && PatternGroups.areIn(pattern) {
      return matchesGroups(pattern, subject, isUTF8: mode.isUTF8)
    }
    if differsAtEnds(pattern, subject) { return false }
    return withoutOpenBrackets(pattern, mode) { matchesSegments($0, subject, mode.isUTF8) }
  }

  private static func matchesSegments(_ pattern: Bytes, _ subject: Bytes, _ isUTF8: Bool) -> Bool {
    let first = PatternSegment(in: pattern, from: 0, isUTF8: isUTF8)
    guard let start = first.match(subject, at: 0) else { return false }
    if first.isLast { return start == subject.count }
    guard let rest = first.next.skipToLast(subject, from: start) else { return false }
    return rest.segment.matchAtEnd(subject, notBefore: rest.position) != nil
  }

  /// The first or last byte of the pattern stands for itself only, and is not
  /// the subject's.
  @inline(__always)
  private static func differsAtEnds(_ pattern: Bytes, _ subject: Bytes) -> Bool {
    guard let first = pattern.first, let last = pattern.last else { return false }
    if !isSpecial(first) && subject.first != first { return true }
    return !isSpecial(last) && last != UInt8(ascii: "]") && subject.last != last
  }

  @inline(__always)
  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
      || byte == UInt8(ascii: "\\")
  }

  /// Slashes pair up one by one, so every component is matched on its own.
  private static func matchesPathname(
    _ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode
  ) -> Bool {
    var p = 0
    var s = 0
    while true {
      let slash = componentEnd(pattern, from: p)
      let end = subject.firstIndex(of: UInt8(ascii: "/"), from: s) ?? subject.count
      guard matchesComponent(pattern[p..<slash.end], subject[s..<end], mode) else {
        return false
      }
      if slash.next > pattern.count || end == subject.count {
        return slash.next > pattern.count && end == subject.count
      }
      p = slash.next
      s = end + 1
    }
  }

  /// Matches one component of a pathname, which holds no slash.
  static func matchesComponent(_ pattern: Bytes, _ name: Bytes, _ mode: PatternMode) -> Bool {
    if name.first == UInt8(ascii: ".") && !beginsWithPeriod(pattern) { return false }
    return matchesWhole(pattern, name, mode)
  }

  private static func beginsWithPeriod(_ pattern: Bytes) -> Bool {
    if pattern.first == UInt8(ascii: "\\") && pattern.count > 1 {
      return pattern[1] == UInt8(ascii: ".")
    }
    return pattern.first == UInt8(ascii: ".")
  }

  /// The end of the component that begins at `from`, and the start of the next
  /// one, which lies past the end when there is none. A slash ends a component
  /// even inside brackets and behind a backslash (XCU 2.14.3).
  static func componentEnd(_ pattern: Bytes, from: Int) -> (end: Int, next: Int) {
    var i = from
    while i < pattern.count {
      if pattern[i] == UInt8(ascii: "/") { return (i, i + 1) }
      if pattern[i] == UInt8(ascii: "\\") && i + 1 < pattern.count {
        if pattern[i + 1] == UInt8(ascii: "/") { return (i, i + 2) }
        i += 1
      }
      i += 1
    }
    return (pattern.count, pattern.count + 1)
  }
}

// MARK: Brackets that nothing closes

extension Pattern {
  /// Calls `body` with a pattern of the same meaning in which every `[` that no
  /// `]` closes is escaped: to see that takes a look at all that follows, which
  /// is not to be done at every place of the subject. A short pattern is cheaper
  /// as it is.
  @inline(__always)
  static func withoutOpenBrackets<R>(
    _ pattern: Bytes, _ mode: PatternMode, _ body: (Bytes) -> R
  ) -> R {
    pattern.count < 64 || mode.mayHaveGroups && PatternGroups.areIn(pattern)
      ? body(pattern) : withEscapedBrackets(pattern, mode.isUTF8, body)
  }

  @inline(never)
  private static func withEscapedBrackets<R>(
    _ pattern: Bytes, _ isUTF8: Bool, _ body: (Bytes) -> R
  ) -> R {
    guard pattern.contains(UInt8(ascii: "[")) else { return body(pattern) }
    var text = ByteBuffer(capacity: pattern.count + 16)
    var i = 0
    while i < pattern.count {
      let next = PatternSegment.elementEnd(pattern, i, isUTF8)
      if next == i + 1 && pattern[i] == UInt8(ascii: "[") { text.append("\\") }
      text.append(pattern[i..<next])
      i = next
    }
    return body(text.bytes)
  }
}

// MARK: Prefixes and suffixes (XCU 2.6.2)

extension Pattern {
  /// The length of the smallest prefix of `subject` that matches: `${x#p}`.
  static func smallestPrefix(_ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode) -> Int? {
    if mode.mayHaveGroups && PatternGroups.areIn(pattern) {
      return groupPrefix(pattern, subject, mode, isLargest: false)
    }
    let first = PatternSegment(in: pattern, from: 0, isUTF8: mode.isUTF8)
    guard let start = first.match(subject, at: 0) else { return nil }
    if first.isLast { return start }
    guard let rest = first.next.skipToLast(subject, from: start) else { return nil }
    return rest.segment.firstMatch(subject, from: rest.position)?.end
  }

  /// The length of the largest prefix of `subject` that matches: `${x##p}`.
  static func largestPrefix(_ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode) -> Int? {
    if mode.mayHaveGroups && PatternGroups.areIn(pattern) {
      return groupPrefix(pattern, subject, mode, isLargest: true)
    }
    let first = PatternSegment(in: pattern, from: 0, isUTF8: mode.isUTF8)
    guard let start = first.match(subject, at: 0) else { return nil }
    if first.isLast { return start }
    guard let rest = first.next.skipToLast(subject, from: start) else { return nil }
    return rest.segment.lastMatch(subject, from: rest.position, to: subject.count)?.end
  }

  /// The length of the smallest suffix of `subject` that matches: `${x%p}`.
  static func smallestSuffix(_ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode) -> Int? {
    if mode.mayHaveGroups && PatternGroups.areIn(pattern) {
      return groupSuffix(pattern, subject, mode, isLargest: false)
    }
    var segment = PatternSegment(lastIn: pattern, upTo: pattern.count, isUTF8: mode.isUTF8)
    guard var start = segment.matchAtEnd(subject, notBefore: 0) else { return nil }
    while segment.start > 0 {
      // The mirror image of a match: every segment as far right as it fits.
      segment = PatternSegment(lastIn: pattern, upTo: segment.start - 1, isUTF8: mode.isUTF8)
      guard let match = segment.lastMatch(subject, from: 0, to: start) else { return nil }
      start = match.start
    }
    return subject.count - start
  }

  /// The length of the largest suffix of `subject` that matches: `${x%%p}`.
  static func largestSuffix(_ pattern: Bytes, _ subject: Bytes, _ mode: PatternMode) -> Int? {
    if mode.mayHaveGroups && PatternGroups.areIn(pattern) {
      return groupSuffix(pattern, subject, mode, isLargest: true)
    }
    let first = PatternSegment(in: pattern, from: 0, isUTF8: mode.isUTF8)
    if first.isLast {
      guard let start = first.matchAtEnd(subject, notBefore: 0) else { return nil }
      return subject.count - start
    }
    guard let match = first.firstMatch(subject, from: 0),
      let rest = first.next.skipToLast(subject, from: match.end),
      rest.segment.matchAtEnd(subject, notBefore: rest.position) != nil
    else { return nil }
    return subject.count - match.start
  }

  /// The first match in `subject` that begins at `from` or behind, as long as
  /// may be: `${x//p/r}`. An empty one is at the end of the subject or of a group.
  static func firstMatch(
    _ pattern: Bytes, _ subject: Bytes, from: Int, _ mode: PatternMode
  ) -> (start: Int, end: Int)? {
    if mode.mayHaveGroups && PatternGroups.areIn(pattern) {
      return firstGroups(pattern, subject, from: from, mode)
    }
    let first = PatternSegment(in: pattern, from: 0, isUTF8: mode.isUTF8)
    guard let match = first.firstMatch(subject, from: from) else { return nil }
    if first.isLast { return match }
    // What does not follow here follows no later match of the first segment.
    guard let rest = first.next.skipToLast(subject, from: match.end),
      let last = rest.segment.lastMatch(subject, from: rest.position, to: subject.count)
    else { return nil }
    return (match.start, last.end)
  }

  private static func firstGroups(
    _ pattern: Bytes, _ subject: Bytes, from: Int, _ mode: PatternMode
  ) -> (start: Int, end: Int)? {
    var start = from
    while start < subject.count {
      let rest = subject.dropFirst(start)
      if let n = groupPrefix(pattern, rest, mode, isLargest: true) { return (start, start + n) }
      start += PatternCharacter.length(subject, start, mode.isUTF8)
    }
    return subject.isEmpty && matchesGroups(pattern, subject, isUTF8: mode.isUTF8) ? (0, 0) : nil
  }
}
