/// Why a text is no arithmetic expression.
public struct ArithmeticSyntaxError: Error {
  public var message: [UInt8]
  /// Where in the text, in bytes from its start.
  public var offset: Int
}

/// Arithmetic expressions (XCU 2.6.4): the operators of ISO C but `sizeof`, in
/// 64 bits.
public enum ArithmeticParser {
  /// Parses `text` into `tree`; a blank text is the number 0. Throws "nested too
  /// deeply" when the stack grows below `stackLimit`.
  public static func parse(
    _ text: Bytes, names: NameTable, into tree: SyntaxTree, stackLimit: UInt
  ) throws(ArithmeticSyntaxError) -> SyntaxTree.Reference {
    try parse(text, names: names, into: tree, stackLimit: stackLimit, allowsOperands: false)
  }

  /// With `allowsOperands`, parameters may stand in the text in the form that
  /// `appendOperand` gives them.
  static func parse(
    _ text: Bytes, names: NameTable, into tree: SyntaxTree, stackLimit: UInt, allowsOperands: Bool
  ) throws(ArithmeticSyntaxError) -> SyntaxTree.Reference {
    var reader = ArithmeticReader(
      text: text, names: names, tree: tree, stackLimit: stackLimit, allowsOperands: allowsOperands)
    return try reader.parseAll()
  }

  /// A parameter among the text: a NUL, which no text holds, and its encoding.
  static func appendOperand(_ parameter: Parameter, to text: inout ByteBuffer) {
    text.append(0 as UInt8)
    for shift in stride(from: 0, to: 32, by: 8) {
      text.append(UInt8(truncatingIfNeeded: parameter.encoded >> UInt32(shift)))
    }
  }
}

/// Precedence climbing over the bytes of one expression.
private struct ArithmeticReader {
  var text: Bytes
  let names: NameTable
  let tree: SyntaxTree
  let stackLimit: UInt
  let allowsOperands: Bool
  var offset = 0
  /// How many subscripts this is in.
  var subscripts = 0

  init(
    text: Bytes, names: NameTable, tree: SyntaxTree, stackLimit: UInt, allowsOperands: Bool
  ) {
    self.text = text
    self.names = names
    self.tree = tree
    self.stackLimit = stackLimit
    self.allowsOperands = allowsOperands
  }

  typealias Reference = SyntaxTree.Reference

  mutating func parseAll() throws(ArithmeticSyntaxError) -> Reference {
    skipBlanks()
    if offset == text.count { return number(0) }
    let expression = try parseComma()
    if offset < text.count { throw unexpectedByte() }
    return expression
  }

  // MARK: Bytes

  private func byte(_ ahead: Int = 0) -> UInt8 {
    offset + ahead < text.count ? text[offset + ahead] : 0
  }

  private var atOperand: Bool { allowsOperands && offset < text.count && text[offset] == 0 }

  private mutating func skipBlanks() {
    while byte().isBlank || byte() == Byte.newline || (byte() >= 11 && byte() <= 13) {
      offset += 1
    }
  }

  private mutating func skip(_ wanted: UInt8) -> Bool {
    skipBlanks()
    guard byte() == wanted, !atOperand, offset < text.count else { return false }
    offset += 1
    return true
  }

  private func failure(_ message: Bytes, at offset: Int) -> ArithmeticSyntaxError {
    var whole = ByteBuffer()
    whole.append(message)
    return ArithmeticSyntaxError(message: whole.bytes.array, offset: offset)
  }

  private func unexpectedByte() -> ArithmeticSyntaxError {
    var message = ByteBuffer()
    message.append("unexpected '")
    message.append(text[offset..<min(offset + 1, text.count)])
    message.append("'")
    return ArithmeticSyntaxError(message: message.bytes.array, offset: offset)
  }

  private func expectedOperand() -> ArithmeticSyntaxError {
    offset == text.count
      ? failure("unexpected end of expression", at: offset) : unexpectedByte()
  }

  private func checkDepth() throws(ArithmeticSyntaxError) {
    if isStackBelow(stackLimit) { throw failure("nested too deeply", at: offset) }
  }

  // MARK: Nodes

  private func number(_ value: Int64) -> Reference {
    let bits = UInt64(bitPattern: value)
    let node = tree.begin(.number)
    tree.append(UInt32(truncatingIfNeeded: bits))
    tree.append(UInt32(truncatingIfNeeded: bits >> 32))
    return node
  }

  private func unary(_ operation: ArithmeticOperator, _ operand: Reference) -> Reference {
    let node = tree.begin(.unary, flags: operation.rawValue)
    tree.append(operand, of: node)
    return node
  }

  private func binary(
    _ operation: ArithmeticOperator, _ left: Reference, _ right: Reference
  ) -> Reference {
    let node = tree.begin(.binary, flags: operation.rawValue)
    tree.append(left, of: node)
    tree.append(right, of: node)
    return node
  }

  /// `target` is a variable or an element.
  private func step(_ target: Reference, flags: UInt8) -> Reference {
    let node = tree.begin(.step, flags: flags)
    appendSlot(of: target)
    tree.append(subscripted(target), of: node)
    return node
  }

  /// A variable and an element of one can be assigned to.
  private func isAssignable(_ reference: Reference) -> Bool {
    let kind = tree.node(at: reference).kind
    return kind == .variable || kind == .element
  }

  private func appendSlot(of target: Reference) { tree.append(tree[target.index + 1]) }

  private func subscripted(_ target: Reference) -> Reference? {
    guard tree.node(at: target).kind == .element else { return nil }
    return Reference(target.index - Int(Int32(bitPattern: tree[target.index + 2])))
  }

  // MARK: Grammar

  private mutating func parseComma() throws(ArithmeticSyntaxError) -> Reference {
    var left = try parseAssignment()
    while skip(UInt8(ascii: ",")) { left = binary(.comma, left, try parseAssignment()) }
    return left
  }

  private mutating func parseAssignment() throws(ArithmeticSyntaxError) -> Reference {
    try checkDepth()
    let left = try parseConditional()
    skipBlanks()
    guard let (operation, length) = assignmentOperator() else { return left }
    guard isAssignable(left) else {
      throw failure("assignment to something that is no variable", at: offset)
    }
    offset += length
    let value = try parseAssignment()
    let node = tree.begin(.assign, flags: operation.rawValue)
    appendSlot(of: left)
    tree.append(value, of: node)
    tree.append(subscripted(left), of: node)
    return node
  }

  private func assignmentOperator() -> (ArithmeticOperator, Int)? {
    if atOperand { return nil }
    if byte() == Byte.equals { return byte(1) == Byte.equals ? nil : (.none, 1) }
    guard let (operation, length) = binaryOperator(), byte(length) == Byte.equals else {
      return nil
    }
    switch operation {
    case .multiply, .divide, .remainder, .add, .subtract, .shiftLeft, .shiftRight, .bitAnd,
      .bitXor, .bitOr:
      return (operation, length + 1)
    default: return nil
    }
  }

  private mutating func parseConditional() throws(ArithmeticSyntaxError) -> Reference {
    let condition = try parseBinary(above: 0)
    guard skip(UInt8(ascii: "?")) else { return condition }
    try checkDepth()
    let whenTrue = try parseComma()
    guard skip(Byte.colon) else { throw failure("expected ':'", at: offset) }
    let whenFalse = try parseConditional()
    let node = tree.begin(.conditional)
    tree.append(condition, of: node)
    tree.append(whenTrue, of: node)
    tree.append(whenFalse, of: node)
    return node
  }

  private mutating func parseBinary(above level: Int) throws(ArithmeticSyntaxError) -> Reference {
    var left = try parseUnary()
    while true {
      skipBlanks()
      guard !atOperand, let (operation, length) = binaryOperator() else { return left }
      let own = Self.precedence(operation)
      guard own > level, assignmentOperator() == nil else { return left }
      offset += length
      // `**` alone is grouped from the right.
      let right = try parseBinary(above: operation == .power ? own - 1 : own)
      left = binary(operation, left, right)
    }
  }

  private func binaryOperator() -> (ArithmeticOperator, Int)? {
    let next = byte(1)
    switch byte() {
    case UInt8(ascii: "*"): return next == byte() ? (.power, 2) : (.multiply, 1)
    case UInt8(ascii: "/"): return (.divide, 1)
    case UInt8(ascii: "%"): return (.remainder, 1)
    case UInt8(ascii: "+"): return (.add, 1)
    case UInt8(ascii: "-"): return (.subtract, 1)
    case UInt8(ascii: "^"): return (.bitXor, 1)
    case UInt8(ascii: "<"):
      return next == Byte.less
        ? (.shiftLeft, 2) : next == Byte.equals ? (.lessOrEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"):
      if next == Byte.greater { return (.shiftRight, 2) }
      return next == Byte.equals ? (.greaterOrEqual, 2) : (.greater, 1)
    case UInt8(ascii: "="): return next == Byte.equals ? (.equal, 2) : nil
    case UInt8(ascii: "!"): return next == Byte.equals ? (.notEqual, 2) : nil
    case UInt8(ascii: "&"): return next == Byte.ampersand ? (.logicalAnd, 2) : (.bitAnd, 1)
    case UInt8(ascii: "|"): return next == Byte.pipe ? (.logicalOr, 2) : (.bitOr, 1)
    default: return nil
    }
  }

  private static func precedence(_ operation: ArithmeticOperator) -> Int {
    switch operation {
    case .logicalOr: 1
    case .logicalAnd: 2
    case .bitOr: 3
    case .bitXor: 4
    case .bitAnd: 5
    case .equal, .notEqual: 6
    case .less, .lessOrEqual, .greater, .greaterOrEqual: 7
    case .shiftLeft, .shiftRight: 8
    case .add, .subtract: 9
    case .multiply, .divide, .remainder: 10
    case .power: 11
    default: 0
    }
  }

  private mutating func parseUnary() throws(ArithmeticSyntaxError) -> Reference {
    try checkDepth()
    skipBlanks()
    guard !atOperand else { return try parsePostfix() }
    let first = byte()
    switch first {
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      if byte(1) == first, let prefix = try parsePrefixStep(first) { return prefix }
      offset += 1
      if first != Byte.minus { return unary(.plus, try parseUnary()) }
      skipBlanks()
      // 2^63 alone is too large; its negative is the least number.
      let operand = byte().isDigit ? try parseNumber(limit: 1 << 63) : try parseUnary()
      return unary(.negate, operand)
    case Byte.tilde:
      offset += 1
      return unary(.complement, try parseUnary())
    case UInt8(ascii: "!"):
      offset += 1
      return unary(.logicalNot, try parseUnary())
    default: return try parsePostfix()
    }
  }

  /// `++x` and `--x`; before anything but a name the signs are two operators.
  private mutating func parsePrefixStep(
    _ sign: UInt8
  ) throws(ArithmeticSyntaxError) -> Reference? {
    let start = offset
    offset += 2
    skipBlanks()
    guard byte().isNameStart, !atOperand else {
      offset = start
      return nil
    }
    let target = try parseVariable()
    let decrement = sign == Byte.minus ? ArithmeticStep.decrement : 0
    return step(target, flags: ArithmeticStep.prefix | decrement)
  }

  private mutating func parsePostfix() throws(ArithmeticSyntaxError) -> Reference {
    let operand = try parsePrimary()
    skipBlanks()
    let sign = byte()
    guard !atOperand, sign == byte(1), sign == Byte.minus || sign == UInt8(ascii: "+"),
      isAssignable(operand)
    else { return operand }
    offset += 2
    return step(operand, flags: sign == Byte.minus ? ArithmeticStep.decrement : 0)
  }

  private mutating func parsePrimary() throws(ArithmeticSyntaxError) -> Reference {
    if atOperand { return try parseOperand() }
    let first = byte()
    if first == Byte.leftParen {
      offset += 1
      let inner = try parseComma()
      guard skip(Byte.rightParen) else { throw failure("expected ')'", at: offset) }
      return inner
    }
    if first.isDigit { return try parseNumber() }
    guard first.isNameStart else { throw expectedOperand() }
    let node = try parseVariable()
    try endOperand()
    return node
  }

  /// A name, or a name with a subscript.
  private mutating func parseVariable() throws(ArithmeticSyntaxError) -> Reference {
    let slot = readName()
    if byte() == Byte.leftBracket && !atOperand {
      let index = try parseSubscript()
      let node = tree.begin(.element)
      tree.append(slot.index)
      tree.append(index, of: node)
      return node
    }
    let node = tree.begin(.variable)
    tree.append(slot.index)
    return node
  }

  /// At the `[`. What is no expression may still be the key of an associative
  /// array, which only its evaluation knows.
  private mutating func parseSubscript() throws(ArithmeticSyntaxError) -> Reference {
    let start = offset + 1
    var depth = 0
    var scan = offset
    repeat {
      // `$x` in a key is expanded as text before.
      guard scan < text.count, text[scan] != 0 else { throw failure("expected ']'", at: offset) }
      if text[scan] == Byte.leftBracket { depth += 1 }
      if text[scan] == Byte.rightBracket { depth -= 1 }
      // Each level is read again for those around it.
      if depth > 10_000 { throw failure("nested too deeply", at: offset) }
      scan += 1
    } while depth > 0
    if subscripts == 64 { throw failure("nested too deeply", at: offset) }
    var inner = self
    inner.text = text[start..<(scan - 1)]
    inner.offset = 0
    inner.subscripts += 1
    let before = tree.count
    var expression: Reference?
    do { expression = try inner.parseAll() } catch { tree.rewind(to: Reference(before)) }
    let key = tree.appendText(.literal, inner.text)
    offset = scan
    let node = tree.begin(.arithmeticSubscript)
    tree.append(expression, of: node)
    tree.append(key, of: node)
    return node
  }

  private mutating func readName() -> Slot {
    let start = offset
    while byte().isNameByte { offset += 1 }
    return names.intern(text[start..<offset])
  }

  private mutating func parseOperand() throws(ArithmeticSyntaxError) -> Reference {
    guard offset + 5 <= text.count else { throw expectedOperand() }
    var encoded: UInt32 = 0
    for i in 0..<4 { encoded |= UInt32(text[offset + 1 + i]) << UInt32(8 * i) }
    offset += 5
    try endOperand()
    let node = tree.begin(.expansionOperand)
    tree.append(encoded)
    return node
  }

  /// Two operands side by side would be one after expansion: `1$x`.
  private func endOperand() throws(ArithmeticSyntaxError) {
    if atOperand || byte().isNameByte || byte() == Byte.hash { throw expectedOperand() }
  }

  /// A decimal, octal or hexadecimal constant of ISO C, without suffix; beyond it
  /// `base#digits`.
  private mutating func parseNumber(
    limit: UInt64 = UInt64(Int64.max)
  ) throws(ArithmeticSyntaxError) -> Reference {
    let start = offset
    var base: UInt64 = 10
    var isBased = false
    if byte() == Byte.zero {
      base = 8
      if byte(1) | 0x20 == UInt8(ascii: "x"), byte(2).hexValue != nil {
        base = 16
        offset += 2
      }
    }
    var value: UInt64 = 0
    while byte().isNameByte || isBased && byte() == UInt8(ascii: "@") {
      guard let digit = isBased ? byte().digit(inBase: base) : byte().hexValue,
        digit < base
      else {
        throw failure("invalid number", at: start)
      }
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      guard !overflow, !carry, sum <= limit else {
        throw failure("number too large", at: start)
      }
      value = sum
      offset += 1
      if byte() == Byte.hash, !isBased, text[start] != Byte.zero, (2...64).contains(value) {
        (base, value, isBased) = (value, 0, true)
        offset += 1
        if atOperand || byte().digit(inBase: base) == nil { throw expectedOperand() }
      }
    }
    try endOperand()
    return number(Int64(bitPattern: UInt64(value)))
  }
}

extension UInt8 {
  /// The value of a digit of `base#digits`: digits, letters of both cases, `@` and
  /// `_`; up to base 36 the case of a letter means nothing.
  fileprivate func digit(inBase base: UInt64) -> UInt64? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(self - Byte.zero)
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(self - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      UInt64(self - UInt8(ascii: "A")) + (base <= 36 ? 10 : 36)
    case UInt8(ascii: "@"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
