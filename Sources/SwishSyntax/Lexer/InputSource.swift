/// Where the lexer's bytes come from: a terminal, a script, a string.
public protocol InputSource: AnyObject {
  /// Appends the next piece, of at least one byte, to `buffer`; false at the
  /// end of input. `continuing` is true inside an unfinished command (PS2).
  /// A source that must leave later input to the commands it feeds (XCU sh,
  /// STDIN) hands over one line at a time.
  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool

  /// Keeps what it handed over and nobody has looked at, to be read again line
  /// by line; false if that makes no difference to it.
  func takeBack(_ unread: Bytes) -> Bool
}

extension InputSource {
  public func takeBack(_ unread: Bytes) -> Bool { false }
}

/// Text at hand: the operand of `-c`, of `eval`, a trap's action.
public final class StringSource: InputSource {
  private var text: ByteBuffer
  private var isRead = false

  /// Keeps a copy of `bytes`.
  public init(_ bytes: Bytes) {
    text = ByteBuffer(capacity: bytes.count)
    text.append(bytes)
  }

  public convenience init(_ array: [UInt8]) {
    var copy = ByteBuffer(capacity: array.count)
    for byte in array { copy.append(byte) }
    self.init(copy.bytes)
  }

  public func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    if isRead || text.isEmpty { return false }
    isRead = true
    buffer.append(text.bytes)
    text.removeAll()
    return true
  }
}
