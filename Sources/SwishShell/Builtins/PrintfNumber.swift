import SwishSyntax
import SwishSystem

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
    var i = 0
    while i < text.count && isSpace(text[i]) { i += 1 }
    var isNegative = false
    if i < text.count && (text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+")) {
      isNegative = text[i] == UInt8(ascii: "-")
      i += 1
    }
    let base = Self.base(text, &i)
    let first = i
    var magnitude: UInt64 = 0
    var overflows = false
    while i < text.count, let digit = digitValue(text[i]), digit < base {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      overflows = overflows || overflow || carry
      magnitude = sum
      i += 1
    }
    if i < text.count { problem = .notCompletelyConverted }
    if i == first { problem = .notANumber }
    if isSigned {
      let limit: UInt64 = isNegative ? 1 << 63 : 1 << 63 - 1
      if overflows || magnitude > limit {
        magnitude = limit
        problem = .outOfRange
      }
    } else if overflows {
      value = .max
      problem = .outOfRange
      return
    }
    value = isNegative ? 0 &- magnitude : magnitude
  }

  /// The base by the constant's prefix. `i` moves behind `0x`, but stays at an
  /// octal constant's zero.
  private static func base(_ text: Bytes, _ i: inout Int) -> UInt64 {
    guard i < text.count && text[i] == UInt8(ascii: "0") else { return 10 }
    if i + 2 < text.count && text[i + 1] | 0x20 == UInt8(ascii: "x"),
      digitValue(text[i + 2]) != nil
    {
      i += 2
      return 16
    }
    return 8
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
    var copy = ByteBuffer(capacity: text.count + 1)
    copy.append(text)
    copy.append(0)
    let parsed = parseFloatingPoint(
      UnsafeRawPointer(copy.bytes.start).assumingMemoryBound(to: CChar.self))
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
