import SwishSyntax

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
    while end < format.count, let digit = digitValue(format[end]), digit < 10 {
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
