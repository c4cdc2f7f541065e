import SwishSyntax

/// The value of an integer constant of ISO C, decimal, octal or hexadecimal,
/// with a sign and blanks around it as the value of a variable may have
/// (POSIX XCU 2.6.4); nil for anything else and when it does not fit.
@inline(__always)
func parseInteger(_ text: Bytes) -> Int64? {
  text.plainDecimal.map { Int64($0) } ?? parseConstant(text)
}

private func parseConstant(_ text: Bytes) -> Int64? {
  var i = 0
  var end = text.count
  while i < end && isSpace(text[i]) { i += 1 }
  while end > i && isSpace(text[end - 1]) { end -= 1 }
  var isNegative = false
  if i < end && (text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+")) {
    isNegative = text[i] == UInt8(ascii: "-")
    i += 1
  }
  guard i < end else { return nil }
  var base: UInt64 = 10
  if text[i] == UInt8(ascii: "0") && i + 1 < end {
    base = 8
    i += 1
    if text[i] | 0x20 == UInt8(ascii: "x") {
      base = 16
      i += 1
      guard i < end else { return nil }
    }
  }
  var magnitude: UInt64 = 0
  while i < end {
    guard let digit = digitValue(text[i]), digit < base else { return nil }
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: base)
    let (sum, carry) = product.addingReportingOverflow(digit)
    if overflow || carry { return nil }
    magnitude = sum
    i += 1
  }
  if isNegative { return magnitude <= 1 << 63 ? 0 &- Int64(bitPattern: magnitude) : nil }
  return Int64(exactly: magnitude)
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
