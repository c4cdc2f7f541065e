// Extended regular expressions (XBD 9.4), the right side of `=~`: the program of
// a nondeterministic automaton, which RegularExpressionSearch.swift runs. (The C
// library's `regexec` takes exponential time for some.)
import SwishSyntax

/// A compiled expression. Like the C library it knows, beyond the standard, `\w`,
/// `\s`, `\b`, `\<`, `\>` and their opposites; it has no back-references.
final class RegularExpression {
  /// Places in the program are relative, so that what is repeated can be copied.
  /// Only the `split` behind what may be repeated leads back, and leads on, too.
  struct Instruction: BitwiseCopyable {
    enum Operation: UInt8 {
      /// Takes the character `first`, any, or one of the set `first`.
      case character, any, set
      /// Goes on at `first`, or else at `second`.
      case split
      case jump
      /// Here group `first` begins, or ends; where it is not the first repetition,
      /// `second` is the last group in it.
      case open, close
      /// Goes on where the place is of the kind `first`.
      case assert
      case accept
    }
    let operation: Operation
    var first: Int32 = 0
    var second: Int32 = 0
  }

  enum Place: Int32 { case start, end, wordStart, wordEnd, wordEdge, noWordEdge }

  struct CharacterSet: BitwiseCopyable {
    let bracket: Bytes
    /// The characters of ASCII that are in it, a bit each.
    var ascii: (UInt64, UInt64) = (0, 0)
  }

  /// How many instructions there may be, with all repetitions written out.
  private static let largest = 100_000

  let isUTF8: Bool
  private(set) var program = Stack<Instruction>(capacity: 64)
  private(set) var sets = Stack<CharacterSet>(capacity: 4)
  private(set) var groupCount = 0

  private let text: OwnedText
  private var pattern: Bytes { text.bytes }
  /// A parenthesis that is open, or the whole.
  struct Level: BitwiseCopyable {
    let group: Int
    let start: Int
    /// Where the alternative that is being read begins.
    var branch: Int
    /// The first of `jumps`, which lead out of the alternatives before it.
    let firstJump: Int
  }
  private var levels = Stack<Level>(capacity: 8)
  private var jumps = Stack<Int>(capacity: 8)
  /// Where the expression begins that could be repeated.
  private var atom: Int?

  /// Nil if the pattern is no expression, or too large.
  init?(_ pattern: Bytes, isUTF8: Bool) {
    text = OwnedText(pattern)
    self.isUTF8 = isUTF8
    levels.push(Level(group: 0, start: 0, branch: 0, firstJump: 0))
    var i = 0
    while i < pattern.count {
      guard let next = read(i), program.count <= Self.largest else { return nil }
      i = next
    }
    if levels.count > 1 { return nil }
    endAlternatives()
    program.push(Instruction(operation: .accept))
  }

  /// The last ones, which a loop asks for again and again.
  struct Cache {
    private static let size = 8
    private var expressions: [RegularExpression] = []

    mutating func expression(_ pattern: Bytes, isUTF8: Bool) -> RegularExpression? {
      for known in expressions where known.pattern == pattern && known.isUTF8 == isUTF8 {
        return known
      }
      guard let new = RegularExpression(pattern, isUTF8: isUTF8) else { return nil }
      if expressions.count == Self.size { expressions.removeFirst() }
      expressions.append(new)
      return new
    }
  }

  /// Reads a symbol; the index behind it, nil where it has no meaning.
  private func read(_ index: Int) -> Int? {
    switch pattern[index] {
    case UInt8(ascii: "("): beginGroup()
    case UInt8(ascii: ")") where levels.count > 1: endGroup()
    case UInt8(ascii: "|"): beginAlternative()
    case UInt8(ascii: "*"): return isRepeated(0, nil) ? index + 1 : nil
    case UInt8(ascii: "+"): return isRepeated(1, nil) ? index + 1 : nil
    case UInt8(ascii: "?"): return isRepeated(0, 1) ? index + 1 : nil
    case UInt8(ascii: "{"): return readBounds(index + 1)
    case UInt8(ascii: "^"): addAnchor(.start)
    case UInt8(ascii: "$"): addAnchor(.end)
    case UInt8(ascii: "."): add(.any)
    case UInt8(ascii: "["):
      guard let (_, end) = BracketExpression.match(pattern, index, 0, isUTF8, isRegular: true)
      else { return nil }
      addSet(pattern[index..<end])
      return end
    case UInt8(ascii: "\\"): return readEscape(index + 1)
    default: return readCharacter(index)
    }
    return index + 1
  }

  private func add(_ operation: Instruction.Operation, _ operand: Int32 = 0) {
    atom = program.count
    program.push(Instruction(operation: operation, first: operand))
  }

  /// An anchor cannot be repeated (XBD 9.4.9).
  private func addAnchor(_ place: Place) {
    add(.assert, place.rawValue)
    atom = nil
  }

  private func readCharacter(_ index: Int) -> Int {
    let character = PatternCharacter(pattern, index, isUTF8)
    add(.character, Int32(character.code))
    return index + character.length
  }

  private func readEscape(_ index: Int) -> Int? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case UInt8(ascii: "1")...UInt8(ascii: "9"): return nil
    case UInt8(ascii: "w"): addSet("[_[:alnum:]]")
    case UInt8(ascii: "W"): addSet("[^_[:alnum:]]")
    case UInt8(ascii: "s"): addSet("[[:space:]]")
    case UInt8(ascii: "S"): addSet("[^[:space:]]")
    case UInt8(ascii: "b"): addAnchor(.wordEdge)
    case UInt8(ascii: "B"): addAnchor(.noWordEdge)
    case UInt8(ascii: "<"): addAnchor(.wordStart)
    case UInt8(ascii: ">"): addAnchor(.wordEnd)
    case UInt8(ascii: "`"): addAnchor(.start)
    case UInt8(ascii: "'"): addAnchor(.end)
    default: return readCharacter(index)
    }
    return index + 1
  }

  private func addSet(_ bracket: Bytes) {
    var set = CharacterSet(bracket: bracket)
    for code in UInt32(1)..<128 {
      let result = BracketExpression.match(bracket, 0, code, isUTF8, isRegular: true)
      guard result?.matched ?? false else { continue }
      if code < 64 {
        set.ascii.0 |= 1 << UInt64(code)
      } else {
        set.ascii.1 |= 1 << UInt64(code - 64)
      }
    }
    add(.set, Int32(sets.count))
    sets.push(set)
  }

  // MARK: Groups and alternatives

  private func beginGroup() {
    groupCount += 1
    add(.open, Int32(groupCount))
    levels.push(
      Level(
        group: groupCount, start: program.count - 1, branch: program.count, firstJump: jumps.count))
    atom = nil
  }

  private func endGroup() {
    endAlternatives()
    guard let level = levels.pop() else { return }
    add(.close, Int32(level.group))
    atom = level.start
  }

  private func beginAlternative() {
    let top = levels.count - 1
    insert(Instruction(operation: .split, first: 1), at: levels[top].branch)
    jumps.push(program.count)
    program.push(Instruction(operation: .jump))
    program[levels[top].branch].second = Int32(program.count - levels[top].branch)
    levels[top].branch = program.count
    atom = nil
  }

  private func endAlternatives() {
    let first = levels[levels.count - 1].firstJump
    for i in first..<jumps.count { program[jumps[i]].first = Int32(program.count - jumps[i]) }
    jumps.truncate(to: first)
  }

  private func insert(_ instruction: Instruction, at index: Int) {
    program.push(instruction)
    var i = program.count - 1
    while i > index {
      program[i] = program[i - 1]
      i -= 1
    }
    program[index] = instruction
  }

  // MARK: Repetition

  /// `{m}`, `{m,}`, `{m,n}` and, as in the C library, `{,n}`.
  private func readBounds(_ index: Int) -> Int? {
    guard let end = pattern.firstIndex(of: UInt8(ascii: "}"), from: index) else { return nil }
    let text = pattern[index..<end]
    guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else {
      guard let count = text.decimal, isRepeated(count, count) else { return nil }
      return end + 1
    }
    let (low, high) = (text.prefix(comma), text.dropFirst(comma + 1))
    guard let least = low.isEmpty ? 0 : low.decimal else { return nil }
    let most = high.decimal
    guard most != nil || high.isEmpty, isRepeated(least, most) else { return nil }
    return end + 1
  }

  /// Repeats the last expression; false if there is none, or too many would be.
  private func isRepeated(_ least: Int, _ most: Int?) -> Bool {
    guard let start = atom, most ?? least >= least else { return false }
    let size = program.count - start
    if size == 0 { return true }
    guard max(least, most ?? 1) <= Self.largest / (size + 1) else { return false }
    for _ in 1..<max(least, 1) { copy(size, from: start) }
    guard let most else {
      markRepetition()
      program.push(Instruction(operation: .split, first: Int32(-size), second: 1))
      if least == 0 {
        insert(Instruction(operation: .split, first: 1, second: Int32(size + 2)), at: start)
      }
      return true
    }
    if most == 0 { program.truncate(to: start) }
    // Those that may be missing lead to the end of them all.
    let end = start + least * size + (most - least) * (size + 1)
    for i in least..<most {
      let at = i == 0 ? start : program.count
      insert(Instruction(operation: .split, first: 1, second: Int32(end - at)), at: at)
      if i > 0 { copy(size, from: least == 0 ? start + 1 : start) }
      markRepetition()
    }
    return true
  }

  private func copy(_ size: Int, from start: Int) {
    for i in start..<start + size { program.push(program[i]) }
  }

  private func markRepetition() {
    let last = program.count - 1
    if program[last].operation == .close { program[last].second = Int32(groupCount) }
  }
}
