import SwishSyntax
import SwishSystem

/// Looks for the leftmost match of a regular expression in a text, and of those
/// for the longest (XBD 9.1): all ways are followed at once, character by
/// character. Its groups are those of the way that takes each repetition as often
/// as it can and each alternative as early as it can, as in the C library.
struct RegularExpressionSearch: ~Copyable {
  enum Result {
    case noMatch
    /// The match and its groups; one that took no part is empty.
    case match([Range<Int>])
    /// A signal came first.
    case interrupted
    case outOfMemory
  }

  /// A way to an instruction that takes a character.
  struct Way: BitwiseCopyable {
    let at: Int
    let start: Int
  }

  private let expression: RegularExpression
  private let text: Bytes
  private let signals: SignalSet
  /// Those to the place that has been reached, and to the one behind it, in
  /// the order of where they start.
  private var ways = Stack<Way>()
  private var nextWays = Stack<Way>()
  /// For each instruction where in the text it was met last.
  private var seen: Stack<Int>
  private var pending = Stack<Int>()
  private var found: Range<Int>?
  /// Bits by place in the match and instruction.
  private var leads = Stack<UInt64>(capacity: 1)
  private var work = 0

  init(_ expression: RegularExpression, in text: Bytes, unless signals: SignalSet) {
    seen = Stack(capacity: expression.program.count)
    for _ in 0..<expression.program.count { seen.push(-1) }
    self.expression = expression
    self.text = text
    self.signals = signals
  }

  mutating func run() -> Result {
    var at = 0
    while true {
      if found == nil { follow(from: 0, start: at, at) }
      swap(&ways, &nextWays)
      nextWays.removeAll()
      if at == text.count || ways.isEmpty && found != nil { break }
      let character = PatternCharacter(text, at, expression.isUTF8)
      at += character.length
      for i in 0..<ways.count {
        let way = ways[i]
        if let found, way.start > found.lowerBound { break }
        if takes(way.at, character) { follow(from: way.at + 1, start: way.start, at) }
      }
      if isInterrupted(after: ways.count) { return .interrupted }
    }
    guard let found else { return .noMatch }
    return expression.groupCount == 0 ? .match([found]) : groups(of: found)
  }

  private mutating func isInterrupted(after steps: Int) -> Bool {
    work += steps + 1
    if work < 1 << 16 { return false }
    work = 0
    return PendingSignals.any && PendingSignals.containAny(of: signals)
  }

  /// Adds the ways that lead on from an instruction without a character.
  private mutating func follow(from first: Int, start: Int, _ at: Int) {
    pending.push(first)
    while let index = pending.pop() {
      if seen[index] == at { continue }
      seen[index] = at
      let instruction = expression.program[index]
      switch instruction.operation {
      case .split:
        pending.push(index + Int(instruction.second))
        pending.push(index + Int(instruction.first))
      case .jump: pending.push(index + Int(instruction.first))
      case .open, .close: pending.push(index + 1)
      case .assert: if holds(instruction.first, at) { pending.push(index + 1) }
      case .accept: if found.map({ start <= $0.lowerBound }) ?? true { found = start..<at }
      default: nextWays.push(Way(at: index, start: start))
      }
    }
  }

  private func takes(_ index: Int, _ character: PatternCharacter) -> Bool {
    let instruction = expression.program[index]
    if instruction.operation == .any { return true }
    if instruction.operation == .character { return instruction.first == character.code }
    let set = expression.sets[Int(instruction.first)]
    switch character.code {
    case ..<64: return set.ascii.0 >> UInt64(character.code) & 1 != 0
    case ..<128: return set.ascii.1 >> UInt64(character.code - 64) & 1 != 0
    default:
      let isUTF8 = expression.isUTF8
      return BracketExpression.match(set.bracket, 0, character.code, isUTF8, isRegular: true)?
        .matched ?? false
    }
  }

  private func holds(_ place: Int32, _ at: Int) -> Bool {
    let place = RegularExpression.Place(rawValue: place)
    if place == .start { return at == 0 }
    if place == .end { return at == text.count }
    let isUTF8 = expression.isUTF8
    var (before, behind) = (false, false)
    if at > 0 { before = isWord(PatternCharacter.start(before: at, in: text, isUTF8)) }
    if at < text.count { behind = isWord(at) }
    switch place {
    case .wordStart: return !before && behind
    case .wordEnd: return before && !behind
    case .wordEdge: return before != behind
    default: return before == behind
    }
  }

  private func isWord(_ at: Int) -> Bool {
    text[at] == UInt8(ascii: "_")
      || CharacterClass.alnum.contains(PatternCharacter(text, at, expression.isUTF8).code)
  }

  // MARK: Groups

  /// Goes the first of the ways from the match's start to its end.
  private mutating func groups(of match: Range<Int>) -> Result {
    guard Memory.hasRoom(8 * (match.count + 1) * rowSize) else { return .outOfMemory }
    for _ in 0..<(match.count + 1) * rowSize { leads.push(0) }
    var at = match.upperBound
    while true {
      findWays(from: at, in: match)
      if isInterrupted(after: expression.program.count) { return .interrupted }
      if at == match.lowerBound { break }
      at = PatternCharacter.start(before: at, in: text, expression.isUTF8)
    }
    for i in 0..<seen.count { seen[i] = -1 }
    return .match(follow(match))
  }

  private var rowSize: Int { (expression.program.count + 63) / 64 }

  /// Whether an instruction leads from the place of a row to the match's end.
  private func isOpen(_ row: Int, _ index: Int) -> Bool {
    leads[row + index / 64] >> UInt64(index % 64) & 1 != 0
  }

  /// Notes which instructions lead to the match's end from a place, for which this
  /// is known of all behind it.
  private mutating func findWays(from at: Int, in match: Range<Int>) {
    let row = (at - match.lowerBound) * rowSize
    let character = at < match.upperBound ? PatternCharacter(text, at, expression.isUTF8) : nil
    let next = row + (character?.length ?? 0) * rowSize
    // Whatever leads back need do so only once.
    for _ in 0..<2 {
      var i = expression.program.count
      while i > 0 {
        i -= 1
        if isOpen(row, i) { continue }
        let instruction = expression.program[i]
        let leadsOn: Bool
        switch instruction.operation {
        case .split:
          leadsOn =
            isOpen(row, i + Int(instruction.first)) || isOpen(row, i + Int(instruction.second))
        case .jump: leadsOn = isOpen(row, i + Int(instruction.first))
        case .open, .close: leadsOn = isOpen(row, i + 1)
        case .assert: leadsOn = isOpen(row, i + 1) && holds(instruction.first, at)
        case .accept: leadsOn = character == nil
        default: leadsOn = character.map { isOpen(next, i + 1) && takes(i, $0) } ?? false
        }
        if leadsOn { leads[row + i / 64] |= 1 << UInt64(i % 64) }
      }
    }
  }

  private mutating func follow(_ match: Range<Int>) -> [Range<Int>] {
    let count = 2 * (expression.groupCount + 1)
    /// Where the groups begin and end, now and when the last one that is not empty did.
    var ends = Stack<Int>(capacity: count)
    var kept = Stack<Int>(capacity: count)
    for _ in 0..<count {
      ends.push(-1)
      kept.push(-1)
    }
    var at = match.lowerBound
    findPath(from: 0, at, (at - match.lowerBound) * rowSize)
    while true {
      for i in 0..<pending.count - 1 {
        let instruction = expression.program[pending[i]]
        let group = 2 * Int(instruction.first)
        if instruction.operation == .open {
          ends[group] = at
          ends[group + 1] = -1
        } else if instruction.operation == .close {
          if ends[group] == at && instruction.second > 0 && kept[group] >= 0 {
            // Nothing, once more.
            for i in group..<2 * Int(instruction.second) + 2 { ends[i] = kept[i] }
          } else {
            ends[group + 1] = at
            if ends[group] < at { for i in 0..<count { kept[i] = ends[i] } }
          }
        }
      }
      guard at < match.upperBound, let last = pending.last,
        expression.program[last].operation != .accept
      else { break }
      at += PatternCharacter.length(text, at, expression.isUTF8)
      findPath(from: last + 1, at, (at - match.lowerBound) * rowSize)
    }
    return [match]
      + stride(from: 2, to: count, by: 2).map {
        ends[$0 + 1] < 0 ? 0..<0 : ends[$0]..<ends[$0 + 1]
      }
  }

  /// Makes `pending` the first path from an instruction that leads to the match's
  /// end to the next one that takes a character, or to that end.
  private mutating func findPath(from first: Int, _ at: Int, _ row: Int) {
    pending.removeAll()
    var next = first
    while true {
      if next >= 0 {
        pending.push(next)
        seen[next] = at
      } else {
        _ = pending.pop()
      }
      guard let index = pending.last else { return }
      let instruction = expression.program[index]
      switch instruction.operation {
      case .split:
        let branches = (index + Int(instruction.first), index + Int(instruction.second))
        next =
          isNew(branches.0, at, row) ? branches.0 : isNew(branches.1, at, row) ? branches.1 : -1
      case .jump, .open, .close, .assert:
        let following = index + (instruction.operation == .jump ? Int(instruction.first) : 1)
        next = isNew(following, at, row) ? following : -1
      default: return
      }
    }
  }

  private func isNew(_ index: Int, _ at: Int, _ row: Int) -> Bool {
    seen[index] != at && isOpen(row, index)
  }
}
