@preconcurrency import CReadline
import SwishSyntax

/// The commands typed so far, in memory; readline keeps the list.
///
/// A command is one entry, whatever its number of lines. Blank commands are
/// not kept, and neither is one that equals the entry before it.
struct History: ~Copyable {
  private var command = ByteBuffer(capacity: 256)

  /// Adds a line, with its newline, to the command being typed.
  mutating func add(_ line: Bytes) { command.append(line) }

  /// The command being typed is void.
  mutating func discard() { command.removeAll() }

  /// The command is complete: makes it an entry.
  mutating func commit() {
    while command.bytes.last == UInt8(ascii: "\n") { command.truncate(to: command.count - 1) }
    defer { command.removeAll() }
    guard command.bytes.indices.contains(where: { !isBlank(command[$0]) }) else { return }
    if let last = History.last, last == command.bytes { return }
    command.append(0)
    add_history(cString(command.bytes))
  }

  private static var last: Bytes? {
    guard let entry = history_get(history_base + history_length - 1) else { return nil }
    return entry.pointee.line.map { Bytes(cString: $0) }
  }
}

private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
}
