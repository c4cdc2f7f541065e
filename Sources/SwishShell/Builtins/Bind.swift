// bind: the keys of the line editor. Not in POSIX; the options are bash's.
import SwishSyntax
import SwishSystem

/// The line editor's keys, as `bind` sees them.
public protocol KeyBindings: AnyObject {
  /// Does what one option of `bind` asks for, and appends what that lists.
  /// `option` is its letter, 0 for a line as it may stand in an inputrc;
  /// `keymap` is the one that -m named.
  func bind(
    _ option: UInt8, _ argument: Bytes, keymap: Bytes?, into output: inout ByteBuffer
  ) throws(BindError)
}

public enum BindError: Error {
  case unknownKeymap, unknownFunction, invalidKeys
  /// No key leads to the function: a status, and no error.
  case unbound
  case system(Errno)
}

extension Shell {
  /// `bind [-m keymap] [-lpPsSvVX] [-q|-u function] [-r keys] [-f file]
  /// [-x keys:command] [line...]`
  func runBind(_ arguments: Arguments) -> Int32 {
    var options = OptionParser(arguments, "lpPsSvVXm:q:u:r:f:x:")
    var keymap: Bytes?
    var actions: [(option: UInt8, argument: Bytes)] = []
    loop: while true {
      let result = options.next()
      switch result {
      case .option(UInt8(ascii: "m")): keymap = options.argument
      case .option(let letter): actions.append((letter, options.argument))
      case .end: break loop
      default: return reportUsage("bind", result)
      }
    }
    guard let keys = terminalHooks?.keyBindings else {
      report(builtin: "bind", Bytes("line editing is not enabled"))
      return 1
    }
    for i in 0..<options.operands.count { actions.append((0, options.operands[i])) }
    var failed = false
    for action in actions {
      do throws(BindError) {
        try keys.bind(action.option, action.argument, keymap: keymap, into: &output.buffer)
      } catch {
        failed = true
        report(error, action.argument, keymap ?? .empty)
      }
    }
    return failed ? 1 : 0
  }

  private func report(_ error: BindError, _ argument: Bytes, _ keymap: Bytes) {
    switch error {
    case .unknownKeymap: report(builtin: "bind", keymap, Bytes(": no such keymap"))
    case .unknownFunction: report(builtin: "bind", argument, Bytes(": no such function"))
    case .invalidKeys: report(builtin: "bind", argument, Bytes(": not \"KEYS\":COMMAND"))
    case .unbound: break
    case .system(let errno): report(builtin: "bind", argument, errno)
    }
  }

  /// Executes the command of a key (`bind -x`). It finds the line and the
  /// cursor's place, counted in characters, in READLINE_LINE and READLINE_POINT
  /// and may change them. `$?` stays. False when the shell is to end.
  public func executeKeyCommand(
    _ command: Bytes, line: inout ByteBuffer, point: inout Int
  ) -> Bool {
    let lineName = names.intern(Bytes("READLINE_LINE"))
    let pointName = names.intern(Bytes("READLINE_POINT"))
    let outerStatus = status
    do throws(ShellError) {
      try assign(lineName, line.bytes)
      try assign(pointName, integer: Int64(point))
    } catch { return true }
    let flow = evaluate(command)
    flushOutput()
    line.removeAll()
    line.append(value(lineName) ?? .empty)
    point = value(pointName)?.decimal ?? line.count
    try? unset(lineName)
    try? unset(pointName)
    if flow == .exiting { return false }
    status = outerStatus
    return true
  }
}
