/// A borrowed run of bytes, the form in which text travels through the shell.
///
/// Shell text is bytes, never `String`: a value may hold any byte but NUL.
/// The owner (a tree, a buffer, a variable) must outlive the borrow.
@frozen public struct Bytes: Sendable {
  // SAFETY: reads stay inside `start ..< start + count`, asserted in debug
  // builds; whoever makes a `Bytes` vouches for the memory's lifetime.
  public nonisolated(unsafe) let start: UnsafePointer<UInt8>
  public let count: Int

  @inlinable public init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  /// A literal of the program; no copy is made.
  @inlinable @inline(__always) public init(_ literal: StaticString) {
    self.init(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
  }

  /// The bytes of a C string, up to its NUL.
  @inlinable public init(cString: UnsafePointer<CChar>) {
    let start = UnsafeRawPointer(cString).assumingMemoryBound(to: UInt8.self)
    var count = 0
    while start[count] != 0 { count += 1 }
    self.init(start: start, count: count)
  }

  @inlinable public static var empty: Bytes { "" }

  @inlinable public var isEmpty: Bool { count == 0 }
  @inlinable public var indices: Range<Int> { 0..<count }

  @inlinable public subscript(index: Int) -> UInt8 {
    assert(index >= 0 && index < count)
    return start[index]
  }

  @inlinable public subscript(range: Range<Int>) -> Bytes {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    return Bytes(start: start + range.lowerBound, count: range.count)
  }

  @inlinable public func dropFirst(_ n: Int = 1) -> Bytes {
    let n = min(n, count)
    return Bytes(start: start + n, count: count - n)
  }

  @inlinable public func prefix(_ n: Int) -> Bytes { Bytes(start: start, count: min(n, count)) }

  @inlinable public var first: UInt8? { count > 0 ? start[0] : nil }
  @inlinable public var last: UInt8? { count > 0 ? start[count - 1] : nil }

  /// The offset of the first `byte` at or after `from`.
  @inlinable public func firstIndex(of byte: UInt8, from: Int = 0) -> Int? {
    // Eight bytes at once: a byte of `different` is 0 where `byte` stands, and
    // the lowest of the high bits kept is that of the first such byte.
    let ones: UInt64 = 0x0101_0101_0101_0101
    var i = from
    while i + 8 <= count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      let different = word ^ (ones &* UInt64(byte))
      let found = (different &- ones) & ~different & (ones << 7)
      if found != 0 { return i + found.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < count {
      if start[i] == byte { return i }
      i += 1
    }
    return nil
  }

  /// The offset of the first occurrence of `other`.
  public func firstIndex(of other: Bytes) -> Int? {
    guard let first = other.first else { return 0 }
    var at = firstIndex(of: first)
    while let start = at, start + other.count <= count {
      if self[start..<(start + other.count)] == other { return start }
      at = firstIndex(of: first, from: start + 1)
    }
    return nil
  }

  @inlinable public func lastIndex(of byte: UInt8) -> Int? {
    var i = count
    while i > 0 {
      i -= 1
      if start[i] == byte { return i }
    }
    return nil
  }

  @inlinable public func contains(_ byte: UInt8) -> Bool { firstIndex(of: byte) != nil }

  @inlinable public func hasPrefix(_ other: Bytes) -> Bool {
    count >= other.count && prefix(other.count) == other
  }

  /// The number that up to 18 decimal digits spell, without leading zeros; nil
  /// for anything else, which may be a number all the same.
  @inlinable public var plainDecimal: Int? {
    guard count > 0, count <= 18, start[0] != UInt8(ascii: "0") || count == 1 else { return nil }
    var value = 0
    var i = 0
    while i < count {
      let digit = start[i] &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      value = value &* 10 &+ Int(digit)
      i += 1
    }
    return value
  }

  /// An owned copy, for cold paths and tests.
  public var array: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// For messages in tests; invalid UTF-8 is repaired, so never for data.
  public var description: String {
    String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The raw memory, for system calls.
  @inlinable public var raw: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: count)
  }
}

extension Bytes: Equatable {
  /// Of a short literal there is nothing left but a count and a number.
  @inlinable @inline(__always) public static func == (a: Bytes, b: Bytes) -> Bool {
    a.count == b.count && (b.count > 8 ? holdSame(a, b) : a.packed == b.packed)
  }

  /// The same for two of one count above eight.
  @inlinable static func holdSame(_ a: Bytes, _ b: Bytes) -> Bool {
    var i = 0
    while i &+ 8 < a.count {
      if a.load(i, UInt64.self) != b.load(i, UInt64.self) { return false }
      i &+= 8
    }
    return Bytes(start: a.start + i, count: a.count &- i).packed
      == Bytes(start: b.start + i, count: b.count &- i).packed
  }

  /// A number that no other bytes of the same count have; for eight at most.
  @inlinable @inline(__always) var packed: UInt64 {
    assert(count <= 8)
    if count >= 4 {
      return UInt64(load(0, UInt32.self)) << 32 | UInt64(load(count &- 4, UInt32.self))
    }
    if count == 0 { return 0 }
    return UInt64(start[0]) << 16 | UInt64(start[count >> 1]) << 8 | UInt64(start[count &- 1])
  }

  @inlinable func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type) -> T {
    raw.loadUnaligned(fromByteOffset: offset, as: type)
  }
}

extension Bytes: ExpressibleByStringLiteral {
  @inlinable @inline(__always) public init(stringLiteral literal: StaticString) {
    self.init(literal)
  }
}

extension Bytes: Comparable {
  /// Order by byte value, the collation of the POSIX locale.
  @inlinable public static func < (a: Bytes, b: Bytes) -> Bool {
    var i = 0
    while i < a.count && i < b.count {
      if a.start[i] != b.start[i] { return a.start[i] < b.start[i] }
      i += 1
    }
    return a.count < b.count
  }
}

extension [UInt8] {
  public func withBytes<R>(_ body: (Bytes) -> R) -> R {
    withUnsafeBufferPointer { buffer in
      body(buffer.baseAddress.map { Bytes(start: $0, count: buffer.count) } ?? .empty)
    }
  }

  /// A copy with a NUL behind it.
  public func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
    (self + [0]).withUnsafeBytes { buffer in
      // SAFETY: never empty, so there is an address.
      let start = buffer.baseAddress ?? UnsafeRawPointer(Bytes.empty.start)
      return body(start.assumingMemoryBound(to: CChar.self))
    }
  }
}
