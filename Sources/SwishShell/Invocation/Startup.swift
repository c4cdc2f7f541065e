// From the command line to the shell that is told to read commands.
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
    } catch { Process.exit(error.explain()) }
  }

  /// `argv`, for as long as the process lives. An array of a type that the
  /// standard library does not know costs 25 page faults at start-up.
  // SAFETY: never freed, as `argv` is not.
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
}
