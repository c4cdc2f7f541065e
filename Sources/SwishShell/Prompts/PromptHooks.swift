// What is to happen around a command that was typed: PS0 and `preexec_functions`
// before it, PROMPT_COMMAND and `precmd_functions` before the next PS1, and
// `chpwd_functions` when `cd` changed the directory. The lists are arrays, or names
// of functions separated by blanks; PROMPT_COMMAND may be an array of commands.
// POSIX mode has only PS1.
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
    if !prompt.isEmpty { writeToStandardError(prompt.bytes) }
    runHooks("preexec_functions", argument: text)
  }

  /// PS1 is due. Only the first one after a command tells its duration.
  public func endTypedCommand() {
    prompts.duration = prompts.start.map { Clock.milliseconds - $0 } ?? 0
    prompts.start = nil
    if options.contains(.posix) { return }
    for command in elements(names.intern("PROMPT_COMMAND")) { runHook(command) }
    runHooks("precmd_functions")
  }

  /// `cd` has changed the working directory of an interactive shell itself.
  func directoryChanged() {
    guard isInteractive, !control.isSubshell, subshells.isEmpty, !options.contains(.posix) else {
      return
    }
    runHooks("chpwd_functions")
  }

  /// Calls the functions that a variable names; a name without one is passed over.
  private func runHooks(_ list: Bytes, argument: Bytes? = nil) {
    let argument = argument.map { OwnedText($0) }
    for name in elements(names.intern(list)).flatMap({ words(of: $0) }) {
      guard let slot = names.find(name.bytes), commands.function(slot) != nil else { continue }
      var call = ByteBuffer()
      call.append(name.bytes)
      if let argument {
        call.append(" ")
        call.appendQuoted(argument.bytes)
      }
      runHook(OwnedText(call.bytes))
    }
  }

  /// Copies of an array's elements, or of a variable's value.
  private func elements(_ slot: Slot) -> [OwnedText] {
    guard let array = variables.array(slot) else {
      return value(slot).map { [OwnedText($0)] } ?? []
    }
    return (0..<array.count).map { OwnedText(array[$0]) }
  }

  private func words(of text: OwnedText) -> [OwnedText] {
    var words: [OwnedText] = []
    var start = 0
    for index in 0...text.bytes.count
    where index == text.bytes.count || Bytes(" \t\n").contains(text.bytes[index]) {
      if index > start { words.append(OwnedText(text.bytes[start..<index])) }
      start = index + 1
    }
    return words
  }

  /// Executes a command that leaves `$?` and `$_` alone. `exit` in it ends the shell.
  private func runHook(_ command: OwnedText) {
    let outerStatus = status
    let outerLine = line
    let outerArgument = value(wellKnown.lastArgument).map { OwnedText($0) }
    let flow = evaluate(command.bytes)
    flushOutput()
    if flow == .exiting { terminate() }
    if flow == .abandon { unwind() }
    status = outerStatus
    line = outerLine
    if let outerArgument { variables.set(wellKnown.lastArgument, outerArgument.bytes) }
  }
}
