import SwishSyntax
import SwishSystem

extension Shell {
  /// Command substitution (XCU 2.6.3): the output of the commands in a
  /// subshell environment, less its trailing newlines. NUL bytes, which no
  /// value can hold, are dropped.
  func expandCommandSubstitution(
    _ node: CommandSubstitution, quoted: Bool
  ) throws(ShellError) {
    guard let body = node.body else {
      substitutionStatus = 0
      if quoted { appendQuoted(.empty) }
      return
    }
    var captured = ByteBuffer(capacity: 512)
    try capture(body, into: &captured)
    var end = captured.count
    while end > 0 && captured[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    captured.truncate(to: end)
    appendResult(captured.bytes, quoted: quoted)
  }

  private func capture(_ body: Node, into captured: inout ByteBuffer) throws(ShellError) {
    if isStackExhausted {
      report(Bytes("command substitution nested too deeply"))
      throw .expansion
    }
    let pipe: (read: FileDescriptor, write: FileDescriptor)
    do throws(Errno) { pipe = try FileDescriptor.pipe() } catch {
      report(Bytes("cannot make a pipe"), error)
      throw .expansion
    }
    let pid: Int32
    do throws(Errno) { pid = try forkShell() } catch {
      pipe.read.close()
      pipe.write.close()
      report(Bytes("cannot fork"), error)
      throw .expansion
    }
    if pid == 0 {
      enterSubshell(.substitution)
      try? pipe.write.duplicate(onto: .standardOutput)
      pipe.write.close()
      pipe.read.close()
      exitSubshell(execute(body, tail: true))
    }
    pipe.write.close()
    readAll(pipe.read, into: &captured)
    pipe.read.close()
    substitutionStatus = try waitForSubshell(pid)
  }

  /// Reads to the end; signals only delay it.
  private func readAll(_ source: FileDescriptor, into captured: inout ByteBuffer) {
    while true {
      let room = captured.reserve(4096)
      do throws(Errno) {
        let n = try source.read(into: room)
        if n == 0 { return }
        captured.commit(dropNULs(room, n))
      } catch {
        if error != .interrupted {
          report(Bytes("cannot read the output of a command substitution"), error)
          return
        }
      }
    }
  }

  private func dropNULs(_ room: UnsafeMutableRawBufferPointer, _ n: Int) -> Int {
    var kept = 0
    for i in 0..<n where room[i] != 0 {
      if kept != i { room[kept] = room[i] }
      kept += 1
    }
    return kept
  }
}
