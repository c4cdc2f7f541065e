// Execution of commands (XCU 2.9): a walk over the syntax tree.
//
// `execute` runs any command and returns how it ended (`Flow`), with the exit
// status in `Shell.status`. `tail` promises that the process has nothing left
// to do afterwards, so that the last command may replace it. Signals are
// handled between commands (`atSafePoint`).
import SwishSyntax
import SwishSystem

extension Shell {
  func execute(_ node: Node, tail: Bool = false) -> Flow {
    switch node.kind {
    case .simpleCommand: return executeSimple(SimpleCommand(node), tail: tail)
    case .list: return executeList(CommandList(node), tail: tail)
    case .andOrList: return executeAndOr(AndOrList(node), tail: tail)
    case .pipeline: return executePipeline(Pipeline(node), tail: tail)
    case .asynchronous: return executeAsynchronous(AsynchronousList(node))
    default: return executeCompound(node, tail: tail)
    }
  }

  private func executeCompound(_ node: Node, tail: Bool) -> Flow {
    if isStackExhausted {
      line = node.line
      return consequence(of: nestedTooDeeply(), in: .compound)
    }
    if !options.isDisjoint(with: .holdingUp), let flow = flowBefore(node) { return flow }
    switch node.kind {
    case .redirected: return executeRedirected(Redirected(node), tail: tail)
    case .subshell: return executeSubshell(Group(node), tail: tail)
    case .braceGroup: return execute(Group(node).body, tail: tail)
    case .ifClause: return executeIf(IfClause(node), tail: tail)
    case .whileLoop: return executeWhile(WhileLoop(node))
    case .forLoop: return executeFor(ForLoop(node))
    case .arithmeticFor: return executeArithmeticFor(ArithmeticFor(node))
    case .caseClause: return executeCase(CaseClause(node), tail: tail)
    case .functionDefinition: return define(FunctionDefinition(node))
    case .conditionalCommand: return executeConditional(ConditionalCommand(node))
    case .arithmeticCommand: return executeArithmetic(ArithmeticCommand(node))
    case .coprocess: return executeCoprocess(Coprocess(node))
    default:
      assertionFailure("not a command")
      return .next
    }
  }

  private func executeList(_ list: CommandList, tail: Bool) -> Flow {
    let items = list.items
    for i in 0..<items.count {
      let flow = execute(items[i], tail: tail && i == items.count - 1)
      if flow != .next { return flow }
    }
    return .next
  }

  /// `&&` and `||`, left to right; -e looks at the last command only.
  private func executeAndOr(_ list: AndOrList, tail: Bool) -> Flow {
    let items = list.items
    let outer = control.ignoresErrexit
    defer { control.ignoresErrexit = outer }
    for i in 0..<items.count {
      if i > 0 && list.isAnd(i) != (status == 0) { continue }
      let isLast = i == items.count - 1
      control.ignoresErrexit = outer || !isLast
      let flow = execute(items[i], tail: tail && isLast)
      if flow != .next { return flow }
    }
    return .next
  }

  /// Runs a command whose status is being tested (XCU set, -e).
  func executeTested(_ node: Node) -> Flow {
    let outer = control.ignoresErrexit
    control.ignoresErrexit = true
    defer { control.ignoresErrexit = outer }
    return execute(node)
  }

  private func executeIf(_ clause: IfClause, tail: Bool) -> Flow {
    for i in 0..<clause.count {
      let flow = executeTested(clause.condition(i))
      if flow != .next { return flow }
      if status == 0 { return execute(clause.body(i), tail: tail) }
    }
    if let body = clause.elseBody { return execute(body, tail: tail) }
    status = 0
    return .next
  }

  private func executeWhile(_ loop: WhileLoop) -> Flow {
    var result: Int32 = 0
    control.loopDepth += 1
    defer { control.loopDepth -= 1 }
    while true {
      var flow = executeTested(loop.condition)
      if flow == .next {
        if (status == 0) == loop.isUntil { break }
        flow = execute(loop.body)
        result = status
      }
      if flow == .next { flow = atSafePoint() }
      if flow == .next { continue }
      if let end = endOfLoop(after: flow) { return end }
      result = 0
    }
    return finishLoop(result)
  }

  func finishLoop(_ result: Int32) -> Flow {
    status = result
    return .next
  }

  /// How the loop at hand ends where a round has not ended by `.next`; nil if
  /// `continue` means this loop. `loopExits` has what is left for loops outside.
  func endOfLoop(after flow: Flow) -> Flow? {
    guard flow == .breakLoop || flow == .continueLoop else { return flow }
    control.loopExits -= 1
    if control.loopExits > 0 { return flow }
    return flow == .continueLoop ? nil : finishLoop(0)
  }

  private func executeFor(_ loop: ForLoop) -> Flow {
    line = loop.node.line
    let mark = expansion.arena.mark
    let base = expansion.fields.count
    let pipes = processSubstitutions.count
    defer {
      expansion.fields.truncate(to: base)
      expansion.arena.release(to: mark)
      closeProcessSubstitutions(to: pipes)
    }
    do throws(ShellError) {
      if loop.hasIn {
        let words = loop.words
        for i in 0..<words.count { try expandFields(words[i]) }
      } else {
        for i in 0..<positionals.count {
          if let value = positionals[i] {
            expansion.fields.push(expansion.arena.copy(value))
          }
        }
      }
    } catch { return consequence(of: error, in: .compound) }
    let count = expansion.fields.count - base
    return loop.isSelect
      ? repeatSelect(loop, base: base, count: count) : repeatFor(loop, base: base, count: count)
  }

  private func repeatFor(_ loop: ForLoop, base: Int, count: Int) -> Flow {
    var result: Int32 = 0
    control.loopDepth += 1
    defer { control.loopDepth -= 1 }
    for i in 0..<count {
      do throws(ShellError) {
        if variables.attributes(loop.slot).contains(.reference) {
          try refer(loop.slot, to: expansion.fields[base + i])
        } else {
          try assign(loop.slot, expansion.fields[base + i])
        }
      } catch { return consequence(of: error, in: .compound) }
      var flow = Flow.next
      if options.contains(.debugTrap) { flow = runDebugTrap(before: loop.node) }
      if flow == .next {
        flow = execute(loop.body)
        result = status
      }
      if flow == .next { flow = atSafePoint() }
      if flow == .next { continue }
      if let end = endOfLoop(after: flow) { return end }
      result = 0
    }
    return finishLoop(result)
  }

  private func executeCase(_ clause: CaseClause, tail: Bool) -> Flow {
    line = clause.node.line
    let mark = expansion.arena.mark
    defer { expansion.arena.release(to: mark) }
    var subject = Bytes.empty
    var chosen: Int?
    do throws(ShellError) {
      substitutionStatus = nil
      let word = Word(clause.word)
      subject = word.isPlain ? word.plainText : try expandedString(clause.word)
      chosen = try matchingItem(clause, subject)
    } catch { return consequence(of: error, in: .compound) }
    guard var index = chosen else {
      status = 0
      return .next
    }
    // `$?` is that of the command before until a list runs.
    while true {
      let item = CaseItem(clause.items[index])
      if item.matchesOn {
        let flow = item.body.map { execute($0) } ?? .next
        if item.body == nil { status = 0 }
        if flow != .next { return flow }
        do throws(ShellError) {
          guard let next = try matchingItem(clause, subject, from: index + 1) else { return .next }
          index = next
        } catch { return consequence(of: error, in: .compound) }
        continue
      }
      let isLast = !item.fallsThrough || index == clause.items.count - 1
      if let body = item.body {
        let flow = execute(body, tail: tail && isLast)
        if flow != .next || isLast { return flow }
      } else if isLast {
        status = 0
        return .next
      }
      index += 1
    }
  }

  private func matchingItem(
    _ clause: CaseClause, _ subject: Bytes, from first: Int = 0
  ) throws(ShellError) -> Int? {
    if options.contains(.nocasematch) { return try caselessItem(clause, subject, from: first) }
    let fingerprint = CaseItem.fingerprint(of: subject)
    let items = clause.items
    for i in first..<items.count {
      let item = CaseItem(items[i])
      for k in 0..<item.patterns.count {
        let known = item.fingerprint(k)
        if known != 0 && known != fingerprint { continue }
        if try matches(Word(item.patterns[k]), subject) { return i }
      }
    }
    return nil
  }

  @inline(never)
  private func caselessItem(
    _ clause: CaseClause, _ subject: Bytes, from first: Int
  ) throws(ShellError) -> Int? {
    for i in first..<clause.items.count {
      let patterns = CaseItem(clause.items[i]).patterns
      for k in 0..<patterns.count {
        if try matchesCaseless(Word(patterns[k]), subject) { return i }
      }
    }
    return nil
  }

  @inline(never)
  private func matches(_ pattern: Word, _ subject: Bytes) throws(ShellError) -> Bool {
    if pattern.isPlain { return pattern.plainText == subject }
    let mode = patternMode(of: pattern)
    if let text = pattern.onlyLiteral { return Pattern.matches(text, subject, mode) }
    return try withExpandedString(pattern.node, as: .pattern) {
      Pattern.matches($0, subject, mode)
    }
  }

  private func executeRedirected(_ node: Redirected, tail: Bool) -> Flow {
    line = node.node.line
    let mark = expansion.arena.mark
    defer { expansion.arena.release(to: mark) }
    let record = redirections.mark
    let pipes = processSubstitutions.count
    defer { closeProcessSubstitutions(to: pipes) }
    do throws(ShellError) { try redirect(node.redirections) } catch {
      restoreDescriptors(to: record)
      return consequence(of: error, in: .compound)
    }
    // Those of a subshell are its own; the shell around it ends without them.
    if node.body.kind == .subshell {
      return waitingToExit(record) { execute(node.body, tail: tail) }
    }
    let flow = execute(node.body, tail: tail)
    flushOutput()
    restoreDescriptors(to: record)
    return flow
  }

  private func define(_ definition: FunctionDefinition) -> Flow {
    guard ownProcess() else { return .handedOver }
    let function = Function(tree: currentTree, definition: definition, source: sourceName)
    commands.setFunction(definition.slot, function)
    status = 0
    return .next
  }
}
