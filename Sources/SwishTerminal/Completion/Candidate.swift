import SwishSyntax
import SwishSystem

/// One way a completed part of a word may go on.
struct Candidate: Equatable {
  /// Without quotes.
  var name: [UInt8]
  /// What it is, for a person.
  var detail: [UInt8] = []
  /// What follows it once it is chosen; 0 for nothing.
  var suffix: UInt8 = UInt8(ascii: " ")
  var look = FileLook.none
}

/// What kind of file a name is, for its colour.
enum FileLook: UInt8 {
  case none, regular, executable, directory, link, orphan, pipe, socket, blockDevice
  case characterDevice

  /// The key in LS_COLORS, and the colour without it.
  var colour: (key: Bytes, standard: Bytes)? {
    switch self {
    case .none, .regular: nil
    case .executable: ("ex", "32")
    case .directory: ("di", "34")
    case .link: ("ln", "36")
    case .orphan: ("or", "31")
    case .pipe: ("pi", "33")
    case .socket: ("so", "35")
    case .blockDevice: ("bd", "33")
    case .characterDevice: ("cd", "33")
    }
  }
}

/// The candidates that what was typed leads to, those of the best grade only.
struct Matches {
  enum Grade: Int, Comparable {
    /// The name begins with what was typed; the same but for case; it holds it
    /// somewhere.
    case exact, ignoringCase, inside

    static func < (one: Grade, other: Grade) -> Bool { one.rawValue < other.rawValue }
  }

  let typed: [UInt8]
  /// Of a typed pattern: matches a name as a whole. Such matches are `inside`.
  private let pattern: ((Bytes) -> Bool)?
  var isOfPattern: Bool { pattern != nil }
  /// Hidden files count as others do.
  var takesHidden = false
  private(set) var grade = Grade.inside
  private(set) var candidates: [Candidate] = []
  /// All have been found, in the time there was.
  var isWhole = true
  /// How many there are, and what their names begin with, where they are too many
  /// to be candidates.
  private(set) var surplus: (total: Int, prefix: [UInt8])?
  /// Others could be candidates, too.
  var isPartial: Bool { !isWhole || surplus != nil }

  init(_ typed: [UInt8], pattern: ((Bytes) -> Bool)? = nil) {
    self.typed = typed
    self.pattern = pattern
  }

  /// The grade of a name; nil if there are better ones, or it does not match.
  /// Hidden files have to be asked for by their dot.
  func grade(of name: Bytes) -> Grade? {
    let dot = UInt8(ascii: ".")
    if name.first == dot && typed.first != dot && !takesHidden { return nil }
    if let pattern { return pattern(name) ? .inside : nil }
    var best = Grade.inside
    if hasTyped(name, at: 0, exactly: true) {
      best = .exact
    } else if hasTyped(name, at: 0, exactly: false) {
      best = .ignoringCase
    } else if grade < .inside
      || !name.indices.contains(where: { hasTyped(name, at: $0, exactly: false) })
    {
      return nil
    }
    return best <= grade ? best : nil
  }

  private func hasTyped(_ name: Bytes, at start: Int, exactly: Bool) -> Bool {
    guard name.count - start >= typed.count else { return false }
    return typed.indices.allSatisfy {
      let byte = name[start + $0]
      return exactly ? byte == typed[$0] : lowercase(byte) == lowercase(typed[$0])
    }
  }

  mutating func offer(_ candidate: Candidate) {
    guard let found = candidate.name.withBytes(grade) else { return }
    if found < grade { candidates.removeAll() }
    grade = found
    candidates.append(candidate)
  }

  /// Sorts by name, case aside; of equal names the first stays.
  mutating func sort() {
    let keyed = candidates.enumerated().map { ($1.name.map(lowercase), $1.name, $0, $1) }
    candidates = keyed.sorted {
      $0.0 != $1.0
        ? $0.0.lexicographicallyPrecedes($1.0)
        : $0.1 != $1.1 ? $0.1.lexicographicallyPrecedes($1.1) : $0.2 < $1.2
    }.map { $0.3 }
    var last: [UInt8]?
    candidates.removeAll { candidate in
      defer { last = candidate.name }
      return candidate.name == last
    }
  }

  /// Those that also match what `others`, which are none yet, are for.
  func narrowed(to others: Matches) -> Matches {
    var result = others
    for candidate in candidates { result.offer(candidate) }
    (result.isWhole, result.surplus) = (isWhole, surplus)
    return result
  }

  /// What all names begin with; what was typed if that is a pattern, or there is
  /// no more to it.
  var commonPrefix: [UInt8] {
    if pattern != nil { return typed }
    let prefix = sharedPrefix
    let holdsTyped = prefix.withBytes { Matches(typed).grade(of: $0) != nil }
    return holdsTyped ? prefix : typed
  }

  /// What all names begin with.
  var sharedPrefix: [UInt8] {
    if let surplus { return surplus.prefix }
    guard let first = candidates.first?.name else { return [] }
    func isShared(_ index: Int) -> Bool {
      candidates.allSatisfy { index < $0.name.count && $0.name[index] == first[index] }
    }
    let count = first.indices.first { !isShared($0) } ?? first.count
    return first.wholeCharacters(of: count)
  }
}

extension [UInt8] {
  /// The first `length` bytes, without half a character.
  fileprivate func wholeCharacters(of length: Int) -> [UInt8] {
    var count = length
    while count > 0 && count < self.count && self[count] & 0xC0 == 0x80 { count -= 1 }
    return Array(prefix(count))
  }
}

private func lowercase(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Takes candidates from the sources and hands them on, as records
///
///     suffix, look, name, NUL, detail, NUL
///
/// to a descriptor, so that they may come from a child. Beyond a number that nobody
/// looks through they are only counted. The last record, whose look is `end`, holds
/// what all names begin with, and that number.
final class CandidateSink {
  private var matches: Matches
  private var buffer = ByteBuffer(capacity: 8192)
  private let output: FileDescriptor
  fileprivate static let end: UInt8 = 0xFF
  private static let limit = 10_000
  private var count = 0
  private var prefix: [UInt8] = []
  var isEmpty: Bool { count == 0 }
  var isFull: Bool { count >= Self.limit }

  init(_ matches: Matches, output: FileDescriptor) {
    self.matches = matches
    self.output = output
  }

  /// Worth finding out more about.
  func wants(_ name: Bytes) -> Bool { matches.grade(of: name) != nil }

  func offer(
    _ name: Bytes, _ detail: Bytes = .empty, suffix: UInt8 = UInt8(ascii: " "),
    look: FileLook = .none
  ) {
    guard let grade = matches.grade(of: name) else { return }
    if grade < matches.grade { count = 0 }
    matches.note(grade)
    if count == 0 { prefix = name.array }
    let shared = prefix.indices.first { $0 >= name.count || name[$0] != prefix[$0] }
    if let shared { prefix = prefix.wholeCharacters(of: shared) }
    if !isFull { write(name, detail, suffix, look.rawValue) }
    count += 1
  }

  private func write(_ name: Bytes, _ detail: Bytes, _ suffix: UInt8, _ look: UInt8) {
    buffer.append(suffix)
    buffer.append(look)
    buffer.append(name)
    buffer.append(0)
    buffer.append(detail.prefix(200))
    buffer.append(0)
    if buffer.count > 8000 { flush() }
  }

  /// Nothing more is offered.
  func end() {
    var number = ByteBuffer()
    number.append(decimal: count > Self.limit ? count : 0)
    prefix.withBytes { write($0, number.bytes, 0, Self.end) }
    flush()
  }

  func flush() {
    try? output.writeAll(buffer.bytes.raw)
    buffer.removeAll()
  }
}

extension Matches {
  /// Only names of this grade or better matter from now on.
  mutating func note(_ found: Grade) { grade = found }

  /// Takes a sink's records; what is cut off at the end is left out.
  mutating func read(_ records: [UInt8], sorts: Bool = true) {
    isWhole = false
    var rest = records[...]
    while let suffix = rest.popFirst(), let look = rest.popFirst(),
      let nameEnd = rest.firstIndex(of: 0),
      let detailEnd = rest[(nameEnd + 1)...].firstIndex(of: 0)
    {
      let (name, detail) = (Array(rest[..<nameEnd]), Array(rest[(nameEnd + 1)..<detailEnd]))
      if look == CandidateSink.end {
        isWhole = true
        let total = detail.reduce(0) { $0 &* 10 &+ Int($1 &- 48) }
        if total > 0 { surplus = (total, name) }
      } else {
        offer(
          Candidate(
            name: name, detail: detail, suffix: suffix, look: FileLook(rawValue: look) ?? .none))
      }
      rest = rest[(detailEnd + 1)...]
    }
    if sorts { sort() }
  }
}
