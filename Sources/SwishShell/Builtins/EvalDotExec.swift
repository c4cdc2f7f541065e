// eval, `.` and exec (XCU 2.15).
import SwishSyntax
import SwishSystem

extension Shell {
  /// `eval [argument...]`: the arguments joined by spaces, executed.
  func runEval(_ arguments: Arguments) -> Flow {
    let text = joined(operands(of: arguments))
    let before = status
    status = 0
    guard !text.isEmpty else { return .next }
    status = before
    control.hasRunCommand = false
    let flow = evaluate(text)
    if !control.hasRunCommand && flow == .next { status = 0 }
    return flow
  }

  /// The operands with blanks between them, in the arena.
  func joined(_ operands: Arguments) -> Bytes {
    if operands.count < 2 { return operands.first ?? .empty }
    var text = ByteBuffer()
    for (i, operand) in operands.enumerated() {
      if i > 0 { text.append(" ") }
      text.append(operand)
    }
    return expansion.arena.copy(text.bytes)
  }

  /// `. file [argument...]`: executes a file's commands in this environment. A
  /// name without a slash is looked up in PATH; the file need not be executable.
  /// `source` takes it from the current directory where PATH has none, as in
  /// bash.
  func runDot(_ arguments: Arguments) throws(ShellError) -> Flow {
    let operands = operands(of: arguments)
    let isSource = arguments[0] == "source"
    let called: Bytes = isSource ? "source" : "."
    guard !operands.isEmpty else {
      report(builtin: called, "filename argument required")
      throw .utility(status: 2)
    }
    if isStackExhausted { throw nestedTooDeeply(called, ": ") }
    let name = operands[0]
    let here = isSource && !options.contains(.posix) ? OwnedText(name) : nil
    guard let path = dotFile(name) ?? here else {
      report(builtin: called, name, ": not found")
      throw .utility(status: 1)
    }
    var opened: FileDescriptor?
    while opened == nil {
      do throws(Errno) { opened = try openCommands(path) } catch {
        guard error == .interrupted else {
          report(builtin: called, name, error)
          throw .utility(status: 1)
        }
        let flow = atSafePoint()
        if flow != .next { return flow }
      }
    }
    guard let descriptor = opened else { return .next }
    control.hasRunCommand = false
    let outerDepth = control.loopDepth
    let flow =
      operands.count > 1
      ? runFile(descriptor, name: path, with: operands.dropFirst(1))
      : runFile(descriptor, name: path)
    control.loopDepth = outerDepth
    if !control.hasRunCommand && flow == .next { status = 0 }
    return traps.hasOwn ? runReturnTrap(after: flow) : flow
  }

  /// `. file argument...`: positional parameters while the file is run, which
  /// the standard leaves open and most shells have.
  private func runFile(
    _ descriptor: FileDescriptor, name: OwnedText, with arguments: Arguments
  ) -> Flow {
    let outer = positionals
    positionals = Positionals(borrowing: arguments.items, count: arguments.count)
    defer {
      positionals.free()
      positionals = outer
    }
    return runFile(descriptor, name: name)
  }

  private func dotFile(_ name: Bytes) -> OwnedText? {
    if name.contains(UInt8(ascii: "/")) { return OwnedText(name) }
    // Without PATH nothing is found, as with commands: not the current directory.
    var found: OwnedText?
    forEachFile(called: name, inPath: value(wellKnown.path) ?? .empty) { file, _ in
      if isAccessible(file.cString, .read) { found = OwnedText(file) }
      return found == nil
    }
    return found
  }

  /// `exec [-cl] [-a name] [command [argument...]]`: redirections stay; a command
  /// replaces the shell. An interactive shell survives a command that cannot be
  /// run. -a gives it another name, -l a hyphen before it as login has it, and
  /// -c no environment.
  func runExec(_ arguments: Arguments) throws(ShellError) -> Flow {
    var options = OptionParser(arguments, "a:cl")
    var name: Bytes?
    var isLogin = false
    var isBare = false
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "a"): name = options.argument
      case UInt8(ascii: "c"): isBare = true
      default: isLogin = true
      }
    }
    let operands = options.operands
    keepsRedirections = true
    guard !operands.isEmpty else {
      status = 0
      return .next
    }
    switch locate(operands[0], names.find(operands[0])) {
    case .found(let path):
      let level = names.find("SHLVL").flatMap { variables.isSet($0) ? $0 : nil }
      if let level { changeLevel(level, by: -1) }
      status = becomeCommand(
        path, named(name, isLogin, operands), withEnvironment: !isBare)
      if let level { changeLevel(level, by: 1) }
    case .notExecutable(let path, let errno):
      report(path.bytes, errno)
      status = 126
    case .notFound:
      report(operands[0], ": command not found")
      status = 127
    }
    keepsRedirections = false
    // Also under `command`.
    if !isInteractive { return exiting() }
    throw .utility(status: status)
  }

  /// The arguments with another name of the command.
  private func named(_ name: Bytes?, _ isLogin: Bool, _ operands: Arguments) -> Arguments {
    if name == nil && !isLogin { return operands }
    var text = ByteBuffer()
    if isLogin { text.append("-") }
    text.append(name ?? operands[0])
    var words = Array(operands)
    words[0] = expansion.arena.copy(text.bytes)
    return arguments(words)
  }
}
