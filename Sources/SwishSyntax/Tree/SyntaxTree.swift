/// The syntax tree of one complete command: 32-bit words in one arena.
///
/// Nodes refer to each other by signed relative offsets, children before
/// parents; only a here-document's body, which is read after the line that asked
/// for it, and the text of a short word lie behind theirs. Nodes are read through the views
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
  public struct Reference: BitwiseCopyable, Equatable, Sendable {
    public let index: Int
    @inlinable public init(_ index: Int) { self.index = index }
  }

  // SAFETY: `words` holds `capacity` words, the first `count` initialized.
  // Views made by `node(at:)` are valid until the tree next grows or goes.
  @usableFromInline var words: UnsafeMutablePointer<UInt32>
  @usableFromInline var capacity: Int
  public private(set) var count = 0
  /// A text was too long for its 32-bit count, and was left out.
  private(set) var isCut = false

  public init(capacity: Int = 256) {
    words = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { words.deallocate() }

  /// Forgets all nodes; the memory is kept for the next command, unless it
  /// grew out of proportion.
  public func reset() {
    count = 0
    isCut = false
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

  /// A node of `size` words in one go, whose fields are all to be set.
  @inline(__always)
  func begin(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0, size: Int) -> NewNode {
    let at = count
    if at &+ size > capacity { grow(by: size) }
    let node = NewNode(words: words + at, reference: Reference(at))
    node[0] = Self.header(kind, flags: flags, extra: extra)
    count = at &+ size
    return node
  }

  func appendText(_ kind: Node.Kind, _ text: Bytes, flags: UInt8 = 0) -> Reference {
    if text.count > 1 << 31 {
      isCut = true
      return appendText(kind, .empty, flags: flags)
    }
    let size = Self.size(of: text.count)
    let node = begin(kind, flags: flags, size: size + 1)
    node[1] = UInt32(text.count)
    node[size] = 0
    UnsafeMutableRawPointer(words + node.reference.index + 2)
      .copyMemory(from: text.start, byteCount: text.count)
    return node.reference
  }

  /// A word of one literal of up to eight bytes, the most common node by far, and
  /// behind it that literal. `packed` holds the bytes from the lowest on, and zeros
  /// behind them. There must be room.
  @inline(__always) func appendShortWord(
    _ packed: UInt64, count length: Int, flags: UInt8, hasPattern: Bool
  ) -> Reference {
    assert(hasRoomForShortWord)
    let at = count
    let node = words + at
    node[0] = Self.header(.word, flags: flags)
    node[1] = 1
    node[2] = UInt32(bitPattern: -3)
    node[3] = Self.header(.literal, flags: hasPattern ? TextPart.hasPattern : 0)
    node[4] = UInt32(truncatingIfNeeded: length)
    UnsafeMutableRawPointer(node + 5).storeBytes(of: packed.littleEndian, as: UInt64.self)
    node[7] = 0
    count = at &+ 4 &+ Self.size(of: length)
    return Reference(at)
  }

  @inline(__always) var hasRoomForShortWord: Bool { count &+ 8 <= capacity }

  @inline(__always)
  private static func header(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0) -> UInt32 {
    UInt32(kind.rawValue) | UInt32(flags) << 8 | UInt32(extra) << 16
  }

  /// The words that a text of `count` bytes takes.
  @inline(__always) private static func size(of count: Int) -> Int { 2 &+ count &>> 2 }

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
  fileprivate static func relative(_ child: Reference?, _ parent: Reference) -> UInt32 {
    guard let child else { return 0 }
    return UInt32(bitPattern: Int32(truncatingIfNeeded: parent.index &- child.index))
  }

  @inline(never) fileprivate func grow(by n: Int) {
    capacity = max(capacity * 2, count + n)
    words.grow(to: capacity, keeping: count)
  }
}

/// A node that has room for its fields and waits for them.
struct NewNode {
  // SAFETY: points into the tree, and is valid until that next grows.
  fileprivate let words: UnsafeMutablePointer<UInt32>
  let reference: SyntaxTree.Reference

  @inline(__always) subscript(field: Int) -> UInt32 {
    get { words[field] }
    nonmutating set { words[field] = newValue }
  }

  /// Makes `child` the one that `field` refers to.
  @inline(__always) func link(_ field: Int, _ child: SyntaxTree.Reference?) {
    words[field] = SyntaxTree.relative(child, reference)
  }
}

extension Stack where Element == Int {
  /// The children of nodes that are still being read are stacked by position.
  @inline(__always) mutating func push(_ reference: SyntaxTree.Reference) { push(reference.index) }

  /// Makes the entries from `base` on the children that `node` has from `field` on.
  @inline(__always) mutating func move(from base: Int, to node: NewNode, _ field: Int) {
    while used > base {
      used &-= 1
      node.link(field &+ used &- base, SyntaxTree.Reference(storage[used]))
    }
  }
}

/// The tree that a parser writes to, without the reference counting that every
/// use of a class property would cost.
@frozen public struct TreeWriter {
  // SAFETY: whoever makes a writer holds the tree while it is used: the caller of
  // `parseCommand` while that runs.
  @usableFromInline let unmanaged: Unmanaged<SyntaxTree>

  @inlinable public init(_ tree: SyntaxTree) { unmanaged = .passUnretained(tree) }

  /// `SyntaxTree.reset`
  @inlinable public func reset() { unmanaged._withUnsafeGuaranteedRef { $0.reset() } }

  typealias Reference = SyntaxTree.Reference

  @inline(__always) var tree: SyntaxTree { unmanaged._withUnsafeGuaranteedRef { $0 } }

  @inline(__always) var count: Int { unmanaged._withUnsafeGuaranteedRef { $0.count } }

  @inline(__always) func node(at reference: Reference) -> Node {
    unmanaged._withUnsafeGuaranteedRef { $0.node(at: reference) }
  }

  @inline(__always)
  func begin(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0) -> Reference {
    unmanaged._withUnsafeGuaranteedRef { $0.begin(kind, flags: flags, extra: extra) }
  }

  @inline(__always) func append(_ word: UInt32) {
    unmanaged._withUnsafeGuaranteedRef { $0.append(word) }
  }

  @inline(__always) func append(_ child: Reference?, of parent: Reference) {
    unmanaged._withUnsafeGuaranteedRef { $0.append(child, of: parent) }
  }

  @inline(__always)
  func begin(_ kind: Node.Kind, flags: UInt8 = 0, extra: UInt16 = 0, size: Int) -> NewNode {
    unmanaged._withUnsafeGuaranteedRef { $0.begin(kind, flags: flags, extra: extra, size: size) }
  }

  @inline(__always)
  func appendText(_ kind: Node.Kind, _ text: Bytes, flags: UInt8 = 0) -> Reference {
    unmanaged._withUnsafeGuaranteedRef { $0.appendText(kind, text, flags: flags) }
  }

  @inline(__always) func appendShortWord(
    _ packed: UInt64, count: Int, flags: UInt8, hasPattern: Bool = false
  ) -> Reference {
    unmanaged._withUnsafeGuaranteedRef {
      if !$0.hasRoomForShortWord { $0.grow(by: 8) }
      return $0.appendShortWord(packed, count: count, flags: flags, hasPattern: hasPattern)
    }
  }

  /// A plain one; nil, and nothing done, where the tree would have to grow.
  @inline(__always)
  func appendShortWord(inPlace packed: UInt64, count: Int) -> Reference? {
    unmanaged._withUnsafeGuaranteedRef {
      guard $0.hasRoomForShortWord else { return nil }
      return $0.appendShortWord(packed, count: count, flags: Word.isPlain, hasPattern: false)
    }
  }

  @inline(__always) func patch(_ parent: Reference, field: Int, child: Reference) {
    unmanaged._withUnsafeGuaranteedRef { $0.patch(parent, field: field, child: child) }
  }

  @inline(__always) func rewind(to reference: Reference) {
    unmanaged._withUnsafeGuaranteedRef { $0.rewind(to: reference) }
  }
}
