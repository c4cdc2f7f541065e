/// The lines of a here-document's body by their text: where documents in
/// documents end, without reading the outermost once for each.
///
/// Valid while the body is read (`Parser.levelTexts`), of which nothing but the
/// first bytes of delimiters that were found is changed meanwhile.
struct LineIndex {
  // SAFETY: `text` outlives the index (`Parser.startCommand` drops both).
  private let text: Bytes
  /// Where lines begin.
  private var starts: [Int] = []
  /// Lines in the order of their texts' hash, those of one hash as they stand.
  private var byHash: [(hash: UInt64, line: Int)] = []

  /// Nil for a text whose lines may be joined.
  init?(_ text: Bytes) {
    if text.contains(Byte.backslash) { return nil }
    self.text = text
    var start = 0
    while start < text.count {
      let end = text.firstIndex(of: Byte.newline, from: start) ?? text.count
      byHash.append((Self.hash(text[start..<end]), starts.count))
      starts.append(start)
      start = end + 1
    }
    byHash.sort { $0 < $1 }
  }

  func covers(_ place: UnsafePointer<UInt8>) -> Bool {
    place >= text.start && place <= text.start + text.count
  }

  /// The first line from `from` on, and before `end`, that is `line`, or else
  /// `end`; and how many lines stand before it.
  func find(
    _ line: Bytes, from: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>
  ) -> (place: UnsafePointer<UInt8>, lines: Int) {
    let first = firstIndex(in: starts) { $0 >= from - text.start }
    let last = firstIndex(in: starts) { $0 >= end - text.start }
    let hash = Self.hash(line)
    var entry = firstIndex(in: byHash) { $0 >= (hash, first) }
    while entry < byHash.count, byHash[entry] < (hash, last) {
      let rest = text.dropFirst(starts[byHash[entry].line])
      if rest.hasPrefix(line), rest.dropFirst(line.count).first ?? Byte.newline == Byte.newline {
        return (rest.start, byHash[entry].line - first)
      }
      entry += 1
    }
    return (end, last - first)
  }

  /// FNV-1a.
  private static func hash(_ line: Bytes) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for i in line.indices { hash = (hash ^ UInt64(line[i])) &* 0x100_0000_01b3 }
    return hash
  }

  /// The first element of `sorted` that is behind the place looked for.
  private func firstIndex<T>(in sorted: [T], where isBehind: (T) -> Bool) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(sorted[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
