import SwishSyntax

/// A half-typed word: what it stands for, and how it goes on (XCU 2.2, 2.6.1).
///
/// Tilde-prefixes and plain parameters are expanded, so that `~/x` and `$DIR/x`
/// can be looked up; in the line they stay as they were typed.
struct TypedWord {
  /// A place where a part of the word begins that can be completed by itself.
  struct Place {
    /// Offset into the word as typed.
    var raw = 0
    /// Offset into `value`.
    var value = 0
    /// The quote open there, 0 for none.
    var quote: UInt8 = 0
  }

  /// Without quotes and with expansions.
  private(set) var value: [UInt8] = []
  /// The quote open at the end, 0 for none.
  private(set) var quote: UInt8 = 0
  /// Behind the last slash.
  private(set) var name = Place()
  /// Behind the first unquoted `=`, and the last `:` or `@`.
  private(set) var afterEquals: Place?
  private(set) var afterColon: Place?
  private(set) var afterAt: Place?
  /// Behind `$` or `${` of a parameter whose name may go on.
  private(set) var parameter: (place: Place, isBraced: Bool)?
  /// Behind `~` of a tilde-prefix that may go on.
  private(set) var user: Place?
  /// It holds what only execution could tell, such as `$(...)`.
  private(set) var isUnknown = false
  /// Where unquoted `*`, `?`, `[` and `]` are in `value`.
  private var patternMarks: Set<Int> = []
  /// A backslash at the end waits for what it quotes.
  private(set) var endsInEscape = false

  private let word: Bytes
  private var index = 0

  /// `expand` tells the value of a variable; `home` the home directory of a
  /// user, of oneself for an empty name.
  init(
    _ word: Bytes, variable: (Bytes) -> [UInt8]?, home: (Bytes) -> [UInt8]?
  ) {
    self.word = word
    var mayBeTilde = true
    while index < word.count {
      let byte = word[index]
      if byte == UInt8(ascii: "~") && mayBeTilde && quote == 0 {
        readTilde(home)
        mayBeTilde = false
        continue
      }
      mayBeTilde = false
      index += 1
      switch byte {
      case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"): readEscape()
      case UInt8(ascii: "'") where quote != UInt8(ascii: "\""),
        UInt8(ascii: "\"") where quote != UInt8(ascii: "'"):
        quote = quote == 0 ? byte : 0
      case UInt8(ascii: "$") where quote != UInt8(ascii: "'"): readParameter(variable)
      case UInt8(ascii: "`") where quote != UInt8(ascii: "'"): isUnknown = true
      default:
        if quote == 0 && Bytes("*?[]").contains(byte) { patternMarks.insert(value.count) }
        value.append(byte)
        if byte == UInt8(ascii: "/") { name = here }
        guard quote == 0 else { continue }
        if byte == UInt8(ascii: "="), afterEquals == nil {
          afterEquals = here
          mayBeTilde = true
        }
        if byte == UInt8(ascii: "@") { afterAt = here }
        if byte == UInt8(ascii: ":") {
          afterColon = here
          mayBeTilde = afterEquals != nil
        }
      }
    }
  }

  /// The part of the word from a place on as a pattern (XCU 2.14); nil if it is
  /// a plain text.
  func pattern(from place: Place) -> [UInt8]? {
    let special = patternMarks.filter { $0 >= place.value && value[$0] != UInt8(ascii: "]") }
    if special.isEmpty { return nil }
    var pattern: [UInt8] = []
    for index in place.value..<value.count {
      if !patternMarks.contains(index) { pattern.append(UInt8(ascii: "\\")) }
      pattern.append(value[index])
    }
    return pattern
  }

  private var here: Place { Place(raw: index, value: value.count, quote: quote) }

  private mutating func readEscape() {
    guard index < word.count else {
      endsInEscape = true
      return
    }
    let byte = word[index]
    if quote != 0 && !Bytes("$`\"\\").contains(byte) { value.append(UInt8(ascii: "\\")) }
    value.append(byte)
    index += 1
  }

  private mutating func readTilde(_ home: (Bytes) -> [UInt8]?) {
    let start = index + 1
    let end = word.firstIndex(of: UInt8(ascii: "/"), from: start) ?? word.count
    index = start
    if end == word.count {
      user = Place(raw: start, value: value.count + 1)
      value.append(UInt8(ascii: "~"))
      return
    }
    if let directory = home(word[start..<end]) {
      value += directory
      index = end
    } else {
      value.append(UInt8(ascii: "~"))
    }
  }

  /// A parameter behind its `$`.
  private mutating func readParameter(_ variable: (Bytes) -> [UInt8]?) {
    guard index < word.count else {
      parameter = (here, false)
      return
    }
    let isBraced = word[index] == UInt8(ascii: "{")
    let start = isBraced ? index + 1 : index
    var end = start
    if start < word.count, word[start].isDigit {
      isUnknown = true
      return
    }
    while end < word.count, word[end].isNameByte { end += 1 }
    if end == word.count {
      index = start
      parameter = (here, isBraced)
      value += word.dropFirst(start).array
      index = end
    } else if end > start && (!isBraced || word[end] == UInt8(ascii: "}")) {
      value += variable(word[start..<end]) ?? []
      index = isBraced ? end + 1 : end
    } else if word[index] == UInt8(ascii: "'") && quote == 0 {
      // Like a quoted string, but for the escapes in it.
      isUnknown = isUnknown || word.dropFirst(index).contains(UInt8(ascii: "\\"))
    } else {
      isUnknown = true
    }
  }
}

extension ByteBuffer {
  /// Appends text so that it stands for itself where `quote` is open, 0 for
  /// none. `beginsWord`: a tilde would begin a tilde-prefix, `#` a comment.
  mutating func append(_ text: [UInt8], quotedFor quote: UInt8, beginsWord: Bool = false) {
    for (index, byte) in text.enumerated() {
      if byte < 0x20 || byte == 0x7F {
        // Visible in the line, and safe there.
        if quote != 0 { append(quote) }
        append("$'")
        append(octal: byte)
        append("'")
        if quote != 0 { append(quote) }
        continue
      }
      switch quote {
      case UInt8(ascii: "'"):
        if byte == quote { append("'\\'") }
      case UInt8(ascii: "\""):
        if Bytes("$`\"\\").contains(byte) { append("\\") }
      default:
        let isFirst = index == 0 && beginsWord
        if Bytes(" \\\"'<>=;|&()$`?*[!:{").contains(byte)
          || (isFirst && (byte == UInt8(ascii: "~") || byte == UInt8(ascii: "#")))
        {
          append("\\")
        }
      }
      append(byte)
    }
  }
}
