// printf (XCU).
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

extension Shell {
  /// `printf [-v name[[subscript]]] format [argument...]` (XCU printf; -v assigns the text).
  func runPrintf(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var variable: Bytes?
    var operands = operands(of: arguments)
    if arguments.count > 1 && arguments[1].hasPrefix("-v") {
      var options = OptionParser(arguments, "v:")
      while try options.next(for: self) != nil {
        guard options.argument.isName || splitElement(options.argument) != nil else {
          report(builtin: "printf", options.argument, ": not a valid name")
          return 2
        }
        variable = options.argument
      }
      operands = options.operands
    }
    guard !operands.isEmpty else {
      report(builtin: "printf", "format required")
      return 2
    }
    let zone =
      operands[0].contains(UInt8(ascii: "(")) ? value(names.intern("TZ"))?.cString : nil
    // Not into the output at once: a diagnostic writes that out.
    printf.format(
      operands[0], operands.dropFirst(1), isUTF8: isUTF8, time: (zone, processIdentifier))
    for problem in printf.problems { problem.withBytes { report(builtin: "printf", $0) } }
    var result: Int32 = printf.problems.isEmpty ? 0 : 1
    if let variable {
      do throws(ShellError) {
        if let (slot, key) = splitElement(variable) {
          if let index = try elementIndex(slot, text: key, creates: true) {
            try assignElement(slot, index, printf.text, appends: false)
          }
        } else {
          try assign(names.intern(variable), printf.text)
        }
      } catch { result = 1 }
    } else {
      output.append(printf.text)
    }
    printf.reset()
    return result
  }
}

/// Formats, and keeps its buffers from one use to the next.
struct PrintfFormatter: ~Copyable {
  /// What `%(format)T` needs to know: TZ, and the shell's process.
  typealias TimeSource = (zone: UnsafePointer<CChar>?, shell: Int32)

  private var arguments = Arguments.none
  private var isUTF8 = true
  private var time: TimeSource = (nil, 0)
  private var out = ByteBuffer()
  /// What was wrong, a message each.
  private(set) var problems: [[UInt8]] = []
  /// The first argument of this pass over the format, the next one in
  /// sequence, and the end of those that this pass has used.
  private var base = 0
  private var next = 0
  private var used = 0
  /// The expansion of a `%b` argument.
  private var scratch = ByteBuffer()

  /// What `format` has made of its arguments; valid until `reset`.
  var text: Bytes { out.bytes }

  /// Goes over the format, again for as long as arguments remain.
  mutating func format(
    _ format: Bytes, _ arguments: Arguments, isUTF8: Bool, time: TimeSource = (nil, 0)
  ) {
    self.arguments = arguments
    self.isUTF8 = isUTF8
    self.time = time
    used = 0
    repeat {
      base = used
      next = used
      guard pass(format) else { return }
    } while used > base && used < arguments.count
  }

  /// Forgets text and problems, and the memory of a long text.
  mutating func reset() {
    if out.count < 65_536 { out.removeAll() } else { out = ByteBuffer() }
    if !problems.isEmpty { problems = [] }
  }

  /// Goes over the format once; false if output ends here.
  private mutating func pass(_ format: Bytes) -> Bool {
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
        } else if i < format.count, convertPlainly(format[i]) {
          i += 1
        } else if let directive = PrintfDirective(format, &i) {
          guard convert(directive) else { return false }
        } else {
          report(format[start..<min(i, format.count)], "invalid directive")
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

  /// The argument with this number, or the next one; empty when there is none.
  private mutating func argument(_ number: Int?) -> Bytes {
    let index: Int
    if let number {
      index = base + number - 1
    } else {
      index = next
      next += 1
    }
    used = max(used, index + 1)
    return index < arguments.count ? arguments[index] : .empty
  }

  /// The number that a width or precision stands for.
  private mutating func measure(_ measure: PrintfDirective.Measure) -> Int? {
    switch measure {
    case .absent: return nil
    case .fixed(let value): return value
    case .argument(let number):
      let text = argument(number)
      let value = Int64(bitPattern: integer(text, isSigned: true))
      if value.magnitude < UInt64(PrintfDirective.limit) { return Int(value) }
      report(text, "number out of range")
      return nil
    }
  }

  private mutating func integer(_ text: Bytes, isSigned: Bool) -> UInt64 {
    let number = PrintfNumber<UInt64>(integer: text, isSigned: isSigned, isUTF8: isUTF8)
    check(number, text)
    return number.value
  }

  private mutating func check<Value>(_ number: PrintfNumber<Value>, _ text: Bytes) {
    switch number.problem {
    case nil: return
    case .notANumber: report(text, "not a number")
    case .notCompletelyConverted: report(text, "not completely converted")
    case .outOfRange: report(text, "number out of range")
    }
  }

  private mutating func report(_ text: Bytes, _ problem: Bytes) {
    problems.append(text.array + Bytes(": ").array + problem.array)
  }

  // MARK: Conversions

  /// `%s`, and `%d` of a number that is written as it would be; false, and
  /// nothing done, for all else.
  private mutating func convertPlainly(_ conversion: UInt8) -> Bool {
    guard conversion == UInt8(ascii: "s") || conversion == UInt8(ascii: "d") else { return false }
    let text = next < arguments.count ? arguments[next] : .empty
    if conversion == UInt8(ascii: "d") && text.plainDecimal == nil { return false }
    out.append(text)
    next += 1
    used = max(used, next)
    return true
  }

  /// Converts one argument; false if it ends all output.
  private mutating func convert(_ directive: PrintfDirective) -> Bool {
    var field = PrintfField(directive)
    if let width = measure(directive.width) { field.setWidth(width) }
    if let precision = measure(directive.precision), precision >= 0 {
      field.precision = precision
    }
    let isMissing = directive.argument == nil && next >= arguments.count
    let text = argument(directive.argument)
    switch directive.conversion {
    case UInt8(ascii: "s"): field.append(string: text, into: &out)
    case UInt8(ascii: "c"):
      // A null string gives a NUL, as its terminator would be taken.
      field.precision = nil
      field.append(string: text.isEmpty ? "\0" : text.prefix(1), into: &out)
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
      let value = Int64(bitPattern: integer(text, isSigned: true))
      field.append(magnitude: value.magnitude, isNegative: value < 0, into: &out)
    case UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "x"), UInt8(ascii: "X"):
      let value = integer(text, isSigned: false)
      field.append(magnitude: value, isNegative: false, into: &out)
    case UInt8(ascii: "T"):
      let seconds = isMissing ? -1 : Int(bitPattern: UInt(integer(text, isSigned: true)))
      appendTime(seconds, directive.timeFormat)
      field.append(string: scratch.bytes, into: &out)
    default:
      let number = PrintfNumber<Double>(floatingPoint: text, isUTF8: isUTF8)
      check(number, text)
      field.append(floatingPoint: number.value, into: &out)
    }
    return true
  }

  /// `strftime` of a time into `scratch`: -1 is now, -2 when the shell began.
  private mutating func appendTime(_ seconds: Int, _ format: Bytes) {
    scratch.removeAll()
    scratch.append(format.isEmpty ? "%X" : format)
    let format = OwnedText(scratch.bytes)
    var seconds = seconds
    if seconds == -2 { seconds = Clock.start(of: time.shell) ?? -1 }
    if seconds == -1 { seconds = Clock.now }
    scratch.removeAll()
    Clock.withFormatted(seconds, format.cString, timeZone: time.zone) {
      scratch.append(Bytes(raw: $0))
    }
  }
}
