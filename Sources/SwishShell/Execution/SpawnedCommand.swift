// Commands of pipelines and asynchronous lists that are external utilities, and
// whose words leave the shell as it is: they are started without a copy of the
// shell, by vfork.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Starts such a command. `steps` give it its place in the pipeline. Nil when
  /// a copy of the shell has to run it, or to say why it cannot run.
  func spawn(_ node: Node, _ steps: inout DescriptorSteps, as kind: SubshellKind) -> Int32? {
    guard node.kind == .simpleCommand, !options.contains(.xtrace), !options.contains(.nounset),
      let path = plainUtility(SimpleCommand(node))
    else { return nil }
    let command = SimpleCommand(node)
    line = node.line
    let mark = expansion.arena.mark
    let base = expansion.fields.count
    defer {
      expansion.fields.truncate(to: base)
      expansion.arena.release(to: mark)
    }
    do throws(ShellError) {
      guard repeatDescriptors(command.redirections, &steps) else { return nil }
      for i in 0..<command.words.count { try expandFields(command.words[i]) }
    } catch { return nil }
    let arguments = takeArguments(from: base, count: expansion.fields.count - base)
    flushOutput()
    prepareToWait()
    return try? spawnProcess(path, arguments, steps, as: kind)
  }

  /// Where the utility is that the command names; nil if it is none, or if its
  /// expansion may change variables, fail or take long.
  private func plainUtility(_ command: SimpleCommand) -> OwnedText? {
    guard command.assignments.isEmpty, let slot = command.name,
      commands.function(slot) == nil, builtin(slot, names[slot]) == nil
    else { return nil }
    for i in 0..<command.words.count where !isPlain(Word(command.words[i]).parts) { return nil }
    guard case .found(let path) = locate(names[slot], slot),
      isAccessible(path.cString, .execute)
    else { return nil }
    return path
  }

  /// Text and whole parameters: what the expansion of changes no variable, and
  /// does not fail but for -u.
  func isPlain(_ parts: NodeList) -> Bool {
    for i in 0..<parts.count {
      let part = parts[i]
      switch part.kind {
      case .literal, .escaped, .singleQuoted, .dollarQuoted: break
      case .parameter where ParameterExpansion(part).operation == .none: break
      case .doubleQuoted where isPlain(DoubleQuoted(part).parts): break
      default: return false
      }
    }
    return true
  }

  /// Adds what `2>&1` and its like ask for; false for any other redirection,
  /// for opening a file can fail, or wait for the other end of a FIFO.
  private func repeatDescriptors(_ list: NodeList, _ steps: inout DescriptorSteps) -> Bool {
    for i in 0..<list.count {
      let redirection = Redirection(list[i])
      let target = Word(redirection.target)
      guard redirection.operation == .duplicateOutput, redirection.descriptor < 10,
        redirection.locationVariable == nil,
        target.isPlain, let number = target.plainText.decimal, number < 10
      else { return false }
      let source = FileDescriptor(Int32(number))
      guard steps.sets(source) || source.isWritable else { return false }
      steps.append(source: source, target: FileDescriptor(Int32(redirection.descriptor)))
    }
    return true
  }
}
