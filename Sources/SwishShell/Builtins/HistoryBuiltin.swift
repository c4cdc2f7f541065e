// history: the list of commands typed, and its file. Not in POSIX; the options
// are bash's.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `history [n]`, `history -c`, `history -d number[-number]`,
  /// `history -anrw [file]`, `history -p|-s argument...`
  func runHistory(_ arguments: Arguments) throws(ShellError) -> Int32 {
    guard let history = terminalHooks?.history else { return 0 }
    // `-5` behind -d is its argument; alone it is no option.
    var options = OptionParser(arguments, "acd:npsrw")
    var transfer: HistoryTransfer?
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "a"): transfer = .append
      case UInt8(ascii: "n"): transfer = .readNew
      case UInt8(ascii: "r"): transfer = .read
      case UInt8(ascii: "w"): transfer = .write
      case UInt8(ascii: "c"): history.clear()
      case UInt8(ascii: "d"): return delete(options.argument, history)
      case UInt8(ascii: "p"):
        history.withdrawCurrent()
        return showExpanded(options.operands, history)
      default:
        history.withdrawCurrent()
        let line = joined(options.operands)
        if !line.isEmpty { history.append(line) }
        return 0
      }
    }
    if let transfer { return move(transfer, options.operands, history) }
    // -c alone lists nothing.
    if options.index > 1 && options.operands.isEmpty { return 0 }
    return list(options.operands, history)
  }

  private func list(_ operands: Arguments, _ history: any CommandHistory) -> Int32 {
    var numbers = history.numbers
    if !operands.isEmpty {
      guard operands.count == 1, let count = operands[0].decimal else {
        report(builtin: "history", operands[operands.count - 1], ": not a number")
        return 2
      }
      numbers = max(numbers.lowerBound, numbers.upperBound - count)..<numbers.upperBound
    }
    var format = ByteBuffer()
    if let value = variable(named: "HISTTIMEFORMAT") {
      format.append(value)
      format.append(0)
    }
    for number in numbers {
      output.buffer.append(decimal: number, width: 5)
      output.append("  ")
      if !format.isEmpty { appendTime(history.time(number), format.bytes.cString) }
      appendListing(history.text(number))
      output.append("\n")
    }
    return 0
  }

  private func appendTime(_ seconds: Int, _ format: UnsafePointer<CChar>) {
    if seconds == 0 { return output.append("?? ") }
    let zone = variable(named: "TZ")?.cString
    Clock.withFormatted(seconds, format, timeZone: zone) { output.append(Bytes(raw: $0)) }
  }

  /// `-d`: a number, one from the end (`-1`), or two of them with `-` between.
  private func delete(_ operand: Bytes, _ history: any CommandHistory) -> Int32 {
    let hyphen = operand.dropFirst().firstIndex(of: UInt8(ascii: "-")).map { $0 + 1 }
    let first = number(hyphen.map { operand.prefix($0) } ?? operand, history)
    let last = hyphen.map { number(operand.dropFirst($0 + 1), history) } ?? first
    guard let first, let last, history.numbers.contains(first), history.numbers.contains(last),
      first <= last
    else {
      report(builtin: "history", operand, ": not in the history")
      return 1
    }
    history.remove(first...last)
    return 0
  }

  private func number(_ operand: Bytes, _ history: any CommandHistory) -> Int? {
    guard operand.first == UInt8(ascii: "-") else { return operand.decimal }
    return operand.dropFirst().decimal.map { history.numbers.upperBound - $0 }
  }

  private func move(
    _ transfer: HistoryTransfer, _ operands: Arguments, _ history: any CommandHistory
  ) -> Int32 {
    let name = operands.first ?? variable(named: "HISTFILE") ?? .empty
    do throws(Errno) {
      try history.transfer(transfer, file: operands.first?.cString)
      return 0
    } catch {
      report(builtin: "history", name, error)
      return 1
    }
  }

  private func showExpanded(_ operands: Arguments, _ history: any CommandHistory) -> Int32 {
    var failed = false
    for operand in operands {
      var line = ByteBuffer()
      if history.expand(operand, into: &line) {
        output.append(line.bytes)
        output.append("\n")
      } else {
        report(builtin: "history", line.bytes)
        failed = true
      }
    }
    return failed ? 1 : 0
  }
}
