// Alias substitution (XCU 2.3.1). The value becomes an input level, so that
// tokens may begin in it and end behind it, as Issue 8 describes.

/// The aliases in force (XCU 2.3.1).
public protocol AliasProvider: AnyObject {
  var hasAliases: Bool { get }
  /// The value of the alias `name`, valid until the next call.
  func aliasValue(_ name: Bytes) -> Bytes?
}

extension Parser {
  /// Replaces the current word, where it can be a command name, for as long as
  /// it names an alias. A reserved word is never replaced.
  @inline(__always) func expandCommandAliases() throws(SyntaxError) {
    if checksAliases { try expandAliases() }
  }

  @inline(never) private func expandAliases() throws(SyntaxError) {
    while token.kind == .word, token.reserved == .none, expandAlias() {
      try advance(.command)
    }
  }

  /// Replaces the current word, which follows an alias whose value ended in a
  /// blank, and what it results in, for as long as that names an alias. Where a
  /// reserved word counts it is none.
  func expandFollowingAliases(
    _ role: WordRole, _ first: ReservedWord, _ second: ReservedWord
  ) throws(SyntaxError) {
    while token.kind == .word {
      let reserved = token.reserved
      if reserved != .none, role == .command || reserved == first || reserved == second { return }
      guard let name = literalText(token.word) else { return }
      let slot = intern(name)
      guard expandAlias() else { return }
      forgetAliases()
      try readToken(role)
      guard token.followsBlankAlias || resultsFrom(slot) else { return }
    }
  }

  /// Newline tokens before a command, those that an alias stands for too.
  @inline(__always) func skipNewlinesBeforeCommand() throws(SyntaxError) {
    if checksAliases { return try skipNewlinesAndExpand() }
    while token.kind == .newline { try advance(.command) }
  }

  @inline(never) private func skipNewlinesAndExpand() throws(SyntaxError) {
    repeat {
      try skipNewlines(.command)
      try expandAliases()
    } while token.kind == .newline
  }

  /// Whether the current token, or its end, came from the value of the alias.
  private func resultsFrom(_ alias: Slot) -> Bool {
    for i in 0..<levels.count where levels[i].kind == .alias && levels[i].alias == alias {
      return true
    }
    return finishedAliases.contains(alias)
  }

  /// Takes the current word back and puts the alias value it names in front of
  /// the input; false, with nothing done, if it names none.
  func expandAlias() -> Bool {
    guard checksAliases, let aliases, let name = literalText(token.word),
      let value = aliases.aliasValue(name)
    else { return false }
    let slot = intern(name)
    if resultsFrom(slot) { return false }
    let place = token.location
    // The levels that ended with this very word still guard their names.
    for i in 0..<finishedAliases.count {
      push(alias: finishedAliases[i], value: .empty, at: place)
    }
    finishedAliases.removeAll()
    push(alias: slot, value: value, at: place)
    return true
  }

  /// The text of a word that is one unquoted literal; it lies in the tree and is
  /// valid until that grows.
  func literalText(_ word: SyntaxTree.Reference) -> Bytes? {
    let parts = Word(tree.node(at: word)).parts
    guard parts.count == 1, parts[0].kind == .literal else { return nil }
    return TextPart(parts[0]).text
  }
}
