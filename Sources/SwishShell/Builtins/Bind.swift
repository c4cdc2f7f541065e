// bind: the keys of the line editor. Not in POSIX; the options are bash's.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `bind [-m keymap] [-lpPsSvVX] [-q|-u function] [-r keys] [-f file]
  /// [-x keys:command] [line...]`
  func runBind(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "lpPsSvVXm:q:u:r:f:x:")
    var keymap: Bytes?
    var actions: [(option: UInt8, argument: Bytes)] = []
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "m"): keymap = options.argument
      default: actions.append((letter, options.argument))
      }
    }
    guard let keys = terminalHooks?.keyBindings else {
      report(builtin: "bind", "line editing is not enabled")
      return 1
    }
    for line in options.operands { actions.append((0, line)) }
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
    case .unknownKeymap: report(builtin: "bind", keymap, ": no such keymap")
    case .unknownFunction: report(builtin: "bind", argument, ": no such function")
    case .invalidKeys: report(builtin: "bind", argument, ": not \"KEYS\":COMMAND")
    case .unbound: break
    case .system(let errno): report(builtin: "bind", argument, errno)
    }
  }

  /// Executes the command of a key (`bind -x`), which finds the line in
  /// READLINE_LINE, READLINE_POINT, READLINE_MARK and READLINE_ARGUMENT and may
  /// change all but the last. `$?` stays. False when the shell is to end.
  public func executeKeyCommand(_ command: Bytes, line: inout KeyCommandLine) -> Bool {
    let text = names.intern("READLINE_LINE")
    let point = names.intern("READLINE_POINT")
    let mark = names.intern("READLINE_MARK")
    let argument = names.intern("READLINE_ARGUMENT")
    let outerStatus = status
    do throws(ShellError) {
      try assign(text, line.text.bytes)
      try assign(point, integer: Int64(line.point))
      try assign(mark, integer: Int64(line.mark))
      if let number = line.argument { try assign(argument, integer: Int64(number)) }
    } catch { return true }
    let flow = evaluate(command)
    flushOutput()
    line.text.removeAll()
    line.text.append(value(text) ?? .empty)
    line.point = value(point)?.decimal ?? line.text.count
    line.mark = value(mark)?.decimal ?? 0
    for name in [text, point, mark, argument] { try? unset(name) }
    if flow == .exiting { return false }
    status = outerStatus
    return true
  }
}

extension Shell {
  /// Replaces the expansions that the parser finds in a line: what single-quotes
  /// hold is none.
  public func expand(_ text: inout ByteBuffer) {
    let (spans, _) = makeParser(StringSource(text.bytes)).record()
    var expanded = ByteBuffer()
    var rest = 0
    for span in spans where span.kind == .expansion {
      guard span.start >= rest, span.end > span.start, span.end <= text.count else { continue }
      expanded.append(text.bytes[rest..<span.start])
      appendExpanded(text.bytes[span.start..<span.end], to: &expanded)
      rest = span.end
    }
    expanded.append(text.bytes.dropFirst(rest))
    swap(&text, &expanded)
  }
}

/// The line being edited, as the command of a key gets it.
public struct KeyCommandLine: ~Copyable {
  public var text = ByteBuffer()
  /// The places of the cursor and the mark, counted in characters.
  public var point = 0
  public var mark = 0
  /// The number typed before the key.
  public var argument: Int?

  public init() {}
}
