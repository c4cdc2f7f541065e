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
    report(subject, ": ", Bytes(cString: errno.message))
  }

  /// A built-in's diagnostic: `swish: line N: cd: dir: reason`.
  func report(builtin: Bytes, _ pieces: Bytes...) {
    write(diagnostic: [builtin, ": "] + pieces)
  }

  func report(builtin: Bytes, _ subject: Bytes, _ errno: Errno) {
    report(builtin: builtin, subject, ": ", Bytes(cString: errno.message))
  }

  /// How recursion ends where the stack does (`isStackExhausted`); the pieces tell
  /// of what.
  @inline(never)
  func nestedTooDeeply(_ pieces: Bytes...) -> ShellError {
    write(diagnostic: pieces + ["nested too deeply"])
    return .expansion
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
    report("warning: NUL bytes dropped")
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

  /// The command at hand was typed, perhaps for a subshell.
  var isTyped: Bool {
    !options.isDisjoint(with: [.interactive, .ofInteractive]) && sourceName == nil
  }

  /// `swish: FILE: line N: `. Of what is typed the lines are to be seen.
  func appendDiagnosticPrefix(line: Int, to text: inout ByteBuffer) {
    text.append(commandName.bytes)
    text.append(": ")
    if let file = sourceName {
      text.appendVisible(file.bytes)
      text.append(": ")
    }
    if !isTyped {
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
