// Words and their parts as text. What was written is printed, but for the form
// of `$'...'` escapes, and backquotes, which become `$(...)` but behind a `$`.

extension TreePrinter {
  /// Where a part stands, which decides what a backslash in front of it means.
  enum Context { case unquoted, quoted }

  mutating func print(word: Word, in context: Context) {
    print(parts: word.parts, in: context)
  }

  private mutating func print(parts: NodeList, in context: Context) {
    for i in 0..<parts.count {
      print(part: parts[i], next: i + 1 < parts.count ? parts[i + 1] : nil, in: context)
    }
  }

  mutating func print(part: Node, next: Node?, in context: Context) {
    switch part.kind {
    case .literal: print(literal: TextPart(part).text, next: next, in: context)
    case .escaped:
      text.append(Byte.backslash)
      text.append(TextPart(part).text)
    case .singleQuoted:
      text.append("'")
      text.append(TextPart(part).text)
      text.append("'")
    case .dollarQuoted: print(dollarQuoted: TextPart(part).text)
    case .doubleQuoted:
      text.append("\"")
      print(parts: DoubleQuoted(part).parts, in: .quoted)
      text.append("\"")
    case .tilde:
      text.append("~")
      text.append(TextPart(part).text)
    case .parameter: print(parameter: ParameterExpansion(part), next: next, in: context)
    case .commandSubstitution: print(substitution: CommandSubstitution(part))
    case .arithmeticExpansion:
      text.append("$((")
      print(word: Word(ArithmeticExpansion(part).word), in: .quoted)
      text.append("))")
    case .processSubstitution:
      let substitution = ProcessSubstitution(part)
      let commands = onOneLine(substitution.body)
      text.append(substitution.isOutput ? ">(" : "<(")
      text.append(commands.bytes)
      text.append(")")
    case .arrayLiteral:
      text.append("(")
      let elements = ArrayLiteral(part).elements
      for i in 0..<elements.count {
        if i > 0 { text.append(" ") }
        print(first: elements[i], isElement: true)
      }
      text.append(")")
    default: break
    }
  }

  /// Prints a word that stands where `[1]=` or, in front of a command, `a[1]=` would
  /// be an assignment. Of one that begins so the end of its line may have been what
  /// kept it from that, so the line ends behind the `[` again.
  mutating func print(first node: Node, isElement: Bool = false) {
    guard node.kind == .word else { return print(node) }
    let parts = Word(node).parts
    let literal = parts.isEmpty || parts[0].kind != .literal ? .empty : TextPart(parts[0]).text
    guard let bracket = literal.firstIndex(of: Byte.leftBracket),
      isElement ? bracket == 0 : literal.prefix(bracket).isName
    else { return print(node) }
    var depth = 0
    for i in bracket..<literal.count {
      if literal[i] == Byte.leftBracket { depth += 1 }
      if literal[i] == Byte.rightBracket { depth -= 1 }
      if depth == 0 { return print(node) }
    }
    text.append(literal.prefix(bracket + 1))
    text.append("\\\n")
    text.append(literal.dropFirst(bracket + 1))
    // The newline must not be taken for the last one of a here-document.
    if parts.count == 1 && bracket + 1 == literal.count { text.append(" ") }
    for i in 1..<parts.count {
      print(part: parts[i], next: i + 1 < parts.count ? parts[i + 1] : nil, in: .unquoted)
    }
  }

  /// In an expression quotes that the tree has not may stand between a `$` and what
  /// would make it an expansion, or a backslash and what it would quote.
  private mutating func print(literal: Bytes, next: Node?, in context: Context) {
    guard context == .quoted, !isInDelimiter,
      literal.contains(Byte.dollar) || literal.contains(Byte.backslash)
    else { return text.append(literal) }
    for i in literal.indices {
      let following = i + 1 < literal.count ? literal[i + 1] : nil
      text.append(literal[i])
      let breaks =
        switch literal[i] {
        case Byte.dollar: following.map { beginsExpansion($0) } ?? beginsExpansion(next)
        case Byte.backslash:
          following.map { "\\$`\n".utf8.contains($0) } ?? next.map { $0.kind != .literal } ?? false
        default: false
        }
      if breaks { text.append("\"\"") }
    }
  }

  private func beginsExpansion(_ next: Node?) -> Bool {
    switch next?.kind {
    case .parameter, .arithmeticExpansion: true
    case .literal: next.flatMap { TextPart($0).text.first }.map { beginsExpansion($0) } ?? false
    default: false
    }
  }

  private func beginsExpansion(_ byte: UInt8) -> Bool {
    byte.isNameByte || "({@*#?-$!".utf8.contains(byte)
  }

  mutating func print(subscripted index: ArithmeticExpansion) {
    text.append("[")
    print(word: Word(index.word), in: .unquoted)
    text.append("]")
  }

  private mutating func print(dollarQuoted bytes: Bytes) {
    text.append("$'")
    for i in bytes.indices {
      let byte = bytes[i]
      switch byte {
      case Byte.singleQuote, Byte.backslash:
        text.append(Byte.backslash)
        text.append(byte)
      case Byte.newline: text.append("\\n")
      case Byte.tab: text.append("\\t")
      case 0..<32, 127:
        text.append(Byte.backslash)
        for shift in [6, 3, 0] as [UInt8] { text.append(Byte.zero + (byte >> shift & 7)) }
      default: text.append(byte)
      }
    }
    text.append("'")
  }

  private mutating func print(
    parameter expansion: ParameterExpansion, next: Node?, in context: Context
  ) {
    let needsBraces =
      expansion.node.extra & Int(ParameterExpansion.braces) != 0
      || expansion.operation != .none || wouldSwallow(next, expansion.parameter)
    text.append(needsBraces ? "${" : "$")
    if expansion.operation == .length { text.append("#") }
    if expansion.isIndirect { text.append("!") }
    if expansion.operation != .bad { print(name: expansion.parameter) }
    if let index = expansion.index { print(subscripted: index) }
    if expansion.selectsAll {
      let selector: Bytes = expansion.isAt ? "@" : "*"
      if !expansion.isPrefix { text.append("[") }
      text.append(selector)
      if !expansion.isPrefix { text.append("]") }
    }
    if expansion.testsNull { text.append(":") }
    text.append(Self.text(of: expansion.operation))
    if expansion.operation == .transform { text.append(expansion.letter) }
    if expansion.operation == .substring {
      print(substring: expansion)
    } else if let word = expansion.word {
      // What no expansion can be is printed as it stands.
      let isPlain = expansion.operation.isRemoval || expansion.operation == .bad
      print(word: Word(word), in: isPlain ? .unquoted : context)
    }
    if expansion.operation.isReplacement, let replacement = expansion.second {
      text.append("/")
      print(word: Word(replacement), in: .unquoted)
    }
    if needsBraces { text.append("}") }
  }

  /// The offset and length, which are arithmetic expansions without `$((`.
  private mutating func print(substring expansion: ParameterExpansion) {
    for (i, expression) in [expansion.word, expansion.second].enumerated() {
      guard let expression else { continue }
      text.append(":")
      let word = Word(ArithmeticExpansion(expression).word)
      // What would be `:-`, or end the braces, had a quote before it.
      if i == 0 && (word.parts.count == 0 || "-=?+".utf8.contains(first(of: word))) {
        text.append("\"\"")
      }
      print(word: word, in: .quoted)
    }
  }

  private func first(of word: Word) -> UInt8 {
    guard word.parts.count > 0, word.parts[0].kind == .literal else { return 0 }
    return TextPart(word.parts[0]).text.first ?? 0
  }

  /// `$x` and literal text that begins like a name were not written side by side.
  private func wouldSwallow(_ next: Node?, _ parameter: Parameter) -> Bool {
    guard parameter.isVariable, let next, next.kind == .literal else { return false }
    return TextPart(next).text.first?.isNameByte ?? false
  }

  private mutating func print(name parameter: Parameter) {
    if let special = parameter.special {
      text.append(special)
    } else if let position = parameter.position {
      text.append(decimal: position)
    } else {
      text.append(names[parameter.slot])
    }
  }

  private static func text(of operation: ParameterExpansion.Operator) -> Bytes {
    switch operation {
    case .none, .length, .bad, .substring, .value: ""
    case .upperFirst: "^"
    case .upperAll: "^^"
    case .lowerFirst: ","
    case .lowerAll: ",,"
    case .transform: "@"
    case .useDefault: "-"
    case .assignDefault: "="
    case .error: "?"
    case .useAlternative: "+"
    case .removeSmallestSuffix: "%"
    case .removeLargestSuffix: "%%"
    case .removeSmallestPrefix: "#"
    case .removeLargestPrefix: "##"
    case .replaceFirst: "/"
    case .replaceAll: "//"
    case .replacePrefix: "/#"
    case .replaceSuffix: "/%"
    }
  }

  /// The commands stand on one line, so that text around them keeps its shape.
  private func onOneLine(_ body: Node?) -> ByteBuffer {
    var inner = TreePrinter(names: names, style: style == .multiLine ? .oneLine : style)
    inner.isInDelimiter = isInDelimiter
    if let body {
      inner.print(body)
      inner.finishLine()
    }
    var commands = ByteBuffer()
    commands.append(inner.text.bytes)
    return commands
  }

  private mutating func print(substitution: CommandSubstitution) {
    let commands = onOneLine(substitution.body)
    // Behind a `$` that stands for itself, or the `${` of no expansion, `$(` would be
    // `$$` or `${$` and `(`.
    for start: Bytes in ["$", "${", "${#"]
    where text.bytes.dropFirst(text.count - min(start.count, text.count)) == start {
      return printBackquoted(commands.bytes)
    }
    text.append("$(")
    // `$((` would begin an arithmetic expansion.
    if commands.bytes.first == Byte.leftParen { text.append(" ") }
    text.append(commands.bytes)
    text.append(")")
  }

  private mutating func printBackquoted(_ commands: Bytes) {
    text.append(Byte.backquote)
    for i in commands.indices {
      if commands[i] == Byte.backquote || commands[i] == Byte.backslash {
        text.append(Byte.backslash)
      }
      text.append(commands[i])
    }
    text.append(Byte.backquote)
  }

  // MARK: Here-documents

  mutating func print(body: Word) {
    let parts = body.parts
    if parts.count == 1, parts[0].kind == .singleQuoted {
      text.append(TextPart(parts[0]).text)
    } else {
      print(parts: parts, in: .quoted)
    }
  }

  /// The line that ends a here-document: its delimiter after quote removal.
  mutating func print(delimiter: Word) {
    let parts = delimiter.parts
    for i in 0..<parts.count { print(delimiterPart: parts[i]) }
  }

  private mutating func print(delimiterPart part: Node) {
    switch part.kind {
    case .literal, .escaped, .singleQuoted, .dollarQuoted: text.append(TextPart(part).text)
    case .doubleQuoted:
      let parts = DoubleQuoted(part).parts
      for i in 0..<parts.count { print(delimiterPart: parts[i]) }
    default: break
    }
  }
}
