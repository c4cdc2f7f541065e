/// Scripts made from the grammar (XCU 2.10). They end, leave everything outside
/// their directory alone, and use only what shells agree on: the first letters
/// of the alphabet are variables, functions call no functions.
struct ScriptGenerator {
  private var random: Random
  private var isInFunction = false
  private var loops = 0

  init(seed: UInt64) { random = Random(seed: seed) }

  mutating func script() -> String {
    var lines: [String] = []
    if random.chance(3) {
      isInFunction = true
      lines.append("f() { \(list(2)); }")
      isInFunction = false
    }
    if random.chance(3) { lines.append(random.one(of: Self.settings)) }
    for _ in 0...random.number(below: 4) { lines.append(command(3)) }
    lines.append("printf '<%s>' \"$a\" \"$b\" \"${c-}\" \"$#\" \"$@\"")
    if lines[0].hasPrefix("f()") { lines.insert("f \(word(1)) \(word(1))", at: lines.count - 1) }
    return lines.joined(separator: "\n")
  }

  private static let settings = [
    "set -u", "set -f", "set -e", "IFS=:", "IFS=' x'", "IFS=", "trap 'echo exit $a' EXIT", "set -a",
    "set -C", "unset b", "set --", "readonly c=9", "IFS=a",
  ]

  // MARK: Commands

  private mutating func list(_ depth: Int) -> String {
    (0...random.number(below: 2)).map { _ in command(depth) }.joined(separator: "\n")
  }

  private mutating func command(_ depth: Int) -> String {
    if depth == 0 { return simple() }
    switch random.number(below: 20) {
    case 0: return "if \(condition(depth)); then \(list(depth - 1)); else \(list(depth - 1)); fi"
    case 1: return "if \(condition(depth)); then \(list(depth - 1)); fi"
    case 2: return "for d in \(words()); do \(loop(depth)); done"
    case 3: return "n\(depth)=0; while [ $((n\(depth) += 1)) -lt 4 ]; do \(loop(depth)); done"
    case 4: return "n\(depth)=0; until [ $((n\(depth) += 1)) -gt 3 ]; do \(loop(depth)); done"
    case 5, 6: return choice(depth)
    case 7: return "( \(list(depth - 1)) )"
    case 8: return "{ \(list(depth - 1)); }"
    case 9: return "\(condition(depth)) && \(command(depth - 1)) || \(command(depth - 1))"
    case 10: return "! \(simple())"
    case 11: return "{ \(list(depth - 1)); } | { read -r e; printf '[%s]' \"$e\"; }"
    case 12: return "{ \(list(depth - 1)); } >o; while read -r e; do printf '(%s)' \"$e\"; done <o"
    case 13: return hereDocument()
    case 14: return "eval '\(quotable(depth))'"
    default: return simple()
    }
  }

  private mutating func loop(_ depth: Int) -> String {
    loops += 1
    defer { loops -= 1 }
    return list(depth - 1)
  }

  private mutating func condition(_ depth: Int) -> String {
    switch random.number(below: 6) {
    case 0: return command(depth - 1)
    case 1: return "[ \"$\(name())\" = \(word(1)) ]".replacing("= ''", with: "= ''")
    case 2: return "test -n \"\(plainExpansion())\""
    case 3: return "[ $((\(expression(2)))) -\(random.one(of: ["eq", "lt", "ge"])) 1 ]"
    case 4: return "case \(word(1)) in \(pattern())) ;; *) false;; esac"
    default: return random.one(of: ["true", "false", ":"])
    }
  }

  private mutating func choice(_ depth: Int) -> String {
    let items = (0...random.number(below: 2)).map { _ in
      "\(pattern())\(random.chance(3) ? "|\(pattern())" : "")) \(list(depth - 1));;"
    }
    return "case \(word(2)) in \(items.joined(separator: " ")) esac"
  }

  /// Text that single quotes can hold.
  private mutating func quotable(_ depth: Int) -> String {
    let text = list(depth - 1)
    return text.contains("'") ? "a=$b" : text
  }

  private mutating func hereDocument() -> String {
    let quoted = random.chance(3)
    let body =
      "\(plainExpansion()) x \(random.one(of: ["\\$a", "\\\\", "'", "$((1+2))", "é", "*"]))"
    return "{ read -r e <<\(quoted ? "'E'" : "E")\n\(body)\nE\nprintf '{%s}' \"$e\"; }"
  }

  private mutating func simple() -> String {
    switch random.number(below: 24) {
    case 0, 1, 2: return "\(name())=\(word(2))"
    case 3: return "\(name())=$((\(expression(3))))"
    case 4: return "set -- \(words())"
    case 5:
      // Too many end some shells and not others (XCU shift).
      let count = random.number(below: 3)
      return "[ $# -lt \(count) ] || shift \(count)"
    case 6: return "unset \(name())"
    case 7: return "a=\(word(1)) b=\(word(1)) :"
    case 8: return "echo $? \"$#\""
    case 9: return "echo $((\(expression(3))))"
    case 10: return loops > 0 ? random.one(of: ["break", "continue", "break 2"]) : "false"
    case 11:
      return isInFunction
        ? "return \(random.number(below: 4))" : "(exit \(random.number(below: 4)))"
    case 12: return "export \(name())=\(quoted())"
    case 13: return "printf '\(format())' \(words())"
    // In braces: what follows must not stand behind the delimiter.
    case 14: return "{ read -r \(name()) \(name()) <<E\n\(plainExpansion()) \(literal())\nE\n}"
    case 15:
      return "OPTIND=1; while getopts ab: o \(getoptsArguments()); do echo $o ${OPTARG-none}; done"
    case 16: return ": \(redirection())"
    default: return "printf '<%s>' \(words())"
    }
  }

  private mutating func redirection() -> String {
    random.one(of: [">o", ">>o", "2>&1", "<o", "<nofile", ">&9", "3>o", "<>o", ">|o", "<&-"])
  }

  private mutating func getoptsArguments() -> String {
    (0..<random.number(below: 4)).map { _ in
      random.one(of: ["-a", "-b", "-bx", "-ab", "--", "-", "x", "-aa", "-b y"])
    }.joined(separator: " ")
  }

  private mutating func format() -> String {
    (0...random.number(below: 2)).map { _ in
      random.one(of: [
        "%s", "%5s|", "%-4s|", "%.2s", "%c", "%%", "\\n", "\\101", "%s\\t", "%b", "x",
      ])
    }.joined()
  }

  // MARK: Words

  private mutating func words() -> String {
    (0..<random.number(below: 4)).map { _ in word(2) }.joined(separator: " ")
  }

  private mutating func name() -> String { random.one(of: ["a", "b", "c"]) }

  private mutating func literal() -> String {
    random.one(of: [
      "x", "abc", "aXbXc", "1", "08", "a:b::c", "x.y", "-", "0", "é", "abab", ":", "12", "y1",
    ])
  }

  private mutating func quoted() -> String {
    switch random.number(below: 4) {
    case 0: return "'\(random.one(of: ["", " ", "a b", "*", "$a", "\\", "x  y ", "a:b", "\n"]))'"
    case 1:
      return "\"\(random.one(of: ["", " ", "a \\\" b", "*", "\\$a", "\\\\", "\\x", "`echo q`"]))\""
    case 2: return "\"\(expansion(1, quoted: true))\""
    default: return random.one(of: ["\\ ", "\\*", "\\a", "\\$", "\\\\", "\\'", "\\\""])
    }
  }

  /// A word; depth bounds what nests in it.
  private mutating func word(_ depth: Int) -> String {
    let count = random.chance(3) ? 2 : 1
    return (0..<count).map { _ in
      switch random.number(below: 8) {
      case 0, 1: return literal()
      case 2, 3: return quoted()
      case 4: return random.one(of: ["*", "?", "[ab]", "[!a]*", "a*", "~", "o"])
      case 5: return "\"\(expansion(depth, quoted: true))\""
      default: return expansion(depth, quoted: false)
      }
    }.joined()
  }

  private mutating func plainExpansion() -> String {
    random.one(of: ["$a", "$b", "${c-}", "$#", "$*", "$@", "${a:-x y}", "${#a}", "${1-}", "$?"])
  }

  private mutating func expansion(_ depth: Int, quoted: Bool) -> String {
    if depth == 0 { return plainExpansion() }
    let inner = quoted ? plainExpansion() : word(depth - 1)
    switch random.number(below: 14) {
    case 0: return "${\(name())\(random.one(of: ["-", ":-", "+", ":+"]))\(inner)}"
    case 1: return "${\(name())\(random.one(of: ["=", ":="]))\(plainExpansion())}"
    case 2: return "${#\(name())}"
    case 3, 4: return "${\(name())\(random.one(of: ["#", "##", "%", "%%"]))\(pattern())}"
    case 5: return "$((\(expression(2))))"
    case 6: return "$(\(random.one(of: ["echo", "printf %s"])) \(word(depth - 1)))"
    case 7: return "`echo \(plainExpansion())`"
    case 8: return random.one(of: ["$@", "$*", "$1", "${2-}", "${1+x}", "${10-}", "$#"])
    case 9: return "$(\(random.one(of: ["false", "(exit 3)", ":", "echo; echo", "a=sub"])))"
    default: return plainExpansion()
    }
  }

  private mutating func pattern() -> String {
    switch random.number(below: 4) {
    case 0: return random.one(of: ["\"$a\"", "$b", "'*'", "\\*", "\"?\"", "$a*"])
    default:
      return (0...random.number(below: 2)).map { _ in
        random.one(of: [
          "*", "?", "a", "b", "x", "[ab]", "[!a]", "[a-c]", "[[:digit:]]", "[]x]", ":", "1", "é",
        ])
      }.joined()
    }
  }

  private mutating func expression(_ depth: Int) -> String {
    if depth == 0 {
      return random.one(of: ["0", "1", "2", "7", "010", "0x1f", "n", "m", "9999999999"])
    }
    switch random.number(below: 9) {
    case 0: return "(\(expression(depth - 1)))"
    case 1: return "\(random.one(of: ["-", "+", "~", "!"])) \(expression(depth - 1))"
    case 2:
      return "(\(expression(depth - 1)) ? \(expression(depth - 1)) : \(expression(depth - 1)))"
    case 3:
      return "m \(random.one(of: ["=", "+=", "-=", "*=", "|=", "^="])) \(expression(depth - 1))"
    case 4:
      return
        "\(expression(depth - 1)) \(random.one(of: ["/", "%"])) \(random.one(of: ["1", "3", "(-2)", "0"]))"
    case 5:
      return "\(expression(depth - 1)) \(random.one(of: ["<<", ">>"])) \(random.number(below: 70))"
    default:
      let operators = ["+", "-", "*", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||"]
      return "\(expression(depth - 1)) \(random.one(of: operators)) \(expression(depth - 1))"
    }
  }
}
