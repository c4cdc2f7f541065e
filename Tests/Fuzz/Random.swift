/// Random choices from a seed, so that a failure can be had again (SplitMix64).
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// A number below `limit`.
  mutating func number(below limit: Int) -> Int { Int(next() >> 33) % max(limit, 1) }

  mutating func one<T>(of choices: [T]) -> T { choices[number(below: choices.count)] }

  /// True once in `n` times.
  mutating func chance(_ n: Int) -> Bool { number(below: n) == 0 }
}
