import SwishSyntax
import SwishSystem

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
