import SwishSyntax
import SwishSystem

/// What built-ins print: written when a built-in ends, before any fork or
/// exec, and when much has gathered. While a command substitution runs in this
/// process its output stays here instead: `settled` bytes are captured output,
/// those behind them are not yet written or captured.
struct OutputBuffer: ~Copyable {
  var buffer = ByteBuffer(capacity: 256)
  private(set) var settled = 0
  /// Standard output is that of a substitution in this process.
  var isCaptured = false
  /// A write failed since the last flush that was asked for.
  var failure: Errno?
  /// There was no memory for all of a substitution's output.
  private(set) var isCut = false

  var isEmpty: Bool { buffer.count == settled }

  mutating func append(_ bytes: Bytes) {
    if isCaptured && !makeRoom(bytes.count) { return }
    buffer.append(bytes)
    if buffer.count - settled > 65_536 { write() }
  }

  mutating func append(_ byte: UInt8) { buffer.append(byte) }
  mutating func append(decimal value: Int) { buffer.append(decimal: value) }

  mutating func write() {
    guard !isEmpty else { return }
    if isCaptured { return settle() }
    do throws(Errno) {
      try FileDescriptor.standardOutput.writeAll(buffer.bytes(from: settled).raw)
    } catch {
      if failure == nil { failure = error }
    }
    buffer.truncate(to: settled)
  }

  /// Whether memory holds `count` bytes more of captured output.
  @inline(__always)
  mutating func makeRoom(_ count: Int) -> Bool {
    if buffer.spare >= count { return true }
    if !Memory.hasRoom(buffer.count + count) { isCut = true }
    return !isCut
  }

  /// What is here counts as captured.
  mutating func settle() { settled = buffer.count }

  /// Whether `text` is long and all that this holds of use: a captured output,
  /// whose memory can be a variable's without a copy.
  func isCapturedAlone(_ text: Bytes) -> Bool {
    text.count >= 1 << 16 && text.start == buffer.bytes.start
  }

  /// Drops what was captured from `start` on.
  mutating func dropCaptured(from start: Int) {
    buffer.truncate(to: start)
    settled = start
    isCut = false
  }
}

extension Shell {
  /// Appends names and texts that are listed: to a terminal, control bytes are
  /// shown and not sent.
  func appendListing(_ text: Bytes) {
    if !output.isCaptured && FileDescriptor.standardOutput.isTerminal {
      output.buffer.appendVisible(text)
    } else {
      output.append(text)
    }
  }

  /// Writes what built-ins have printed; false, after a diagnostic, when it
  /// could not be written.
  @discardableResult
  func flushOutput() -> Bool {
    if output.isEmpty && output.failure == nil { return true }
    output.write()
    guard let errno = output.failure else { return true }
    output.failure = nil
    // The shell, or a subshell, is about to die of it.
    if errno == .brokenPipe && PendingSignals.contains(.pipe) && !traps.handles(.pipe) {
      return false
    }
    report("write error", errno)
    return false
  }
}
