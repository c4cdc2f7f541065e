// The built-in utilities: one table. Each has a file, or a small family has one,
// here or in the folder that it is about (`let`, `times`, `caller`, `complete`). A
// built-in is a method of the shell: it gets its arguments (`arguments[0]` is the
// name), sets `Shell.status` or returns the status, and prints through
// `Shell.output`, which is flushed when it ends.

import SwishSyntax

/// Every built-in, sorted by name.
public enum BuiltinID: UInt8, CaseIterable, Sendable {
  case dot, colon, bracket
  case alias, bg, bind, `break`, builtin, caller, cd, command, compgen, complete, compopt
  case `continue`, declare, dirs, disown
  case echo, eval, exec, exit, export, `false`, fc, fg
  case getopts, hash, help, history, jobs, kill, `let`, local, mapfile, popd, printf, pushd, pwd
  case read, readarray, readonly, `return`
  case set, shift, shopt, source, suspend, test, times, trap, `true`, type, typeset, ulimit, umask,
    unalias,
    unset,
    wait

  public var name: Bytes {
    switch self {
    case .dot: "."
    case .colon: ":"
    case .bracket: "["
    case .alias: "alias"
    case .bg: "bg"
    case .bind: "bind"
    case .break: "break"
    case .builtin: "builtin"
    case .caller: "caller"
    case .cd: "cd"
    case .command: "command"
    case .compgen: "compgen"
    case .complete: "complete"
    case .compopt: "compopt"
    case .continue: "continue"
    case .declare: "declare"
    case .dirs: "dirs"
    case .disown: "disown"
    case .echo: "echo"
    case .eval: "eval"
    case .exec: "exec"
    case .exit: "exit"
    case .export: "export"
    case .false: "false"
    case .fc: "fc"
    case .fg: "fg"
    case .getopts: "getopts"
    case .hash: "hash"
    case .help: "help"
    case .history: "history"
    case .jobs: "jobs"
    case .kill: "kill"
    case .let: "let"
    case .local: "local"
    case .mapfile: "mapfile"
    case .popd: "popd"
    case .printf: "printf"
    case .pushd: "pushd"
    case .pwd: "pwd"
    case .read: "read"
    case .readarray: "readarray"
    case .readonly: "readonly"
    case .return: "return"
    case .set: "set"
    case .shift: "shift"
    case .shopt: "shopt"
    case .source: "source"
    case .suspend: "suspend"
    case .test: "test"
    case .times: "times"
    case .trap: "trap"
    case .true: "true"
    case .type: "type"
    case .typeset: "typeset"
    case .ulimit: "ulimit"
    case .umask: "umask"
    case .unalias: "unalias"
    case .unset: "unset"
    case .wait: "wait"
    }
  }

  /// The special built-ins of XCU 2.15.
  var isSpecial: Bool {
    switch self {
    case .break, .colon, .continue, .dot, .eval, .exec, .exit, .export, .readonly, .return,
      .set, .shift, .times, .trap, .unset:
      true
    default: false
    }
  }

  /// A standard utility that is not intrinsic (XCU 1.7): in POSIX mode `command
  /// -v` names the file that PATH leads to. `false`, `pwd` and `true` are
  /// intrinsic by our choice, as they were in earlier editions.
  var hasPathname: Bool {
    switch self {
    case .bracket, .echo, .printf, .test: true
    default: false
    }
  }

  /// The built-in of that name.
  static func named(_ name: Bytes) -> BuiltinID? {
    guard let first = name.first, name.count <= 9 else { return nil }
    // Not by `allCases`, an array whose page nothing else at the start needs.
    var code: UInt8 = 0
    while let id = BuiltinID(rawValue: code) {
      if id.name.start[0] == first && name == id.name { return id }
      code += 1
    }
    return nil
  }

  func run(_ shell: Shell, _ arguments: Arguments) throws(ShellError) -> Flow {
    switch self {
    case .break: return try shell.leaveLoops(arguments, by: .breakLoop)
    case .continue: return try shell.leaveLoops(arguments, by: .continueLoop)
    case .colon, .true:
      shell.status = 0
      return .next
    case .false:
      shell.status = 1
      return .next
    case .builtin: return try shell.runBuiltin(arguments)
    case .command: return try shell.runCommand(arguments)
    case .dot, .source: return try shell.runDot(arguments)
    case .eval: return shell.runEval(arguments)
    case .exec: return try shell.runExec(arguments)
    case .exit: return try shell.runExit(arguments)
    case .fc: return try shell.runFc(arguments)
    case .fg: return shell.runForeground(arguments)
    case .mapfile, .readarray: return try shell.runMapfile(arguments)
    case .read: return try shell.runRead(arguments)
    case .return: return try shell.runReturn(arguments)
    case .wait: return try shell.runWait(arguments)
    default:
      shell.status = try runUtility(shell, arguments)
      return .next
    }
  }

  /// Those that only have a status.
  private func runUtility(_ shell: Shell, _ arguments: Arguments) throws(ShellError) -> Int32 {
    switch self {
    case .alias: return try shell.runAlias(arguments)
    case .bg: return shell.runBackground(arguments)
    case .bind: return try shell.runBind(arguments)
    case .bracket, .test: return shell.runTest(arguments)
    case .caller: return shell.runCaller(arguments)
    case .cd: return try shell.runCd(arguments)
    case .compgen: return try shell.runCompgen(arguments)
    case .complete: return try shell.runComplete(arguments)
    case .compopt: return try shell.runCompopt(arguments)
    case .declare, .local, .typeset: return try shell.runTypeset(arguments)
    case .dirs: return try shell.runDirs(arguments)
    case .disown: return try shell.runDisown(arguments)
    case .echo: return shell.runEcho(arguments)
    case .export: return try shell.runExport(arguments, .exported)
    case .getopts: return try shell.runGetopts(arguments)
    case .hash: return try shell.runHash(arguments)
    case .help: return try shell.runHelp(arguments)
    case .history: return try shell.runHistory(arguments)
    case .jobs: return try shell.runJobs(arguments)
    case .kill: return try shell.runKill(arguments)
    case .let: return try shell.runLet(arguments)
    case .popd: return try shell.runPopd(arguments)
    case .printf: return try shell.runPrintf(arguments)
    case .pushd: return try shell.runPushd(arguments)
    case .pwd: return try shell.runPwd(arguments)
    case .readonly: return try shell.runExport(arguments, .readonly)
    case .set: return try shell.runSet(arguments)
    case .shift: return try shell.runShift(arguments)
    case .shopt: return try shell.runShopt(arguments)
    case .suspend: return try shell.runSuspend(arguments)
    case .times: return try shell.runTimes(arguments)
    case .trap: return try shell.runTrap(arguments)
    case .type: return try shell.runType(arguments)
    case .ulimit: return try shell.runUlimit(arguments)
    case .umask: return try shell.runUmask(arguments)
    case .unalias: return try shell.runUnalias(arguments)
    case .unset: return try shell.runUnset(arguments)
    default:
      assertionFailure("has a case of its own")
      return 0
    }
  }
}
