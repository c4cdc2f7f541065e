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
    _ packed: UInt64, count: Int, hasPattern: Bool = false, isPlain: Bool = true
  ) -> Reference {
    unmanaged._withUnsafeGuaranteedRef {
      $0.appendShortWord(packed, count: count, hasPattern: hasPattern, isPlain: isPlain)
    }
  }

  @inline(__always) func patch(_ parent: Reference, field: Int, child: Reference) {
    unmanaged._withUnsafeGuaranteedRef { $0.patch(parent, field: field, child: child) }
  }

  @inline(__always) func rewind(to reference: Reference) {
    unmanaged._withUnsafeGuaranteedRef { $0.rewind(to: reference) }
  }
}
