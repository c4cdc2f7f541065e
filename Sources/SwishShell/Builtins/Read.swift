// read (XCU): one logical line of standard input, split into variables.
import SwishSyntax
import SwishSystem

/// What the options of `read` ask for.
struct ReadRequest {
  var isRaw = false
  var delimiter = UInt8(ascii: "\n")
  var prompt = Bytes.empty
}

extension Shell {
  /// `read [-r] [-d delimiter] [-p prompt] [name...]`: status 0, 1 at the end
  /// of input, 2 for errors. Without a name the line goes to REPLY as it is.
  func runRead(_ arguments: Arguments) throws(ShellError) -> Flow {
    status = 2
    var request = ReadRequest()
    var options = OptionParser(arguments, "rd:p:")
    loop: while true {
      let result = options.next()
      switch result {
      case .option(UInt8(ascii: "r")): request.isRaw = true
      case .option(UInt8(ascii: "d")): request.delimiter = options.argument.first ?? 0
      case .option: request.prompt = options.argument
      case .end: break loop
      default:
        status = reportUsage("read", result)
        return .next
      }
    }
    let operands = options.operands
    for i in 0..<operands.count where !operands[i].isName {
      report(builtin: "read", operands[i], Bytes(": not a valid name"))
      return .next
    }
    if !request.prompt.isEmpty && FileDescriptor.standardInput.isTerminal {
      try? FileDescriptor.standardError.writeAll(request.prompt.raw)
    }
    if let line = readAhead.plainLine(request) {
      try assignFields(of: line, to: operands)
      status = 0
      return .next
    }
    var line = ByteBuffer(capacity: 256)
    var result: Int32 = 0
    let flow = readLine(request, into: &line, &result)
    guard flow == .next && result < 2 else {
      if flow == .next { status = 2 }
      return flow
    }
    try assignFields(of: line.bytes, to: operands)
    status = result
    return .next
  }

  /// Reads a logical line without its delimiter. A NUL in `line` says that a
  /// backslash quotes the next byte; NULs of the input are dropped with a
  /// warning. `result` is the status of `read`; the flow is that of a trap that
  /// ended it.
  private func readLine(
    _ request: ReadRequest, into line: inout ByteBuffer, _ result: inout Int32
  ) -> Flow {
    readAhead.begin(request)
    defer { readAhead.finish() }
    var isQuoted = false
    while true {
      do throws(Errno) {
        while let byte = try readAhead.next() {
          if line.spare < 4096, !Memory.hasRoom(line.count + 4096) { throw .noMemory }
          if isQuoted {
            isQuoted = false
            if byte == UInt8(ascii: "\n") {
              promptForMore()
            } else if byte != 0 {
              line.append(0)
              line.append(byte)
            } else {
              warnOfNul()
            }
          } else if byte == request.delimiter {
            return .next
          } else if byte == UInt8(ascii: "\\") && !request.isRaw {
            isQuoted = true
          } else if byte != 0 {
            line.append(byte)
            readAhead.takeOrdinary(request, into: &line)
          } else {
            warnOfNul()
          }
        }
        result = 1
        return .next
      } catch {
        if error == .interrupted {
          let flow = atSafePoint()
          if flow != .next { return flow }
        } else if error == .again {
          FileDescriptor.standardInput.makeBlocking()
        } else {
          report(builtin: "read", Bytes("standard input"), error)
          result = 2
          return .next
        }
      }
    }
  }

  /// PS2 before a continuation line that a person types.
  private func promptForMore() {
    guard isInteractive && FileDescriptor.standardInput.isTerminal else { return }
    var prompt = ByteBuffer()
    appendPrompt(.secondary, to: &prompt)
    try? FileDescriptor.standardError.writeAll(prompt.bytes.raw)
  }

  // MARK: Splitting

  private func assignFields(of line: Bytes, to operands: Arguments) throws(ShellError) {
    if operands.count == 0 { return try assignPart(line, to: names.intern("REPLY")) }
    var at = skipWhite(line, from: 0)
    for i in 0..<operands.count {
      let start = at
      var end = endOfField(line, from: at)
      at = skipSeparator(line, from: end)
      if i == operands.count - 1 && at < line.count {
        // More fields than names: the last one gets the rest.
        end = endWithoutWhite(line, from: start)
      }
      try assignPart(line[start..<end], to: names.intern(operands[i]))
    }
  }

  private func skipWhite(_ line: Bytes, from start: Int) -> Int {
    var i = start
    while i < line.count && fieldSeparators[line[i]] == .white { i += 1 }
    return i
  }

  private func endOfField(_ line: Bytes, from start: Int) -> Int {
    var i = start
    while true {
      i = fieldSeparators.endOfOrdinary(line, from: i)
      if i >= line.count { return line.count }
      if line[i] == 0 {
        i += 2
      } else if !fieldSeparators.separator(line, i).kind.separates {
        i += 1
      } else {
        return i
      }
    }
  }

  /// Behind one separator: white space with at most one other in it.
  private func skipSeparator(_ line: Bytes, from start: Int) -> Int {
    let i = skipWhite(line, from: start)
    guard i < line.count else { return i }
    let (kind, length) = fieldSeparators.separator(line, i)
    return kind == .other ? skipWhite(line, from: i + length) : i
  }

  /// The end of the line less white space that separates and is not quoted.
  private func endWithoutWhite(_ line: Bytes, from start: Int) -> Int {
    var end = line.count
    while end > start, fieldSeparators[line[end - 1]] == .white,
      end - 1 == start || line[end - 2] != 0
    { end -= 1 }
    return end
  }

  /// Assigns a part of the line; the marks of quoted bytes go.
  private func assignPart(_ part: Bytes, to slot: Slot) throws(ShellError) {
    guard part.contains(0) else { return try assign(slot, part) }
    var text = ByteBuffer(capacity: part.count)
    for i in part.indices where part[i] != 0 { text.append(part[i]) }
    try assign(slot, text.bytes)
  }
}
