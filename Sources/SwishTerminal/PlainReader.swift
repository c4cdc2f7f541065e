import SwishSyntax
import SwishSystem

/// Lines from standard input without editing: the terminal is too dumb for
/// it, or there is none.
final class PlainReader {
  private unowned let host: any TerminalHost

  init(host: any TerminalHost) { self.host = host }

  /// Writes the prompt to standard error, as XCU 2.5.3 says of PS1, reads a
  /// line and appends it. Input after the line is left for the commands.
  func readLine(prompt: Bytes, into buffer: inout ByteBuffer) -> LineOutcome {
    let start = buffer.count
    write(prompt)
    while true {
      if PendingSignals.any {
        guard let ending = handleSignals(prompt) else { continue }
        buffer.truncate(to: start)
        return ending
      }
      switch FileDescriptor.waitForInput(.standardInput, unless: .all) {
      case .interrupted, .timedOut: continue
      case .failed: return .endOfFile
      case .ready, .otherReady: break
      }
      do throws(Errno) {
        let count = try readPiece(into: &buffer)
        if count == 0 { return buffer.count > start ? .line : .endOfFile }
      } catch {
        if error == .interrupted { continue }
        return .endOfFile
      }
      if buffer.bytes.last == UInt8(ascii: "\n") { return .line }
    }
  }

  /// What the signals make of the line; nil when its reading goes on.
  private func handleSignals(_ prompt: Bytes) -> LineOutcome? {
    let isInterrupt = PendingSignals.contains(.interrupt)
    if isInterrupt { write("\n") }
    var hasWritten = isInterrupt
    let goesOn = host.handleSignals {
      if !hasWritten { write("\n") }
      hasWritten = true
    }
    if !goesOn { return .exit }
    if isInterrupt { return .interrupted }
    if hasWritten { write(prompt) }
    return nil
  }

  /// A terminal hands out one line at most; from anything else only single
  /// bytes are sure not to be a command's own input.
  private func readPiece(into buffer: inout ByteBuffer) throws(Errno) -> Int {
    let input = FileDescriptor.standardInput
    let count = try input.read(into: buffer.reserve(input.isTerminal ? 4096 : 1))
    buffer.commit(count)
    return count
  }

  private func write(_ bytes: Bytes) {
    // A prompt that cannot be shown is no reason to stop.
    try? FileDescriptor.standardError.writeAll(bytes.raw)
  }
}
