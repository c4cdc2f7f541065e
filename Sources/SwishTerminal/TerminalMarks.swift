import SwishShell
import SwishSyntax
import SwishSystem

/// What a terminal is told besides what it shows (OSC sequences): the working
/// directory (7), where prompts, commands and outputs begin and end (133), and
/// the window's title (2). Terminals pass over those they do not know.
struct TerminalMarks {
  private unowned let host: any TerminalHost
  /// The output of a command has begun.
  private var hasOutput = false

  init(host: any TerminalHost) { self.host = host }

  private var areOn: Bool {
    host.options.contains(.terminalmarks)
      && host.variable(named: "TERM").map { $0 != "linux" } ?? false
  }

  /// Appends what comes before PS1, which may set another title.
  mutating func appendPromptStart(to text: inout ByteBuffer) {
    guard areOn else { return }
    if hasOutput {
      text.append("\u{1B}]133;D;")
      text.append(decimal: Int(host.status))
      text.append("\u{7}")
    }
    hasOutput = false
    if let directory = host.variable(named: "PWD"), directory.first == UInt8(ascii: "/") {
      text.append("\u{1B}]7;file://")
      withHostName { text.append(Bytes(cString: $0)) }
      text.append(percentEncoded: directory)
      text.append("\u{7}")
      appendTitle(directory, to: &text)
    }
    text.append("\u{1B}]133;A\u{7}")
  }

  func appendPromptEnd(to text: inout ByteBuffer) {
    if areOn { text.append("\u{1B}]133;B\u{7}") }
  }

  /// Appends what comes before the output of a command that was typed.
  mutating func appendOutputStart(of command: Bytes, to text: inout ByteBuffer) {
    guard areOn else { return }
    hasOutput = true
    appendTitle(command.prefix(command.firstIndex(of: UInt8(ascii: "\n")) ?? 200), to: &text)
    text.append("\u{1B}]133;C\u{7}")
  }

  private func appendTitle(_ title: Bytes, to text: inout ByteBuffer) {
    text.append("\u{1B}]2;")
    text.appendAllVisible(title)
    text.append("\u{7}")
  }
}

extension ByteBuffer {
  /// Appends a pathname as a URL has it (RFC 3986).
  fileprivate mutating func append(percentEncoded path: Bytes) {
    let digits = Bytes("0123456789ABCDEF")
    for index in path.indices {
      let byte = path[index]
      let isPlain =
        (byte | 0x20) &- 97 < 26 || byte &- 48 < 10
        || Bytes("/-._~").contains(byte)
      if isPlain {
        append(byte)
      } else {
        append("%")
        append(digits[Int(byte >> 4)])
        append(digits[Int(byte & 15)])
      }
    }
  }
}
