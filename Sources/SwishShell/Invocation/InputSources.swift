import SwishSyntax
import SwishSystem

/// A script file, or the operand of `-c`: handed over in chunks, or line by line
/// while `set -v` shows each line in its turn.
final class FileSource: InterruptibleSource {
  private let shell: Shell
  private(set) var wasInterrupted = false
  /// None for text.
  private(set) var descriptor: FileDescriptor?
  /// The file with the `.` that this one is read for.
  let outer: FileSource?
  /// What was read and not handed over.
  private var held = ByteBuffer(capacity: 16)
  /// How much is read at once: more of what turns out to be long.
  private var chunk = 1 << 13
  private lazy var mayWait = descriptor.flatMap { FileStatus($0)?.isRegular } != true

  init(_ shell: Shell, _ descriptor: FileDescriptor) {
    self.shell = shell
    self.descriptor = descriptor
    outer = shell.sourceFile
  }

  /// A script wants the number for a file of its own.
  func moveAway(from target: FileDescriptor) {
    guard descriptor == target, let moved = try? target.duplicate(atLeast: target.number + 1)
    else { return }
    descriptor = moved
    target.close()
  }

  /// Text at hand.
  init(_ shell: Shell, holding text: Bytes) {
    self.shell = shell
    outer = nil
    held.append(text)
  }

  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    guard shell.options.contains(.verbose) else {
      if held.isEmpty { return readChunk(&buffer) }
      buffer.append(held.bytes)
      held.removeAll()
      return true
    }
    let start = buffer.count
    while !held.isEmpty || readChunk(&held) {
      let newline = held.bytes.firstIndex(of: UInt8(ascii: "\n"))
      let count = newline.map { $0 + 1 } ?? held.count
      buffer.append(held.bytes.prefix(count))
      held.removeFirst(count)
      if newline != nil { break }
    }
    if buffer.count == start { return false }
    shell.echoInput(buffer.bytes(from: start))
    return true
  }

  func takeBack(_ unread: Bytes) -> Bool {
    let rest = held.bytes.array
    held.removeAll()
    held.append(unread)
    for byte in rest { held.append(byte) }
    return true
  }

  /// Appends the next chunk; false at the end.
  private func readChunk(_ buffer: inout ByteBuffer) -> Bool {
    guard let descriptor else { return false }
    while true {
      // Before a chunk too: /dev/zero has no end and never makes anybody wait.
      if PendingSignals.any && !shell.isTrapDeferred {
        switch shell.atSafePoint() {
        case .exiting: shell.terminate()
        case .abandon:
          wasInterrupted = true
          return false
        default: break
        }
      }
      if shell.isInteractive || !shell.traps.trapped.isEmpty, mayWait {
        // A signal that came just before must not wait for input.
        let signals = SignalSet.all.subtracting(shell.traps.outside)
        if FileDescriptor.waitForInput(descriptor, unless: signals) == .interrupted { continue }
      }
      do throws(Errno) {
        let start = buffer.count
        let n = try descriptor.read(into: buffer.reserve(chunk))
        buffer.commit(n)
        if n == chunk && chunk < 1 << 16 && !shell.options.contains(.verbose) { chunk *= 2 }
        if buffer.bytes(from: start).areNULs { buffer.truncate(to: start + 1) }
        return n > 0
      } catch {
        if error != .interrupted { shell.failToRead(error) }
      }
    }
  }
}

/// Standard input as a script (XCU sh, STDIN): handed over line by line, and
/// left where the next command's own reading must begin.
final class StandardInputSource: InputSource {
  private let shell: Shell
  private var end = false

  init(_ shell: Shell) { self.shell = shell }

  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    if end { return false }
    let start = buffer.count
    while true {
      do throws(Errno) {
        try shell.readAhead.takeCommandLine(into: &buffer)
        break
      } catch {
        switch error {
        case .again: FileDescriptor.standardInput.makeBlocking()
        case .interrupted:
          // A trap that ran while the shell waited for its next command.
          if shell.atSafePoint() == .exiting { shell.terminate() }
        default: shell.failToRead(error)
        }
      }
    }
    if buffer.count == start {
      end = true
      return false
    }
    shell.echoInput(buffer.bytes(from: start))
    return true
  }
}

extension Bytes {
  /// NULs and nothing else: the lexer drops one as well as a whole chunk, which
  /// would take memory until the line ends.
  var areNULs: Bool { first == 0 && dropFirst() == prefix(count - 1) }
}

extension Shell {
  /// `set -v`: input is written as it is read.
  func echoInput(_ text: Bytes) {
    guard options.contains(.verbose) else { return }
    writeToStandardError(text)
  }

  /// The commands themselves cannot be read: status 128 (XCU 2.8.1).
  func failToRead(_ errno: Errno) -> Never {
    report("cannot read commands", errno)
    status = 128
    terminate()
  }
}
