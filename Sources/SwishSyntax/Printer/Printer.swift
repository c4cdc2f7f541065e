/// Writes a tree back as shell text, for `jobs`, `type` and the tests.
///
/// What is printed parses to an equal tree (columns, lines and the form of
/// command substitutions aside). Here-document bodies follow the line that asks
/// for them, as in a script.
public enum Printer {
  public enum Style: Sendable {
    /// `while a; do b; done`; here-document bodies follow on lines of their own.
    case oneLine
    /// `oneLine` without here-document bodies: what `jobs` shows.
    case oneLineWithoutBodies
    /// A command a line, indented by four spaces a level.
    case multiLine
  }

  /// Appends the text of any node of a tree. There is no newline at the end,
  /// unless a here-document ends the text.
  public static func print(
    _ node: Node, names: NameTable, into text: inout ByteBuffer, style: Style = .multiLine
  ) {
    var printer = TreePrinter(names: names, style: style)
    printer.print(node)
    printer.finishLine()
    text.append(printer.text.bytes)
  }
}

struct TreePrinter: ~Copyable {
  let names: NameTable
  let style: Printer.Style
  var text = ByteBuffer()
  var indentation = 0
  /// In the delimiter of a here-document no text is an expansion.
  var isInDelimiter = false
  /// Redirections whose bodies the next newline brings.
  var bodies: [Node] = []

  init(names: NameTable, style: Printer.Style) {
    self.names = names
    self.style = style
  }

  mutating func print(_ node: Node) {
    switch node.kind {
    case .word: print(word: Word(node), in: .unquoted)
    case .literal, .escaped, .singleQuoted, .dollarQuoted, .doubleQuoted, .tilde, .parameter,
      .commandSubstitution, .arithmeticExpansion, .arrayLiteral, .processSubstitution:
      print(part: node, next: nil, in: .unquoted)
    case .simpleCommand: print(simple: SimpleCommand(node))
    case .assignment: print(assignment: Assignment(node))
    case .redirection: print(redirection: Redirection(node))
    case .redirected:
      let redirected = Redirected(node)
      print(redirected.body)
      printSpaced(redirected.redirections)
    case .pipeline: print(pipeline: Pipeline(node))
    case .andOrList: print(andOr: AndOrList(node))
    case .list: print(list: CommandList(node))
    case .coprocess:
      let coprocess = Coprocess(node)
      text.append("coproc ")
      if coprocess.command.kind != .simpleCommand {
        text.append(names[coprocess.slot])
        text.append(" ")
      }
      print(coprocess.command)
    case .asynchronous:
      print(AsynchronousList(node).command)
      text.append(" &")
    case .subshell, .braceGroup, .ifClause, .whileLoop, .forLoop, .caseClause, .caseItem,
      .conditionalCommand, .conditionalPrimary, .conditionalLogic, .arithmeticCommand,
      .arithmeticFor:
      print(compound: node)
    case .functionDefinition:
      let function = FunctionDefinition(node)
      text.append(names[function.slot])
      // `f$()` would hold a command substitution.
      if text.bytes.last == Byte.dollar { text.append(" ") }
      text.append("() ")
      print(function.body)
    case .number, .variable, .expansionOperand, .unary, .binary, .assign, .step, .conditional,
      .element, .arithmeticSubscript:
      break  // printed from the word they were parsed from
    }
  }

  // MARK: Lines

  /// Ends the line, and brings the here-document bodies that it asked for.
  mutating func endLine() {
    text.append("\n")
    printBodies()
  }

  /// Brings the bodies still due, on lines of their own.
  mutating func finishLine() {
    if !bodies.isEmpty { endLine() }
  }

  private mutating func printBodies() {
    for node in bodies {
      let redirection = Redirection(node)
      guard let body = redirection.body else { continue }
      let start = text.count
      print(body: Word(body))
      // A body that the end of input cut off has no last newline.
      if !body.isEmptyWord, text[text.count - 1] != Byte.newline { text.append("\n") }
      let end = text.count
      print(delimiter: Word(redirection.target))
      text.append("\n")
      // No line equals a delimiter that holds a newline: the body went on to
      // the end of input, and left nothing for those behind it.
      let lines = text.bytes(from: end)
      if lines.firstIndex(of: Byte.newline) != lines.count - 1 {
        text.truncate(to: end)
        break
      } else {
        joinLines(from: start, to: end, stripsTabs: redirection.operation == .hereDocumentTabs)
      }
    }
    bodies.removeAll()
  }

  /// A line of a body that is like the delimiter behind it, or begins with a tab
  /// where tabs are stripped, was joined to the one before by a backslash, and is
  /// so again.
  private mutating func joinLines(from start: Int, to end: Int, stripsTabs: Bool) {
    let delimiter = text.bytes(from: end).array
    let body = text.bytes(from: start).prefix(end - start).array
    let lines = body.split(separator: Byte.newline, omittingEmptySubsequences: false).dropLast()
    func wasJoined(_ line: ArraySlice<UInt8>) -> Bool {
      line == delimiter.dropLast() || stripsTabs && line.first == Byte.tab
    }
    guard lines.contains(where: wasJoined) else { return }
    text.truncate(to: start)
    for line in lines {
      if wasJoined(line) { text.append("\\\n") }
      for byte in line { text.append(byte) }
      text.append("\n")
    }
    for byte in delimiter { text.append(byte) }
  }

  mutating func indent() {
    // Nobody looks further to the right, and the text stays as long as the tree.
    for _ in 0..<min(indentation, 32) { text.append("    ") }
  }

  // MARK: Lists

  private mutating func print(list: CommandList) {
    let items = list.items
    for i in 0..<items.count {
      if i > 0 { separate(after: items[i - 1]) }
      print(items[i])
    }
  }

  /// What stands between two commands of a list, or behind the last one.
  mutating func separate(after command: Node) {
    if style == .multiLine {
      endLine()
      indent()
    } else {
      text.append(command.kind == .asynchronous ? " " : "; ")
    }
  }

  /// Ends a list in front of a reserved word on the same line.
  mutating func terminate(_ list: Node) {
    text.append(Self.lastCommand(list).kind == .asynchronous ? " " : "; ")
  }

  static func lastCommand(_ node: Node) -> Node {
    guard node.kind == .list else { return node }
    let items = CommandList(node).items
    return items[items.count - 1]
  }

  private mutating func print(andOr: AndOrList) {
    let items = andOr.items
    for i in 0..<items.count {
      if i > 0 { text.append(andOr.isAnd(i) ? " && " : " || ") }
      print(items[i])
    }
  }

  private mutating func print(pipeline: Pipeline) {
    if pipeline.isNegated { text.append("! ") }
    if pipeline.isTimed {
      text.append(pipeline.isTimedPortably ? "time -p" : "time")
      // A command of that name had a redirection or another `--` before it.
      if startsWithHyphen(pipeline.commands) { text.append(" --") }
      if !pipeline.commands.isEmpty { text.append(" ") }
    }
    for i in 0..<pipeline.commands.count {
      if i > 0 { text.append(" | ") }
      print(pipeline.commands[i])
    }
  }

  // MARK: Simple commands

  private mutating func print(simple command: SimpleCommand) {
    for i in 0..<command.assignments.count {
      if i > 0 { text.append(" ") }
      print(command.assignments[i])
    }
    var needsSpace = !command.assignments.isEmpty
    // Behind a redirection a reserved word is an ordinary one.
    let isReserved = command.assignments.isEmpty && startsReserved(command)
    if isReserved {
      printSpaced(command.redirections, startsSpaced: false)
      needsSpace = !command.redirections.isEmpty
    }
    printSpaced(command.words, startsSpaced: needsSpace)
    if !isReserved {
      printSpaced(
        command.redirections, startsSpaced: needsSpace || !command.words.isEmpty)
    }
  }

  private func startsWithHyphen(_ commands: NodeList) -> Bool {
    guard !commands.isEmpty, commands[0].kind == .simpleCommand else { return false }
    let words = SimpleCommand(commands[0]).words
    guard !words.isEmpty, !Word(words[0]).parts.isEmpty else { return false }
    let part = Word(words[0]).parts[0]
    return part.kind == .literal && TextPart(part).text.first == Byte.minus
  }

  private func startsReserved(_ command: SimpleCommand) -> Bool {
    guard !command.words.isEmpty, Word(command.words[0]).isPlain else { return false }
    return ReservedWord.of(Word(command.words[0]).plainText) != .none
  }

  private mutating func printSpaced(_ nodes: NodeList, startsSpaced: Bool = true) {
    for i in 0..<nodes.count {
      if i > 0 || startsSpaced { text.append(" ") }
      if i == 0 { print(first: nodes[i]) } else { print(nodes[i]) }
    }
  }

  private mutating func print(assignment: Assignment) {
    if assignment.slot != Slot.none { text.append(names[assignment.slot]) }
    if let index = assignment.index { print(subscripted: index) }
    text.append(assignment.appends ? "+=" : "=")
    if let value = assignment.value { print(value) }
  }

  private mutating func print(redirection: Redirection) {
    if let descriptor = redirection.explicitDescriptor { text.append(decimal: descriptor) }
    if let slot = redirection.locationVariable {
      text.append("{")
      text.append(names[slot])
      text.append("}")
    }
    switch redirection.operation {
    case .input: text.append("<")
    case .output: text.append(">")
    case .clobber: text.append(">|")
    case .append: text.append(">>")
    case .readWrite: text.append("<>")
    case .duplicateInput: text.append("<&")
    case .duplicateOutput: text.append(">&")
    case .hereDocument: text.append("<<")
    case .hereDocumentTabs: text.append("<<-")
    case .hereString: text.append("<<< ")
    }
    let start = text.count
    let isDocument =
      redirection.operation == .hereDocument || redirection.operation == .hereDocumentTabs
    let outer = isInDelimiter
    isInDelimiter = outer || isDocument
    defer { isInDelimiter = outer }
    print(redirection.target)
    let first = text.bytes(from: start).first ?? 0
    // `<< -x` is not `<<-x`, and `< <(x)` not `<<(x)`.
    if first == Byte.minus && redirection.operation == .hereDocument || first | 2 == Byte.greater {
      text.truncate(to: start)
      text.append(" ")
      print(redirection.target)
    }
    if isDocument && style != .oneLineWithoutBodies { bodies.append(redirection.node) }
  }
}

extension Node {
  fileprivate var isEmptyWord: Bool { Word(self).parts.isEmpty }
}
