import SwishSyntax

/// IFS as a class for each byte (XCU 2.6.5). A character of several bytes is
/// known by its first one and then compared.
struct FieldSeparators: ~Copyable {
  enum Class: UInt8 {
    case none
    /// No separator; in a field it makes a pattern, and NUL is the mark of a
    /// quoted byte in `read`'s line.
    case special
    case white, other
    /// A separator of several bytes, or a byte that is no character, may begin.
    case lead

    var separates: Bool { rawValue >= Class.white.rawValue }
    /// A separator of one byte.
    var endsField: Bool { self == .white || self == .other }
  }

  // SAFETY: 256 classes, freed with the value.
  private let classes: UnsafeMutablePointer<UInt8>
  /// IFS, where it holds more than ASCII in a UTF-8 locale.
  private var wide = ByteBuffer(capacity: 16)
  /// The first character of IFS, which joins "$*"; empty when IFS is.
  private var joint = ByteBuffer(capacity: 16)

  init() {
    classes = .allocate(capacity: 256)
    clear()
    setDefault()
  }

  /// A digit or a sign separates.
  private(set) var splitsNumbers = false

  deinit { classes.deallocate() }

  var first: Bytes { joint.bytes }

  /// The class of a byte, exact unless it is `lead`.
  @inline(__always)
  subscript(byte: UInt8) -> Class { unsafeBitCast(classes[Int(byte)], to: Class.self) }

  /// The class of what begins at `index`, and how many bytes that is.
  @inline(__always)
  func separator(_ text: Bytes, _ index: Int) -> (kind: Class, length: Int) {
    let kind = self[text[index]]
    return kind == .lead ? wideSeparator(text, index) : (kind, 1)
  }

  /// The first byte at or after `index` that separates or is special.
  @inline(__always)
  func endOfOrdinary(_ text: Bytes, from index: Int) -> Int {
    var i = index
    while i < text.count, classes[Int(text[i])] == Class.none.rawValue { i += 1 }
    return i
  }

  private func wideSeparator(_ text: Bytes, _ index: Int) -> (kind: Class, length: Int) {
    guard PatternCharacter.isBoundary(text, index) else { return (.none, 1) }
    let code = PatternCharacter(text, index, true).code
    var i = 0
    while i < wide.count {
      let character = PatternCharacter(wide.bytes, i, true)
      if character.code == code { return (.other, character.length) }
      i += character.length
    }
    return (.none, 1)
  }

  /// `value` is IFS, or nil when it is unset: space, tab, newline.
  mutating func update(_ value: Bytes?, isUTF8: @autoclosure () -> Bool) {
    clear()
    wide.removeAll()
    splitsNumbers = false
    guard let value else { return setDefault() }
    let hasWide = value.raw.contains { $0 >= 0x80 } && isUTF8()
    if hasWide { wide.append(value) }
    for i in value.indices {
      let byte = value[i]
      let isWhite = byte == 32 || byte == 9 || byte == 10
      let kind: Class = isWhite ? .white : hasWide && byte >= 0x80 ? .lead : .other
      classes[Int(byte)] = kind.rawValue
      if byte == UInt8(ascii: "-") || byte.isDigit { splitsNumbers = true }
    }
    joint.removeAll()
    if !value.isEmpty { joint.append(value.prefix(PatternCharacter.length(value, 0, hasWide))) }
  }

  private func clear() {
    classes.initialize(repeating: Class.none.rawValue, count: 256)
    for byte in "*?[\0".utf8 { classes[Int(byte)] = Class.special.rawValue }
  }

  private mutating func setDefault() {
    joint.removeAll()
    joint.append(" ")
    for byte in [32, 9, 10] { classes[byte] = Class.white.rawValue }
  }
}
