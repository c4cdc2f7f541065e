/// Bytes to syntax trees, one complete command at a time (XCU 2.3, 2.4, 2.10).
///
/// The lexer and the parser call each other - a word may hold a `$(...)`, which
/// is a program - so they are one class. Lexer/ turns bytes into tokens, Parser/
/// turns tokens into nodes; both write straight into the tree. Invariants:
///
/// - `token` is the only lookahead. A newline is consumed together with the
///   here-documents it starts, and nothing behind it has been looked at.
/// - `references` and `redirections` hold the children of unfinished nodes; a
///   function leaves them as high as it found them, unless it throws.
/// - `scratch` holds the literal being read and is empty whenever a nested
///   construct begins.
/// - The tree may move while it grows: only `SyntaxTree.Reference`s are kept.
public final class Parser {
  public enum ParseResult {
    case command(Node)
    /// A blank line or a comment.
    case empty
    case endOfInput
  }

  typealias Opening = (token: Bytes, location: Location)

  /// Parsing throws "nested too deeply" when the stack grows below this
  /// address and `stack` has no further room; 0 for no limit.
  public var stackLimit: UInt = 0
  public var stack: (any StackProvider)?

  let names: NameTable
  let source: any InputSource
  let aliases: (any AliasProvider)?
  var checksAliases = false
  /// There are aliases or a recorder, and tokens are read with an eye on them.
  private(set) var isWatched = false
  var tree: TreeWriter
  let noTree = SyntaxTree(capacity: 16)
  // SAFETY: `names`, which the parser holds.
  private let namesUncounted: Unmanaged<NameTable>

  // Input (Lexer/Input.swift)
  var buffer = ByteBuffer(capacity: 256)
  var dropped = 0
  var cursor: UnsafePointer<UInt8>
  var end: UnsafePointer<UInt8>
  var lineStart: UnsafePointer<UInt8>
  var previousLineStart: UnsafePointer<UInt8>
  var lineNumber = 1
  var isInAlias = false
  var levels = Stack<InputLevel>(capacity: 4)
  var finishedAliases = Stack<Slot>(capacity: 4)
  var levelTexts = Stack<UnsafeMutablePointer<UInt8>>(capacity: 4)
  var markFloor: Int?
  var hasReachedEnd = false
  /// The source has nothing to add to what `restart` was given.
  private var holdsWholeText = false
  var isContinuing = false
  /// What has been met in the input.
  public struct Findings: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A NUL byte, which was dropped.
    public static let nul = Findings(rawValue: 1)
    /// A parameter `_`: its value is of use from now on.
    public static let lastArgument = Findings(rawValue: 2)
  }
  public var findings: Findings = []

  /// `&>` is by the letter of POSIX no operator.
  public var isPOSIX = false

  /// Told what is found where, if there is one.
  var recorder: SyntaxRecorder?

  // Tokens
  var token = Token()
  var lastLevelEndedInBlank = false
  var scratch = ByteBuffer(capacity: 64)
  var scratchHasPattern = false
  /// The value of an assignment is being read, where colons begin tilde-prefixes.
  var isInAssignment = false
  var nameText = ByteBuffer(capacity: 32)
  var references = Stack<Int>(capacity: 64)
  /// The redirections of the commands that are being read.
  var redirections = Stack<Int>(capacity: 4)
  var openings = Stack<Opening>()
  var pending = Stack<PendingHereDocument>(capacity: 2)
  var pendingBase = 0
  /// A here-document of this command that has no delimiter before its input
  /// ends, which the standard leaves open, and where it was asked for.
  public internal(set) var unclosedDocument: (delimiter: Slot, place: Location)?
  /// The word behind `<<` is being read.
  var isInDelimiter = false
  var notArithmetic = Stack<Int>(capacity: 4)
  /// The bytes of here-documents that were read as part of others.
  var nestedBytes = 0
  var lineIndex: LineIndex?

  public init(
    names: NameTable, source: any InputSource, aliases: (any AliasProvider)? = nil
  ) {
    self.names = names
    self.source = source
    self.aliases = aliases
    namesUncounted = .passUnretained(names)
    tree = TreeWriter(noTree)
    let start = buffer.bytes.start
    cursor = start
    end = start
    lineStart = start
    previousLineStart = start
    startInput()
  }

  deinit { releaseLevelTexts() }

  /// The number of the first line, to be set before anything is parsed.
  public var firstLine: Int {
    get { lineNumber }
    set { lineNumber = newValue }
  }

  /// The line that input has been consumed to.
  public var line: Int { levels.count == 1 ? lineNumber : levels[0].line }

  /// Input that has been read from the source and not yet consumed is left.
  public var hasBufferedInput: Bool { cursor != end || levels.count > 1 }

  /// Everything has been read, and the source has ended.
  public var isAtEnd: Bool { hasReachedEnd && !hasBufferedInput }

  /// Reads one complete command (XCU 2.10), to the end of its line, into `tree`.
  public func parseCommand(into tree: TreeWriter) throws(SyntaxError) -> ParseResult {
    self.tree = tree
    defer { self.tree = TreeWriter(noTree) }
    startCommand()
    try advance(.command)
    guard let list = try parseList(isCompound: false) else {
      switch token.kind {
      case .newline: return .empty
      case .endOfInput: return .endOfInput
      default: throw unexpected()
      }
    }
    guard token.kind == .newline || token.kind == .endOfInput else { throw unexpected() }
    if !pending.isEmpty { try readHereDocuments() }
    if tree.tree.isCut { throw error("command too long", at: location) }
    return .command(self.tree.node(at: list))
  }

  public func parseCommand(into tree: SyntaxTree) throws(SyntaxError) -> ParseResult {
    try parseCommand(into: TreeWriter(tree))
  }

  /// After a syntax error: drops the rest of the line at hand and everything
  /// that was left open, so that an interactive shell can go on.
  public func recover() {
    dropLevels()
    startCommand()
    // Nothing of this line has been read: the one before it was wrong.
    if cursor == lineStart { return }
    while cursor < end, cursor.pointee != Byte.newline { cursor += 1 }
    if cursor < end { consumeNewline() }
  }

  /// Forgets all input: `text` is what there is to read, the source has ended.
  public func restart(_ text: Bytes) {
    levels.removeAll()
    buffer.removeAll()
    buffer.append(text)
    holdsWholeText = true
    dropped = 0
    lineNumber = 1
    isInAlias = false
    startInput()
  }

  /// An alias value may hold newlines: what is left of it is the next command.
  func startCommand() {
    if levels.count == 1 { releaseLevelTexts() }
    openings.removeAll()
    pending.removeAll()
    unclosedDocument = nil
    notArithmetic.removeAll()
    pendingBase = 0
    nestedBytes = 0
    if lineIndex != nil { lineIndex = nil }
    markFloor = nil
    references.removeAll()
    redirections.removeAll()
    scratch.removeAll()
    scratchHasPattern = false
    isContinuing = false
    isInAssignment = false
    hasReachedEnd = holdsWholeText
    // What is left of an alias's value may outlive the alias.
    checksAliases = aliases?.hasAliases ?? false || levels.count > 1
    isWatched = checksAliases || recorder != nil
    forgetAliases()
  }

  func dropLevels() {
    while levels.count > 1 { popLevel() }
  }

  private func releaseLevelTexts() {
    while let text = levelTexts.pop() { text.deallocate() }
  }

  /// The stack guard, called wherever the grammar recurses.
  @inline(__always) func checkDepth() throws(SyntaxError) {
    if isStackBelow(stackLimit) { try lowerStackLimit() }
  }

  @inline(never) private func lowerStackLimit() throws(SyntaxError) {
    if let stack { stackLimit = stack.lowerStackLimit() }
    if isStackBelow(stackLimit) { throw error("nested too deeply", at: location) }
  }

  /// `names.intern` without reference counting.
  @inline(__always) func intern(_ name: Bytes) -> Slot {
    namesUncounted._withUnsafeGuaranteedRef { $0.intern(name) }
  }

  // MARK: Nodes

  /// A command node of `size` words with its line and column.
  @inline(__always)
  func begin(
    _ kind: Node.Kind, flags: UInt8 = 0, size: Int, at place: Location
  ) -> NewNode {
    let column = UInt16(truncatingIfNeeded: min(place.column, Int(UInt16.max)))
    let node = tree.begin(kind, flags: flags, extra: column, size: size)
    node[1] = UInt32(truncatingIfNeeded: place.line)
    return node
  }

  /// Where a command begins.
  func place(of command: SyntaxTree.Reference) -> Location {
    let node = tree.node(at: command)
    return Location(line: node.line, column: node.extra)
  }

  /// Makes the references from `base` on the children that `node` has from
  /// `field` on, and drops them.
  @inline(__always)
  func linkReferences(from base: Int, of node: NewNode, _ field: Int) {
    references.move(from: base, to: node, field)
  }
}

/// Whoever knows how far the stack may grow.
public protocol StackProvider: AnyObject {
  /// Makes what room can be had; the limit that holds from now on.
  func lowerStackLimit() -> UInt
}

/// Whether the stack has grown below `limit`.
@inline(__always) func isStackBelow(_ limit: UInt) -> Bool {
  var marker: UInt8 = 0
  return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) < limit }
}
