// Compound commands as text.

extension TreePrinter {
  mutating func print(compound node: Node) {
    switch node.kind {
    case .subshell: printGroup(Group(node).body, "(", ")")
    case .braceGroup: printGroup(Group(node).body, "{", "}")
    case .ifClause: print(ifClause: IfClause(node))
    case .whileLoop: print(loop: WhileLoop(node))
    case .forLoop: print(forLoop: ForLoop(node))
    case .caseClause: print(caseClause: CaseClause(node))
    case .caseItem: print(caseItem: CaseItem(node))
    case .conditionalCommand:
      text.append("[[ ")
      print(expression: ConditionalCommand(node).expression, isNested: false)
      text.append(" ]]")
    case .arithmeticCommand:
      text.append("((")
      print(word: Word(ArithmeticCommand(node).expression.word), in: .quoted)
      text.append("))")
    case .arithmeticFor:
      let loop = ArithmeticFor(node)
      text.append("for ((")
      print(word: Word(loop.first.word), in: .quoted)
      text.append(";")
      if let condition = loop.condition { print(word: Word(condition.word), in: .quoted) }
      text.append(";")
      print(word: Word(loop.step.word), in: .quoted)
      text.append(")); do")
      printBlock(loop.body)
      text.append("done")
    default: break
    }
  }

  private mutating func printGroup(_ body: Node, _ open: Bytes, _ close: Bytes) {
    text.append(open)
    if style == .multiLine {
      printBlock(body)
    } else {
      text.append(" ")
      print(body)
      // A reserved word must be told from an operand.
      if close[0] == Byte.rightBrace { terminate(body) } else { text.append(" ") }
    }
    text.append(close)
  }

  /// The commands behind `then`, `do` or an opening brace, up to the place of
  /// the word that closes them.
  private mutating func printBlock(_ body: Node) {
    if style == .multiLine {
      endLine()
      indentation += 1
      indent()
      print(body)
      endLine()
      indentation -= 1
      indent()
    } else {
      text.append(" ")
      print(body)
      terminate(body)
    }
  }

  /// A condition stands on the line of its `if`, `while` or `until`.
  private mutating func printCondition(_ condition: Node) {
    text.append(" ")
    if condition.kind == .list {
      let items = CommandList(condition).items
      for i in 0..<items.count {
        if i > 0 { terminate(items[i - 1]) }
        print(items[i])
      }
    } else {
      print(condition)
    }
    terminate(condition)
  }

  private mutating func print(ifClause: IfClause) {
    for i in 0..<ifClause.count {
      text.append(i == 0 ? "if" : "elif")
      printCondition(ifClause.condition(i))
      text.append("then")
      printBlock(ifClause.body(i))
    }
    if let otherwise = ifClause.elseBody {
      text.append("else")
      printBlock(otherwise)
    }
    text.append("fi")
  }

  private mutating func print(loop: WhileLoop) {
    text.append(loop.isUntil ? "until" : "while")
    printCondition(loop.condition)
    text.append("do")
    printBlock(loop.body)
    text.append("done")
  }

  private mutating func print(forLoop: ForLoop) {
    text.append(forLoop.isSelect ? "select " : "for ")
    text.append(names[forLoop.slot])
    if forLoop.hasIn {
      text.append(" in")
      for i in 0..<forLoop.words.count {
        text.append(" ")
        print(forLoop.words[i])
      }
    }
    text.append("; do")
    printBlock(forLoop.body)
    text.append("done")
  }

  private mutating func print(caseClause: CaseClause) {
    text.append("case ")
    print(caseClause.word)
    text.append(" in")
    for i in 0..<caseClause.items.count {
      startCaseLine(indented: 1)
      print(caseClause.items[i])
    }
    startCaseLine(indented: 0)
    text.append("esac")
  }

  /// An expression of `[[ ]]`.
  private mutating func print(expression node: Node, isNested: Bool) {
    if node.kind == .conditionalPrimary { return print(primary: ConditionalPrimary(node)) }
    let logic = ConditionalLogic(node)
    if isNested { text.append("( ") }
    if logic.operation == .not { text.append("! ") }
    print(expression: logic.left, isNested: true)
    if logic.operation != .not {
      text.append(logic.operation == .and ? " && " : " || ")
      print(expression: logic.right, isNested: true)
    }
    if isNested { text.append(" )") }
  }

  private mutating func print(primary: ConditionalPrimary) {
    if let binary = primary.binary {
      print(primary.left)
      text.append(" ")
      text.append(binary.text)
      text.append(" ")
      print(primary.right)
    } else {
      text.append("-")
      text.append(primary.letter)
      text.append(" ")
      print(primary.left)
    }
  }

  private mutating func startCaseLine(indented: Int) {
    guard style == .multiLine else { return text.append(" ") }
    endLine()
    indentation += indented
    indent()
    indentation -= indented
  }

  private mutating func print(caseItem item: CaseItem) {
    let patterns = item.patterns
    let first = Word(patterns[0])
    if first.isPlain && first.plainText == "esac" { text.append("(") }
    for i in 0..<patterns.count {
      if i > 0 { text.append(" | ") }
      print(patterns[i])
    }
    text.append(")")
    if let body = item.body {
      indentation += 2
      if style == .multiLine {
        endLine()
        indent()
      } else {
        text.append(" ")
      }
      print(body)
      if style == .multiLine {
        endLine()
        indent()
      } else {
        text.append(" ")
      }
      indentation -= 2
    } else {
      text.append(" ")
    }
    text.append(item.fallsThrough ? ";&" : item.matchesOn ? ";;&" : ";;")
  }
}
