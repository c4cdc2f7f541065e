import SwishSyntax

/// Memory for fields that must not move while a command runs: a stack of
/// chunks, released back to a mark when the command is done.
struct FieldArena: ~Copyable {
  struct Mark {
    fileprivate let chunk: UnsafeMutableRawPointer
    fileprivate let next: UnsafeMutableRawPointer
  }

  // SAFETY: each chunk starts with a pointer to the chunk below it and its own
  // size; `next ..< limit` is the free rest of the top chunk.
  private var chunk: UnsafeMutableRawPointer
  private var next: UnsafeMutableRawPointer
  private var limit: UnsafeMutableRawPointer
  private static let header = 16
  private static let size = 4096

  init() {
    chunk = .allocate(byteCount: Self.size, alignment: 16)
    chunk.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    chunk.storeBytes(of: Self.size, toByteOffset: 8, as: Int.self)
    next = chunk + Self.header
    limit = chunk + Self.size
  }

  deinit {
    var current: UnsafeMutableRawPointer? = chunk
    while let c = current {
      current = c.load(as: UnsafeMutableRawPointer?.self)
      c.deallocate()
    }
  }

  var mark: Mark { Mark(chunk: chunk, next: next) }

  @inline(__always)
  mutating func release(to mark: Mark) {
    if chunk != mark.chunk { dropChunks(above: mark.chunk) }
    next = mark.next
  }

  /// Copies `bytes` and puts a NUL behind them.
  mutating func copy(_ bytes: Bytes) -> Bytes {
    let room = allocate(bytes.count + 1, alignment: 1).assumingMemoryBound(to: UInt8.self)
    room.update(from: bytes.start, count: bytes.count)
    room[bytes.count] = 0
    return Bytes(start: room, count: bytes.count)
  }

  /// A part of a copy made here; a NUL takes the place of the byte behind it.
  func field(_ range: Range<Int>, of copy: Bytes) -> Bytes {
    UnsafeMutablePointer(mutating: copy.start)[range.upperBound] = 0
    return copy[range]
  }

  mutating func allocate<T: BitwiseCopyable>(_: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    allocate(count * MemoryLayout<T>.stride, alignment: MemoryLayout<T>.alignment)
      .assumingMemoryBound(to: T.self)
  }

  @inline(__always)
  private mutating func allocate(_ n: Int, alignment: Int) -> UnsafeMutableRawPointer {
    let start = next.alignedUp(toMultipleOf: alignment)
    if limit - start >= n {
      next = start + n
      return start
    }
    addChunk(n)
    let fresh = next
    next = fresh + n
    return fresh
  }

  private mutating func addChunk(_ n: Int) {
    let size = max(Self.size * 4, n + Self.header + 16)
    let fresh = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    fresh.storeBytes(of: chunk, as: UnsafeMutableRawPointer?.self)
    fresh.storeBytes(of: size, toByteOffset: 8, as: Int.self)
    chunk = fresh
    next = fresh + Self.header
    limit = fresh + size
  }

  private mutating func dropChunks(above keep: UnsafeMutableRawPointer) {
    while chunk != keep {
      guard let below = chunk.load(as: UnsafeMutableRawPointer?.self) else { return }
      chunk.deallocate()
      chunk = below
    }
    limit = chunk + chunk.load(fromByteOffset: 8, as: Int.self)
  }
}

/// The fields of a command: the name at 0, then the arguments. Each is
/// NUL-terminated and stays until the command is done.
struct Arguments {
  // SAFETY: borrowed from the field arena for the duration of the command.
  let items: UnsafePointer<Bytes>
  let count: Int

  // SAFETY: an address for empty lists; never read.
  nonisolated(unsafe) static let none = Arguments(
    items: UnsafePointer(UnsafeMutablePointer<Bytes>.allocate(capacity: 1)), count: 0)

  func dropFirst(_ n: Int) -> Arguments {
    let n = Swift.min(n, count)
    return Arguments(items: items + n, count: count - n)
  }
}

extension Arguments: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Bytes {
    assert(index >= 0 && index < count)
    return items[index]
  }
}
