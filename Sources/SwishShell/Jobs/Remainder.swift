// What remains of a command that was stopped in its midst. Of `for i in 1 2; do
// sleep 9; done` Control-Z stops the sleep, but what the user started, and wants
// to go on, is the loop. So a copy of the shell that has the rest still to do
// joins the job: it stops and goes on with it, and begins when the others have
// ended. The shell itself leaves the command and goes back to its prompt.
import SwishSyntax
import SwishSystem

/// The pipe on which the copy gets one byte: the status of what it waits for.
/// Both ends stay open here, so that writing to a copy that is gone is no error.
struct Remainder {
  private let pipe: Pipe

  init() throws(Errno) { pipe = try FileDescriptor.pipe() }

  func close() {
    pipe.close()
  }

  func go(on status: Int32) {
    withUnsafeBytes(of: UInt8(truncatingIfNeeded: status)) { try? pipe.write.writeAll($0) }
    close()
  }

  /// In the copy; nil when the shell is gone.
  func awaitStatus() -> Int32? {
    pipe.write.close()
    defer { pipe.read.close() }
    var status: UInt8 = 0
    while true {
      do throws(Errno) {
        let count = try withUnsafeMutableBytes(of: &status) { room throws(Errno) in
          try pipe.read.read(into: room)
        }
        return count == 1 ? Int32(status) : nil
      } catch {
        if error != .interrupted { return nil }
      }
    }
  }
}

extension Shell {
  enum Split {
    /// This process is the copy; `$?` is the status of the command that stopped.
    case copy
    case split, failed
  }

  /// The command that a stopped job is only a part of.
  var commandAround: Node? {
    guard let typedCommand, control.trapDepth == 0 else { return nil }
    switch typedCommand.kind {
    case .simpleCommand, .pipeline, .subshell:
      return control.functionDepth > 0 || control.dotDepth > 0 ? typedCommand : nil
    default: return typedCommand
    }
  }

  /// Adds a copy of the shell to a stopped job, for the rest of `command`.
  func splitRemainder(of command: Node, off job: Job) -> Split {
    let remainder: Remainder
    let pid: Int32
    do throws(Errno) {
      remainder = try Remainder()
      do throws(Errno) { pid = try forkShell() } catch {
        remainder.close()
        throw error
      }
    } catch {
      report("cannot fork", error)
      return .failed
    }
    if pid == 0 {
      joinGroup(job.group, handingOver: false)
      control.isSubshell = true
      traps.resetForSubshell()
      options.remove(.interactive)
      becomeProcess()
      try? Signal.terminalStop.send(to: Process.identifier)
      guard let status = remainder.awaitStatus() else { Process.exit(129) }
      self.status = status
      return .copy
    }
    try? Process.setGroup(pid, job.group)
    job.add(pid)
    job.remainder = remainder
    job.text = { [names] in Printer.jobText(command, names: names) }
    jobs.register(job)
    waitWhileRunning(job)
    return .split
  }
}
