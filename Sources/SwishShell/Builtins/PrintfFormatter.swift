// printf's formatting (POSIX XCU printf), apart from the built-in that gives
// it operands and writes what comes out.
//
// `PrintfDirective` reads a conversion specification, `PrintfNumber` a numeric
// argument, `EscapeSequences` what follows a backslash; here they are put
// together. Strings, characters, widths and precisions are counted in bytes.
// Beyond POSIX there are `%q`, `%(format)T` and the floating-point conversions,
// in double precision. An argument that is no number is reported and counts as
// far as it goes; output goes on and the status becomes 1. A directive that does
// not exist ends the output.

import SwishSyntax
import SwishSystem

struct PrintfFormatter: ~Copyable {
  private let isUTF8: Bool
  /// What `%(format)T` needs to know: TZ, and the shell's process.
  typealias TimeSource = (zone: UnsafePointer<CChar>?, shell: Int32)
  private let time: TimeSource
  /// The first argument of this pass over the format, the next one in
  /// sequence, and the end of those that this pass has used.
  private var base = 0
  private var next = 0
  private var used = 0
  private var status: Int32 = 0
  /// The expansion of a `%b` argument, kept for the next one.
  private var scratch = ByteBuffer()

  /// Appends `format` with its conversions to `out`, again for as long as
  /// arguments remain, and gives the exit status.
  ///
  /// - Parameters:
  ///   - arguments: the argument at an index from 0, nil past the last one.
  ///   - diagnose: takes a message without prefix and newline.
  static func format(
    _ format: Bytes, isUTF8: Bool = true, time: TimeSource = (nil, 0),
    arguments: (Int) -> Bytes?, into out: inout ByteBuffer, diagnose: (Bytes) -> Void
  ) -> Int32 {
    var formatter = PrintfFormatter(isUTF8: isUTF8, time: time)
    repeat {
      formatter.base = formatter.used
      formatter.next = formatter.used
      guard formatter.pass(format, arguments, into: &out, diagnose) else { break }
    } while formatter.used > formatter.base && arguments(formatter.used) != nil
    return formatter.status
  }

  private init(isUTF8: Bool, time: TimeSource) {
    self.isUTF8 = isUTF8
    self.time = time
  }

  /// Goes over the format once; false if output ends here.
  private mutating func pass(
    _ format: Bytes, _ arguments: (Int) -> Bytes?, into out: inout ByteBuffer,
    _ diagnose: (Bytes) -> Void
  ) -> Bool {
    var i = 0
    while i < format.count {
      switch format[i] {
      case UInt8(ascii: "\\"):
        _ = EscapeSequences.append(format, &i, .printfFormat, into: &out)
      case UInt8(ascii: "%"):
        let start = i
        i += 1
        if i < format.count && format[i] == UInt8(ascii: "%") {
          out.append(UInt8(ascii: "%"))
          i += 1
        } else if i < format.count, convertPlainly(format[i], arguments, into: &out) {
          i += 1
        } else if let directive = PrintfDirective(format, &i) {
          guard convert(directive, arguments, into: &out, diagnose) else { return false }
        } else {
          report(format[start..<min(i, format.count)], "invalid directive", diagnose)
          return false
        }
      default:
        let start = i
        while i < format.count && format[i] != UInt8(ascii: "%")
          && format[i] != UInt8(ascii: "\\")
        {
          i += 1
        }
        out.append(format[start..<i])
      }
    }
    return true
  }

  // MARK: Arguments

  /// The argument with this number, or the next one; null when there is none.
  private mutating func argument(_ number: Int?, _ arguments: (Int) -> Bytes?) -> Bytes {
    let index: Int
    if let number {
      index = base + number - 1
    } else {
      index = next
      next += 1
    }
    used = max(used, index + 1)
    return arguments(index) ?? .empty
  }

  /// The number that a width or precision stands for.
  private mutating func measure(
    _ measure: PrintfDirective.Measure, _ arguments: (Int) -> Bytes?,
    _ diagnose: (Bytes) -> Void
  ) -> Int? {
    switch measure {
    case .absent: return nil
    case .fixed(let value): return value
    case .argument(let number):
      let text = argument(number, arguments)
      let value = Int64(bitPattern: integer(text, isSigned: true, diagnose))
      if value.magnitude < UInt64(PrintfDirective.limit) { return Int(value) }
      report(text, "number out of range", diagnose)
      return nil
    }
  }

  private mutating func integer(
    _ text: Bytes, isSigned: Bool, _ diagnose: (Bytes) -> Void
  ) -> UInt64 {
    let number = PrintfNumber<UInt64>(integer: text, isSigned: isSigned, isUTF8: isUTF8)
    check(number, text, diagnose)
    return number.value
  }

  private mutating func check<Value>(
    _ number: PrintfNumber<Value>, _ text: Bytes, _ diagnose: (Bytes) -> Void
  ) {
    switch number.problem {
    case nil: return
    case .notANumber: report(text, "not a number", diagnose)
    case .notCompletelyConverted: report(text, "not completely converted", diagnose)
    case .outOfRange: report(text, "number out of range", diagnose)
    }
  }

  private mutating func report(
    _ text: Bytes, _ problem: StaticString, _ diagnose: (Bytes) -> Void
  ) {
    var message = ByteBuffer()
    message.append(text)
    message.append(": ")
    message.append(problem)
    diagnose(message.bytes)
    status = 1
  }

  // MARK: Conversions

  /// `%s`, and `%d` of a number that is written as it would be; false, and
  /// nothing done, for all else.
  private mutating func convertPlainly(
    _ conversion: UInt8, _ arguments: (Int) -> Bytes?, into out: inout ByteBuffer
  ) -> Bool {
    guard conversion == UInt8(ascii: "s") || conversion == UInt8(ascii: "d") else { return false }
    let text = arguments(next) ?? .empty
    if conversion == UInt8(ascii: "d") && text.plainDecimal == nil { return false }
    out.append(text)
    next += 1
    used = max(used, next)
    return true
  }

  /// Converts one argument; false if it ends all output.
  private mutating func convert(
    _ directive: PrintfDirective, _ arguments: (Int) -> Bytes?, into out: inout ByteBuffer,
    _ diagnose: (Bytes) -> Void
  ) -> Bool {
    var field = PrintfField(directive)
    if let width = measure(directive.width, arguments, diagnose) { field.setWidth(width) }
    if let precision = measure(directive.precision, arguments, diagnose), precision >= 0 {
      field.precision = precision
    }
    let isMissing = directive.argument == nil && arguments(next) == nil
    let text = argument(directive.argument, arguments)
    switch directive.conversion {
    case UInt8(ascii: "s"): field.append(string: text, into: &out)
    case UInt8(ascii: "c"):
      // A null string gives a NUL, as its terminator would be taken.
      field.precision = nil
      field.append(string: text.isEmpty ? Bytes("\0") : text.prefix(1), into: &out)
    case UInt8(ascii: "b"):
      scratch.removeAll()
      let goesOn = EscapeSequences.expand(text, .printfArgument, into: &scratch)
      field.append(string: scratch.bytes, into: &out)
      return goesOn
    case UInt8(ascii: "q"):
      scratch.removeAll()
      scratch.appendShellQuoted(text)
      field.append(string: scratch.bytes, into: &out)
    case UInt8(ascii: "d"), UInt8(ascii: "i"):
      let value = Int64(bitPattern: integer(text, isSigned: true, diagnose))
      field.append(magnitude: value.magnitude, isNegative: value < 0, into: &out)
    case UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "x"), UInt8(ascii: "X"):
      let value = integer(text, isSigned: false, diagnose)
      field.append(magnitude: value, isNegative: false, into: &out)
    case UInt8(ascii: "T"):
      let seconds = isMissing ? -1 : Int(bitPattern: UInt(integer(text, isSigned: true, diagnose)))
      appendTime(seconds, directive.timeFormat)
      field.append(string: scratch.bytes, into: &out)
    default:
      let number = PrintfNumber<Double>(floatingPoint: text, isUTF8: isUTF8)
      check(number, text, diagnose)
      field.append(floatingPoint: number.value, into: &out)
    }
    return true
  }

  /// `strftime` of a time into `scratch`: -1 is now, -2 when the shell began.
  private mutating func appendTime(_ seconds: Int, _ format: Bytes) {
    scratch.removeAll()
    scratch.append(format.isEmpty ? Bytes("%X") : format)
    let format = OwnedText(scratch.bytes)
    var seconds = seconds
    if seconds == -2 { seconds = Clock.start(of: time.shell) ?? -1 }
    if seconds == -1 { seconds = Clock.now }
    scratch.removeAll()
    Clock.withFormatted(seconds, format.cString, timeZone: time.zone) { text in
      for byte in text { scratch.append(byte) }
    }
  }
}
