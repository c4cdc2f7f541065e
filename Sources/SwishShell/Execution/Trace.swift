// The trace of `set -x`: PS4, then what is about to run, quoted so that it can
// be read back.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `mark`: where the command's own redirections begin; what is traced goes
  /// where standard error went before them.
  func trace(_ arguments: Arguments, from mark: Int) {
    var text = ByteBuffer()
    appendPrompt(.trace, to: &text)
    for i in 0..<arguments.count {
      if i > 0 { text.append(UInt8(ascii: " ")) }
      text.appendShellQuoted(arguments[i])
    }
    writeTrace(&text, from: mark)
  }

  /// Runs an assignment and writes its trace, with PS4 as it was before.
  @inline(__always)
  func traced(
    _ slot: Slot, from mark: Int, _ assign: () throws(ShellError) -> Void
  ) throws(ShellError) {
    guard options.contains(.xtrace) else { return try assign() }
    var text = ByteBuffer()
    appendPrompt(.trace, to: &text)
    try assign()
    text.append(names[slot])
    text.append(UInt8(ascii: "="))
    if variables.array(slot) != nil || value(slot)?.isEmpty == false {
      appendAssignable(slot, to: &text)
    }
    writeTrace(&text, from: mark)
  }

  private func writeTrace(_ text: inout ByteBuffer, from mark: Int) {
    text.append(UInt8(ascii: "\n"))
    flushOutput()
    try? redirections.file(.standardError, before: mark)?.writeAll(text.bytes.raw)
  }
}
