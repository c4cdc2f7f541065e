// From the command line to the first command, and the files run before it.
import SwishSyntax
import SwishSystem

extension Shell {
  public static var version: Bytes { "swish 0.1" }

  /// Makes the shell for a command line; `--help`, `--version` and mistakes end
  /// the process here.
  public static func start() -> (Shell, Invocation) {
    PendingSignals.start()
    let arguments = ownArguments()
    do throws(Invocation.Failure) {
      let invocation = try Invocation(arguments)
      let name = Invocation.baseName(arguments.first ?? .empty)
      let shell = Shell(name: name.isEmpty ? "swish" : name)
      shell.setUp(invocation)
      return (shell, invocation)
    } catch { Process.exit(explain(error)) }
  }

  /// `argv`, for as long as the process lives. An array of a type that the
  /// standard library does not know costs 25 page faults at start-up.
  private static func ownArguments() -> UnsafeMutableBufferPointer<Bytes> {
    var count = 0
    while processArguments?[count] != nil { count += 1 }
    let arguments = UnsafeMutableBufferPointer<Bytes>.allocate(capacity: count)
    for i in 0..<count {
      let text = processArguments?[i].map { Bytes(cString: $0) } ?? .empty
      arguments.initializeElement(at: i, to: text)
    }
    return arguments
  }

  /// Writes what a command line without a program asks for; the exit status.
  /// (A function that never returned would free the text before it is written.)
  private static func explain(_ failure: Invocation.Failure) -> Int32 {
    var text = ByteBuffer()
    var target = FileDescriptor.standardError
    var code: Int32 = 2
    switch failure {
    case .version, .help:
      if case .help = failure { text.append(usage) } else { text.append(version) }
      target = .standardOutput
      code = 0
    case .badOption(let option):
      text.append("swish: ")
      text.appendVisible(option)
      text.append(": invalid option\n")
      text.append(usage)
    case .missingArgument(let option):
      text.append("swish: ")
      text.append(option)
      text.append(": option requires an argument")
    }
    text.append("\n")
    try? target.writeAll(text.bytes.raw)
    return code
  }

  private static var usage: Bytes {
    """
    usage: swish [-abCEefhilmnpTuvx] [-o option]... [file [argument...]]
           swish -c [options] command [name [argument...]]
           swish -s [options] [argument...]
    See swish(1).
    """
  }

  /// A set-user-ID or set-group-ID shell is the caller's own again unless -p
  /// asks otherwise. Neither obeys what the caller's environment has to execute
  /// (XCU sh: ENV is ignored if ids differ), or leads elsewhere.
  private func settlePrivileges(_ invocation: Invocation) {
    guard Process.isPrivileged else { return }
    if !invocation.keepsPrivileges {
      do throws(Errno) { try Process.dropPrivileges() } catch {
        report("cannot drop privileges", error)
        Process.exit(2)
      }
    }
    for slot in [wellKnown.cdPath, wellKnown.env, wellKnown.ps4] { variables.unset(slot) }
  }

  private func setUp(_ invocation: Invocation) {
    watchVariables()
    importEnvironment()
    settlePrivileges(invocation)
    setInitialVariables()
    let operands = invocation.operands
    if !operands.isEmpty { scriptName = OwnedText(operands[0]) }
    if operands.count > 1 {
      positionals = Positionals(copying: operands.items + 1, count: operands.count - 1)
    }
    options = invocation.options.subtracting(.monitor).union(.initial)
    if invocation.isLogin { options.insert(.login) }
    if invocation.isInteractive { becomeInteractive() }
    if invocation.options.contains(.monitor) || isInteractive { setOption(.monitor, true) }
    if isInteractive && jobs.terminal == nil { options.remove(.monitor) }
    if invocation.listing != .none {
      listOptions(asCommands: invocation.listing == .commands)
      flushOutput()
    }
  }

  /// Executes what comes before the first command, once there is a line editor for
  /// the `bind` in it.
  public func runStartupFiles(_ invocation: Invocation) {
    if invocation.isLogin && invocation.readsProfiles { readProfiles() }
    // After /etc/profile, which in many systems replaces one that is set.
    if !variables.isSet(wellKnown.ps1) { variables.borrow(wellKnown.ps1, standardPrompt) }
    if isInteractive {
      readEnvironmentFile()
      readStartupFile(invocation.startupFile)
    }
  }

  /// Files of key bindings (fzf's) ask for it to know what `bind` can do. Those
  /// that have hooks around commands (starship's) ask whether bash-preexec is
  /// there, and fill its lists then, which are the shell's own.
  private func setBashVersion() {
    variables.borrow(names.intern("bash_preexec_imported"), "swish")
    let version = ArrayValue(isAssociative: false)
    for (i, part) in (["5", "2", "0", "0", "swish"] as [Bytes]).enumerated() {
      version.set(Int64(i), part)
    }
    variables.set(names.intern("BASH_VERSINFO"), version)
  }

  private func becomeInteractive() {
    options.formUnion([.interactive, .history])
    // What POSIX does not have must not change what a line means.
    if !options.contains(.posix) {
      options.formUnion([.histexpand, .terminalmarks])
      setBashVersion()
      variables.borrow(names.intern("COMP_WORDBREAKS"), Shell.wordBreaks)
    }
    signals.keepsIgnored = false
    PendingSignals.unblock()
    if !options.contains(.vi) { options.insert(.emacs) }
    setHistoryFile()
    let level = names.intern("SHLVL")
    if !variables.isSet(level) {
      changeLevel(level, by: 1)
      variables.insert(.exported, level)
    }
    signals.catchUnlessIgnored(.interrupt)
    signals.ignoreForShell(.quit)
    signals.ignoreForShell(.terminate)
    signals.catchUnlessIgnored(.hangup)
    signals.catch(.windowChange)
  }

  /// HISTFILE is a variable from the start, so that `unset HISTFILE` turns the
  /// file off.
  private func setHistoryFile() {
    let slot = names.intern("HISTFILE")
    guard !variables.isSet(slot), let path = inHome("/.swish_history") else { return }
    variables.set(slot, path.bytes)
  }

  /// The pathname of a file below HOME; nil without HOME.
  private func inHome(_ name: Bytes) -> OwnedText? {
    guard let home = value(wellKnown.home), !home.isEmpty else { return nil }
    var path = ByteBuffer()
    path.append(home)
    path.append(name)
    return OwnedText(path.bytes)
  }

  private func setInitialVariables() {
    variables.borrow(wellKnown.ifs, " \t\n")
    variables.set(wellKnown.optind, integer: 1)
    variables.set(wellKnown.ppid, integer: Int64(Process.parent))
    // One from the environment would run its commands with more rights.
    if !variables.isSet(wellKnown.ps4) || Process.effectiveUser == 0 {
      variables.borrow(wellKnown.ps4, "+ ")
    }
    if !variables.isSet(wellKnown.ps2) { variables.borrow(wellKnown.ps2, "> ") }
    if !variables.isSet(wellKnown.path) { variables.borrow(wellKnown.path, Shell.standardPath) }
    setInitialDirectory()
  }

  /// A login shell's files.
  private func readProfiles() {
    try? runStartupFile(OwnedText("/etc/profile"))
    if Process.isPrivileged { return }
    if let path = inHome("/.profile") { try? runStartupFile(path) }
  }

  /// ENV of an interactive shell (XCU sh).
  private func readEnvironmentFile() {
    guard let text = value(wellKnown.env) else { return }
    var path = ByteBuffer()
    appendExpanded(text, to: &path)
    if path.isEmpty { return }
    do throws(Errno) { try runStartupFile(OwnedText(path.bytes)) } catch {
      if error != .noEntry { report(path.bytes, error) }
    }
  }

  /// The shell's own file: ~/.swishrc, else swish/swishrc in XDG_CONFIG_HOME.
  /// POSIX mode knows ENV alone.
  private func readStartupFile(_ choice: Invocation.StartupFile) {
    guard !Process.isPrivileged, !options.contains(.posix) else { return }
    switch choice {
    case .none: return
    case .named(let path):
      do throws(Errno) { try runStartupFile(OwnedText(path)) } catch { report(path, error) }
    case .standard:
      guard let path = inHome("/.swishrc"), let config = inHome("/.config") else { return }
      do throws(Errno) { return try runStartupFile(path) } catch {
        guard error == .noEntry else { return report(path.bytes, error) }
      }
      let chosen = variable(named: "XDG_CONFIG_HOME") ?? .empty
      var other = ByteBuffer()
      other.append(chosen.isEmpty ? config.bytes : chosen)
      other.append("/swish/swishrc")
      try? runStartupFile(OwnedText(other.bytes))
    }
  }

  /// Runs a file. Only `exit` in it ends the shell.
  private func runStartupFile(_ path: OwnedText) throws(Errno) {
    while true {
      do throws(Errno) {
        if runFile(try openCommands(path), name: path) == .exiting { terminate() }
        return
      } catch {
        if error != .interrupted { throw error }
        switch atSafePoint() {
        case .next: continue
        case .exiting: terminate()
        default: return
        }
      }
    }
  }

  /// Runs an open file's commands in this shell (`.`), and closes it.
  func runFile(_ descriptor: FileDescriptor, name: OwnedText) -> Flow {
    let outer = sourceName
    sourceName = name
    calls.push(CallFrame(name: .none, line: line, file: outer?.bytes))
    control.dotDepth += 1
    let file = FileSource(self, descriptor)
    sourceFile = file
    let flow = runCommands(from: file, isMain: false)
    sourceFile = file.outer
    control.dotDepth -= 1
    _ = calls.pop()
    sourceName = outer
    file.descriptor?.close()
    return flow == .returning ? .next : flow
  }

  /// Runs what a non-interactive shell was asked to run, and ends.
  public func run(_ program: Program) -> Never {
    switch program {
    case .string(let text):
      mayEndInCommand = true
      runCommands(from: FileSource(self, holding: text), isMain: true)
    case .file(let path):
      let file = FileSource(self, openScript(path))
      sourceFile = file
      runCommands(from: file, isMain: true)
    case .standardInput:
      runCommands(from: StandardInputSource(self), isMain: true)
    }
    terminate()
  }

  /// Opens a script; without a slash in its name it may be in PATH (XCU sh).
  private func openScript(_ path: Bytes) -> FileDescriptor {
    var file = OwnedText(path)
    if !path.contains(UInt8(ascii: "/")) && FileStatus(file.cString) == nil,
      case .found(let found) = search(path, in: value(wellKnown.path) ?? .empty)
    {
      file = found
    }
    let descriptor: FileDescriptor
    do throws(Errno) { descriptor = try openCommands(file) } catch {
      if error == .notExecutable {
        report(path, ": cannot execute binary file")
      } else {
        report(path, error)
      }
      status = error == .noEntry || error == .notDirectory ? 127 : 126
      terminate()
    }
    sourceName = OwnedText(path)
    return descriptor
  }

  /// Opens a file of commands, which a directory is not, nor what looks binary.
  func openCommands(_ path: OwnedText) throws(Errno) -> FileDescriptor {
    readAhead.giveBack()
    let file = try FileDescriptor.openUnlessSignalled(path.cString, .read).movedAway()
    let kind = FileStatus(file)
    if kind?.isDirectory ?? false {
      file.close()
      throw .isDirectory
    }
    // What is read from a pipe would be lost.
    if kind?.isRegular ?? false, looksBinary(file) {
      file.close()
      throw .notExecutable
    }
    return file
  }
}
