// The trace of `set -x`: PS4, then what is about to run, quoted so that it can
// be read back.
import SwishSyntax
import SwishSystem

extension Shell {
  func trace(_ arguments: Arguments) {
    var text = ByteBuffer()
    appendPrompt(wellKnown.ps4, to: &text)
    for i in 0..<arguments.count {
      if i > 0 { text.append(UInt8(ascii: " ")) }
      text.appendShellQuoted(arguments[i])
    }
    writeTrace(&text)
  }

  /// Runs an assignment and writes its trace, with PS4 as it was before.
  @inline(__always)
  func traced(_ slot: Slot, _ assign: () throws(ShellError) -> Void) throws(ShellError) {
    guard options.contains(.xtrace) else { return try assign() }
    var text = ByteBuffer()
    appendPrompt(wellKnown.ps4, to: &text)
    try assign()
    text.append(names[slot])
    text.append(UInt8(ascii: "="))
    let value = value(slot) ?? .empty
    if !value.isEmpty { text.appendShellQuoted(value) }
    writeTrace(&text)
  }

  private func writeTrace(_ text: inout ByteBuffer) {
    text.append(UInt8(ascii: "\n"))
    flushOutput()
    try? FileDescriptor.standardError.writeAll(text.bytes.raw)
  }
}

extension ByteBuffer {
  /// Appends text so that the shell reads it back as one word: as it is where
  /// nothing in it is special, else in single quotes.
  mutating func appendShellQuoted(_ text: Bytes) {
    var isSafe = !text.isEmpty
    for i in text.indices {
      switch text[i] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"),
        UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: "="), 0x80...:
        break
      default: isSafe = false
      }
    }
    if isSafe { append(text) } else { appendSingleQuoted(text) }
  }

  /// Appends `'text'`, a quote inside as `'\\''`.
  mutating func appendSingleQuoted(_ text: Bytes) {
    append(UInt8(ascii: "'"))
    for i in text.indices {
      if text[i] == UInt8(ascii: "'") { append("'\\'") }
      append(text[i])
    }
    append(UInt8(ascii: "'"))
  }
}
