import SwishSyntax
import SwishSystem

/// Bytes of standard input, or of another descriptor, for `read` and for a shell
/// whose commands are there, which take none that does not belong to their line
/// (XCU 1.4, input files; XCU sh, STDIN). Regular files are read in chunks that
/// are sought back, pipes line by line after a look at what they hold, terminals
/// and the like byte by byte. While nobody can see the difference a chunk is kept
/// for the next line: a file has been read too far then, and of a pipe too
/// little. That is so while the file or pipe on standard input is `owned`, and
/// between commands that start no process and open no file (`giveBack`).
struct ReadAhead: ~Copyable {
  private enum Kind { case bytes, file, pipe }
  private static let smallest = 1024
  private static let largest = 16 * 1024
  private var chunk = ByteBuffer(capacity: 0)
  private var at = 0
  private var chunkSize = ReadAhead.smallest
  private var kind = Kind.bytes
  private var delimiter: UInt8 = 0
  private var input = FileDescriptor.standardInput
  private var deadline: Int?
  /// Nothing has been read for the line yet.
  private var isFresh = true
  /// The chunk is a copy of what the pipe still holds.
  private var isCopy = false
  /// Standard input is a regular file or a pipe that a redirection in this
  /// process made, and no other descriptor or process shares it.
  private(set) var isOwned = false
  /// The shell, which has no children, reads commands from standard input.
  private var isForCommands = false
  /// The chunk is a here-document, which has no descriptor.
  private(set) var isDocument = false
  private var keepsChunk: Bool { (isOwned || isForCommands) && input == .standardInput }
  var peek = PipePeek()

  /// A whole line without its delimiter, when it is at hand and nothing is
  /// special in it; valid until the next use.
  mutating func plainLine(_ request: ReadRequest) -> Bytes? {
    if request.limit != nil || request.input != input { return nil }
    let rest = chunk.bytes(from: at)
    guard let end = rest.firstIndex(of: request.delimiter) else { return nil }
    let line = rest.prefix(end)
    if line.contains(0) || !request.isRaw && line.contains(UInt8(ascii: "\\")) { return nil }
    at += end + 1
    return line
  }

  /// Standard input is a text for the next `read`.
  mutating func serve(_ document: Bytes) {
    drop()
    chunk.append(document)
    input = .standardInput
    isDocument = true
  }

  mutating func begin(_ request: ReadRequest) {
    isFresh = true
    isForCommands = false
    delimiter = request.delimiter
    deadline = request.deadline
    if request.input != input {
      giveBack()
      input = request.input
      kind = .bytes
    }
    if isDocument { return }
    if !keepsChunk || kind == .bytes, let status = FileStatus(input) {
      kind = status.isRegular ? .file : status.isFIFO ? .pipe : .bytes
    }
    // A line taken out of a pipe cannot be given back.
    if request.limit != nil && kind == .pipe && !keepsChunk { kind = .bytes }
  }

  /// Appends the next line of the shell's commands on standard input, or what there
  /// is of it at the end. EINTR is thrown, and then the rest is still to be read.
  mutating func takeCommandLine(into line: inout ByteBuffer) throws(Errno) {
    while true {
      if at == chunk.count || input != .standardInput {
        begin(ReadRequest())
        isForCommands = !Process.hasChildren
        if try !fill() { return }
      }
      let rest = chunk.bytes(from: at)
      let newline = rest.firstIndex(of: UInt8(ascii: "\n"))
      let count = newline.map { $0 + 1 } ?? rest.count
      line.append(rest.prefix(rest.areNULs ? 1 : count))
      at += count
      if newline != nil { return finish() }
    }
  }

  /// Something can be read, or the end, without waiting.
  mutating func hasInput(_ request: ReadRequest) -> Bool {
    if (at < chunk.count || isDocument) && request.input == input { return true }
    return FileDescriptor.waitForInput(request.input, milliseconds: 0, unless: SignalSet())
      == .ready
  }

  /// The next byte; nil at the end. EINTR is thrown.
  @inline(__always)
  mutating func next() throws(Errno) -> UInt8? {
    if at == chunk.count, try !fill() { return nil }
    at += 1
    return chunk[at - 1]
  }

  /// Appends bytes at hand that nothing is special about.
  mutating func takeOrdinary(_ request: ReadRequest, into line: inout ByteBuffer) {
    let rest = chunk.bytes(from: at)
    var n = 0
    while n < rest.count, rest[n] != request.delimiter, rest[n] != 0,
      rest[n] != UInt8(ascii: "\\") || request.isRaw
    { n += 1 }
    line.append(rest.prefix(n))
    at += n
  }

  private mutating func fill() throws(Errno) -> Bool {
    if isDocument { return false }
    giveBack()
    if (isFresh || deadline != nil) && kind != .file {
      // A signal that came just before must not wait for input.
      let result = FileDescriptor.waitForInput(
        input, milliseconds: remainingTime(), unless: .all)
      if result == .interrupted { throw .interrupted }
      if result == .timedOut { throw .timedOut }
    } else if PendingSignals.any {
      throw .interrupted
    }
    let size = chunkSize
    if keepsChunk { chunkSize = min(chunkSize * 2, Self.largest) }
    isFresh = false
    switch kind {
    case .file:
      // What the shell writes there it shall read, too.
      if isOwned, let output = FileStatus(.standardOutput), output.isRegular,
        FileStatus(.standardInput)?.isSameFile(as: output) ?? false
      {
        isOwned = false
      }
      return try read(size)
    case .bytes: return try read(1)
    case .pipe:
      guard let hasInput = try peek.peek(at: input, into: &chunk, limit: size) else {
        kind = .bytes
        return try read(1)
      }
      isCopy = true
      if keepsChunk || !hasInput { return hasInput }
      let line = lineLength(delimiter)
      drop()
      return try read(line)
    }
  }

  /// For `ppoll`, -1 without a deadline.
  private func remainingTime() -> Int32 {
    guard let deadline else { return -1 }
    return Int32(clamping: max(0, deadline - Clock.milliseconds))
  }

  private mutating func read(_ size: Int) throws(Errno) -> Bool {
    let n = try input.read(into: chunk.reserve(size))
    chunk.commit(n)
    return n > 0
  }

  mutating func finish() {
    if !keepsChunk { giveBack() }
  }

  /// How far standard input has been read is seen from outside now.
  mutating func giveBack() {
    if isDocument {
      isDocument = false
    } else if isCopy {
      if at < chunk.count { chunkSize = Self.smallest }
      takeOut(at)
    } else if at < chunk.count {
      try? input.seek(by: at - chunk.count)
      chunkSize = Self.smallest
    }
    drop()
  }

  /// Takes what has been used of a copy out of the pipe.
  private mutating func takeOut(_ count: Int) {
    var left = count
    chunk.removeAll()
    while left > 0 {
      do throws(Errno) {
        let n = try input.read(into: chunk.reserve(left))
        if n == 0 { return }
        left -= n
      } catch { if error != .interrupted { return } }
    }
  }

  private mutating func drop() {
    chunk.removeAll()
    at = 0
    isCopy = false
  }

  /// Standard input is another file.
  mutating func replace(isOwned: Bool) {
    drop()
    self.isOwned = isOwned
    kind = .bytes
  }

  /// Another descriptor or process has the file too.
  mutating func share() {
    giveBack()
    isOwned = false
  }

  /// The length of the chunk's first line with its delimiter, or of the chunk.
  private func lineLength(_ delimiter: UInt8) -> Int {
    chunk.bytes.firstIndex(of: delimiter).map { $0 + 1 } ?? chunk.count
  }
}
