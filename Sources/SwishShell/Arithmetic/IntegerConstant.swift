import SwishSyntax

/// The value of an integer constant of ISO C, decimal, octal or hexadecimal,
/// with a sign and blanks around it as the value of a variable may have
/// (POSIX XCU 2.6.4); nil for anything else and when it does not fit.
@inline(__always)
func parseInteger(_ text: Bytes) -> Int64? {
  text.plainDecimal.map { Int64($0) } ?? parseConstant(text)
}

private func parseConstant(_ text: Bytes) -> Int64? {
  var end = text.count
  while end > 0 && isSpace(text[end - 1]) { end -= 1 }
  let constant = IntegerConstant(text.prefix(end))
  guard constant.hasDigits, constant.end == end, !constant.overflows else { return nil }
  let magnitude = constant.magnitude
  if constant.isNegative { return magnitude <= 1 << 63 ? 0 &- Int64(bitPattern: magnitude) : nil }
  return Int64(exactly: magnitude)
}

/// The integer constant of ISO C that a text begins with, behind blanks and a sign.
struct IntegerConstant {
  private(set) var magnitude: UInt64 = 0
  private(set) var isNegative = false
  private(set) var hasDigits = false
  /// The magnitude does not fit.
  private(set) var overflows = false
  /// Where it ends in the text.
  private(set) var end = 0

  init(_ text: Bytes) {
    while end < text.count && isSpace(text[end]) { end += 1 }
    if end < text.count && (text[end] == UInt8(ascii: "-") || text[end] == UInt8(ascii: "+")) {
      isNegative = text[end] == UInt8(ascii: "-")
      end += 1
    }
    var base: UInt64 = 10
    if end < text.count && text[end] == UInt8(ascii: "0") {
      base = 8
      if end + 2 < text.count, text[end + 1] | 0x20 == UInt8(ascii: "x"),
        digitValue(text[end + 2]) != nil
      {
        base = 16
        end += 2
      }
    }
    while end < text.count, let digit = digitValue(text[end]), digit < base {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      overflows = overflows || overflow || carry
      magnitude = sum
      hasDigits = true
      end += 1
    }
  }
}

/// The value of a hexadecimal digit.
@inline(__always)
func digitValue(_ byte: UInt8) -> UInt64? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt64(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt64(byte - UInt8(ascii: "a") + 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt64(byte - UInt8(ascii: "A") + 10)
  default: return nil
  }
}

/// White space of the POSIX locale.
@inline(__always)
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
