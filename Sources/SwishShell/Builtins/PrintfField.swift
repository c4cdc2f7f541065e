import SwishSyntax
import SwishSystem

/// A converted value in its field: sign, prefix, zeros and padding as
/// fprintf(3) has them.
struct PrintfField {
  private let directive: PrintfDirective
  private var width = 0
  private var isLeft: Bool
  /// Never negative.
  var precision: Int?

  init(_ directive: PrintfDirective) {
    self.directive = directive
    isLeft = directive.isLeft
  }

  /// A negative width means its magnitude and to the left.
  mutating func setWidth(_ width: Int) {
    if width < 0 { isLeft = true }
    self.width = abs(width)
  }

  func append(string: Bytes, into out: inout ByteBuffer) {
    let part = precision.map { string.prefix($0) } ?? string
    pad(width - part.count, if: !isLeft, into: &out)
    out.append(part)
    pad(width - part.count, if: isLeft, into: &out)
  }

  /// `d i o u x X`.
  func append(magnitude: UInt64, isNegative: Bool, into out: inout ByteBuffer) {
    // SAFETY: 22 octal digits are the longest that 64 bits have; `digits`
    // stays inside the temporary allocation, which outlives it.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { room in
      guard let start = room.baseAddress else { return }
      var first = 24
      var rest = magnitude
      while rest > 0 {
        first -= 1
        start[first] = digit(UInt8(rest % base))
        rest /= base
      }
      let digits = Bytes(start: start + first, count: 24 - first)
      append(digits: digits, isNegative: isNegative, into: &out)
    }
  }

  private func append(digits: Bytes, isNegative: Bool, into out: inout ByteBuffer) {
    let prefix = prefix(isZero: digits.isEmpty, isNegative: isNegative)
    var zeros = max(0, (precision ?? 1) - digits.count)
    if directive.isAlternate && base == 8 && zeros == 0 { zeros = 1 }
    if directive.isZeroPadded && !isLeft && precision == nil {
      zeros = max(zeros, width - prefix.count - digits.count)
    }
    let padding = width - prefix.count - zeros - digits.count
    pad(padding, if: !isLeft, into: &out)
    out.append(prefix)
    for _ in 0..<zeros { out.append(UInt8(ascii: "0")) }
    out.append(digits)
    pad(padding, if: isLeft, into: &out)
  }

  private var base: UInt64 {
    switch directive.conversion {
    case UInt8(ascii: "o"): return 8
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return 16
    default: return 10
    }
  }

  private func digit(_ value: UInt8) -> UInt8 {
    if value < 10 { return UInt8(ascii: "0") + value }
    return (directive.conversion == UInt8(ascii: "X") ? UInt8(ascii: "A") : UInt8(ascii: "a"))
      + value - 10
  }

  private func prefix(isZero: Bool, isNegative: Bool) -> Bytes {
    switch directive.conversion {
    case UInt8(ascii: "d"), UInt8(ascii: "i"):
      if isNegative { return Bytes("-") }
      if directive.hasPlus { return Bytes("+") }
      return Bytes(directive.hasSpace ? " " : "")
    case UInt8(ascii: "x"): return Bytes(directive.isAlternate && !isZero ? "0x" : "")
    case UInt8(ascii: "X"): return Bytes(directive.isAlternate && !isZero ? "0X" : "")
    default: return .empty
    }
  }

  /// `a A e E f F g G`.
  func append(floatingPoint value: Double, into out: inout ByteBuffer) {
    var conversion = ByteBuffer(capacity: 16)
    conversion.append(UInt8(ascii: "%"))
    if isLeft { conversion.append(UInt8(ascii: "-")) }
    if directive.hasPlus { conversion.append(UInt8(ascii: "+")) }
    if directive.hasSpace { conversion.append(UInt8(ascii: " ")) }
    if directive.isAlternate { conversion.append(UInt8(ascii: "#")) }
    if directive.isZeroPadded { conversion.append(UInt8(ascii: "0")) }
    conversion.append("*.*")
    conversion.append(directive.conversion)
    conversion.append(0)
    let specification = UnsafeRawPointer(conversion.bytes.start)
      .assumingMemoryBound(to: CChar.self)
    // %f of a large value has more digits than the guess; ask twice then.
    var room = 64
    while true {
      let length = formatFloatingPoint(
        value, conversion: specification, width: Int32(clamping: width),
        precision: precision.map { Int32(clamping: $0) } ?? -1, into: out.reserve(room))
      if length < room {
        out.commit(length)
        return
      }
      room = length + 1
    }
  }

  private func pad(_ count: Int, if condition: Bool, into out: inout ByteBuffer) {
    guard condition && count > 0 else { return }
    for _ in 0..<count { out.append(UInt8(ascii: " ")) }
  }
}
