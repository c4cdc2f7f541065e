// `[[ expression ]]` and `((expression))`: their status tells the value. Words
// are neither split nor matched against pathnames. And `for ((`.
import SwishSyntax
import SwishSystem

extension Shell {
  func executeConditional(_ command: ConditionalCommand) -> Flow {
    executeExpression(command.node, in: .compound) { () throws(ShellError) in
      try holds(command.expression)
    }
  }

  func executeArithmetic(_ command: ArithmeticCommand) -> Flow {
    executeExpression(command.node, in: .expression) { () throws(ShellError) in
      try evaluate(command.expression) != 0
    }
  }

  /// `for ((first; condition; step))`; an error in an expression ends the loop.
  func executeArithmeticFor(_ loop: ArithmeticFor) -> Flow {
    var result: Int32 = 0
    control.loopDepth += 1
    defer { control.loopDepth -= 1 }
    let condition = loop.condition
    do throws(ShellError) {
      line = loop.node.line
      _ = try valueOnly(loop.first)
      while try condition.map({ c throws(ShellError) in try valueOnly(c) }) != 0 {
        var flow = execute(loop.body)
        result = status
        if flow == .next { flow = atSafePoint() }
        if flow != .next {
          if let end = endOfLoop(after: flow) { return end }
          result = 0
        }
        line = loop.node.line
        _ = try valueOnly(loop.step)
      }
    } catch { return consequence(of: error, in: .expression) }
    return finishLoop(result)
  }

  /// Leaves nothing in the arena: a loop may go round for long.
  private func valueOnly(_ expression: ArithmeticExpansion) throws(ShellError) -> Int64 {
    let mark = expansion.arena.mark
    defer { expansion.arena.release(to: mark) }
    return try evaluate(expression)
  }

  @inline(__always)
  private func executeExpression(
    _ node: Node, in context: Context, _ value: () throws(ShellError) -> Bool
  ) -> Flow {
    line = node.line
    let mark = expansion.arena.mark
    defer { expansion.arena.release(to: mark) }
    do throws(ShellError) { status = try value() ? 0 : 1 } catch {
      return consequence(of: error, in: context)
    }
    return concludeCommand()
  }

  private func holds(_ node: Node) throws(ShellError) -> Bool {
    if node.kind == .conditionalPrimary { return try holds(ConditionalPrimary(node)) }
    if isStackExhausted { throw nestedTooDeeply() }
    let logic = ConditionalLogic(node)
    let left = try holds(logic.left)
    switch logic.operation {
    case .not: return !left
    case .and: return left ? try holds(logic.right) : false
    case .or: return left ? true : try holds(logic.right)
    }
  }

  private func holds(_ primary: ConditionalPrimary) throws(ShellError) -> Bool {
    let left = try expandedString(primary.left)
    guard let binary = primary.binary else {
      try haveOwnProcess(primary.letter == UInt8(ascii: "t") || isProcessPath(left))
      do throws(TestError) { return try test(primary.letter, left) } catch { throw reported(error) }
    }
    switch binary {
    case .same, .different: return try matches(left, Word(primary.right)) == (binary == .same)
    case .matches: return try matchesExpression(left, Word(primary.right))
    case .equal, .unequal, .greater, .greaterOrEqual, .less, .lessOrEqual:
      let value = try number(left)
      return binary.holds(value, try number(try expandedString(primary.right)))
    default:
      let right = try expandedString(primary.right)
      try haveOwnProcess(isProcessPath(left) || isProcessPath(right))
      do throws(TestError) { return try test(binary, left, right) } catch { throw reported(error) }
    }
  }

  /// What is no number is an error of the comparison, not of an expansion.
  private func number(_ text: Bytes) throws(ShellError) -> Int64 {
    do throws(ShellError) { return try evaluate(text: text) } catch {
      if case .arithmetic = error { throw .utility(status: 1) }
      throw error
    }
  }

  /// A subshell that asks about its descriptors must have a process.
  private func haveOwnProcess(_ isNeeded: Bool) throws(ShellError) {
    if isNeeded && !subshells.isEmpty && !ownProcess() { throw .handedOver }
  }

  /// What is not quoted on the right of `==` is a pattern.
  private func matches(_ subject: Bytes, _ word: Word) throws(ShellError) -> Bool {
    if options.contains(.nocasematch) { return try matchesCaseless(word, subject) }
    if word.isPlain { return subject == word.plainText }
    let mode = PatternMode(isUTF8: isUTF8, mayHaveGroups: true)
    return try withExpandedString(word.node, as: .pattern, groups: true) {
      Pattern.matches($0, subject, mode)
    }
  }

  /// `=~`: what is quoted on the right is taken literally. BASH_REMATCH gets the
  /// match and its groups.
  private func matchesExpression(_ subject: Bytes, _ word: Word) throws(ShellError) -> Bool {
    let pattern = try withExpandedString(word.node, as: .regularExpression) {
      expansion.arena.copy($0)
    }
    guard let expression = expressions.expression(pattern, isUTF8: isUTF8) else {
      report(pattern, ": invalid regular expression")
      throw .utility(status: 2)
    }
    var search = RegularExpressionSearch(expression, in: subject, unless: interruptions)
    var groups: [ExpandedElement] = []
    switch search.run() {
    case .noMatch: break
    case .interrupted: throw .interrupted(atSafePoint())
    case .outOfMemory: try failOutOfMemory()
    case .match(let ranges):
      groups = ranges.map { ExpandedElement(key: nil, value: subject[$0]) }
    }
    try assign(names.intern("BASH_REMATCH"), groups, appends: false)
    return !groups.isEmpty
  }

  /// Whether a pattern matches with letters of either case (nocasematch).
  func matchesCaseless(_ word: Word, _ subject: Bytes) throws(ShellError) -> Bool {
    let mode = patternMode(of: word)
    return try withExpandedString(word.node, as: .pattern) { pattern in
      var small = ByteBuffer()
      small.append(pattern, uppercased: false, isUTF8: isUTF8)
      var text = ByteBuffer()
      text.append(subject, uppercased: false, isUTF8: isUTF8)
      return Pattern.matches(small.bytes, text.bytes, mode)
    }
  }

  private func reported(_ error: TestError) -> ShellError {
    report(error.subject, ": ", error.problem)
    return .utility(status: 2)
  }
}
