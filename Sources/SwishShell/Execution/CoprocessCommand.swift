// `coproc`, which bash has: an asynchronous command with a pipe to its input and
// one from its output.
import SwishSyntax
import SwishSystem

/// The shell's ends of a coprocess's pipes.
struct CoprocessPipes: BitwiseCopyable {
  let name: Slot
  let output: FileDescriptor
  let input: FileDescriptor
}

extension Shell {
  func executeCoprocess(_ node: Coprocess) -> Flow {
    line = node.node.line
    guard ownProcess() else { return .handedOver }
    closeCoprocess(node.slot)
    catchChildren()
    let kind = SubshellKind.background(group: groupOfNewJob)
    let input: Pipe
    let output: (pid: Int32, pipe: Pipe)
    do throws(Errno) { input = try FileDescriptor.pipe() } catch {
      report("cannot make a pipe", error)
      return consequence(of: .resources, in: .compound)
    }
    do throws(ShellError) { output = try forkWithPipe() } catch {
      input.close()
      return consequence(of: error, in: .compound)
    }
    if output.pid == 0 {
      enterSubshell(kind)
      input.write.close()
      output.pipe.read.close()
      connect(input.read, to: .standardInput)
      connect(output.pipe.write, to: .standardOutput)
      exitSubshell(execute(node.command, tail: true))
    }
    input.read.close()
    output.pipe.write.close()
    goOn(inBackground: newJob(of: output.pid), node.node)
    coprocesses.push(
      CoprocessPipes(name: node.slot, output: output.pipe.read, input: input.write))
    do throws(ShellError) { try name(coprocesses[coprocesses.count - 1], output.pid) } catch {
      return consequence(of: error, in: .compound)
    }
    status = 0
    return .next
  }

  /// The descriptors go to an array, the process ID to `name_PID`.
  private func name(_ pipes: CoprocessPipes, _ pid: Int32) throws(ShellError) {
    var elements: [ExpandedElement] = []
    for file in [pipes.output, pipes.input] {
      var digits = ByteBuffer(capacity: 12)
      digits.append(decimal: Int(file.number))
      elements.append(ExpandedElement(key: nil, value: expansion.arena.copy(digits.bytes)))
    }
    try assign(pipes.name, elements, appends: false)
    var variable = ByteBuffer()
    variable.append(names[pipes.name])
    variable.append("_PID")
    try assign(names.intern(variable.bytes), integer: Int64(pid))
  }

  /// Another one takes the name: what is left of the first is closed, unless its
  /// descriptors have been given away.
  private func closeCoprocess(_ name: Slot) {
    for index in 0..<coprocesses.count where coprocesses[index].name == name {
      for (element, file) in [coprocesses[index].output, coprocesses[index].input].enumerated()
      where variables.array(name)?.value(at: Int64(element))?.decimal == Int(file.number) {
        file.close()
      }
      coprocesses[index] = coprocesses[coprocesses.count - 1]
      coprocesses.truncate(to: coprocesses.count - 1)
      return
    }
  }
}
