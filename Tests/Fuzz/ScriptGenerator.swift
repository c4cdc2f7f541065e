/// Scripts made from the grammar (XCU 2.10). They end, leave everything outside
/// their directory alone, and use only what shells agree on: the first letters
/// of the alphabet are variables, functions call no functions, and of what runs at
/// the same time one part has no effects. Words are made in
/// WordGenerator.swift.
struct ScriptGenerator {
  var random: Random
  /// With what bash and ksh93 have beyond POSIX.
  let isExtended: Bool
  private var isInFunction = false
  private var loops = 0
  private var files = 0
  /// How many substitutions this is in.
  private var substitutions = 0

  init(seed: UInt64, isExtended: Bool = false) {
    random = Random(seed: seed)
    self.isExtended = isExtended
  }

  mutating func script() -> String {
    var lines: [String] = []
    let hasFunction = random.chance(3)
    if hasFunction { lines.append(function()) }
    if random.chance(3) { lines.append(random.one(of: Self.settings)) }
    // `read` into one that is readonly fails with 2 (XCU read), and not with 1.
    if !isExtended && random.chance(30) { lines.append("readonly c=9") }
    for _ in 0...random.number(below: 4) { lines.append(command(3)) }
    if hasFunction { lines.append("f \(word(1)) \(word(1))") }
    lines.append("printf '<%s>' \"$a\" \"$b\" \"${c-}\" \"$#\" \"$@\"")
    if isExtended { lines.append("printf '<%s>' \"${l[@]}\" \"${#l[@]}\" \"${!l[@]}\"") }
    return lines.joined(separator: "\n")
  }

  private static let settings = [
    "set -u", "set -f", "set -e", "IFS=:", "IFS=' x'", "IFS=", "trap 'echo exit $a $? >>t' EXIT",
    "set -a", "set -C", "unset b", "set --", "IFS=a", "alias q='echo q '",
    "trap 'echo usr1 $?' USR1", "trap '' USR1", "trap 'exit 7' USR1; trap 'echo end >>t' EXIT",
    "set -x; PS4=$a", "unset IFS", "umask 027", "set -eu", "IFS=':\n'", "trap 'set -- t' EXIT",
  ]

  private mutating func function() -> String {
    isInFunction = true
    defer { isInFunction = false }
    let body =
      switch random.number(below: 8) {
      case 0: "( \(list(2)) )"
      case 1: "{ \(list(2)); } \(redirection())"
      case 2: "if \(condition(2)); then \(list(1)); fi"
      case 3: "for d do \(loop(2)); done"
      case 4: "{ local a=\(quoted()) b; \(list(2)); }"
      default: "{ \(list(2)); }"
      }
    return isExtended && random.chance(4) ? "function f { \(list(2)); }" : "f() \(body)"
  }

  // MARK: Commands

  mutating func list(_ depth: Int) -> String {
    (0...random.number(below: 2)).map { _ in command(depth) }.joined(separator: "\n")
  }

  private mutating func command(_ depth: Int) -> String {
    if depth == 0 { return simple() }
    if isExtended && random.chance(4) { return extended(depth) }
    switch random.number(below: 30) {
    case 0: return "if \(condition(depth)); then \(list(depth - 1)); else \(list(depth - 1)); fi"
    case 1: return "if \(condition(depth)); then \(list(depth - 1)); fi"
    case 2: return "for d in \(words()); do \(loop(depth)); done"
    case 3: return "n\(depth)=0; while [ $((n\(depth) += 1)) -lt 4 ]; do \(loop(depth)); done"
    case 4: return "n\(depth)=0; until [ $((n\(depth) += 1)) -gt 3 ]; do \(loop(depth)); done"
    case 5, 6: return choice(depth)
    case 7: return "( \(list(depth - 1)) )"
    case 8: return "{ \(list(depth - 1)); }"
    case 9: return "\(condition(depth)) && \(command(depth - 1)) || \(command(depth - 1))"
    case 10: return "! \(random.chance(2) ? simple() : "{ \(list(depth - 1)); }")"
    case 11:
      return "{ \(list(depth - 1)); } 2>/dev/null | { read -r e; printf '[%s]' \"$e\"; cat; }"
    case 12:
      // One of its own, lest it be cut while it is written to.
      files += 1
      let file = "r\(files)"
      return
        "{ \(list(depth - 1)); } >\(file); while read -r e; do printf '(%s)' \"$e\"; done <\(file)"
    case 13: return hereDocument()
    case 14: return eval(depth)
    case 15: return "for d do \(loop(depth)); done"
    case 16:
      return """
        if \(condition(depth)); then \(simple())
        elif \(condition(depth)); then \(list(depth - 1))
        else \(simple()); fi
        """
    case 17: return "{ \(list(depth - 1)); } & wait $!; echo $?"
    case 18: return "{ \(list(depth - 1)); } \(redirection()) \(redirection())"
    case 19: return "( \(list(depth - 1)) ) \(redirection())"
    case 20: return "! { \(list(depth - 1)); } 2>/dev/null | cat | cat"
    case 22: return "echo \(literal()) | { \(list(depth - 1)); }"
    case 21: return "if \(condition(depth)); then \(list(depth - 1)); fi \(redirection())"
    default: return simple()
    }
  }

  /// Commands in a substitution, whose words may hold substitutions in turn.
  mutating func substituted(_ depth: Int) -> String {
    if substitutions == 2 { return "echo $#" }
    substitutions += 1
    defer { substitutions -= 1 }
    return list(depth)
  }

  /// What POSIX has not.
  private mutating func extended(_ depth: Int) -> String {
    switch random.number(below: 12) {
    case 0: return "[[ \(test(2)) ]] && \(simple())"
    case 1: return "(( \(expression(3)) )); echo $?"
    case 2:
      let k = "k\(depth)"
      return "for ((\(k) = 0; \(k) < 3; \(k)++)); do \(loop(depth)); done"
    case 3: return "l=(\(words()))"
    case 4: return "l+=(\(words()))"
    case 5:
      return
        "l[\(random.one(of: ["0", "2", "1+1", "7", "3"]))]\(random.chance(3) ? "+" : "")=\(word(1))"
    case 6: return "read -r e \(name()) <<< \(word(1)); printf '{%s}' \"$e\""
    case 7:
      return
        "while read -r e; do printf '(%s)' \"$e\"; done < <(echo \(literal()) \"\(plainExpansion())\")"
    case 8: return "printf '<%s>' {\(literal()),\(word(1))}\(literal()) {1..3}"
    case 9: return "unset \"l[\(random.number(below: 3))]\""
    case 10:
      return "typeset -i j=\(random.number(below: 9)); j+=\(random.number(below: 9)); echo $j"
    default:
      return "typeset -A m; m[\(literal())]=\(word(1)); printf '<%s>' \"${m[x]}\" \"${#m[@]}\""
    }
  }

  private mutating func test(_ depth: Int) -> String {
    switch depth == 0 ? random.number(below: 4) : random.number(below: 8) {
    case 0: return "\(word(1)) \(random.one(of: ["==", "!=", "="])) \(pattern())"
    case 1: return "-\(random.one(of: ["n", "z"])) \(word(1))"
    case 2: return "$((\(expression(1)))) -\(random.one(of: ["eq", "lt", "ge"])) $#"
    case 3: return "\(literal()) == @(\(literal())|*x)*"
    case 4: return "! \(test(depth - 1))"
    case 5: return "( \(test(depth - 1)) )"
    default: return "\(test(depth - 1)) \(random.one(of: ["&&", "||"])) \(test(depth - 1))"
    }
  }

  private mutating func loop(_ depth: Int) -> String {
    loops += 1
    defer { loops -= 1 }
    return list(depth - 1)
  }

  private mutating func condition(_ depth: Int) -> String {
    switch random.number(below: 7) {
    case 0: return command(depth - 1)
    case 1: return "[ \"$\(name())\" = \(word(1)) ]"
    case 2: return "test -n \"\(plainExpansion())\""
    case 3: return "[ $((\(expression(2)))) -\(random.one(of: ["eq", "lt", "ge"])) 1 ]"
    case 4: return "case \(word(1)) in \(pattern())) ;; *) false;; esac"
    case 5: return "[ ! -\(random.one(of: ["e", "f", "s", "d", "r"])) o ]"
    default: return random.one(of: ["true", "false", ":"])
    }
  }

  private mutating func choice(_ depth: Int) -> String {
    let items = (0...random.number(below: 2)).map { _ in
      let end = isExtended && random.chance(3) ? ";&" : ";;"
      return
        "\(random.chance(4) ? "(" : "")\(pattern())\(random.chance(3) ? "|\(pattern())" : "")) \(list(depth - 1))\(end)"
    }
    return "case \(word(2)) in \(items.joined(separator: " ")) esac"
  }

  /// Single quotes hold no single quotes; here-documents begin on lines of their own.
  private mutating func eval(_ depth: Int) -> String {
    let text = list(depth - 1)
    return text.contains("'") ? "a=$b" : "eval '\(text)'"
  }

  private mutating func hereDocument() -> String {
    let body =
      "\(plainExpansion()) x \(random.one(of: ["\\$a", "\\\\", "'", "$((1+2))", "é", "*", "\"", "`echo q`", "$(echo \"$a\")", "${b-\"x\"}", "\\\ny"]))"
    switch random.number(below: 5) {
    case 0: return "{ read -r e <<'E'\n\(body)\nE\nprintf '{%s}' \"$e\"; }"
    case 1: return "{ read -r e <<-E\n\t\(body)\n\t\tE\nprintf '{%s}' \"$e\"; }"
    case 2:
      return
        "{ read e; read -r c; } <<E 3<<\\F\n\(body)\n\(body)\nE\n\(body)\nF\nprintf '{%s}' \"$e\" \"$c\""
    case 3: return "{ cat <<E - <<F\n\(body)\nE\n\(body)\nF\n}"
    default: return "{ read -r e <<E\n\(body)\nE\nprintf '{%s}' \"$e\"; }"
    }
  }

  private mutating func simple() -> String {
    switch random.number(below: 44) {
    case 0, 1, 2: return "\(name())=\(word(2))"
    case 3: return "\(name())=$((\(expression(3))))"
    case 4: return "set -- \(words())"
    case 5:
      // Too many end some shells and not others (XCU shift).
      let count = random.number(below: 3)
      return "[ $# -lt \(count) ] || shift \(count)"
    case 6: return "unset \(name())"
    case 7: return "a=\(word(1)) b=\(word(1)) :"
    case 8: return isExtended ? "echo $#" : "echo $? \"$#\""
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
    case 17: return "echo \(words()) \(redirection())"
    case 18: return "{ read \(name()) \(name()) <<\\E\n\(readLine())\n y\nE\n}"
    case 19:
      return
        "OPTIND=1; while getopts :ab: o \(getoptsArguments()); do echo $o ${OPTARG-none} $OPTIND; done"
    case 20:
      return
        "( : ${\(name())\(random.one(of: ["?", ":?"]))\(random.chance(2) ? "x" : "")}; echo in )"
    case 21: return "echo 'printf s%s \"$@\" $a' >s; . ./s"
    case 22:
      return "command \(random.one(of: ["echo", "printf %s,", "eval", "-v", ":"])) \(literal())"
    case 23: return "exec 3>p; echo \(word(1)) >&3; exec 3>&-; cat p"
    case 24:
      return
        "{ (\(random.chance(2) ? "trap 'echo usr1 $?' USR1; " : "")sh -c '[ $PPID -eq 1 ] || kill -s USR1 $PPID'; echo after); echo $?; } 2>/dev/null"
    case 25: return "a=\(literal()) eval 'echo $a'"
    case 26: return "b=\(literal()) sh -c 'echo \"${b-}\" \"${c-}\"'"
    case 27: return "q \(literal())"
    case 28: return "exit \(random.number(below: 4))"
    case 29: return "(cd /; pwd; echo \"$PWD\")"
    case 30: return "a=\(literal()) >p"
    case 31:
      return random.one(of: [
        "trap - EXIT", "trap", "(trap 'echo sub' EXIT; :)", "umask", "set +e", "set +f",
        "unset -f f",
      ])
    case 32: return "echo one; \(isInFunction ? ":" : "nosuchcommand"); echo $?"
    case 33: return "a=$(printf '%s\\n\\n' \(word(1))) && echo \"$a\""
    default: return "printf '<%s>' \(words())"
    }
  }

  private mutating func redirection() -> String {
    random.one(of: [
      ">o", ">>o", "2>&1", "<o", "<nofile", ">&9", "3>o", "<>o", ">|o", "<&-", "2>p", "2>>p", ">&2",
      "3>&1 >o", "4<>p", ">p 2>&1", ">&-", "3<&0 <&3", "2>&1 >o", ">\"$a\"", "2>/dev/null",
    ])
  }

  private mutating func getoptsArguments() -> String {
    (0..<random.number(below: 4)).map { _ in
      random.one(of: ["-a", "-b", "-bx", "-ab", "--", "-", "x", "-aa", "-b y", "-c", "-ca", "''"])
    }.joined(separator: " ")
  }

  private mutating func readLine() -> String {
    (0...random.number(below: 5)).map { _ in
      random.one(of: [
        "x", " ", "  ", ":", "\\:", "\\ ", "\\\\", "y z", "é", "\t", "\\\n", "a", "'",
      ])
    }.joined()
  }

  private mutating func format() -> String {
    (0...random.number(below: 2)).map { _ in
      random.one(of: [
        "%s", "%5s|", "%-4s|", "%.2s", "%c", "%%", "\\n", "\\101", "%s\\t", "%b", "x", "%d", "%3d|",
        "%-3d|", "%03d", "%+d", "%x", "%#o", "%u", "%X", "%*d", "\\\\", "%.3d", "% d",
      ])
    }.joined()
  }
}
