import SwishSyntax
import SwishSystem

// Diagnostics go to standard error as `swish: FILE: line N: what`, in one
// write. Control bytes in them are shown as `^X`, so that no data can steer the
// terminal (CVE-2017-16544).

extension Shell {
  /// Writes a diagnostic made of `pieces`, e.g. a name, ": ", a reason.
  func report(_ pieces: Bytes...) {
    write(diagnostic: pieces)
  }

  /// `pieces` and the reason a system call gave.
  func report(_ subject: Bytes, _ errno: Errno) {
    report(subject, Bytes(": "), Bytes(cString: errno.message))
  }

  /// A built-in's diagnostic: `swish: line N: cd: dir: reason`.
  func report(builtin: StaticString, _ pieces: Bytes...) {
    write(diagnostic: [Bytes(builtin), Bytes(": ")] + pieces)
  }

  func report(builtin: StaticString, _ subject: Bytes, _ errno: Errno) {
    report(builtin: builtin, subject, Bytes(": "), Bytes(cString: errno.message))
  }

  private func write(diagnostic pieces: [Bytes]) {
    var text = ByteBuffer()
    appendDiagnosticPrefix(line: line, to: &text)
    for piece in pieces { text.appendExcerpt(piece) }
    text.append(UInt8(ascii: "\n"))
    writeToStandardError(text.bytes)
  }

  /// Writes to standard error, behind what built-ins have printed.
  func writeToStandardError(_ text: Bytes) {
    flushOutput()
    try? FileDescriptor.standardError.writeAll(text.raw)
  }

  /// No value holds a NUL: where one was dropped, that is said once.
  func warnOfNul() {
    if hasWarnedOfNul { return }
    hasWarnedOfNul = true
    report(Bytes("warning: NUL bytes dropped"))
  }

  /// The lines to the end of the input are the here-document.
  func warn(ofUnclosed delimiter: Bytes, from start: Int, to line: Int) {
    var text = ByteBuffer()
    appendDiagnosticPrefix(line: line, to: &text)
    text.append("warning: unexpected end of file, expected '")
    text.appendVisible(delimiter)
    text.append("' ('<<' opened at line ")
    text.append(decimal: start)
    text.append(")\n")
    writeToStandardError(text.bytes)
  }

  /// `swish: FILE: line N: `. Of what is typed the lines are to be seen.
  func appendDiagnosticPrefix(line: Int, to text: inout ByteBuffer) {
    text.append(commandName.bytes)
    text.append(": ")
    if let file = sourceName {
      text.appendVisible(file.bytes)
      text.append(": ")
    }
    if !isInteractive || sourceName != nil {
      text.append("line ")
      text.append(decimal: line)
      text.append(": ")
    }
  }

  /// A syntax error; on a terminal the offending line and a caret as well.
  func report(_ error: SyntaxError) {
    var text = ByteBuffer()
    appendDiagnosticPrefix(line: error.location.line, to: &text)
    text.appendVisible(error.message)
    if let opened = error.opened {
      text.append(" ('")
      text.appendVisible(opened.token)
      text.append("' opened at line ")
      text.append(decimal: opened.location.line)
      text.append(")")
    }
    if error.endsInCR { text.append("; the line ends in CR") }
    text.append(UInt8(ascii: "\n"))
    if FileDescriptor.standardError.isTerminal && !error.lineText.isEmpty {
      text.append("  ")
      text.appendVisible(error.lineText)
      text.append("\n  ")
      for byte in error.lineText.prefix(max(0, error.location.column - 1)) {
        // Continuation bytes of UTF-8 take no column.
        if byte & 0xc0 != 0x80 { text.append(byte == 9 ? 9 : UInt8(ascii: " ")) }
      }
      text.append("^\n")
    }
    writeToStandardError(text.bytes)
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
  /// The same memory as a C string; the owner put a NUL behind it.
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
  }
}
