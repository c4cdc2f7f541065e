// The trace of `set -x`: PS4, then what is about to run, quoted so that it can
// be read back.
import SwishSyntax
import SwishSystem

/// What an assignment has set.
enum AssignedPart {
  /// The value from an offset on, where text was appended.
  case value(from: Int = 0)
  case element(Int64)
  case list([ExpandedElement], appends: Bool)
}

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
    _ slot: Slot, from mark: Int, _ assign: () throws(ShellError) -> AssignedPart
  ) throws(ShellError) {
    guard options.contains(.xtrace) else {
      _ = try assign()
      return
    }
    var text = ByteBuffer()
    appendPrompt(.trace, to: &text)
    let part = try assign()
    text.append(names[slot])
    append(part, of: slot, to: &text)
    writeTrace(&text, from: mark)
  }

  /// Only what has been set: the trace of a loop that fills an array stays as
  /// short as the loop.
  private func append(_ part: AssignedPart, of slot: Slot, to text: inout ByteBuffer) {
    switch part {
    case .value(let start):
      text.append(start > 0 ? "+=" : "=")
      let value = value(slot)?.dropFirst(start) ?? .empty
      if !value.isEmpty { text.appendShellQuoted(value) }
    case .element(let index):
      text.append("[")
      let array = variables.array(followed(slot))
      if let array, let key = array.key(array.position(of: index)) {
        text.appendShellQuoted(key)
      } else {
        text.append(decimal: Int(index))
      }
      text.append("]=")
      text.appendShellQuoted(element(slot, index) ?? .empty)
    case .list(let elements, let appends):
      text.append(appends ? "+=(" : "=(")
      for (i, element) in elements.enumerated() {
        if i > 0 { text.append(UInt8(ascii: " ")) }
        if let key = element.key {
          text.append("[")
          text.appendShellQuoted(key)
          text.append(element.appends ? "]+=" : "]=")
        }
        text.appendShellQuoted(element.value)
      }
      text.append(")")
    }
  }

  private func writeTrace(_ text: inout ByteBuffer, from mark: Int) {
    text.append(UInt8(ascii: "\n"))
    flushOutput()
    try? redirections.file(.standardError, before: mark)?.writeAll(text.bytes.raw)
  }
}
