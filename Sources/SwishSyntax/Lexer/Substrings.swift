// `${v:offset:length}` and `${v/pattern/replacement}`, which bash, ksh and zsh
// add to the parameter expansions of XCU 2.6.2.

extension Parser {
  /// Behind `${v:`.
  func readSubstring(of head: ParameterHead, opened: Opening) throws(SyntaxError) {
    let offset = try readOffset(opened: opened)
    let length = skip(Byte.colon) ? try readOffset(opened: opened) : nil
    guard skip(Byte.rightBrace) else { throw unexpectedEnd(expected: "}", opened: opened) }
    appendParameter(head, .substring, word: offset, second: length)
  }

  /// An arithmetic expression, up to a `:` that belongs to no `?`, or the `}`.
  private func readOffset(opened: Opening) throws(SyntaxError) -> SyntaxTree.Reference {
    let base = references.count
    try readQuotedParts(.offset, opened: opened)
    return try finishArithmetic(from: base)
  }

  /// Behind `${v/`.
  func readReplacement(of head: ParameterHead, opened: Opening) throws(SyntaxError) {
    var operation = ParameterExpansion.Operator.replaceFirst
    if skip(Byte.slash) {
      operation = .replaceAll
    } else if skip(Byte.hash) {
      operation = .replacePrefix
    } else if skip(Byte.percent) {
      operation = .replaceSuffix
    }
    let base = references.count
    // In `${v////_}` the third slash is the pattern.
    if operation == .replaceAll && skip(Byte.slash) { scratch.append(Byte.slash) }
    let shape = try readUnquotedParts(.braces(opened: opened, endsAtSlash: true), from: base)
    let pattern = references.count > base ? finishWord(from: base) : nil
    let replacement =
      shape.endedAtSlash ? try readBracesWord(isQuoted: false, opened: opened) : nil
    appendParameter(head, operation, word: pattern, second: replacement)
  }
}
