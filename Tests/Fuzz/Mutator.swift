import TestSupport

/// Changes texts of a corpus at random: bytes, runs and words of the language,
/// and pieces of two texts put together.
struct Mutator {
  private let corpus: [[UInt8]]
  private let words: [[UInt8]]
  private static let limit = 4096

  /// `words`, separated by blanks, are what may come in whole.
  init(corpus: [[UInt8]], words: String) {
    self.corpus = corpus
    self.words = words.split(separator: " ").map { Array($0.utf8) }
  }

  func text(_ random: inout Random) -> [UInt8] {
    var text = random.one(of: corpus)
    for _ in 0...random.number(below: 4) { change(&text, &random) }
    return Array(text.prefix(Self.limit))
  }

  func change(_ text: inout [UInt8], _ random: inout Random) {
    let at = random.number(below: text.count + 1)
    let run = at..<min(text.count, at + 1 + random.number(below: random.chance(4) ? 40 : 3))
    switch random.number(below: 9) {
    case 0: text.removeSubrange(run)
    case 1: text.insert(contentsOf: text[run], at: at)
    case 2: text.insert(contentsOf: text[run], at: random.number(below: text.count + 1))
    case 3: if at < text.count { text[at] = UInt8(random.number(below: 256)) }
    case 4: if at < text.count { text[at] ^= 1 << UInt8(random.number(below: 8)) }
    case 5: text.insert(contentsOf: random.one(of: words), at: at)
    case 6: text.replaceSubrange(run, with: random.one(of: words))
    case 7:
      let other = random.one(of: corpus)
      let from = random.number(below: other.count + 1)
      let to = from + random.number(below: min(other.count - from, 60) + 1)
      text.insert(contentsOf: other[from..<to], at: at)
    default:
      let word = random.one(of: words)
      let count = 1 + random.number(below: random.chance(20) ? 200 : 4)
      text.insert(contentsOf: (0..<count).flatMap { _ in word }, at: at)
    }
  }
}

/// Texts to begin with.
enum Corpus {
  private static let tests: String = {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return folders.dropLast(2).joined(separator: "/")
  }()

  /// The entries of a file below `Tests`: what stands behind a line `=== TITLE`,
  /// to the next such line or the first that begins with `--- `.
  static func entries(_ file: String) -> [[UInt8]] {
    var entries: [[UInt8]] = []
    var isInside = false
    for line in (TestFiles.read("\(tests)/\(file)") ?? []).split(
      separator: 10, omittingEmptySubsequences: false)
    {
      if line.starts(with: "=== ".utf8) {
        entries.append([])
        isInside = true
      } else if line.starts(with: "--- ".utf8) {
        isInside = false
      } else if isInside, let last = entries.indices.last {
        entries[last] += line + [10]
      }
    }
    return entries
  }

  /// Every script of the conformance cases, and those that were findings.
  static let scripts: [[UInt8]] =
    TestFiles.names(in: "\(tests)/Conformance/cases").filter { $0.hasSuffix(".test") }
    .flatMap { entries("Conformance/cases/\($0)") } + entries("Fuzz/corpus/scripts")

  /// One-line texts.
  static func lines(_ file: String) -> [[UInt8]] {
    entries("Fuzz/corpus/\(file)").flatMap { $0.split(separator: 10).map(Array.init) }
  }
}
