import SwishSyntax
import SwishSystem

/// What built-ins print: written when a built-in ends, before any fork or
/// exec, and when much has gathered.
struct OutputBuffer: ~Copyable {
  var buffer = ByteBuffer(capacity: 256)
  /// A write failed since the last flush that was asked for.
  var failure: Errno?

  mutating func append(_ bytes: Bytes) {
    buffer.append(bytes)
    if buffer.count > 65_536 { write() }
  }

  mutating func append(_ literal: StaticString) { append(Bytes(literal)) }
  mutating func append(_ byte: UInt8) { buffer.append(byte) }
  mutating func append(decimal value: Int) { buffer.append(decimal: value) }

  mutating func write() {
    guard !buffer.isEmpty else { return }
    do throws(Errno) { try FileDescriptor.standardOutput.writeAll(buffer.bytes.raw) } catch {
      if failure == nil { failure = error }
    }
    buffer.removeAll()
  }
}

extension Shell {
  /// Writes what built-ins have printed; false, after a diagnostic, when it
  /// could not be written.
  @discardableResult
  func flushOutput() -> Bool {
    if output.buffer.isEmpty && output.failure == nil { return true }
    output.write()
    guard let errno = output.failure else { return true }
    output.failure = nil
    report(Bytes("write error"), errno)
    return false
  }
}
