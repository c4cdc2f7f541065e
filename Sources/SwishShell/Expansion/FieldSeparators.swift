import SwishSyntax

/// IFS as a class for each byte (XCU 2.6.5).
struct FieldSeparators: ~Copyable {
  enum Class: UInt8 { case none, white, other }

  // SAFETY: 256 classes, freed with the value.
  private let classes: UnsafeMutablePointer<UInt8>
  /// The first byte of IFS, which joins "$*"; nil when IFS is empty.
  private(set) var first: UInt8? = UInt8(ascii: " ")

  init() {
    classes = .allocate(capacity: 256)
    classes.initialize(repeating: 0, count: 256)
    setDefault()
  }

  deinit { classes.deallocate() }

  @inline(__always)
  subscript(byte: UInt8) -> Class { unsafeBitCast(classes[Int(byte)], to: Class.self) }

  /// `value` is IFS, or nil when it is unset: space, tab, newline.
  mutating func update(_ value: Bytes?) {
    classes.update(repeating: 0, count: 256)
    guard let value else { return setDefault() }
    first = value.first
    for i in value.indices {
      let byte = value[i]
      let isWhite = byte == 32 || byte == 9 || byte == 10
      classes[Int(byte)] = isWhite ? Class.white.rawValue : Class.other.rawValue
    }
  }

  private mutating func setDefault() {
    first = UInt8(ascii: " ")
    classes[32] = Class.white.rawValue
    classes[9] = Class.white.rawValue
    classes[10] = Class.white.rawValue
  }
}
