import SwishSyntax

/// What expanding words works with: a byte buffer in which the field at hand
/// grows, the finished fields, and where both came to stand.
///
/// Expansions nest (`${x#$(...)}`), so everything is a stack: an inner
/// expansion works above the outer one's bytes and takes its own away.
struct ExpansionState: ~Copyable {
  /// What the result is used as.
  enum Purpose: UInt8 {
    /// Fields: splitting and pathname expansion.
    case fields
    /// One string: assignments, redirections, `case` words.
    case string
    /// One pattern, quoted special characters escaped by a backslash.
    case pattern
    /// The same for a regular expression.
    case regularExpression
  }

  var buffer = ByteBuffer(capacity: 256)
  /// The number being appended.
  var digits = ByteBuffer(capacity: 24)
  /// Offsets in `buffer` of unquoted characters special in patterns.
  var marks = Stack<Int>(capacity: 32)
  /// Entries above a caller's start are the fields it has made.
  var fields = Stack<Bytes>(capacity: 64)
  var arena = FieldArena()

  // The field at hand.
  var purpose = Purpose.fields
  var fieldStart = 0
  var markStart = 0
  /// The field has content, or a quoted part that keeps it when it is empty.
  var isOpen = false
  /// White space just ended a field; a separator that follows belongs to it.
  var afterWhite = false
  /// A parenthesis or `|` that is not quoted belongs to a group in a pattern.
  var marksGroups = false
  /// A pattern matched nothing that must (failglob), or a signal came first.
  var hasFailed = false
  /// Unquoted literal text is the result of an expansion, so it splits too.
  var splitsLiterals = false

  /// The part of the state that an inner expansion replaces.
  struct Frame {
    let purpose: Purpose
    let fieldStart: Int
    let markStart: Int
    let isOpen: Bool
    let afterWhite: Bool
    let splitsLiterals: Bool
    let marksGroups: Bool
  }

  mutating func push(_ purpose: Purpose) -> Frame {
    let frame = Frame(
      purpose: self.purpose, fieldStart: fieldStart, markStart: markStart, isOpen: isOpen,
      afterWhite: afterWhite, splitsLiterals: splitsLiterals, marksGroups: marksGroups)
    self.purpose = purpose
    fieldStart = buffer.count
    markStart = marks.count
    isOpen = false
    afterWhite = false
    splitsLiterals = false
    marksGroups = false
    return frame
  }

  /// Undoes `push`; the bytes and marks above are dropped.
  mutating func pop(_ frame: Frame) {
    buffer.truncate(to: fieldStart)
    marks.truncate(to: markStart)
    purpose = frame.purpose
    fieldStart = frame.fieldStart
    markStart = frame.markStart
    isOpen = frame.isOpen
    afterWhite = frame.afterWhite
    splitsLiterals = frame.splitsLiterals
    marksGroups = frame.marksGroups
  }

  /// Marks what is special in patterns in unquoted text about to be appended.
  @inline(__always)
  mutating func markSpecials(of text: Bytes) {
    for i in text.indices where isSpecial(text[i]) {
      if !marksGroups && purpose != .regularExpression && Self.isOfGroup(text[i]) { continue }
      marks.push(buffer.count + i)
    }
  }

  @inline(__always)
  func isSpecial(_ byte: UInt8) -> Bool {
    purpose == .regularExpression
      ? Bytes("\\.[]()*+?{}|^$").contains(byte) : Self.isSpecial(byte)
  }

  @inline(__always)
  private static func isOfGroup(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "|")
  }

  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"): true
    case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "!"), UInt8(ascii: "^"), UInt8(ascii: "-"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }
}
