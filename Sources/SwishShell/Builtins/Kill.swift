// kill (XCU), and the names and numbers of signals as it and trap take them.

import SwishSyntax
import SwishSystem

extension Shell {
  /// `kill [-s name | -name | -number] pid|job...`, `kill -l [status...]`
  func runKill(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var first = 1
    var number = Int(Signal.terminate.number)
    if arguments.count > 1, arguments[1].count > 1, arguments[1].first == UInt8(ascii: "-"),
      arguments[1] != "--"
    {
      let option = arguments[1].dropFirst()
      if option == "l" || option == "L" { return listSignals(arguments.dropFirst(2)) }
      var name = option
      first = 2
      if option == "s" || option == "n" {
        guard arguments.count > 2 else {
          throw usageError(.missingArgument(option[0]), of: arguments)
        }
        name = arguments[2]
        first = 3
      } else if option[0] == UInt8(ascii: "s"), signalNumber(option) == nil {
        name = option.dropFirst()
      }
      guard let found = signalNumber(name) else {
        report(builtin: "kill", name, isNone: .signals, "invalid signal")
        return 2
      }
      number = found
    }
    if first < arguments.count, arguments[first] == "--" { first += 1 }
    guard first < arguments.count else {
      report(builtin: "kill", "process or job required")
      return 2
    }
    let signal = Signal(Int32(number))
    // It may end the shell, and another process reads on.
    readAhead.giveBack()
    var failed = false
    for operand in arguments.dropFirst(first) where !send(signal, to: operand) { failed = true }
    return failed ? 1 : 0
  }

  /// Sends to a process, group or job; false after a diagnostic.
  private func send(_ signal: Signal, to operand: Bytes) -> Bool {
    do throws(Errno) {
      if operand.first == UInt8(ascii: "%") {
        guard let job = findJob(operand, for: "kill") else { return false }
        try send(signal, to: job)
        return true
      }
      let isNegative = operand.first == UInt8(ascii: "-")
      guard let number = operand.dropFirst(isNegative ? 1 : 0).decimal else {
        report(builtin: "kill", operand, ": not a process or job")
        return false
      }
      try signal.send(to: Int32(isNegative ? -number : number))
      return true
    } catch {
      report(builtin: "kill", operand, error)
      return false
    }
  }

  private func send(_ signal: Signal, to job: Job) throws(Errno) {
    reapChildren()
    if job.state == .done { throw .noProcess }
    let isStopped = job.state == .stopped
    try deliver(signal, to: job)
    // A stopped job cannot act on a signal that asks it to end.
    if isStopped && (signal == .terminate || signal == .hangup) {
      try deliver(.continue, to: job)
    }
  }

  func deliver(_ signal: Signal, to job: Job) throws(Errno) {
    if job.group > 0 { return try signal.send(to: -job.group) }
    for i in 0..<job.processCount where job[i].state != .done {
      try signal.send(to: job[i].pid)
    }
  }

  /// The names of all signals, or of those that statuses stand for; for a name
  /// its number.
  func listSignals(_ arguments: Arguments) -> Int32 {
    let isMarked = arguments.count > 0 && arguments[0] == "--"
    let operands = isMarked ? arguments.dropFirst(1) : arguments
    if operands.isEmpty {
      for number in 1..<Signal.limit
      where output.buffer.append(nameOf: Signal(number)) { output.append("\n") }
      return 0
    }
    var failed = false
    for operand in operands {
      let number = operand.decimal.map { $0 > 128 ? $0 - 128 : $0 }
      if let number, number > 0, number < Int(Signal.limit),
        output.buffer.append(nameOf: Signal(Int32(number)))
      {
        output.append("\n")
      } else if number == nil, let named = signalNumber(operand), named > 0 {
        output.append(decimal: named)
        output.append("\n")
      } else {
        report(builtin: "kill", operand, isNone: .signals, "invalid signal")
        failed = true
      }
    }
    return failed ? 1 : 0
  }
}

extension Shell {
  /// The number of a signal, by number or by name, with or without SIG, in
  /// either case; 0 is EXIT.
  func signalNumber(_ name: Bytes) -> Int? {
    if let number = name.decimal { return number < Int(Signal.limit) ? number : nil }
    let isPrefixed = name.count > 3 && name.prefix(3).equalsIgnoringCase("SIG")
    let bare = isPrefixed ? name.dropFirst(3) : name
    if !isPrefixed && bare.equalsIgnoringCase("EXIT") { return 0 }
    for number in 1..<Signal.limit {
      if let known = Signal(number).name, bare.equalsIgnoringCase(Bytes(known)) {
        return Int(number)
      }
    }
    if bare.equalsIgnoringCase("CLD") { return Int(Signal.child.number) }
    return realTimeSignal(bare)
  }

  /// `RTMIN+n` and `RTMAX-n`.
  private func realTimeSignal(_ name: Bytes) -> Int? {
    guard name.count > 6, let n = name.dropFirst(6).decimal else { return nil }
    let range = Int(Signal.realTime.lowerBound)...Int(Signal.realTime.upperBound)
    if name.prefix(6).equalsIgnoringCase("RTMIN+") {
      return range.contains(range.lowerBound + n) ? range.lowerBound + n : nil
    }
    if name.prefix(6).equalsIgnoringCase("RTMAX-") {
      return range.contains(range.upperBound - n) ? range.upperBound - n : nil
    }
    return nil
  }
}

extension Signal {
  /// SIGRTMIN and SIGRTMAX; the C library keeps two below for itself.
  fileprivate static var realTime: ClosedRange<Int32> { 34...64 }

  var hasName: Bool { name != nil || Signal.realTime.contains(number) }
}

extension ByteBuffer {
  /// Appends the name of a signal, without SIG; false if it has none.
  @discardableResult
  mutating func append(nameOf signal: Signal) -> Bool {
    if let name = signal.name {
      append(Bytes(name))
      return true
    }
    guard Signal.realTime.contains(signal.number) else { return false }
    append("RTMIN+")
    append(decimal: Int(signal.number - Signal.realTime.lowerBound))
    return true
  }
}

extension Bytes {
  /// `upper` has capital letters.
  fileprivate func equalsIgnoringCase(_ upper: Bytes) -> Bool {
    guard count == upper.count else { return false }
    for i in indices {
      let byte = self[i]
      let isSmall = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
      if (isSmall ? byte & ~0x20 : byte) != upper[i] { return false }
    }
    return true
  }
}
