import SwishShell
import SwishSyntax
import SwishSystem

/// An interactive shell: reads and executes what a person types, to the end.
public final class Repl: TerminalHooks {
  private let shell: Shell
  private let source: InteractiveSource
  /// Ends of file in a row that did not end the shell. A terminal that is gone
  /// has nothing else to say, so their number is limited.
  private var refusedEnds = 0
  private var lineCount = 0
  private static let maximumRefusedEnds = 10

  public init(_ shell: Shell) {
    self.shell = shell
    source = InteractiveSource(host: shell)
    shell.terminalHooks = self
    if shell.options.contains(.vi) { editingModeChanged(vi: true) }
  }

  public func run() -> Never {
    while true {
      let flow = shell.runCommands(from: source, isMain: true)
      switch source.takeEnding() {
      case .interrupted, .unfinished: continue
      case .endOfFile: if !shell.obeyHangUp() || mayEnd() { shell.end() }
      case .exit: shell.end()
      case nil: if flow == .exiting { shell.end() }
      }
    }
  }

  public var history: any CommandHistory { source.history }

  public var keyBindings: any KeyBindings { source.session }

  public func willExecute() {
    let lines = OwnedText(source.history.typed)
    source.history.commit()
    var text = lines.bytes
    while text.last == UInt8(ascii: "\n") { text = text.prefix(text.count - 1) }
    source.markOutput(of: text)
    shell.beginTypedCommand(text)
  }

  public func willEnd() { source.history.close() }

  public func editingModeChanged(vi: Bool) { source.setEditingMode(vi: vi) }

  /// The end of input ends the shell, unless `ignoreeof` or stopped jobs are
  /// in the way (XCU set, exit).
  private func mayEnd() -> Bool {
    refusedEnds = source.lineCount == lineCount ? refusedEnds + 1 : 1
    lineCount = source.lineCount
    if refusedEnds > Repl.maximumRefusedEnds { return true }
    if shell.options.contains(.ignoreeof) && FileDescriptor.standardInput.isTerminal {
      write("Use \"exit\" to leave the shell.\n")
      return false
    }
    write("exit\n")
    return shell.mayExit()
  }

  private func write(_ text: Bytes) {
    try? FileDescriptor.standardError.writeAll(text.raw)
  }
}
