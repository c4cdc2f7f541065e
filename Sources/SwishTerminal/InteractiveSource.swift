import SwishShell
import SwishSyntax
import SwishSystem

/// The commands a person types, a line at a time, after PS1 or PS2.
public final class InteractiveSource: InterruptibleSource {
  /// Why there was no line.
  public enum Ending: Sendable {
    case endOfFile
    /// SIGINT at a prompt: what was typed of the command is void.
    case interrupted
    /// The end of input inside a command, which may be Control-D at PS2 and
    /// not the end of everything.
    case unfinished
    /// A signal or a trap ends the shell.
    case exit
  }

  private unowned let host: any TerminalHost
  let session: ReadlineSession
  private let plain: PlainReader
  let history: History
  private var prompt = ByteBuffer(capacity: 64)
  private var marks: TerminalMarks
  private var ending: Ending?
  /// Lines read so far.
  public private(set) var lineCount = 0

  /// The host must live as long as the source.
  public init(host: any TerminalHost) {
    self.host = host
    history = History(host: host)
    session = ReadlineSession(host: host, history: history)
    plain = PlainReader(host: host)
    marks = TerminalMarks(host: host)
  }

  /// Appends a line; false when there is none, for the reason that
  /// `takeEnding` tells.
  public func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    ending = nil
    if !continuing {
      history.finish()
      // What was no command after all.
      history.commit()
      guard host.prepareForPrompt() else {
        ending = .exit
        return false
      }
    }
    prompt.removeAll()
    if continuing {
      host.appendPrompt(.secondary, to: &prompt)
      session.setSidePrompts(right: .empty, transient: .empty)
    } else {
      appendPrimaryPrompt()
    }
    let start = buffer.count
    switch readLine(into: &buffer, continuing: continuing) {
    case .line:
      lineCount += 1
      history.add(buffer.bytes(from: start))
      return true
    case .endOfFile:
      ending = continuing ? .unfinished : .endOfFile
      return false
    case .interrupted:
      history.discard()
      ending = .interrupted
      return false
    case .exit:
      ending = .exit
      return false
    }
  }

  private func appendPrimaryPrompt() {
    guard canEdit else { return host.appendPrompt(.primary, to: &prompt) }
    marks.appendPromptStart(to: &prompt)
    host.appendPrompt(.primary, to: &prompt)
    marks.appendPromptEnd(to: &prompt)
    var right = ByteBuffer()
    var transient = ByteBuffer()
    if !host.options.contains(.posix) {
      host.appendPrompt(.right, to: &right)
      host.appendPrompt(.transient, to: &transient)
    }
    session.setSidePrompts(right: right.bytes, transient: transient.bytes)
  }

  /// A command that was typed is about to be executed.
  func markOutput(of command: Bytes) {
    guard canEdit else { return }
    var text = ByteBuffer()
    marks.appendOutputStart(of: command, to: &text)
    if !text.isEmpty { session.writeToTerminal(text.bytes) }
  }

  /// Reads a line and expands its references to the history. One that cannot be
  /// expanded, or is only to be seen, is none: another is read.
  private func readLine(into buffer: inout ByteBuffer, continuing: Bool) -> LineOutcome {
    let start = buffer.count
    while true {
      let outcome =
        canEdit
        ? session.readLine(prompt: prompt.bytes, continuing: continuing, into: &buffer)
        : plain.readLine(prompt: prompt.bytes, into: &buffer)
      guard outcome == .line, host.options.contains(.histexpand) else { return outcome }
      var line = ByteBuffer()
      let expansion = history.expandLines(buffer.bytes(from: start), into: &line)
      if expansion == .unchanged { return outcome }
      buffer.truncate(to: start)
      switch expansion {
      case .failed:
        line.truncate(to: line.count - 1)
        host.complain(line.bytes)
        continue
      case .changed where canEdit && host.options.contains(.histverify):
        session.proposal.append(line.bytes.prefix(line.count - 1))
        continue
      default: break
      }
      var shown = ByteBuffer()
      shown.appendVisible(line.bytes)
      try? FileDescriptor.standardError.writeAll(shown.bytes.raw)
      if expansion == .showOnly {
        history.append(line.bytes.prefix(line.count - 1))
        continue
      }
      buffer.append(line.bytes)
      return outcome
    }
  }

  /// The command being read was given up by SIGINT: no error to report.
  public var wasInterrupted: Bool { ending == .interrupted }

  /// Why `read` last returned false; told once.
  public func takeEnding() -> Ending? {
    defer { ending = nil }
    return ending
  }

  /// `set -o vi`, `set -o emacs`.
  public func setEditingMode(vi: Bool) { session.setEditingMode(vi ? .vi : .emacs) }

  /// Editing needs a terminal at both ends that can move its cursor. Either
  /// may change from line to line, with `exec` or an assignment to TERM.
  private var canEdit: Bool {
    guard FileDescriptor.standardInput.isTerminal, FileDescriptor.standardError.isTerminal,
      let name = host.variable(named: "TERM")
    else { return false }
    return !name.isEmpty && name != "dumb"
  }
}
