// Conversion specifications of printf: how they are spelled, the numbers that
// arguments are, and the fields that both make.

import SwishSyntax
import SwishSystem

/// A conversion specification of printf, `%2$-8.3s`.
struct PrintfDirective {
  /// A field width or precision.
  enum Measure: Equatable {
    case absent
    case fixed(Int)
    /// `*`, or `*n$` with the number of the argument.
    case argument(Int?)
  }

  var isLeft = false
  var hasPlus = false
  var hasSpace = false
  var isAlternate = false
  var isZeroPadded = false
  var width = Measure.absent
  var precision = Measure.absent
  /// The number of the argument, from 1, if it is given.
  var argument: Int?
  /// What stands in the parentheses of `%(format)T`.
  var timeFormat = Bytes.empty
  /// The conversion specifier.
  var conversion: UInt8 = 0

  /// More than a width or precision can be in C.
  static let limit = Int(Int32.max) - 1

  /// Reads what follows the `%` before `i` and moves `i` behind it, or behind
  /// the byte that makes it no conversion specification (nil).
  init?(_ format: Bytes, _ i: inout Int) {
    if let number = Self.number(format, &i, before: UInt8(ascii: "$")) {
      guard number > 0 && number < Self.limit else { return nil }
      argument = number
    }
    readFlags(format, &i)
    guard let width = Self.measure(format, &i) else { return nil }
    self.width = width
    if i < format.count && format[i] == UInt8(ascii: ".") {
      i += 1
      guard let precision = Self.measure(format, &i) else { return nil }
      self.precision = precision == .absent ? .fixed(0) : precision
    }
    Self.skipLength(format, &i)
    guard i < format.count else { return nil }
    if format[i] == UInt8(ascii: "(") {
      guard let end = format.firstIndex(of: UInt8(ascii: ")"), from: i),
        end + 1 < format.count, format[end + 1] == UInt8(ascii: "T")
      else { return nil }
      timeFormat = format[(i + 1)..<end]
      i = end + 1
    }
    conversion = format[i]
    i += 1
    if conversion == UInt8(ascii: "T") && i > 1 && format[i - 2] == UInt8(ascii: ")") { return }
    guard Bytes("diouxXcsbqaAeEfFgG").contains(conversion) else { return nil }
  }

  private mutating func readFlags(_ format: Bytes, _ i: inout Int) {
    while i < format.count {
      switch format[i] {
      case UInt8(ascii: "-"): isLeft = true
      case UInt8(ascii: "+"): hasPlus = true
      case UInt8(ascii: " "): hasSpace = true
      case UInt8(ascii: "#"): isAlternate = true
      case UInt8(ascii: "0"): isZeroPadded = true
      // The C locale groups no digits.
      case UInt8(ascii: "'"): break
      default: return
      }
      i += 1
    }
  }

  /// nil if the number is out of range.
  private static func measure(_ format: Bytes, _ i: inout Int) -> Measure? {
    guard i < format.count else { return .absent }
    if format[i] == UInt8(ascii: "*") {
      i += 1
      guard let number = number(format, &i, before: UInt8(ascii: "$")) else {
        return .argument(nil)
      }
      return number > 0 && number < limit ? .argument(number) : nil
    }
    guard let number = number(format, &i, before: nil) else { return .absent }
    return number < limit ? .fixed(number) : nil
  }

  /// A decimal number, with `mark` behind it if one is asked for; `i` stays
  /// where it is when there is none. Numbers past the limit give the limit.
  private static func number(_ format: Bytes, _ i: inout Int, before mark: UInt8?) -> Int? {
    var end = i
    var value = 0
    while end < format.count, let digit = format[end].hexValue, digit < 10 {
      value = min(value * 10 + Int(digit), limit)
      end += 1
    }
    if end == i { return nil }
    if let mark {
      guard end < format.count && format[end] == mark else { return nil }
      end += 1
    }
    i = end
    return value
  }

  /// Length modifiers of C say nothing here, where numbers have one size.
  private static func skipLength(_ format: Bytes, _ i: inout Int) {
    while i < format.count && Bytes("hljztL").contains(format[i]) { i += 1 }
  }
}

/// The value of an argument of printf as a number (POSIX XCU printf).
struct PrintfNumber<Value> {
  enum Problem {
    case notANumber, notCompletelyConverted, outOfRange
  }

  var value: Value
  /// What is wrong with the argument; `value` is then as much as was right.
  var problem: Problem?
}

extension PrintfNumber<UInt64> {
  /// An integer constant of C with a sign, or the code of the character behind
  /// a quote. A negative value is in two's complement; one that is not signed
  /// may have all 64 bits. A null string is zero.
  init(integer text: Bytes, isSigned: Bool, isUTF8: Bool) {
    self.init(value: 0, problem: nil)
    if text.isEmpty { return }
    if let code = characterCode(text, isUTF8) {
      value = UInt64(code)
      return
    }
    let constant = IntegerConstant(text)
    let isNegative = constant.isNegative
    var magnitude = constant.magnitude
    if constant.end < text.count { problem = .notCompletelyConverted }
    if !constant.hasDigits { problem = .notANumber }
    if isSigned {
      let limit: UInt64 = isNegative ? 1 << 63 : 1 << 63 - 1
      if constant.overflows || magnitude > limit {
        magnitude = limit
        problem = .outOfRange
      }
    } else if constant.overflows {
      value = .max
      problem = .outOfRange
      return
    }
    value = isNegative ? 0 &- magnitude : magnitude
  }
}

extension PrintfNumber<Double> {
  /// A number as strtod(3) takes it, or the code of the character behind a
  /// quote. A null string is zero.
  init(floatingPoint text: Bytes, isUTF8: Bool) {
    self.init(value: 0, problem: nil)
    if text.isEmpty { return }
    if let code = characterCode(text, isUTF8) {
      value = Double(code)
      return
    }
    let copy = OwnedText(text)
    let parsed = parseFloatingPoint(copy.cString)
    value = parsed.value
    if parsed.consumed == 0 {
      problem = .notANumber
    } else if parsed.consumed < text.count {
      problem = .notCompletelyConverted
    } else if parsed.isOutOfRange {
      problem = .outOfRange
    }
  }
}

/// The code of the character behind a leading quote; 0 if there is none, as in
/// other shells.
private func characterCode(_ text: Bytes, _ isUTF8: Bool) -> UInt32? {
  guard text.first == UInt8(ascii: "'") || text.first == UInt8(ascii: "\"") else { return nil }
  if text.count == 1 { return 0 }
  let code = PatternCharacter(text, 1, isUTF8).code
  return code < PatternCharacter.invalidBase ? code : code - PatternCharacter.invalidBase
}

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
      if isNegative { return "-" }
      if directive.hasPlus { return "+" }
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
    // %f of a large value has more digits than the guess; ask twice then.
    var room = 64
    while true {
      let length = formatFloatingPoint(
        value, conversion: conversion.bytes.cString, width: Int32(clamping: width),
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
