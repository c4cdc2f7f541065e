// Words, expansions, patterns and arithmetic expressions (XCU 2.6, 2.13).

extension ScriptGenerator {
  mutating func words() -> String {
    (0..<random.number(below: 4)).map { _ in word(2) }.joined(separator: " ")
  }

  mutating func name() -> String { random.one(of: ["a", "b", "c"]) }

  mutating func literal() -> String {
    random.one(of: [
      "x", "abc", "aXbXc", "1", "08", "a:b::c", "x.y", "-", "0", "é", "abab", ":", "12", "y1",
    ])
  }

  mutating func quoted() -> String {
    switch random.number(below: isExtended ? 5 : 4) {
    case 0: return "'\(random.one(of: ["", " ", "a b", "*", "$a", "\\", "x  y ", "a:b", "\n"]))'"
    case 1:
      return
        "\"\(random.one(of: ["", " ", "a \\\" b", "*", "\\$a", "\\\\", "\\x", "`echo q`", "\\\n", "`echo \\\"q\\\"`"]))\""
    case 2: return "\"\(expansion(1, quoted: true))\""
    case 3:
      return random.one(of: ["\\ ", "\\*", "\\a", "\\$", "\\\\", "\\'", "\\\"", "\\~"])
    default: return "$'\(random.one(of: ["a\\tb", "\\'", "\\x41", "\\101", "\\\\", "", "\\n"]))'"
    }
  }

  /// A word; depth bounds what nests in it.
  mutating func word(_ depth: Int) -> String {
    let count = random.chance(3) ? 2 : 1
    return (0..<count).map { _ in
      switch random.number(below: 8) {
      case 0, 1: return literal()
      case 2, 3: return quoted()
      case 4: return random.one(of: ["*", "?", "[ab]", "[!a]*", "a*", "~", "o", "~/x", "x=~"])
      case 5: return "\"\(expansion(depth, quoted: true))\""
      default: return expansion(depth, quoted: false)
      }
    }.joined()
  }

  /// Bash and ksh93 join `$*` by a blank where POSIX has IFS, and have `$?` change in
  /// the middle of a command.
  mutating func plainExpansion() -> String {
    if isExtended { return random.one(of: ["$a", "$b", "${c-}", "$#", "${#a}", "${2+$b}"]) }
    return random.one(of: [
      "$a", "$b", "${c-}", "$#", "$*", "$@", "${a:-x y}", "${#a}", "${1-}", "$?", "${a}", "${2+$b}",
    ])
  }

  mutating func expansion(_ depth: Int, quoted: Bool) -> String {
    if depth == 0 { return plainExpansion() }
    if isExtended && random.chance(4) { return extendedExpansion(depth) }
    let inner = quoted ? plainExpansion() : word(depth - 1)
    switch random.number(below: 18) {
    case 0: return "${\(name())\(random.one(of: ["-", ":-", "+", ":+"]))\(inner)}"
    case 1: return "${\(name())\(random.one(of: ["=", ":="]))\(plainExpansion())}"
    case 2: return "${#\(name())}"
    case 3, 4: return "${\(name())\(random.one(of: ["#", "##", "%", "%%"]))\(pattern())}"
    case 5: return "$((\(expression(2))))"
    case 6: return "$(\(random.one(of: ["echo", "printf %s"])) \(word(depth - 1)))"
    case 7: return "`echo \(plainExpansion())`"
    case 8: return random.one(of: ["$@", "$*", "$1", "${2-}", "${1+x}", "${10-}", "$#", "${1#?}"])
    case 9: return "$(\(random.one(of: ["false", " (exit 3)", ":", "echo; echo", "a=sub"])))"
    case 10: return "$( \(substituted(depth - 1)))"
    case 11: return "$(case \(literal()) in \(literal())) echo y;; *) echo n;; esac)"
    // An error in it is 2 in POSIX's shells and 1 in the others.
    case 12 where !isExtended:
      return "$(( ${\(name())\(random.one(of: [":-", "+"]))1} \(random.one(of: ["+", "*"])) $# ))"
    case 13: return "${\(name())\(random.one(of: ["-", ":+"]))\"\(plainExpansion())\"}"
    case 14: return "`echo \\`echo \(literal())\\``"
    default: return plainExpansion()
    }
  }

  /// What POSIX has not.
  private mutating func extendedExpansion(_ depth: Int) -> String {
    switch random.number(below: 8) {
    case 0: return "${\(name())\(random.one(of: ["/", "//", "/#", "/%"]))\(pattern())/\(literal())}"
    case 1: return "${\(name())//\(pattern())}"
    case 2: return "${\(name()):\(random.number(below: 4))}"
    case 3:
      return "${\(name()):\(random.one(of: ["0", "1", " -2", "2"])):\(random.number(below: 3))}"
    case 4: return "${l[\(random.one(of: ["0", "1", "2", "-1", "@", "*", "1+1"]))]}"
    case 5:
      return "${l[\(random.one(of: ["@", "*"]))]\(random.one(of: ["#", "%", "/"]))\(pattern())}"
    case 6:
      return random.one(of: ["${#l[@]}", "${#l[1]}", "${!l[@]}", "${@:1}", "${@:1:1}", "${*:2}"])
    default: return "${l[@]:\(random.number(below: 3)):\(random.number(below: 3))}"
    }
  }

  mutating func pattern() -> String {
    switch random.number(below: 4) {
    case 0:
      return random.one(of: ["\"$a\"", "$b", "'*'", "\\*", "\"?\"", "$a*", "\"\"*", "${c-?}"])
    default:
      return (0...random.number(below: 2)).map { _ in
        random.one(of: [
          "*", "?", "a", "b", "x", "[ab]", "[!a]", "[a-c]", "[[:digit:]]", "[]x]", ":", "1", "é",
          "X",
          "[[:upper:]b]", "[a\\-c]", "[", "[!]:]",
        ])
      }.joined()
    }
  }

  mutating func expression(_ depth: Int) -> String {
    if depth == 0 {
      return random.one(of: ["0", "1", "2", "7", "010", "0x1f", "n", "m", "9999999999"])
    }
    switch random.number(below: 9) {
    case 0: return "(\(expression(depth - 1)))"
    case 1: return "\(random.one(of: ["-", "+", "~", "!"])) \(expression(depth - 1))"
    case 2:
      return "(\(expression(depth - 1)) ? \(expression(depth - 1)) : \(expression(depth - 1)))"
    case 3:
      let operation = random.one(of: ["=", "+=", "-=", "*=", "|=", "^=", "&=", "<<=", ">>="])
      let assignment = "m \(operation) \(expression(depth - 1))"
      return isExtended ? "(\(assignment))" : assignment
    case 4:
      return
        "\(expression(depth - 1)) \(random.one(of: ["/", "%"])) \(random.one(of: ["1", "3", "(-2)", isExtended ? "7" : "0"]))"
    case 5:
      return "\(expression(depth - 1)) \(random.one(of: ["<<", ">>"])) \(random.number(below: 70))"
    default:
      let operators = ["+", "-", "*", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||"]
      return "\(expression(depth - 1)) \(random.one(of: operators)) \(expression(depth - 1))"
    }
  }
}
