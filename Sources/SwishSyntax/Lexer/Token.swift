/// The token under the parser's eyes (XCU 2.3, 2.10.1).
struct Token {
  enum Kind: UInt8 {
    case endOfInput, newline, word, assignment
    case semicolon, doubleSemicolon, semicolonAmpersand, doubleSemicolonAmpersand
    case ampersand, andIf, pipe, pipeAmpersand, orIf, leftParen, rightParen
    // A redirection begins with one of these.
    case ioNumber, ampersandGreater, ampersandDoubleGreater
    // In the order of Redirection.Operator.
    case less, greater, clobber, doubleGreater, lessGreater
    case lessAmpersand, greaterAmpersand, doubleLess, doubleLessDash, tripleLess

    var text: Bytes {
      switch self {
      case .endOfInput: "end of file"
      case .newline: "newline"
      case .word, .assignment, .ioNumber: "word"
      case .semicolon: ";"
      case .doubleSemicolon: ";;"
      case .semicolonAmpersand: ";&"
      case .doubleSemicolonAmpersand: ";;&"
      case .ampersand: "&"
      case .ampersandGreater: "&>"
      case .ampersandDoubleGreater: "&>>"
      case .andIf: "&&"
      case .pipe: "|"
      case .pipeAmpersand: "|&"
      case .orIf: "||"
      case .leftParen: "("
      case .rightParen: ")"
      case .less: "<"
      case .greater: ">"
      case .clobber: ">|"
      case .doubleGreater: ">>"
      case .lessGreater: "<>"
      case .lessAmpersand: "<&"
      case .greaterAmpersand: ">&"
      case .doubleLess: "<<"
      case .doubleLessDash: "<<-"
      case .tripleLess: "<<<"
      }
    }

    var isRedirection: Bool { rawValue >= Kind.ioNumber.rawValue }

    /// The redirection operator that this token is.
    var redirection: Redirection.Operator? {
      guard rawValue >= Kind.less.rawValue else {
        return self == .ampersandGreater ? .output : self == .ampersandDoubleGreater ? .append : nil
      }
      return Redirection.Operator(rawValue: rawValue - Kind.less.rawValue)
    }
  }

  var kind = Kind.endOfInput
  /// What a word of one unquoted literal is, where reserved words count.
  var reserved = ReservedWord.none
  /// A word that follows an alias whose value ends in a blank.
  var followsBlankAlias = false
  /// word: the word; assignment: its node.
  var word = SyntaxTree.Reference(0)
  /// ioNumber: its value.
  var number: UInt32 = 0
  var location = Location(line: 0, column: 0)
  /// Its span, when there is a recorder.
  var recorded: Int32 = -1
}

/// What a word may turn out to be, which decides where tildes count.
/// The bit `ByteClass.equals` is in it where a `=` matters, too.
enum WordRole: UInt8 {
  case argument = 0
  /// A word of an array literal, or `[subscript]=value` there.
  case element = 1
  /// A command name, or an assignment before it.
  case command = 2
  /// An operand of a declaration utility: `name=value` expands as an assignment.
  case declaration = 3
}
