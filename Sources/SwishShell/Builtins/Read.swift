// read (XCU): one logical line of standard input, split into variables.
import SwishSyntax
import SwishSystem

/// What the options of `read` ask for.
private struct ReadRequest {
  var isRaw = false
  var delimiter = UInt8(ascii: "\n")
  var prompt = Bytes.empty
}

/// Bytes of standard input, none taken that does not belong to the line: files
/// are read in chunks and sought back, everything else byte by byte.
private struct LineReader: ~Copyable {
  private static let chunkSize = 1024
  private let isSeekable = FileStatus(.standardInput)?.isRegular ?? false
  private var chunk = ByteBuffer(capacity: LineReader.chunkSize)
  private var at = 0
  /// Nothing has been read yet.
  private(set) var isFresh = true

  init() {}

  /// The next byte; nil at the end. EINTR is thrown.
  @inline(__always)
  mutating func next() throws(Errno) -> UInt8? {
    if at == chunk.count, try !fill() { return nil }
    at += 1
    return chunk[at - 1]
  }

  /// Appends bytes at hand that nothing is special about.
  mutating func takeOrdinary(_ request: ReadRequest, into line: inout ByteBuffer) {
    let rest = chunk.bytes(from: at)
    var n = 0
    while n < rest.count, rest[n] != request.delimiter, rest[n] != 0,
      rest[n] != UInt8(ascii: "\\") || request.isRaw
    { n += 1 }
    line.append(rest.prefix(n))
    at += n
  }

  private mutating func fill() throws(Errno) -> Bool {
    if isFresh && !isSeekable {
      // A signal that came just before must not wait for input.
      let result = FileDescriptor.waitForInput(.standardInput, unless: .all)
      if result == .interrupted { throw .interrupted }
    }
    chunk.removeAll()
    at = 0
    let room = chunk.reserve(isSeekable ? Self.chunkSize : 1)
    let n = try FileDescriptor.standardInput.read(into: room)
    isFresh = false
    chunk.commit(n)
    return n > 0
  }

  /// Gives back what was read too much.
  mutating func finish() {
    if at < chunk.count { try? FileDescriptor.standardInput.seek(by: at - chunk.count) }
    at = chunk.count
  }
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
    var line = ByteBuffer(capacity: 256)
    var result: Int32 = 0
    let flow = readLine(request, into: &line, &result)
    guard flow == .next && result < 2 else {
      if flow == .next { status = 2 }
      return flow
    }
    try assignFields(of: &line, to: operands)
    status = result
    return .next
  }

  /// Reads a logical line without its delimiter. A NUL in `line` says that a
  /// backslash quotes the next byte; NULs of the input are dropped with a
  /// warning. `result` is
  /// the status of `read`; the flow is that of a trap that ended it.
  private func readLine(
    _ request: ReadRequest, into line: inout ByteBuffer, _ result: inout Int32
  ) -> Flow {
    var reader = LineReader()
    defer { reader.finish() }
    var isQuoted = false
    while true {
      do throws(Errno) {
        while let byte = try reader.next() {
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
            reader.takeOrdinary(request, into: &line)
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

  private func assignFields(
    of line: inout ByteBuffer, to operands: Arguments
  ) throws(ShellError) {
    let end = line.count
    if operands.count == 0 {
      return try assignPart(0..<end, of: &line, to: names.intern("REPLY"))
    }
    var at = skipWhite(line.bytes, from: 0)
    for i in 0..<operands.count {
      let slot = names.intern(operands[i])
      let start = at
      var fieldEnd = endOfField(line.bytes.prefix(end), from: at)
      at = skipSeparator(line.bytes.prefix(end), from: fieldEnd)
      if i == operands.count - 1 && at < end {
        // More fields than names: the last one gets the rest.
        fieldEnd = endWithoutWhite(line.bytes.prefix(end), from: start)
        at = end
      }
      try assignPart(start..<fieldEnd, of: &line, to: slot)
    }
  }

  private func skipWhite(_ line: Bytes, from start: Int) -> Int {
    var i = start
    while i < line.count && fieldSeparators[line[i]] == .white { i += 1 }
    return i
  }

  private func endOfField(_ line: Bytes, from start: Int) -> Int {
    var i = start
    while i < line.count {
      if line[i] == 0 {
        i += 2
      } else if !fieldSeparators.separator(line, i).kind.separates {
        i += 1
      } else {
        return i
      }
    }
    return i
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
    var end = start
    var i = start
    while i < line.count {
      if line[i] == 0 {
        i += 2
        end = i
      } else {
        if fieldSeparators[line[i]] != .white { end = i + 1 }
        i += 1
      }
    }
    return end
  }

  /// Assigns a part of the line; the marks of quoted bytes go.
  private func assignPart(
    _ range: Range<Int>, of line: inout ByteBuffer, to slot: Slot
  ) throws(ShellError) {
    let part = line.bytes[range]
    guard part.contains(0) else { return try assign(slot, part) }
    let whole = line.count
    for i in range where line[i] != 0 { line.append(line[i]) }
    try assign(slot, line.bytes(from: whole))
    line.truncate(to: whole)
  }
}
