import SwishSyntax
import SwishSystem

/// Bytes of standard input for `read`, which takes none that does not belong to
/// its line (XCU 1.4, input files): pipes and terminals are read byte by byte,
/// regular files in chunks that are sought back. What was read too much is kept
/// for the next `read` while nobody can see the difference: the file is `owned`.
struct ReadAhead: ~Copyable {
  private static let smallest = 1024
  private static let largest = 16 * 1024
  private var chunk = ByteBuffer(capacity: 0)
  private var at = 0
  private var chunkSize = ReadAhead.smallest
  private var isSeekable = false
  /// Nothing has been read for the line yet.
  private var isFresh = true
  /// Standard input is a regular file that a redirection in this process opened,
  /// and no other descriptor or process shares its offset.
  private(set) var isOwned = false

  /// A whole line without its delimiter, when it is at hand and nothing is
  /// special in it; valid until the next use.
  mutating func plainLine(_ request: ReadRequest) -> Bytes? {
    let rest = chunk.bytes(from: at)
    guard let end = rest.firstIndex(of: request.delimiter) else { return nil }
    let line = rest.prefix(end)
    if line.contains(0) || !request.isRaw && line.contains(UInt8(ascii: "\\")) { return nil }
    at += end + 1
    return line
  }

  mutating func begin() {
    isFresh = true
    isSeekable = isOwned || FileStatus(.standardInput)?.isRegular ?? false
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
    if isFresh && !isSeekable {
      // A signal that came just before must not wait for input.
      let result = FileDescriptor.waitForInput(.standardInput, unless: .all)
      if result == .interrupted { throw .interrupted }
    }
    drop()
    let room = chunk.reserve(isSeekable ? chunkSize : 1)
    let n = try FileDescriptor.standardInput.read(into: room)
    if isOwned { chunkSize = min(chunkSize * 2, Self.largest) }
    isFresh = false
    chunk.commit(n)
    return n > 0
  }

  mutating func finish() {
    if !isOwned { giveBack() }
  }

  /// The offset of standard input is seen from outside now.
  mutating func giveBack() {
    guard at < chunk.count else { return }
    try? FileDescriptor.standardInput.seek(by: at - chunk.count)
    drop()
    chunkSize = Self.smallest
  }

  private mutating func drop() {
    chunk.removeAll()
    at = 0
  }

  /// Standard input is another file.
  mutating func replace(isOwned: Bool) {
    drop()
    self.isOwned = isOwned
  }

  /// Another descriptor or process has the file too.
  mutating func share() {
    giveBack()
    isOwned = false
  }
}
