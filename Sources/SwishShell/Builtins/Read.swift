// read (XCU): one logical line of standard input, split into variables.

import SwishSyntax
import SwishSystem

extension Shell {
  /// `read [-ers] [-a name] [-d delimiter] [-n|-N count] [-p prompt] [-t seconds]
  /// [-u n] [name...]`: status 0, 1 at the end of input, 2 for errors, that of a SIGALRM
  /// when the time is over. Without a name the line goes to REPLY as it is.
  func runRead(_ arguments: Arguments) throws(ShellError) -> Flow {
    status = 2
    var request = ReadRequest()
    var options = OptionParser(arguments, "a:d:eN:n:p:rst:u:")
    while let letter = try options.next(for: self) {
      if let problem = request.take(letter, options.argument) {
        report(builtin: "read", options.argument, problem)
        return .next
      }
    }
    let operands = options.operands
    for name in operands where !name.isName {
      report(builtin: "read", name, ": not a valid name")
      return .next
    }
    request.isDocument = readAhead.isDocument && request.input == .standardInput
    guard isOpenForReading(request, "read") else { return .next }
    if request.onlyLooks {
      status = readAhead.hasInput(request) ? 0 : 1
      return .next
    }
    if let line = readAhead.plainLine(request) {
      try assign(line, to: operands, request)
      status = 0
      return .next
    }
    var line = ByteBuffer(capacity: 256)
    var result: Int32 = 0
    let modes = request.terminalModes()
    if let modes { enter(modes) }
    // Behind the modes: who sees it may type at once.
    if !request.prompt.isEmpty && request.isTerminal {
      writeToStandardError(request.prompt)
    }
    let flow = readLine(request, modes, into: &line, &result)
    if let modes { leave(modes) }
    guard flow == .next && result != 2 else {
      if flow == .next { status = 2 }
      return flow
    }
    try assign(line.bytes, to: operands, request)
    status = result
    return .next
  }

  /// The descriptor of -u is there; else there is a diagnostic.
  func isOpenForReading(_ request: ReadRequest, _ name: Bytes) -> Bool {
    if request.input == .standardInput { return true }
    if !isPrivate(request.input) && request.input.isReadable { return true }
    report(builtin: name, "-u: not open for reading")
    return false
  }

  /// Reads a logical line without its delimiter. A NUL in `line` says that a
  /// backslash quotes the next byte; NULs of the input are dropped with a
  /// warning. `result` is the status of `read`; the flow is that of a trap that
  /// ended it.
  func readLine(
    _ request: ReadRequest, _ modes: ReadRequest.TerminalModes?, into line: inout ByteBuffer,
    _ result: inout Int32
  ) -> Flow {
    if request.limit == 0 { return .next }
    readAhead.begin(request)
    defer { readAhead.finish() }
    var isQuoted = false
    var characters = CharacterCounter(isUTF8: request.limit != nil && isUTF8)
    while true {
      do throws(Errno) {
        while let byte = try readAhead.next() {
          if line.spare < 4096, !Memory.hasRoom(line.count + 4096) { throw .noMemory }
          if byte == 0 && (isQuoted || request.delimiter != 0 || request.isExact) {
            isQuoted = false
            warnOfNul()
            continue
          } else if isQuoted {
            isQuoted = false
            if byte == UInt8(ascii: "\n") {
              promptForMore(request)
              continue
            }
            line.append(0)
            line.append(byte)
          } else if byte == request.delimiter && !request.isExact {
            return .next
          } else if byte == UInt8(ascii: "\\") && !request.isRaw {
            isQuoted = true
            continue
          } else {
            line.append(byte)
          }
          if let limit = request.limit {
            if characters.take(byte) && characters.count == limit { return .next }
          } else {
            readAhead.takeOrdinary(request, into: &line)
          }
        }
        result = 1
        return .next
      } catch {
        switch error {
        case .interrupted:
          let flow = interruptRead(modes)
          if flow != .next { return flow }
          // An action may have read something else.
          readAhead.begin(request)
        case .again: request.input.makeBlocking()
        case .timedOut:
          result = 128 + Signal.alarm.number
          return .next
        default:
          report(
            builtin: "read",
            Bytes(request.input == .standardInput ? "standard input" : "input"), error)
          result = 2
          return .next
        }
      }
    }
  }

  /// A signal came. The terminal is as it was while its action runs, the shell
  /// ends, or is stopped.
  private func interruptRead(_ modes: ReadRequest.TerminalModes?) -> Flow {
    guard let modes else { return atSafePoint() }
    leave(modes)
    if !traps.handles(.terminalStop), PendingSignals.take(.terminalStop) {
      try? Signal.terminalStop.send(to: Process.identifier)
    }
    let flow = atSafePoint()
    if flow == .next { enter(modes) }
    return flow
  }

  /// Sets the modes; a signal that ends or stops the shell is noticed then.
  private func enter(_ modes: ReadRequest.TerminalModes) {
    catchEndings()
    signals.catchUnlessIgnored(.terminalStop)
    modes.terminal.setModesInForeground(modes.modes)
  }

  private func leave(_ modes: ReadRequest.TerminalModes) {
    modes.terminal.setModes(modes.former)
    if signals.caught.contains(.terminalStop) && !traps.handles(.terminalStop) {
      restoreDisposition(.terminalStop)
    }
  }

  /// PS2 before a continuation line that a person types.
  private func promptForMore(_ request: ReadRequest) {
    guard isInteractive && request.isTerminal else { return }
    var prompt = ByteBuffer()
    appendPrompt(.secondary, to: &prompt)
    writeToStandardError(prompt.bytes)
  }

  // MARK: Splitting

  private func assign(
    _ line: Bytes, to operands: Arguments, _ request: ReadRequest
  ) throws(ShellError) {
    if let array = request.array {
      try assign(names.intern(array), fields(of: line, isWhole: request.isExact), appends: false)
    } else if request.isExact && !operands.isEmpty {
      try assignPart(line, to: names.intern(operands[0]))
      for name in operands.dropFirst(1) { try assign(names.intern(name), .empty) }
    } else {
      try assignFields(of: line, to: operands)
    }
  }

  /// All fields, copied to the arena.
  private func fields(of line: Bytes, isWhole: Bool) -> [ExpandedElement] {
    var elements: [ExpandedElement] = []
    var at = isWhole ? 0 : skipWhite(line, from: 0)
    while at < line.count {
      let end = isWhole ? line.count : endOfField(line, from: at)
      var text = ByteBuffer(capacity: end - at)
      for i in at..<end where line[i] != 0 { text.append(line[i]) }
      elements.append(ExpandedElement(key: nil, value: expansion.arena.copy(text.bytes)))
      at = isWhole ? end : skipSeparator(line, from: end)
    }
    return elements
  }

  private func assignFields(of line: Bytes, to operands: Arguments) throws(ShellError) {
    if operands.isEmpty { return try assignPart(line, to: names.intern("REPLY")) }
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

/// What the options of `read` ask for.
struct ReadRequest {
  var isRaw = false
  var delimiter = UInt8(ascii: "\n")
  var prompt = Bytes.empty
  var input = FileDescriptor.standardInput
  /// The input is a here-document that has no descriptor.
  var isDocument = false
  var isTerminal: Bool { !isDocument && input.isTerminal }
  /// No more characters than that (-n, -N).
  var limit: Int?
  /// The delimiter ends nothing, and nothing is split (-N).
  var isExact = false
  /// What is typed does not appear.
  var isSilent = false
  /// When to give up, by `Clock.milliseconds`.
  var deadline: Int?
  /// The array that gets the fields (-a).
  var array: Bytes?
  /// `-t 0`: only tell whether there is input.
  var onlyLooks = false

  /// Takes an option over; what is wrong with its argument, if something is.
  mutating func take(_ letter: UInt8, _ argument: Bytes) -> Bytes? {
    switch letter {
    case UInt8(ascii: "r"): isRaw = true
    case UInt8(ascii: "d"): delimiter = argument.first ?? 0
    case UInt8(ascii: "p"): prompt = argument
    case UInt8(ascii: "s"): isSilent = true
    case UInt8(ascii: "a"):
      guard argument.isName else { return ": not a valid name" }
      array = argument
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      guard let count = argument.decimal else { return ": not a number" }
      limit = count
      isExact = letter == UInt8(ascii: "N")
    case UInt8(ascii: "t"):
      guard let span = argument.milliseconds else { return ": not a number of seconds" }
      onlyLooks = span == 0
      deadline = Clock.milliseconds + span
    case UInt8(ascii: "u"):
      guard let number = argument.decimal else { return ": not a descriptor" }
      input = FileDescriptor(Int32(number))
    // Lines are edited at the shell's prompt only.
    default: break
    }
    return nil
  }

  /// What a terminal must do differently meanwhile: hide what is typed, or hand
  /// over characters that make no line.
  func terminalModes() -> TerminalModes? {
    let byCharacter = limit != nil || delimiter != UInt8(ascii: "\n")
    guard isSilent || byCharacter, isTerminal else { return nil }
    let terminal = Terminal(input)
    return terminal.modes.map {
      TerminalModes(
        terminal: terminal, former: $0,
        modes: $0.changed(silent: isSilent, byCharacter: byCharacter))
    }
  }

  struct TerminalModes {
    let terminal: Terminal
    let former: Terminal.Modes
    let modes: Terminal.Modes
  }
}

/// The characters of what is read byte by byte.
struct CharacterCounter {
  let isUTF8: Bool
  private(set) var count = 0
  /// Bytes that the character at hand still lacks.
  private var lacking = 0

  init(isUTF8: Bool) { self.isUTF8 = isUTF8 }

  /// Counts a byte; true if a character ends with it.
  mutating func take(_ byte: UInt8) -> Bool {
    if lacking > 0 && byte & 0xc0 == 0x80 {
      lacking -= 1
    } else {
      lacking = !isUTF8 || byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf5 ? 3 : 0
    }
    if lacking == 0 { count += 1 }
    return lacking == 0
  }
}
