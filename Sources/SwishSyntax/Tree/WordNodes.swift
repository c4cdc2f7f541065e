// Words (POSIX XCU 2.2 to 2.6) as typed parts. Every view wraps a node whose
// kind the caller has checked.

/// A word: `[header][count][part...]`, extra unused.
@frozen public struct Word {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }

  /// The word is one unquoted literal part without pattern characters:
  /// expansion leaves it as it is.
  public static let isPlain: UInt8 = 1
  /// `name=value` as an operand of a declaration utility (XCU 2.9.1.2): expands
  /// as an assignment, without field splitting or pathname expansion.
  public static let isAssignment: UInt8 = 2

  /// There are braces in unquoted literal text, beyond POSIX a brace expansion.
  public static let hasBraces: UInt8 = 4

  /// A pattern in it has a group, `@(a|b)`, which no POSIX word can have.
  public static let hasGroups: UInt8 = 8
  @inlinable public var hasGroups: Bool { node.flags & Self.hasGroups != 0 }

  @inlinable public var hasBraces: Bool { node.flags & Self.hasBraces != 0 }
  @inlinable public var isPlain: Bool { node.flags & Self.isPlain != 0 }
  @inlinable public var isAssignment: Bool { node.flags & Self.isAssignment != 0 }
  @inlinable public var parts: NodeList { node.children(from: 2, count: Int(node.field(1))) }

  /// What the word is as a whole: plain text, or `$x` with or without double
  /// quotes; nil for any other.
  @inlinable public var wholePart: Node? {
    guard let part = onlyPart else { return nil }
    if part.kind == .literal { return isPlain ? part : nil }
    guard part.kind == .parameter, ParameterExpansion(part).operation == .none else { return nil }
    return part
  }

  /// The part that the word consists of, with or without double quotes; nil if
  /// there are more.
  @inlinable public var onlyPart: Node? {
    guard parts.count == 1 else { return nil }
    guard parts[0].kind == .doubleQuoted else { return parts[0] }
    let quoted = DoubleQuoted(parts[0]).parts
    return quoted.count == 1 ? quoted[0] : nil
  }
  /// The text of a word that is one unquoted literal, which may be a pattern.
  @inlinable public var onlyLiteral: Bytes? {
    parts.count == 1 && parts[0].kind == .literal ? TextPart(parts[0]).text : nil
  }
  /// The word is one double-quoted part.
  @inlinable public var isQuotedWhole: Bool {
    parts.count == 1 && parts[0].kind == .doubleQuoted
  }

  /// The text of a plain word.
  @inlinable public var plainText: Bytes { TextPart(parts[0]).text }
}

/// literal, escaped, singleQuoted, dollarQuoted, tilde: `[header][text]`.
///
/// - literal: unquoted text. Flag 1: it holds `*`, `?` or `[`.
/// - escaped: what followed a backslash, one byte.
/// - singleQuoted: the text between the quotes.
/// - dollarQuoted: the text of `$'...'` after its escapes were replaced.
/// - tilde: the login name after `~`, often empty; only where XCU 2.6.1 says
///   that a tilde-prefix stands.
@frozen public struct TextPart {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let hasPattern: UInt8 = 1
  @inlinable public var text: Bytes { node.text(1) }
  @inlinable public var hasPattern: Bool { node.flags & Self.hasPattern != 0 }
}

/// `"..."`: `[header][count][part...]`. Inside, parts are literal, escaped,
/// parameter, commandSubstitution and arithmeticExpansion.
@frozen public struct DoubleQuoted {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var parts: NodeList { node.children(from: 2, count: Int(node.field(1))) }
}

/// A parameter expansion (XCU 2.6.2): `[header][parameter][word]`, and behind
/// them a second word where the operator has one, and a subscript where there is
/// one. header flags: the operator; extra: 1 for the colon form, 2 for braces, and
/// beyond POSIX 4 for a subscript, 8 for `[@]`, 16 for `[*]`, 32 for `!` before the
/// name, 64 for `${!prefix*}`; the letter of `@Q` in the upper byte.
@frozen public struct ParameterExpansion {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }

  public enum Operator: UInt8, Sendable {
    case none, length  // $x, ${#x}
    case useDefault, assignDefault, error, useAlternative  // - = ? +
    case removeSmallestSuffix, removeLargestSuffix  // % %%
    case removeSmallestPrefix, removeLargestPrefix  // # ##
    /// None of these: the word is all that the braces hold, the parameter means
    /// nothing, and expanding it is an error.
    case bad
    /// Nothing but a subscript or a `!`, which `none` has not.
    case value
    case upperFirst, upperAll, lowerFirst, lowerAll  // ^ ^^ , ,,
    case transform  // @Q and others: `letter`
    // From here on there is a second word.
    /// `${v:offset:length}`; the words are arithmetic expansions.
    case substring
    case replaceFirst, replaceAll, replacePrefix, replaceSuffix  // / // /# /%
  }

  public static let colon: UInt16 = 1
  public static let braces: UInt16 = 2
  public static let subscripted: UInt16 = 4
  public static let at: UInt16 = 8
  public static let star: UInt16 = 16
  public static let indirect: UInt16 = 32
  public static let prefix: UInt16 = 64

  @inlinable public var operation: Operator {
    node.flags(as: Operator.self)
  }
  @inlinable public var testsNull: Bool { node.extra & 1 != 0 }
  @inlinable public var parameter: Parameter { Parameter(encoded: node.field(1)) }
  /// The word behind the operator, absent when it is empty. When the expansion
  /// stands in double quotes and the operator is not one of `# ## % %%`, the
  /// word's parts are those of a double-quoted text.
  @inlinable public var word: Node? { node.optionalChild(2) }
  @inlinable public var hasSecond: Bool { operation.rawValue >= Operator.substring.rawValue }
  /// The length of a substring, or a replacement; absent when it is empty.
  @inlinable public var second: Node? { node.optionalChild(3) }

  // Beyond POSIX.
  @inlinable func has(_ bit: UInt16) -> Bool { node.extra & Int(bit) != 0 }
  /// There is a subscript, or a `!` before the name.
  @inlinable public var isExtended: Bool { node.extra > 3 }
  @inlinable public var index: ArithmeticExpansion? {
    has(Self.subscripted) ? ArithmeticExpansion(node.child(hasSecond ? 4 : 3)) : nil
  }
  @inlinable public var isAt: Bool { has(Self.at) }
  /// `[@]` or `[*]`, or one of them behind a prefix.
  @inlinable public var selectsAll: Bool { has(Self.at) || has(Self.star) }
  @inlinable public var isIndirect: Bool { has(Self.indirect) }
  /// Of `transform`.
  public var letter: UInt8 { UInt8(truncatingIfNeeded: node.extra >> 8) }
  @inlinable public var isPrefix: Bool { has(Self.prefix) }
}

/// What a parameter expansion names (XCU 2.5): a variable, a positional
/// parameter, or a special parameter.
@frozen public struct Parameter: Equatable, Sendable {
  public let encoded: UInt32
  @inlinable public init(encoded: UInt32) { self.encoded = encoded }
  @inlinable public init(variable slot: Slot) { encoded = slot.index }
  /// Positions past 2^29 - 1 can never be set and count as that one.
  @inlinable public init(position: Int) {
    encoded = 0x8000_0000 | UInt32(min(position, 0x1fff_ffff))
  }
  /// An element or the elements of an array, while they are expanded: their place
  /// among those at hand.
  @inlinable public init(selection index: Int) {
    encoded = 0xa000_0000 | UInt32(index & 0x1fff_ffff)
  }
  /// `byte` is one of `@ * # ? - $ ! 0`.
  @inlinable public init(special byte: UInt8) { encoded = 0xc000_0000 | UInt32(byte) }

  @inlinable public var isVariable: Bool { encoded & 0x8000_0000 == 0 }
  @inlinable public var slot: Slot { Slot(encoded) }
  @inlinable public var position: Int? {
    encoded & 0xe000_0000 == 0x8000_0000 ? Int(encoded & 0x1fff_ffff) : nil
  }
  @inlinable public var selection: Int? {
    encoded & 0xe000_0000 == 0xa000_0000 ? Int(encoded & 0x1fff_ffff) : nil
  }
  @inlinable public var special: UInt8? {
    encoded & 0xc000_0000 == 0xc000_0000 ? UInt8(truncatingIfNeeded: encoded) : nil
  }
}

/// `$(...)` and `` `...` ``: `[header][line][body]`. Flag 1: backquotes.
@frozen public struct CommandSubstitution {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let backquoted: UInt8 = 1
  /// The commands; none for `$()`.
  @inlinable public var body: Node? { node.optionalChild(2) }
}

/// `<(...)` and `>(...)`: `[header][line][body]`. Flag 1: `>`.
@frozen public struct ProcessSubstitution {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  public static let output: UInt8 = 1
  /// The commands read what is written to the file.
  @inlinable public var isOutput: Bool { node.flags & Self.output != 0 }
  @inlinable public var body: Node? { node.optionalChild(2) }
}

/// `$((...))`: `[header][word][expression]`. The word has the parts of a
/// double-quoted text. The expression is there when the word is made only of
/// literal text and simple `$name` parts, so that it could be parsed ahead.
@frozen public struct ArithmeticExpansion {
  public let node: Node
  @inlinable public init(_ node: Node) { self.node = node }
  @inlinable public var word: Node { node.child(1) }
  @inlinable public var expression: Node? { node.optionalChild(2) }
}
