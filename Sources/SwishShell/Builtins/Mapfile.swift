// mapfile and readarray, which POSIX has not: the lines of standard input as an
// array's elements.
import SwishSyntax
import SwishSystem

private struct MapfileRequest {
  var read = ReadRequest()
  var dropsDelimiter = false
  /// Lines that are wanted, 0 for all, and those before them that are not.
  var limit = 0
  var skipped = 0
  /// The first index; nil empties the array.
  var origin: Int?
  /// Executed behind each `quantum` lines.
  var callback: Bytes?
  var quantum = 5000

  /// What is wrong with the argument of an option, if something is.
  mutating func take(_ letter: UInt8, _ argument: Bytes) -> Bytes? {
    let number = argument.decimal
    switch letter {
    case UInt8(ascii: "t"): dropsDelimiter = true
    case UInt8(ascii: "d"), UInt8(ascii: "u"): return read.take(letter, argument)
    case UInt8(ascii: "C"): callback = argument
    case _ where number == nil: return ": not a number"
    case UInt8(ascii: "n"): limit = number ?? 0
    case UInt8(ascii: "s"): skipped = number ?? 0
    case UInt8(ascii: "O"): origin = number
    default:
      if number == 0 { return ": not a number" }
      quantum = number ?? quantum
    }
    return nil
  }
}

extension Shell {
  /// `mapfile [-t] [-C command] [-c quantum] [-d delimiter] [-n count] [-O index]
  /// [-s count] [-u n] [array]`
  func runMapfile(_ arguments: Arguments) throws(ShellError) -> Flow {
    let name: Bytes = arguments[0] == "mapfile" ? "mapfile" : "readarray"
    var request = MapfileRequest()
    request.read.isRaw = true
    status = 1
    var options = OptionParser(arguments, "C:c:d:n:O:s:tu:")
    while let letter = try options.next(for: self) {
      if let problem = request.take(letter, options.argument) {
        report(builtin: name, options.argument, problem)
        return .next
      }
    }
    let array = options.operands.first ?? Bytes("MAPFILE")
    guard array.isName else {
      report(builtin: name, array, ": not a valid name")
      return .next
    }
    guard isOpenForReading(request.read, name) else { return .next }
    let slot = names.intern(array)
    guard variables.array(followed(slot))?.keys == nil else {
      report(builtin: name, array, ": is an array of the other kind")
      return .next
    }
    do throws(ShellError) {
      if request.origin == nil { try assign(slot, [], appends: false) }
      return try readLines(request, into: slot)
    } catch {
      if case .assignment = error { return .next }
      throw error
    }
  }

  private func readLines(
    _ request: MapfileRequest, into slot: Slot
  ) throws(ShellError) -> Flow {
    let origin = Int64(request.origin ?? 0)
    var line = ByteBuffer(capacity: 256)
    var result: Int32 = 0
    var skipped = 0
    var count = 0
    while result == 0 && (request.limit == 0 || count < request.limit) {
      line.removeAll()
      let flow = readLine(request.read, nil, into: &line, &result)
      if flow != .next { return flow }
      if result > 1 { return .next }
      if result == 1 && line.isEmpty { break }
      if skipped < request.skipped {
        skipped += 1
        continue
      }
      // A NUL ends the text that has it.
      let hasDelimiter = result == 0 && !request.dropsDelimiter && request.read.delimiter != 0
      if hasDelimiter { line.append(request.read.delimiter) }
      let index = origin + Int64(count)
      count += 1
      if let callback = request.callback, count % request.quantum == 0 {
        let flow = call(back: callback, index, line.bytes)
        if flow != .next { return flow }
      }
      try assignElement(slot, index, line.bytes, appends: false)
    }
    status = 0
    return .next
  }

  private func call(back command: Bytes, _ index: Int64, _ line: Bytes) -> Flow {
    var text = ByteBuffer()
    text.append(command)
    text.append(" ")
    text.append(decimal: Int(index))
    text.append(" ")
    text.appendShellQuoted(line)
    let copy = OwnedText(text.bytes)
    return withExtendedLifetime(copy) { evaluate(copy.bytes) }
  }
}
