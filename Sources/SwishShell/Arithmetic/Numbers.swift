// Numbers that texts spell.

import SwishSyntax

/// The value of an integer constant of ISO C, decimal, octal or hexadecimal,
/// with a sign and blanks around it as the value of a variable may have
/// (POSIX XCU 2.6.4); nil for anything else and when it does not fit.
@inline(__always)
func parseInteger(_ text: Bytes) -> Int64? {
  text.plainDecimal.map { Int64($0) } ?? parseConstant(text)
}

@inline(never)
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
        text[end + 2].hexValue != nil
      {
        base = 16
        end += 2
      }
    }
    while end < text.count, let digit = text[end].hexValue, digit < base {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      overflows = overflows || overflow || carry
      magnitude = sum
      hasDigits = true
      end += 1
    }
  }
}

/// White space of the POSIX locale.
@inline(__always)
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

extension Bytes {
  /// The non-negative decimal number the bytes spell; nil for anything else
  /// or one past Int32.max.
  var decimal: Int? {
    guard !isEmpty else { return nil }
    var value = 0
    for i in indices {
      guard self[i].isDigit else { return nil }
      value = value * 10 + Int(self[i] - 48)
      if value > Int(Int32.max) { return nil }
    }
    return value
  }

  /// The decimal number the bytes spell, with an optional sign and blanks
  /// around it; nil for anything else or one that does not fit.
  var signedDecimal: Int? {
    var i = 0
    var end = count
    while i < end, isSpace(self[i]) { i += 1 }
    while end > i, isSpace(self[end - 1]) { end -= 1 }
    let isNegative = i < end && self[i] == UInt8(ascii: "-")
    if isNegative || (i < end && self[i] == UInt8(ascii: "+")) { i += 1 }
    guard i < end else { return nil }
    var value = 0
    while i < end {
      guard self[i].isDigit else { return nil }
      // Downwards, where there is room for the least number.
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.subtractingReportingOverflow(Int(self[i] - 48))
      if overflows || overflowsToo { return nil }
      value = sum
      i += 1
    }
    if isNegative { return value }
    return value == Int.min ? nil : -value
  }

  /// A number of seconds with up to three decimal places that count, in
  /// milliseconds; the rest rounds up.
  var milliseconds: Int? {
    let point = firstIndex(of: UInt8(ascii: ".")) ?? count
    let fraction = dropFirst(point + 1)
    guard count > 1 || point != 0 else { return nil }
    guard let seconds = point == 0 ? 0 : prefix(point).decimal else { return nil }
    var value = 0
    for i in 0..<max(3, fraction.count) {
      let digit = i < fraction.count ? fraction[i] : UInt8(ascii: "0")
      guard digit.isDigit else { return nil }
      if i < 3 {
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
      } else if digit > UInt8(ascii: "0") {
        value += 1
        break
      }
    }
    return seconds * 1000 + value
  }
}
