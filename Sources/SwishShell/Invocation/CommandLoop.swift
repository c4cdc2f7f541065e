// Reading and executing commands, one complete command at a time: the loop of a
// script, of `-c`, of `eval`, `.` and traps, and of an interactive shell.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Reads commands from `source` and executes them until the input ends or a
  /// command ends the loop. `isMain`: this is the shell's own input, where an
  /// interactive shell goes on after errors.
  @discardableResult
  public func runCommands(from source: any InputSource, isMain: Bool) -> Flow {
    let outerTree = currentTree
    currentTree = SyntaxTree()
    defer { currentTree = outerTree }
    return runCommands(makeParser(source), source, isMain: isMain)
  }

  @inline(never)
  private func take(_ findings: Parser.Findings) {
    if findings.contains(.nul) { warnOfNul() }
    if findings.contains(.lastArgument) { options.insert(.lastArgument) }
  }

  /// The same, with the trees in `currentTree`.
  private func runCommands(
    _ parser: Parser, _ source: any InputSource, isMain: Bool
  ) -> Flow {
    while true {
      if isMain {
        stackReserve.restore()
        parser.stackLimit = stackLimit
      }
      if options.contains(.verbose) { parser.giveBackInput() }
      parser.isPOSIX = options.contains(.posix)
      let result: Parser.ParseResult
      do throws(SyntaxError) {
        result = try parser.parseCommand(into: freshTree())
      } catch {
        if wasInterrupted(source) { return .abandon }
        report(error)
        // Its status is that of `eval` and `.`.
        control.hasRunCommand = true
        let flow = consequence(of: .syntax, in: .specialBuiltin)
        if isMain && flow == .abandon {
          parser.recover()
          continue
        }
        return flow
      }
      let findings = parser.findings
      if !findings.isEmpty { take(findings) }
      switch result {
      case .endOfInput: return !isMain && isInteractive && wasInterrupted(source) ? .abandon : .next
      case .empty: continue
      case .command(let node):
        // What SIGINT cut short, such as a here-document, counts as a whole command.
        if isInteractive && wasInterrupted(source) { return .abandon }
        if let (delimiter, place) = parser.unclosedDocument {
          warn(ofUnclosed: names[delimiter], from: place.line, to: parser.line)
        }
        // The last command of a string replaces the shell where it may.
        let tail =
          isMain && mayEndInCommand && !parser.hasBufferedInput && !options.contains(.verbose)
        control.hasRunCommand = true
        if isMain { terminalHooks?.willExecute() }
        let hasWarned = jobs.hasWarnedOfStopped
        if isMain && isInteractive { typedCommand = node }
        let flow = execute(node, tail: tail)
        if isMain { closeProcessSubstitutions(to: 0) }
        // The remainder of a stopped command.
        if isMain && control.isSubshell { exitSubshell(flow) }
        // Any command but a second `exit` asks for another warning.
        if isMain && hasWarned { jobs.hasWarnedOfStopped = false }
        if flow == .next {
          if !isMain && parser.isAtEnd { return .next }
          continue
        }
        if isMain && flow == .abandon && isInteractive {
          unwind()
          continue
        }
        return flow
      }
    }
  }

  private func wasInterrupted(_ source: any InputSource) -> Bool {
    (source as? any InterruptibleSource)?.wasInterrupted ?? false
  }

  func makeParser(_ source: any InputSource) -> Parser {
    let parser = Parser(names: names, source: source, aliases: self)
    parser.stackLimit = stackLimit
    parser.stack = self
    return parser
  }

  /// The tree for the next command: the last one's memory, unless a function
  /// was defined in it.
  private func freshTree() -> TreeWriter {
    let isShared = !isKnownUniquelyReferenced(&currentTree)
    if isShared { currentTree = SyntaxTree() }
    let tree = TreeWriter(currentTree)
    if !isShared { tree.reset() }
    return tree
  }

  /// Back at the prompt, whatever was going on.
  func unwind() {
    control = ControlState()
    restoreDescriptors(to: 0)
    restoreVariables(to: 0)
  }

  /// Executes text as `eval` and traps do. `$?` stays until a command sets it.
  func evaluate(_ text: Bytes, fromLine firstLine: Int = 1) -> Flow {
    do throws(ShellError) {
      if isStackExhausted { throw nestedTooDeeply() }
      // The tree has some four times the size of the text.
      try checkRoom(4 * text.count)
    } catch { return consequence(of: error, in: .compound) }
    // What evaluates it is no command that has ended.
    if options.contains(.pipeStatuses) { computed.hasBegunSince = false }
    let evaluation = idleEvaluations.popLast() ?? Evaluation(self)
    let parser = evaluation.parser
    parser.restart(text)
    parser.firstLine = firstLine
    parser.stackLimit = stackLimit
    // Swapped, so that the tree has one holder and can be used again.
    swap(&currentTree, &evaluation.tree)
    let flow = runCommands(parser, evaluation.source, isMain: false)
    swap(&currentTree, &evaluation.tree)
    if text.count < 65_536 { idleEvaluations.append(evaluation) }
    return flow
  }
}

/// What reading a text takes, kept from one `eval` to the next.
final class Evaluation {
  let source = StringSource(.empty)
  let parser: Parser
  /// For the commands of the next text; meanwhile, the tree around them.
  var tree = SyntaxTree()

  init(_ shell: Shell) { parser = shell.makeParser(source) }
}
