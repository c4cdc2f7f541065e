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
      if PendingSignals.take(.interrupt) {
        buffer.truncate(to: start)
        write(Bytes("\n"))
        return .interrupted
      }
      guard handleSignals(prompt, typed: buffer.bytes(from: start)) else { return .endOfFile }
      switch FileDescriptor.waitForInput(.standardInput, unless: wakingSignals) {
      case .interrupted, .timedOut: continue
      case .failed: return .endOfFile
      case .ready: break
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

  private var wakingSignals: SignalSet {
    var signals = host.wakingSignals
    signals.insert(.interrupt)
    return signals
  }

  private func handleSignals(_ prompt: Bytes, typed: Bytes) -> Bool {
    guard PendingSignals.containsAny(of: host.wakingSignals) else { return true }
    var hasWritten = false
    let goesOn = host.handleSignals {
      if !hasWritten { write(Bytes("\n")) }
      hasWritten = true
    }
    if hasWritten && goesOn { write(prompt) }
    return goesOn
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
