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
  @discardableResult
  public func begin(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0) -> Reference {
    let at = Reference(count)
    append(UInt32(kind.rawValue) | UInt32(flags) << 8 | UInt32(extra) << 16)
    return at
  }

  public func append(_ word: UInt32) {
    if count == capacity { grow(by: 1) }
    words[count] = word
    count += 1
  }

  /// Appends a reference from `parent` to `child`.
  public func append(_ child: Reference?, of parent: Reference) {
    append(Self.relative(child, parent))
  }

  public func append(_ text: Bytes) {
    let needed = 1 + (text.count + 4) / 4
    if count + needed > capacity { grow(by: needed) }
    words[count] = UInt32(text.count)
    words[count + needed - 1] = 0
    UnsafeMutableRawPointer(words + count + 1)
      .copyMemory(from: text.start, byteCount: text.count)
    count += needed
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

  private static func relative(_ child: Reference?, _ parent: Reference) -> UInt32 {
    guard let child else { return 0 }
    return UInt32(bitPattern: Int32(truncatingIfNeeded: parent.index - child.index))
  }

  private func grow(by n: Int) {
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
