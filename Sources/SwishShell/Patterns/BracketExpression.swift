import SwishSyntax

/// Bracket expressions (POSIX XBD 9.3.5, XCU 2.14.1): `[!a-z[:digit:]]`, with
/// `^` for `!` as everywhere, and with backslash escapes; those of regular
/// expressions know `^` only, no escapes, and nothing that is in no set.
///
/// Ranges go by code point, the collation of the POSIX locale. A collating
/// symbol and an equivalence class stand for the one character they name.
enum BracketExpression {
  /// Matches the character `code` against the expression that begins at `at`.
  /// Gives whether it is in the set and the index behind the `]`; nil if the
  /// expression is never closed, so that its `[` stands for itself.
  static func match(
    _ pattern: Bytes, _ at: Int, _ code: UInt32, _ isUTF8: Bool, isRegular: Bool = false
  ) -> (matched: Bool, end: Int)? {
    // Before anything is read of what a run of `[` does not close.
    if pattern.firstIndex(of: UInt8(ascii: "]"), from: min(at + 2, pattern.count)) == nil {
      return nil
    }
    var i = at + 1
    var isNegated = false
    if i < pattern.count
      && (pattern[i] == UInt8(ascii: "!") && !isRegular || pattern[i] == UInt8(ascii: "^"))
    {
      isNegated = true
      i += 1
    }
    let first = i
    var found = false
    while i < pattern.count {
      if pattern[i] == UInt8(ascii: "]") && i > first { return (found != isNegated, i + 1) }
      guard let low = Member(pattern, i, isUTF8, isRegular) else { return nil }
      i = low.end
      if let name = low.className {
        let known = CharacterClass(name)
        if isRegular && known == nil { return nil }
        if known?.contains(code) ?? false { found = true }
        continue
      }
      var upper = low.code
      if i + 1 < pattern.count && pattern[i] == UInt8(ascii: "-")
        && pattern[i + 1] != UInt8(ascii: "]"),
        let high = Member(pattern, i + 1, isUTF8, isRegular), high.className == nil
      {
        upper = high.code
        i = high.end
      }
      if isRegular && (upper < low.code || upper == Member.nothing) { return nil }
      if low.code <= code && code <= upper && upper != Member.nothing { found = true }
    }
    return nil
  }

  /// One member of the set, or one end of a range.
  private struct Member {
    var code: UInt32
    var className: Bytes?
    /// The index behind it.
    var end: Int

    /// Stands for an element that no character is.
    static let nothing = UInt32.max

    /// nil at an escape that the pattern's end cuts off.
    init?(_ pattern: Bytes, _ at: Int, _ isUTF8: Bool, _ isRegular: Bool) {
      var i = at
      let byte = pattern[i]
      if byte < 0x80 && byte != UInt8(ascii: "[") && byte != UInt8(ascii: "\\") {
        self.init(code: UInt32(byte), className: nil, end: at + 1)
        return
      }
      if byte == UInt8(ascii: "[") && i + 1 < pattern.count {
        switch pattern[i + 1] {
        case UInt8(ascii: ":"):
          if let name = Self.name(pattern, i) {
            self.init(code: Self.nothing, className: name, end: i + 4 + name.count)
            return
          }
        case UInt8(ascii: "."), UInt8(ascii: "="):
          if let name = Self.element(pattern, i, isUTF8) {
            let character = PatternCharacter(name, 0, isUTF8)
            // There is no collating element of several characters here.
            let code = character.length == name.count ? character.code : Self.nothing
            self.init(code: code, className: nil, end: i + 4 + name.count)
            return
          }
        default: break
        }
      }
      if pattern[i] == UInt8(ascii: "\\") && !isRegular {
        i += 1
        if i == pattern.count { return nil }
      }
      let character = PatternCharacter(pattern, i, isUTF8)
      self.init(code: character.code, className: nil, end: i + character.length)
    }

    private init(code: UInt32, className: Bytes?, end: Int) {
      self.code = code
      self.className = className
      self.end = end
    }

    /// The name in `[:name:]`, which begins at `at`.
    private static func name(_ pattern: Bytes, _ at: Int) -> Bytes? {
      var i = at + 2
      while i < pattern.count, case let c = pattern[i] | 0x20,
        UInt8(ascii: "a") <= c && c <= UInt8(ascii: "z")
      {
        i += 1
      }
      guard i > at + 2, i + 1 < pattern.count, pattern[i] == UInt8(ascii: ":"),
        pattern[i + 1] == UInt8(ascii: "]")
      else { return nil }
      return pattern[at + 2..<i]
    }

    /// The text in `[.x.]` or `[=x=]`, which begins at `at`: a character, or a
    /// run of letters, digits and hyphens.
    private static func element(_ pattern: Bytes, _ at: Int, _ isUTF8: Bool) -> Bytes? {
      guard at + 2 < pattern.count else { return nil }
      let mark = pattern[at + 1]
      var i = at + 2 + PatternCharacter.length(pattern, at + 2, isUTF8)
      while i < pattern.count,
        pattern[i] == UInt8(ascii: "-") || CharacterClass.alnum.containsASCII(pattern[i])
      {
        i += 1
      }
      guard i + 1 < pattern.count, pattern[i] == mark, pattern[i + 1] == UInt8(ascii: "]") else {
        return nil
      }
      return pattern[at + 2..<i]
    }
  }
}
