/// Where the lexer's bytes come from: a terminal, a script, a string.
public protocol InputSource: AnyObject {
  /// Appends the next piece, of at least one byte, to `buffer`; false at the
  /// end of input. `continuing` is true inside an unfinished command (PS2).
  /// A source that must leave later input to the commands it feeds (XCU sh,
  /// STDIN) hands over one line at a time.
  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool
}

/// The aliases in force (XCU 2.3.1).
public protocol AliasProvider: AnyObject {
  var hasAliases: Bool { get }
  /// The value of the alias `name`, valid until the next call.
  func aliasValue(_ name: Bytes) -> Bytes?
}

/// A place in a source: line and column, 1 for the first, column in bytes.
public struct Location: Equatable, Sendable {
  public var line: Int
  public var column: Int
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// Why some input is not a command.
public struct SyntaxError: Error {
  /// In words, without location: what was found and what was expected.
  public var message: [UInt8]
  public var location: Location
  /// The input ended inside a construct: more input could make it right.
  public var isIncomplete: Bool
  /// Where the unclosed construct was opened, and its opening token.
  public var opened: (token: [UInt8], location: Location)?
  /// The text of the offending line, without its newline.
  public var lineText: [UInt8]
}
