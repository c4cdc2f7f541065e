// Subshell environments without a process of their own (XCU 2.13 asks for a
// copy of the environment, not for a process).
//
// `( list )` and `$( )` begin in this process: `SavedEnvironment` is what is
// put back when they end. As soon as the body does something that could tell
// (`exec`, `&`, `trap`, ...: see `needsOwnProcess`), the shell forks there and
// then: the copy goes on as the subshell in a process of its own, and this
// process goes back to where the subshell began (`Flow.handedOver`), puts the
// environment back and waits. So nothing has to be known of a body beforehand.
//
// An external command or a pipeline with nothing behind it is started from
// here, as a child of the shell: other shells replace the subshell by it. With
// something behind it the copy takes over, so that its parent is the subshell.
// Of several environments in this process the outermost becomes a process first:
// whoever asks for the parent of its parent finds what the script says. Of more
// than 64, those without a process stay so (`isDeep`): as many copies of a deep
// stack would not fit into memory.
import SwishSyntax
import SwishSystem

/// One subshell environment in this process.
struct SubshellLevel {
  enum Copy {
    case success(Int32)
    case failure(Errno)
  }

  /// A substitution, whose output is captured.
  let isSubstitution: Bool
  /// Standard output was a substitution's when it began.
  let isCaptured: Bool
  /// Where the entries of `Shell.redirections` begin that it made.
  let redirectionMark: Int
  /// Where its captured output begins in `Shell.output`.
  let outputMark: Int
  /// The copy that goes on with it, or why there could be none.
  var copy: Copy?
  /// Where the copy's output is read.
  var source: FileDescriptor?
  /// The working directory and umask to go back to, once they are left.
  var directory: FileDescriptor?
  var mask: UInt32?
}

/// The environments in this process. Those up to `inherited` are remainders of
/// the process it was forked from, which has gone on without them.
struct SubshellStack: ~Copyable {
  var levels = Stack<SubshellLevel>(capacity: 4)
  var inherited = 0
  var isEmpty: Bool { levels.count == inherited }
  var isDeep: Bool { levels.count - inherited > 64 }
}

/// What a subshell environment must leave as it was. Variables are kept one by
/// one before they first change (`VariableStore.enterSubshell`); functions,
/// aliases, traps, resource limits and jobs change only in a copy.
struct SavedEnvironment {
  let variables: Int
  /// Where the variables begin that `local` puts aside in it.
  let locals: Int
  let positionals: Positionals
  let options: Options
  let traps: TrapTable
  let getopts: GetoptsState
  var directory: DirectoryState
  let computed: ComputedState
  let status: Int32
  let substitutionStatus: Int32?
  let line: Int
  let control: ControlState
  let isCaptured: Bool
  let expansion: ExpansionState.Frame
}

extension Shell {
  /// Whether a subshell may begin in this process. What a person starts must
  /// stop and go on by itself; a signal of the terminal other than ^C ends a
  /// subshell although its parent has a trap on it, and one on SIGCHLD tells of each
  /// child. A signal with a trap that was sent makes the subshell go on as a process
  /// (`isTrapDeferred`).
  var mayShareProcess: Bool {
    traps.trapped.intersection(.ofJobs).isEmpty && !isInteractive && !jobControlIsOn
      && !options.contains(.forksubshells)
  }

  /// Runs `body` in a subshell environment in this process. Afterwards `$?` is
  /// its status; `.next` unless an outer environment has been handed over.
  func runSubshell(
    _ body: Node, capturing: Bool, tail: Bool
  ) throws(ShellError) -> (flow: Flow, copy: Int32?) {
    flushOutput()
    // To write to a broken pipe ends the subshell, not the shell.
    signals.catchUnlessIgnored(.pipe)
    var saved = saveEnvironment(capturing: capturing)
    let depth = subshells.levels.count
    // Inside a substitution, more may be printed behind this subshell.
    let flow = execute(body, tail: tail || capturing || !saved.isCaptured)
    flushOutput()
    if depth <= subshells.inherited { exitSubshell(flow) }
    if PendingSignals.take(.pipe) { status = 128 + Signal.pipe.number }
    let code = status & 0xff
    let level = restoreEnvironment(&saved)
    switch level.copy {
    case .success(let pid):
      if let source = level.source {
        readCaptured(source)
        source.close()
      }
      return (.next, pid)
    case .failure(let errno):
      report("cannot fork", errno)
      throw .resources
    case nil:
      status = code
      if flow == .handedOver { return (flow, nil) }
    }
    return (.next, nil)
  }

  private func saveEnvironment(capturing: Bool) -> SavedEnvironment {
    let saved = SavedEnvironment(
      variables: variables.enterSubshell(), locals: variables.savedCount,
      positionals: positionals, options: options,
      traps: traps, getopts: getopts, directory: directory, computed: computed, status: status,
      substitutionStatus: substitutionStatus, line: line, control: control,
      isCaptured: output.isCaptured,
      expansion: expansion.push(.fields))
    subshells.levels.push(
      SubshellLevel(
        isSubstitution: capturing, isCaptured: output.isCaptured,
        redirectionMark: redirections.mark, outputMark: output.buffer.count))
    if capturing { output.isCaptured = true }
    positionals = Positionals(borrowing: positionals.items, count: positionals.count)
    traps.resetForEnvironment(in: saved.traps)
    computed.seed = 0
    control.enterSubshell()
    return saved
  }

  private func restoreEnvironment(_ saved: inout SavedEnvironment) -> SubshellLevel {
    guard let level = subshells.levels.pop() else { preconditionFailure("no subshell") }
    // A copy that took over the substitution around this has a real output.
    output.isCaptured = saved.isCaptured && innermostSubstitution != nil
    expansion.pop(saved.expansion)
    positionals.free()
    positionals = saved.positionals
    options = saved.options
    restoreVariables(to: saved.locals)
    while let slot = variables.leaveSubshell(to: saved.variables) {
      if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
    }
    traps = saved.traps
    if subshells.isEmpty { traps.resetForProcess() }
    // Behind OPTIND, whose change restarts it.
    getopts = saved.getopts
    // Not copied: the runtime would look the type up, the first time at length.
    swap(&directory, &saved.directory)
    computed = saved.computed
    status = saved.status
    substitutionStatus = saved.substitutionStatus
    line = saved.line
    control = saved.control
    if let previous = level.directory {
      try? WorkingDirectory.change(to: previous)
      previous.close()
    }
    if let mask = level.mask { FileModeMask.set(mask) }
    return level
  }

  // MARK: Going on in a process of its own

  /// Gives the subshell at hand a process of its own. True in that process, and
  /// where it has one already; false in this one, which must go back to where
  /// the subshell began by `Flow.handedOver` or `ShellError.handedOver`.
  func ownProcess() -> Bool { ownProcess(butFor: 0) }

  /// The same for the subshells around the one at hand, whose commands must be
  /// children of the subshell next to it: `(kill $(sh -c 'echo $PPID'))`.
  func ownParent() -> Bool { ownProcess(butFor: 1) }

  private func ownProcess(butFor kept: Int) -> Bool {
    if subshells.isDeep && kept > 0 { return true }
    // Whether a request to end was for the shell alone or for all of its group cannot
    // be told: what is done soon is done.
    let request = [Signal.terminate, .hangup, .interrupt].first { PendingSignals.contains($0) }
    while subshells.levels.count - subshells.inherited > kept {
      let innermost = innermostSubstitution ?? subshells.levels.count - 1
      if !handOver(subshells.isDeep ? innermost : subshells.inherited) { return false }
      request?.sendToSelf(afterMilliseconds: 100)
    }
    return true
  }

  /// The index of the substitution in this process whose output is captured.
  private var innermostSubstitution: Int? {
    var index = subshells.levels.count - 1
    while index >= subshells.inherited && !subshells.levels[index].isSubstitution { index -= 1 }
    return index < subshells.inherited ? nil : index
  }

  /// Forks; true in the copy, for which the subshell at `index` is the process
  /// itself.
  private func handOver(_ index: Int) -> Bool {
    var pipe: Pipe?
    let pid: Int32
    do throws(Errno) {
      if subshells.levels[index].isSubstitution { pipe = try FileDescriptor.pipe() }
      pid = try forkShell()
    } catch {
      pipe?.close()
      subshells.levels[index].copy = .failure(error)
      return false
    }
    if pid > 0 {
      pipe?.write.close()
      subshells.levels[index].source = pipe?.read
      subshells.levels[index].copy = .success(pid)
      return false
    }
    redirections.release(below: subshells.levels[index].redirectionMark)
    subshells.inherited = index + 1
    becomeProcess()
    // As `runSubshell` did for those that are still without a process.
    if !subshells.isEmpty { signals.catchUnlessIgnored(.pipe) }
    if let pipe {
      pipe.read.close()
      endCapture(by: pipe.write)
    }
    // What substitutions in this one have captured stays.
    if innermostSubstitution == nil { output.dropCaptured(from: 0) }
    return true
  }

  /// The substitution that has become a process writes to a pipe, wherever its
  /// standard output is: in place, or kept by a redirection.
  private func endCapture(by pipe: FileDescriptor) {
    var inner = subshells.inherited
    while inner < subshells.levels.count && !subshells.levels[inner].isSubstitution { inner += 1 }
    var isInPlace = output.isCaptured
    var end = redirections.mark
    if inner < subshells.levels.count {
      isInPlace = subshells.levels[inner].isCaptured
      end = subshells.levels[inner].redirectionMark
    } else {
      output.isCaptured = false
    }
    if isInPlace && !redirections.replaceOutput(by: pipe, from: end) {
      return connect(pipe, to: .standardOutput)
    }
    if !isInPlace { redirections.endCapture(by: pipe, below: end) }
    pipe.close()
  }

  /// Reads to the end into the captured output; signals only delay it, unless
  /// the shell is to end.
  func readCaptured(_ source: FileDescriptor) {
    let endings = endings
    let start = output.buffer.count
    while true {
      if !endings.isEmpty {
        let result = FileDescriptor.waitForInput(source, unless: endings)
        if PendingSignals.containAny(of: endings) { return output.settle() }
        if result == .interrupted { continue }
      }
      guard output.makeRoom(4096) else { return output.settle() }
      do throws(Errno) {
        let n = try source.read(into: output.buffer.reserve(atLeast: 4096))
        if n == 0 { return output.settle() }
        output.buffer.commit(n)
        // Who reads each write of a long output at once is woken up by each, which
        // costs the writer more than the write.
        if n < 1 << 14 && output.buffer.count - start >= 1 << 16 { Clock.pause(microseconds: 1) }
      } catch {
        if isEndedByInterrupt { return output.settle() }
        if error != .interrupted {
          report("cannot read the output of a command substitution", error)
          return
        }
      }
    }
  }

  // MARK: What could tell

  /// Whether a built-in would show, or spoil, that there is no process: it
  /// changes what is not put back, or looks at the process itself.
  func needsOwnProcess(_ builtin: BuiltinID, _ arguments: Arguments) -> Bool {
    switch builtin {
    case .colon, .true, .false, .echo, .printf, .pwd, .read, .mapfile, .readarray, .shift, .eval,
      .command, .builtin,
      .return, .exit, .break, .continue, .export, .readonly, .declare, .local, .typeset, .let,
      .getopts, .type, .dirs, .caller:
      return false
    case .bracket, .test:
      return contains(arguments) { $0 == "-t" || isProcessPath($0) }
    case .set: return contains(arguments) { $0 == "monitor" || setsMonitor($0) }
    case .trap: return arguments.count > 1 && !(arguments.count == 2 && arguments[1] == "-p")
    case .alias: return contains(arguments) { $0.contains(UInt8(ascii: "=")) }
    case .kill: return arguments.count < 2 || arguments[1] != "-l"
    case .unset:
      return contains(arguments) { word in
        word.first == UInt8(ascii: "-") || names.find(word).flatMap { commands.function($0) } != nil
      }
    case .cd: return contains(arguments) { isProcessPath($0) } || !keepDirectory()
    case .umask:
      keepMask()
      return false
    default: return true
    }
  }

  /// A pathname below which this process shows itself: /dev/fd, /proc/self.
  func isProcessPath(_ path: Bytes) -> Bool {
    path.hasPrefix("/proc") || path.hasPrefix("/dev/") && path != "/dev/null"
  }

  private func contains(_ arguments: Arguments, where test: (Bytes) -> Bool) -> Bool {
    arguments.dropFirst(1).contains(where: test)
  }

  private func setsMonitor(_ word: Bytes) -> Bool {
    guard word.first == UInt8(ascii: "-") || word.first == UInt8(ascii: "+") else { return false }
    return word.contains(UInt8(ascii: "m"))
  }

  /// Notes the working directory before it is left; false if that cannot be.
  private func keepDirectory() -> Bool {
    let top = subshells.levels.count - 1
    if subshells.levels[top].directory != nil { return true }
    guard let here = try? FileDescriptor.open(Bytes(".").cString, .directory).movedAway() else {
      return false
    }
    subshells.levels[top].directory = here
    return true
  }

  private func keepMask() {
    let top = subshells.levels.count - 1
    if subshells.levels[top].mask == nil { subshells.levels[top].mask = FileModeMask.current }
  }
}
