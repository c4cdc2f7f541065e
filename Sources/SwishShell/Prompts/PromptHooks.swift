// What is to happen around a command that was typed: PS0 and `preexec_functions`
// before it, PROMPT_COMMAND and `precmd_functions` before the next PS1, and
// `chpwd_functions` when `cd` changed the directory. The lists are names of
// functions separated by blanks. POSIX mode has only PS1.
import SwishSyntax
import SwishSystem

extension Shell {
  /// A command was typed and is about to be executed.
  public func beginTypedCommand(_ text: Bytes) {
    prompts.commandCount += 1
    prompts.start = Clock.milliseconds
    if options.contains(.posix) { return }
    var prompt = ByteBuffer()
    appendPrompt(.execution, to: &prompt)
    if !prompt.isEmpty { try? FileDescriptor.standardError.writeAll(prompt.bytes.raw) }
    runHooks("preexec_functions", argument: text)
  }

  /// PS1 is due. Only the first one after a command tells its duration.
  public func endTypedCommand() {
    prompts.duration = prompts.start.map { Clock.milliseconds - $0 } ?? 0
    prompts.start = nil
    if options.contains(.posix) { return }
    if let command = value(names.intern("PROMPT_COMMAND")), !command.isEmpty {
      runHook(OwnedText(command))
    }
    runHooks("precmd_functions")
  }

  /// `cd` has changed the working directory of an interactive shell itself.
  func directoryChanged() {
    guard isInteractive, !isSubshell, subshells.isEmpty, !options.contains(.posix) else { return }
    runHooks("chpwd_functions")
  }

  /// Calls the functions that a variable names; a name without one is passed over.
  private func runHooks(_ list: StaticString, argument: Bytes? = nil) {
    guard let text = value(names.intern(list)), !text.isEmpty else { return }
    let copy = OwnedText(text)
    let argument = argument.map { OwnedText($0) }
    var start = 0
    for index in 0...copy.bytes.count {
      let isEnd = index == copy.bytes.count || Bytes(" \t\n").contains(copy.bytes[index])
      if !isEnd { continue }
      let name = copy.bytes[start..<index]
      start = index + 1
      guard let slot = names.find(name), commands.function(slot) != nil else { continue }
      var call = ByteBuffer()
      call.append(name)
      if let argument {
        call.append(" ")
        call.appendQuoted(argument.bytes)
      }
      runHook(OwnedText(call.bytes))
    }
  }

  /// Executes a command that leaves `$?` alone. `exit` in it ends the shell.
  private func runHook(_ command: OwnedText) {
    let outerStatus = status
    let outerLine = line
    let flow = evaluate(command.bytes)
    flushOutput()
    if flow == .exiting { terminate() }
    if flow == .abandon { unwind() }
    status = outerStatus
    line = outerLine
  }
}
