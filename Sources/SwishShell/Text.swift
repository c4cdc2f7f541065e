// Texts that the shell keeps, and texts made fit to be read: by the shell, as one
// word, or by a person, on a terminal that must not obey them.

import SwishSyntax

/// Text the shell keeps: a name of a file, an alias, a trap's action.
public final class OwnedText {
  // SAFETY: `start` holds `count` bytes and a NUL, freed with the object.
  private let start: UnsafeMutablePointer<UInt8>
  private let count: Int

  public init(_ text: Bytes) {
    count = text.count
    start = .allocate(capacity: count + 1)
    start.update(from: text.start, count: count)
    start[count] = 0
  }

  public convenience init(_ text: [UInt8]) {
    var copy = ByteBuffer(capacity: text.count)
    copy.append(text)
    self.init(copy.bytes)
  }

  deinit { start.deallocate() }

  public var bytes: Bytes { Bytes(start: start, count: count) }
  public var cString: UnsafePointer<CChar> { bytes.cString }
}

extension Bytes {
  /// Memory a system call wrote.
  init(raw: UnsafeRawBufferPointer) {
    guard let base = raw.baseAddress else {
      self = .empty
      return
    }
    self.init(start: base.assumingMemoryBound(to: UInt8.self), count: raw.count)
  }

  /// The same memory as a C string; the owner put a NUL behind it.
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
  }
}

extension ByteBuffer {
  /// Appends `text` as it is where nothing in it is special, else quoted.
  mutating func appendShellQuoted(_ text: Bytes) {
    if !text.isEmpty && text.indices.allSatisfy({ Self.isOrdinary(text[$0]) })
      && !text.hasControl
    {
      append(text)
    } else {
      appendQuoted(text)
    }
  }

  /// Appends `'text'`, a quote inside as `'\\''`; `$'text'` (XCU 2.2.4) if it
  /// holds control characters.
  mutating func appendQuoted(_ text: Bytes) {
    if text.hasControl { return appendDollarQuoted(text) }
    append("'")
    for i in text.indices {
      if text[i] == UInt8(ascii: "'") { append("'\\'") }
      append(text[i])
    }
    append("'")
  }

  /// Whether the byte is never special, wherever in a word it stands.
  private static func isOrdinary(_ byte: UInt8) -> Bool {
    byte.isNameByte || byte >= 0x80 || Bytes("-./:@%+,=").contains(byte)
  }

  private mutating func appendDollarQuoted(_ text: Bytes) {
    append("$'")
    var i = 0
    while i < text.count {
      let (length, isControl) = text.visibility(at: i)
      switch text[i] {
      case UInt8(ascii: "'"): append("\\'")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0a: append("\\n")
      case 0x0d: append("\\r")
      case 0x09: append("\\t")
      case _ where isControl:
        // Three digits, so that a digit that follows is not taken in.
        for j in i..<(i + length) {
          append("\\")
          for shift: UInt8 in [6, 3, 0] { append(UInt8(ascii: "0") + (text[j] >> shift & 7)) }
        }
      default: append(text[i..<(i + length)])
      }
      i += length
    }
    append("'")
  }
}

extension Bytes {
  /// How many bytes the character at `i` has, and whether terminals obey it: in
  /// UTF-8 those of C1 have two, and are one by themselves elsewhere.
  func visibility(at i: Int) -> (length: Int, isControl: Bool) {
    let byte = self[i]
    let length = PatternCharacter.length(self, i, true)
    if byte < 0x80 { return (length, byte < 0x20 || byte == 0x7f) }
    return (length, length == 1 ? byte < 0xa0 : byte == 0xc2 && self[i + 1] < 0xa0)
  }

  fileprivate var hasControl: Bool {
    var i = 0
    while i < count {
      let (length, isControl) = visibility(at: i)
      if isControl { return true }
      i += length
    }
    return false
  }
}

extension ByteBuffer {
  /// Appends text for a person's eyes: control characters but tab and newline as
  /// `^X`, those of C1 as the escape sequences they are short for.
  public mutating func appendVisible(_ text: Bytes) {
    var i = 0
    while i < text.count {
      let (length, isControl) = text.visibility(at: i)
      let byte = text[i + length - 1]
      if !isControl || byte == 9 || byte == 10 {
        append(text[i..<(i + length)])
      } else if byte < 0x80 {
        append("^")
        append(byte ^ 64)
      } else {
        append("^[")
        append(byte ^ 0xc0)
      }
      i += length
    }
  }

  /// Appends the beginning of a text that may be of any length.
  mutating func appendExcerpt(_ text: Bytes) {
    let limit = 4096
    appendVisible(text.prefix(min(text.count, limit)))
    if text.count > limit { append("...") }
  }

  mutating func appendVisible(_ text: [UInt8]) { text.withBytes { appendVisible($0) } }

  mutating func append(_ text: [UInt8]) { text.withBytes { append($0) } }
}
