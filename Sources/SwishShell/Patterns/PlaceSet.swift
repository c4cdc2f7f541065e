/// Places in a subject, from 0 to its count: a bit each, those of up to 63 bytes
/// without an allocation.
struct PlaceSet {
  private var low: UInt64 = 0
  /// Of 64 places each, behind the first 64.
  private var high: [UInt64]

  init(upTo count: Int) {
    high = count < 64 ? [] : [UInt64](repeating: 0, count: count / 64)
  }

  private subscript(word word: Int) -> UInt64 {
    get { word == 0 ? low : high[word - 1] }
    set { if word == 0 { low = newValue } else { high[word - 1] = newValue } }
  }

  mutating func insert(_ place: Int) { self[word: place / 64] |= 1 << UInt64(place % 64) }

  mutating func remove(before place: Int) {
    for word in 0..<place / 64 { self[word: word] = 0 }
    self[word: place / 64] &= .max << UInt64(place % 64)
  }

  func contains(_ place: Int) -> Bool { self[word: place / 64] >> UInt64(place % 64) & 1 != 0 }

  mutating func formUnion(_ other: PlaceSet) {
    low |= other.low
    for i in high.indices { high[i] |= other.high[i] }
  }

  mutating func subtract(_ other: PlaceSet) {
    low &= ~other.low
    for i in high.indices { high[i] &= ~other.high[i] }
  }

  var first: Int? { next(after: -1) }

  func next(after place: Int) -> Int? {
    var word = (place + 1) / 64
    if word > high.count { return nil }
    var bits = self[word: word] & .max << UInt64((place + 1) % 64)
    while bits == 0 {
      word += 1
      if word > high.count { return nil }
      bits = self[word: word]
    }
    return word * 64 + bits.trailingZeroBitCount
  }

  var last: Int? {
    for word in stride(from: high.count, through: 0, by: -1) where self[word: word] != 0 {
      return word * 64 + 63 - self[word: word].leadingZeroBitCount
    }
    return nil
  }
}
