// The reserved word `time` and the built-in times (XCU).

import SwishSyntax
import SwishSystem

/// Clocks at the start of a timed pipeline.
struct TimesAtStart {
  let elapsed = Clock.steadyMicroseconds
  let shell = ProcessTimes.ofShell()
  let children = ProcessTimes.ofChildren()
}

extension Shell {
  /// The report of the reserved word `time` on standard error: with -p as XCU
  /// time gives it, else in minutes and milliseconds.
  func reportTimes(since start: TimesAtStart, portably: Bool) {
    let shell = ProcessTimes.ofShell()
    let children = ProcessTimes.ofChildren()
    var text = ByteBuffer()
    if !portably { text.append("\n") }
    let rows: [(Bytes, Int64)] = [
      ("real", Int64(Clock.steadyMicroseconds - start.elapsed)),
      ("user", shell.user + children.user - start.shell.user - start.children.user),
      ("sys", shell.system + children.system - start.shell.system - start.children.system),
    ]
    for (name, microseconds) in rows {
      text.append(name)
      text.append(portably ? " " : "\t")
      text.append(seconds: microseconds, digits: portably ? 2 : 3, minutes: !portably)
      text.append("\n")
    }
    writeToStandardError(text.bytes)
  }
}

extension ByteBuffer {
  /// `1m2.345s`, or `62.35` without minutes.
  mutating func append(seconds microseconds: Int64, digits: Int, minutes: Bool) {
    var perSecond: Int64 = 1
    for _ in 0..<digits { perSecond *= 10 }
    let unit = 1_000_000 / perSecond
    let ticks = (microseconds + unit / 2) / unit
    var whole = ticks / perSecond
    if minutes {
      append(decimal: Int(whole / 60))
      append("m")
      whole %= 60
    }
    append(decimal: Int(whole))
    append(".")
    var scale = perSecond / 10
    while scale > 0 {
      append(UInt8(ascii: "0") + UInt8(ticks / scale % 10))
      scale /= 10
    }
    if minutes { append("s") }
  }
}

extension Shell {
  /// `times` (XCU 2.15): processor time of the shell, then of its children.
  func runTimes(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "")
    _ = try options.next(for: self)
    for times in [ProcessTimes.ofShell(), ProcessTimes.ofChildren()] {
      output.buffer.append(seconds: times.user, digits: 6, minutes: true)
      output.append(" ")
      output.buffer.append(seconds: times.system, digits: 6, minutes: true)
      output.append("\n")
    }
    return 0
  }
}
