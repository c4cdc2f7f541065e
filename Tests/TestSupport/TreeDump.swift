import SwishSyntax

// A tree as an expression: `(pipeline (simple echo "a $x") (simple wc))`. Places
// are left out, and so is what cannot be seen from outside (braces around a bare
// parameter, backquotes), so that equal dumps mean equal trees.

public func dump(_ node: Node, _ names: NameTable) -> String {
  Dumper(names: names).dump(node)
}

private struct Dumper {
  let names: NameTable

  private func all(_ nodes: NodeList) -> String {
    (0..<nodes.count).map { " " + dump(nodes[$0]) }.joined()
  }

  private func parts(_ nodes: NodeList) -> String {
    (0..<nodes.count).map { dump(nodes[$0]) }.joined(separator: "+")
  }

  private func quoted(_ bytes: Bytes) -> String {
    bytes.description.replacing("\n", with: "⏎")
  }

  func dump(_ node: Node) -> String {
    switch node.kind {
    case .word:
      let word = Word(node)
      let mark = (word.isPlain ? "" : "~") + (word.isAssignment ? "=" : "")
      return word.parts.count == 1 && mark.isEmpty
        ? parts(word.parts) : mark + "[" + parts(word.parts) + "]"
    case .literal:
      return quoted(TextPart(node).text) + (TextPart(node).hasPattern ? "*" : "")
    case .escaped: return "\\" + quoted(TextPart(node).text)
    case .singleQuoted: return "'" + quoted(TextPart(node).text) + "'"
    case .dollarQuoted: return "$'" + quoted(TextPart(node).text) + "'"
    case .doubleQuoted: return "\"" + parts(DoubleQuoted(node).parts) + "\""
    case .tilde: return "<~" + quoted(TextPart(node).text) + ">"
    case .parameter: return parameter(ParameterExpansion(node))
    case .commandSubstitution:
      return "$(" + (CommandSubstitution(node).body.map(dump) ?? "") + ")"
    case .arithmeticExpansion:
      return "$((" + arithmeticExpansion(ArithmeticExpansion(node)) + "))"
    case .processSubstitution:
      let substitution = ProcessSubstitution(node)
      return (substitution.isOutput ? ">(" : "<(") + (substitution.body.map(dump) ?? "") + ")"
    case .arrayLiteral: return "(" + all(ArrayLiteral(node).elements).dropFirst() + ")"
    case .number, .variable, .expansionOperand, .unary, .binary, .assign, .step, .conditional,
      .element, .arithmeticSubscript:
      return arithmetic(node)
    default: return command(node)
    }
  }

  private func arithmeticExpansion(_ expansion: ArithmeticExpansion) -> String {
    parts(Word(expansion.word).parts) + (expansion.expression.map { " = " + dump($0) } ?? "")
  }

  private func subscripted(_ index: ArithmeticExpansion?) -> String {
    index.map { "[" + arithmeticExpansion($0) + "]" } ?? ""
  }

  private func parameter(_ expansion: ParameterExpansion) -> String {
    var text = expansion.isIndirect ? "${!" : "${"
    var name = self.name(expansion.parameter) + subscripted(expansion.index)
    if expansion.operation == .none { return "$" + name }
    if expansion.selectsAll {
      let selector = expansion.isAt ? "@" : "*"
      name += expansion.isPrefix ? selector : "[" + selector + "]"
    }
    text += name + " " + (expansion.testsNull ? ":" : "") + "\(expansion.operation)"
    if let word = expansion.word { text += " " + dump(word) }
    if expansion.operation.rawValue >= ParameterExpansion.Operator.substring.rawValue,
      let second = expansion.second
    {
      text += " / " + dump(second)
    }
    return text + "}"
  }

  private func name(_ parameter: Parameter) -> String {
    if let special = parameter.special { return String(UnicodeScalar(special)) }
    if let position = parameter.position { return String(position) }
    return names[parameter.slot].description
  }

  private func command(_ node: Node) -> String {
    switch node.kind {
    case .simpleCommand:
      let simple = SimpleCommand(node)
      return "(simple" + all(simple.assignments) + all(simple.words) + all(simple.redirections)
        + ")"
    case .assignment:
      let assignment = Assignment(node)
      let name = assignment.slot == Slot.none ? "" : names[assignment.slot].description
      return name + subscripted(assignment.index) + (assignment.appends ? "+:=" : ":=")
        + (assignment.value.map(dump) ?? "")
    case .redirection: return redirection(Redirection(node))
    case .redirected:
      return "(redirected " + dump(Redirected(node).body) + all(Redirected(node).redirections)
        + ")"
    case .pipeline:
      let pipeline = Pipeline(node)
      let flags =
        (pipeline.isTimed ? " time" : "") + (pipeline.isTimedPortably ? "-p" : "")
        + (pipeline.isNegated ? " !" : "")
      return "(pipeline" + flags + all(pipeline.commands) + ")"
    case .andOrList:
      let list = AndOrList(node)
      let items = (0..<list.items.count).map {
        ($0 == 0 ? " " : list.isAnd($0) ? " && " : " || ") + dump(list.items[$0])
      }
      return "(andor" + items.joined() + ")"
    case .list: return "(list" + all(CommandList(node).items) + ")"
    case .asynchronous: return "(async " + dump(AsynchronousList(node).command) + ")"
    default: return compound(node)
    }
  }

  private func redirection(_ redirection: Redirection) -> String {
    let descriptor = redirection.explicitDescriptor.map(String.init) ?? ""
    let body = redirection.body.map { " {" + parts(Word($0).parts) + "}" } ?? ""
    return "<" + descriptor + "\(redirection.operation) " + dump(redirection.target) + body + ">"
  }

  private func compound(_ node: Node) -> String {
    switch node.kind {
    case .subshell: return "(subshell " + dump(Group(node).body) + ")"
    case .braceGroup: return "(brace " + dump(Group(node).body) + ")"
    case .ifClause:
      let clause = IfClause(node)
      let clauses = (0..<clause.count).map {
        " " + dump(clause.condition($0)) + " " + dump(clause.body($0))
      }
      return "(if" + clauses.joined() + (clause.elseBody.map { " else " + dump($0) } ?? "") + ")"
    case .whileLoop:
      let loop = WhileLoop(node)
      return (loop.isUntil ? "(until " : "(while ") + dump(loop.condition) + " " + dump(loop.body)
        + ")"
    case .forLoop:
      let loop = ForLoop(node)
      return (loop.isSelect ? "(select " : "(for ") + names[loop.slot].description
        + (loop.hasIn ? " in" + all(loop.words) : "")
        + " " + dump(loop.body) + ")"
    case .caseClause:
      return "(case " + dump(CaseClause(node).word) + all(CaseClause(node).items) + ")"
    case .caseItem:
      let item = CaseItem(node)
      return "(item" + all(item.patterns) + " :" + (item.body.map { " " + dump($0) } ?? "")
        + (item.fallsThrough ? " ;&" : item.matchesOn ? " ;;&" : "") + ")"
    case .functionDefinition:
      let function = FunctionDefinition(node)
      return "(function " + names[function.slot].description + " " + dump(function.body) + ")"
    case .conditionalCommand:
      return "([[ " + dump(ConditionalCommand(node).expression) + ")"
    case .conditionalPrimary:
      let primary = ConditionalPrimary(node)
      guard let binary = primary.binary else {
        return "(-" + String(UnicodeScalar(primary.letter)) + " " + dump(primary.left) + ")"
      }
      return "(\(binary) " + dump(primary.left) + " " + dump(primary.right) + ")"
    case .conditionalLogic:
      let logic = ConditionalLogic(node)
      let right = logic.operation == .not ? "" : " " + dump(logic.right)
      return "(\(logic.operation) " + dump(logic.left) + right + ")"
    case .arithmeticFor:
      let loop = ArithmeticFor(node)
      let condition = loop.condition.map { dump($0.node) } ?? ""
      return "(for (( " + dump(loop.first.node) + "; " + condition + "; " + dump(loop.step.node)
        + " " + dump(loop.body) + ")"
    case .arithmeticCommand:
      return "((( " + dump(ArithmeticCommand(node).expression.node) + ")"
    default: return "?"
    }
  }

  private func arithmetic(_ node: Node) -> String {
    switch node.kind {
    case .number: return String(ArithmeticNumber(node).value)
    case .variable: return names[ArithmeticVariable(node).slot].description
    case .element:
      let element = ArithmeticElement(node)
      return names[element.slot].description + dump(element.index.node)
    case .arithmeticSubscript:
      let index = ArithmeticSubscript(node)
      return "[" + index.text.description + (index.expression.map { " = " + dump($0) } ?? "") + "]"
    case .expansionOperand: return "$" + name(ArithmeticExpansionOperand(node).parameter)
    case .unary:
      return "(\(ArithmeticUnary(node).operation) " + dump(ArithmeticUnary(node).operand) + ")"
    case .binary:
      let binary = ArithmeticBinary(node)
      return "(\(binary.operation) " + dump(binary.left) + " " + dump(binary.right) + ")"
    case .assign:
      let assign = ArithmeticAssign(node)
      return "(assign \(assign.operation) " + names[assign.slot].description + " "
        + dump(assign.value) + (assign.index.map { " " + dump($0.node) } ?? "") + ")"
    case .step:
      let step = ArithmeticStep(node)
      return "(" + (step.isPrefix ? "pre" : "post") + (step.isDecrement ? "-- " : "++ ")
        + names[step.slot].description + (step.index.map { dump($0.node) } ?? "") + ")"
    default:
      let conditional = ArithmeticConditional(node)
      return "(? " + dump(conditional.condition) + " " + dump(conditional.whenTrue) + " "
        + dump(conditional.whenFalse) + ")"
    }
  }
}
