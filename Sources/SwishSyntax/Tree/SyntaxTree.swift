/// The syntax tree of one complete command: 32-bit words in one arena.
///
/// Nodes refer to each other by signed relative offsets, children before
/// parents; only a here-document's body, which is read after the line that
/// asked for it, lies behind its redirection. Nodes are read through the views
/// in this folder (`WhileLoop(node).condition`), which hold a bare pointer: no
/// reference counting while a tree runs. Whoever keeps a `Node` keeps its tree
/// alive; a function holds the tree it was defined in.
///
/// Layout: word 0 of every node is its header, `kind | flags << 8 | extra << 16`.
/// The other words are given at each view. A reference to a child is the word
/// `own index - child index` (as Int32), 0 for none. Text is a count of bytes
/// followed by the bytes and a NUL, padded to a word.
public final class SyntaxTree {
  /// An absolute position in the arena while the tree is being built.
  public struct Reference: Equatable, Sendable {
    public let index: Int
    @inlinable public init(_ index: Int) { self.index = index }
  }

  // SAFETY: `words` holds `capacity` words, the first `count` initialized.
  // Views made by `node(at:)` are valid until the tree next grows or goes.
  @usableFromInline var words: UnsafeMutablePointer<UInt32>
  @usableFromInline var capacity: Int
  public private(set) var count = 0

  public init(capacity: Int = 256) {
    words = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { words.deallocate() }

  /// Forgets all nodes; the memory is kept for the next command, unless it
  /// grew out of proportion.
  public func reset() {
    count = 0
    guard capacity > 65_536 else { return }
    words.deallocate()
    capacity = 256
    words = .allocate(capacity: capacity)
  }

  public func node(at reference: Reference) -> Node {
    assert(reference.index >= 0 && reference.index < count)
    return Node(words + reference.index)
  }

  // MARK: Building

  /// Starts a node; its fields follow by `append`.
  @inline(__always) @discardableResult
  public func begin(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0) -> Reference {
    let at = Reference(count)
    append(Self.header(kind, flags: flags, extra: extra))
    return at
  }

  @inline(__always) public func append(_ word: UInt32) {
    let at = count
    if at == capacity { grow(by: 1) }
    words[at] = word
    count = at + 1
  }

  /// Appends a reference from `parent` to `child`.
  @inline(__always) public func append(_ child: Reference?, of parent: Reference) {
    append(Self.relative(child, parent))
  }

  public func append(_ text: Bytes) {
    let needed = Self.size(of: text)
    let at = count
    if at + needed > capacity { grow(by: needed) }
    put(text, at: at, size: needed)
    count = at + needed
  }

  /// A word of one literal, the most common node by far, in one go.
  func appendPlainWord(_ text: Bytes) -> Reference {
    let size = Self.size(of: text)
    let at = count
    if at + size + 4 > capacity { grow(by: size + 4) }
    words[at] = Self.header(.literal)
    put(text, at: at + 1, size: size)
    let word = words + at + 1 + size
    word[0] = Self.header(.word, flags: Word.isPlain)
    word[1] = 1
    word[2] = UInt32(truncatingIfNeeded: size + 1)
    count = at + size + 4
    return Reference(at + 1 + size)
  }

  @inline(__always)
  private static func header(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0) -> UInt32 {
    UInt32(kind.rawValue) | UInt32(flags) << 8 | UInt32(extra) << 16
  }

  /// The words that a text takes.
  @inline(__always) private static func size(of text: Bytes) -> Int { 1 + (text.count + 4) / 4 }

  /// Writes a text where there is room for it.
  @inline(__always) private func put(_ text: Bytes, at index: Int, size: Int) {
    words[index] = UInt32(text.count)
    words[index + size - 1] = 0
    UnsafeMutableRawPointer(words + index + 1)
      .copyMemory(from: text.start, byteCount: text.count)
  }

  public subscript(index: Int) -> UInt32 {
    get {
      assert(index >= 0 && index < count)
      return words[index]
    }
    set {
      assert(index >= 0 && index < count)
      words[index] = newValue
    }
  }

  /// Fills in a reference that was appended as none.
  public func patch(_ parent: Reference, field: Int, child: Reference) {
    self[parent.index + field] = Self.relative(child, parent)
  }

  /// Drops everything from `reference` on: the parser took a wrong turn.
  public func rewind(to reference: Reference) { count = reference.index }

  @inline(__always)
  private static func relative(_ child: Reference?, _ parent: Reference) -> UInt32 {
    guard let child else { return 0 }
    return UInt32(bitPattern: Int32(truncatingIfNeeded: parent.index - child.index))
  }

  @inline(never) private func grow(by n: Int) {
    let larger = max(capacity * 2, count + n)
    let moved = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    moved.update(from: words, count: count)
    words.deallocate()
    words = moved
    capacity = larger
  }
}

extension Stack where Element == Int {
  /// The children of nodes that are still being read are stacked by position.
  @inline(__always) mutating func push(_ reference: SyntaxTree.Reference) { push(reference.index) }
}
