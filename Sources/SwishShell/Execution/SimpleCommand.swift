// Simple commands (XCU 2.9.1): words, then redirections, then assignments are
// expanded; then the command search decides what runs.
import SwishSyntax
import SwishSystem

extension Shell {
  func executeSimple(_ command: SimpleCommand, tail: Bool) -> Flow {
    if !options.isDisjoint(with: .holdingUp), let flow = flowBefore(command.node) { return flow }
    line = command.node.line
    if command.onlyAssigns {
      substitutionStatus = nil
      return executeAssignments(command)
    }
    if !command.isOrdinary, !notesLastArgument, let flow = executeFusedTest(command) {
      return flow
    }
    return executeWords(command, tail: tail)
  }

  /// Whether `$_` is of interest: a line to come may read it, or one has been read
  /// that does, which all of a loop, a function or a subshell was read before.
  @inline(__always)
  private var notesLastArgument: Bool {
    control.loopDepth + control.functionDepth == 0 && subshells.isEmpty
      || options.contains(.lastArgument)
  }

  private func noteLastArgument(_ text: Bytes) {
    let slot = wellKnown.lastArgument
    if variables.setPlainly(slot, text) { return }
    guard variables.attributes(slot).isDisjoint(with: [.readonly, .array]) else { return }
    variables.set(slot, text)
  }

  private func executeWords(_ command: SimpleCommand, tail: Bool) -> Flow {
    let mark = expansion.arena.mark
    let base = expansion.fields.count
    let arrays = arrayOperands.count
    let pipes = processSubstitutions.count
    defer {
      expansion.fields.truncate(to: base)
      expansion.arena.release(to: mark)
      if arrayOperands.count > arrays { arrayOperands.removeSubrange(arrays...) }
      closeProcessSubstitutions(to: pipes)
    }
    substitutionStatus = nil
    let words = command.words
    do throws(ShellError) {
      for i in 0..<words.count { try expandFields(words[i]) }
    } catch { return consequence(of: error, in: .utility) }
    let count = expansion.fields.count - base
    if count == 0 {
      return executeNameless(command)
    }
    let arguments = takeArguments(from: base, count: count)
    let slot = command.name ?? names.find(arguments[0])
    let flow: Flow
    if let slot, let function = commands.function(slot),
      commands.builtin(slot, names)?.isSpecial != true
    {
      flow = call(function, arguments, command, tail: tail)
    } else if let builtin = builtin(slot, arguments[0]) {
      flow = execute(builtin, arguments, command)
    } else {
      flow = executeExternal(command, slot, arguments, tail: tail)
    }
    if notesLastArgument { noteLastArgument(arguments[count - 1]) }
    return flow == .next ? atSafePoint() : flow
  }

  /// Moves the fields from `base` on to where they stay for the command.
  func takeArguments(from base: Int, count: Int) -> Arguments {
    let items = expansion.arena.allocate(Bytes.self, count: count + 1)
    items.update(from: expansion.fields.start(at: base), count: count)
    return Arguments(items: UnsafePointer(items), count: count)
  }

  /// What a built-in is called with that another command makes use of.
  func arguments(_ words: [Bytes]) -> Arguments {
    let items = expansion.arena.allocate(Bytes.self, count: words.count)
    for (index, word) in words.enumerated() { (items + index).initialize(to: word) }
    return Arguments(items: UnsafePointer(items), count: words.count)
  }

  /// The built-in of that name, also where PATH leads to no such utility
  /// (XCU 2.9.1.4): a system without `/bin/echo` has only ours.
  @inline(__always)
  func builtin(_ slot: Slot?, _ name: Bytes) -> BuiltinID? {
    if let slot { commands.builtin(slot, names) } else { BuiltinID.named(name) }
  }

  // MARK: Assignments

  /// A command without a name: assignments affect the shell; redirections are
  /// performed and undone; the status is the last substitution's.
  private func executeNameless(_ command: SimpleCommand) -> Flow {
    let record = redirections.mark
    let pipes = processSubstitutions.count
    defer {
      restoreDescriptors(to: record)
      closeProcessSubstitutions(to: pipes)
    }
    do throws(ShellError) {
      if command.node == contentsBody {
        return try copyFile(Redirection(command.redirections[0]))
      }
      try redirectApart(command.redirections)
      try assignAll(command, from: record)
    } catch {
      restoreDescriptors(to: record)
      return consequence(of: error, in: .utility)
    }
    restoreDescriptors(to: record)
    return concludeAssignments()
  }

  private func executeAssignments(_ command: SimpleCommand) -> Flow {
    do throws(ShellError) { try assignAll(command, from: redirections.mark) } catch {
      return consequence(of: error, in: .utility)
    }
    return concludeAssignments()
  }

  private func assignAll(_ command: SimpleCommand, from mark: Int) throws(ShellError) {
    let arenaMark = expansion.arena.mark
    defer { expansion.arena.release(to: arenaMark) }
    let assignments = command.assignments
    for i in 0..<assignments.count {
      let assignment = Assignment(assignments[i])
      try traced(assignment.slot, from: mark) { () throws(ShellError) in
        guard assignment.isPlain else { return try assign(assignment) }
        try assign(assignment.slot, value: assignment.value)
        return .value()
      }
    }
  }

  private func concludeAssignments() -> Flow {
    status = substitutionStatus ?? 0
    return concludeCommand()
  }

  /// Without a command name, redirections are performed in a subshell
  /// environment (XCU 2.9.1.3): nobody sees what their words assign.
  private func redirectApart(_ list: NodeList) throws(ShellError) {
    let mark = variables.enterSubshell()
    defer {
      while let slot = variables.leaveSubshell(to: mark) {
        if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
      }
    }
    try redirect(list, isApart: true)
  }

  /// `name=word`, the word expanded as an assignment's.
  @inline(never)
  private func assign(_ slot: Slot, value: Node?) throws(ShellError) {
    guard let value else { return try assign(slot, .empty) }
    let word = Word(value)
    if word.isPlain { return try assign(slot, word.plainText) }
    guard let part = word.onlyPart else { return try assignText(slot, word) }
    switch part.kind {
    case .arithmeticExpansion:
      // A number stays a number until somebody wants its digits.
      try assign(slot, integer: try evaluate(ArithmeticExpansion(part)))
    case .commandSubstitution:
      try withOutput(of: CommandSubstitution(part)) { output throws(ShellError) in
        try assign(slot, output)
      }
    case .parameter:
      let parameter = ParameterExpansion(part)
      if parameter.operation == .none, let text = plainValue(parameter.parameter) {
        try assign(slot, text)
      } else {
        try assignText(slot, word)
      }
    default: try assignText(slot, word)
    }
  }

  @inline(never)
  private func assignText(_ slot: Slot, _ word: Word) throws(ShellError) {
    let isQuoted = word.parts.count == 1 && word.parts[0].kind == .doubleQuoted
    let parts = isQuoted ? DoubleQuoted(word.parts[0]).parts : word.parts
    let appends = beginsWith(slot, parts)
    let frame = expansion.push(.string)
    defer { expansion.pop(frame) }
    try expandParts(parts, from: appends ? 1 : 0, quoted: isQuoted)
    let text = expansion.buffer.bytes(from: expansion.fieldStart)
    if appends { try append(slot, text) } else { try assign(slot, text) }
  }

  /// The value is the variable's own with something behind it, which does not
  /// change the variable.
  private func beginsWith(_ slot: Slot, _ parts: NodeList) -> Bool {
    guard parts.count > 1, parts[0].kind == .parameter,
      ParameterExpansion(parts[0]).operation == .none,
      ParameterExpansion(parts[0]).parameter == Parameter(variable: slot),
      variables.attributes(slot).isDisjoint(with: [.computed, .arithmetic]), value(slot) != nil
    else { return false }
    return isPlain(parts)
  }

  /// The assignments before a command name. Temporary ones are exported, and
  /// put aside what they hide; `restoreVariables` brings it back.
  func assignPrefix(
    _ command: SimpleCommand, temporarily: Bool, from mark: Int
  ) throws(ShellError) {
    let assignments = command.assignments
    for i in 0..<assignments.count {
      let assignment = Assignment(assignments[i])
      if !assignment.isPlain {
        try assignPrefix(assignment, temporarily: temporarily, from: mark)
      } else if temporarily {
        let slot = followed(assignment.slot)
        try checkWritable(slot)
        // The value is expanded before the variable is put aside: `x=$x cmd`.
        let value = try assignment.value.map { node throws(ShellError) in
          try expandedString(node)
        }
        try traced(slot, from: mark) { () throws(ShellError) in
          putAside(slot)
          try assign(slot, value ?? .empty)
          return .value()
        }
        variables.insert(.exported, slot)
      } else {
        try traced(assignment.slot, from: mark) { () throws(ShellError) in
          try assign(assignment.slot, value: assignment.value)
          return .value()
        }
      }
    }
  }

  /// `name+=word` before a command name; arrays cannot be there.
  private func assignPrefix(
    _ assignment: Assignment, temporarily: Bool, from mark: Int
  ) throws(ShellError) {
    let slot = followed(assignment.slot)
    guard assignment.index == nil && assignment.array == nil else {
      report(names[slot], ": an array cannot be assigned for a command")
      throw .assignment
    }
    try checkWritable(slot)
    if temporarily { putAside(slot) }
    try traced(slot, from: mark) { () throws(ShellError) in try assign(assignment) }
    if temporarily { variables.insert(.exported, slot) }
  }

  /// The command that `exec` starts finds the assignments before it.
  private func exportPrefix(_ command: SimpleCommand) {
    for i in 0..<command.assignments.count {
      variables.insert(.exported, Assignment(command.assignments[i]).slot)
    }
  }

  // MARK: Built-ins and functions

  private func execute(
    _ builtin: BuiltinID, _ arguments: Arguments, _ command: SimpleCommand
  ) -> Flow {
    let context: Context = builtin.isSpecial ? .specialBuiltin : .utility
    if command.assignments.isEmpty && command.redirections.isEmpty {
      if options.contains(.xtrace) { trace(arguments, from: redirections.mark) }
      let flow = flushed(run(builtin, arguments, context))
      // `eval` and `.` have other lines.
      line = command.node.line
      return flow == .next ? checkErrexit() : flow
    }
    let record = redirections.mark
    let saved = variables.savedCount
    var isTemporary = !builtin.isSpecial && !command.assignments.isEmpty
    let servesDocument = builtin == .read && servesDocument(command)
    defer { if isTemporary { restoreVariables(to: saved) } }
    do throws(ShellError) {
      if servesDocument {
        try serveDocument(command)
      } else {
        try redirect(command.redirections)
      }
      try assignPrefix(command, temporarily: !builtin.isSpecial, from: record)
      if builtin == .exec && arguments.count > 1 { exportPrefix(command) }
      // Its own variables stay, and it reads none.
      if builtin == .local || builtin == .declare || builtin == .typeset {
        restoreVariables(to: saved)
        isTemporary = false
      }
    } catch {
      restoreDescriptors(to: record)
      return consequence(of: error, in: context)
    }
    if options.contains(.xtrace) { trace(arguments, from: record) }
    keepsRedirections = false
    let flow =
      servesDocument
      ? readingDocument { run(builtin, arguments, context) }
      : flushed(run(builtin, arguments, context))
    if keepsRedirections {
      keepsRedirections = false
      redirections.forget(to: record)
      readAhead.share()
    } else {
      restoreDescriptors(to: record)
    }
    return flow == .next ? checkErrexit() : flow
  }

  /// Runs a built-in; an error it throws has the consequences of its kind.
  func run(_ builtin: BuiltinID, _ arguments: Arguments, _ context: Context) -> Flow {
    if !subshells.isEmpty && needsOwnProcess(builtin, arguments) && !ownProcess() {
      return .handedOver
    }
    do throws(ShellError) { return try builtin.run(self, arguments) } catch {
      switch error {
      // It has failed, and no more, also where it cannot set its variables; what
      // that means for -e and ERR is seen when the command ends.
      case .utility(let code) where context == .utility: status = code
      case .assignment where context == .utility: status = 2
      default: return consequence(of: error, in: context)
      }
      return .next
    }
  }

  /// A built-in's output is written when it ends; failing to is its failure.
  @inline(__always)
  private func flushed(_ flow: Flow) -> Flow {
    if !flushOutput() && status == 0 { status = 1 }
    return flow
  }

  /// Calls a function (XCU 2.9.5).
  private func call(
    _ function: Function, _ arguments: Arguments, _ command: SimpleCommand, tail: Bool
  ) -> Flow {
    if isStackExhausted {
      return consequence(of: nestedTooDeeply(arguments[0], ": functions "), in: .compound)
    }
    let record = redirections.mark
    let saved = variables.savedCount
    defer {
      restoreVariables(to: saved)
      restoreDescriptors(to: record)
    }
    do throws(ShellError) {
      if !command.redirections.isEmpty { try redirect(command.redirections) }
      if !command.assignments.isEmpty { try assignPrefix(command, temporarily: true, from: record) }
    } catch {
      restoreDescriptors(to: record)
      return consequence(of: error, in: .compound)
    }
    if options.contains(.xtrace) { trace(arguments, from: record) }
    let mayEnd = tail && command.redirections.isEmpty
    let flow =
      traps.hasOwn
      ? withoutOwnTraps { runBody(of: function, arguments, tail: false) }
      : runBody(of: function, arguments, tail: mayEnd)
    restoreDescriptors(to: record)
    line = command.node.line
    return flow == .next ? checkErrexit() : flow
  }

  private func runBody(of function: Function, _ arguments: Arguments, tail: Bool) -> Flow {
    let outerPositionals = positionals
    // Swapped, which counts fewer references than copies.
    var tree = function.tree
    var source = function.source
    swap(&currentTree, &tree)
    swap(&sourceName, &source)
    calls.push(CallFrame(name: function.definition.slot, line: line, file: source?.bytes))
    let outerLoopDepth = control.loopDepth
    let outerLocalMark = localMark
    positionals = Positionals(borrowing: arguments.items + 1, count: arguments.count - 1)
    control.loopDepth = 0
    control.functionDepth += 1
    localMark = variables.savedCount
    // The call is no command that has ended.
    if options.contains(.pipeStatuses) { computed.hasBegunSince = false }
    var flow = execute(function.definition.body, tail: tail)
    if traps.hasOwn { flow = runReturnTrap(after: flow) }
    restoreVariables(to: localMark)
    localMark = outerLocalMark
    control.functionDepth -= 1
    control.loopDepth = outerLoopDepth
    _ = calls.pop()
    swap(&sourceName, &source)
    swap(&currentTree, &tree)
    positionals.free()
    positionals = outerPositionals
    return flow == .returning ? .next : flow
  }
}
