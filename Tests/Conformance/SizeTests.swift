import TestSupport
import Testing

/// Scripts of any length take the memory of their largest command.
@Suite(.enabled(if: Testee.current?.name == "swish" && !isSanitized))
struct SizeTests {
  /// Prints the most memory that was used so far, in kilobytes.
  private static let peak =
    "while read -r k v u; do case $k in VmHWM:) echo $v;; esac; done </proc/$$/status\n"

  @Test(
    "a long script is streamed",
    arguments: [("\"$0\" ./script", 300_000), ("cat script | \"$0\"", 300_000)])
  func streamed(_ command: String, _ lines: Int) throws {
    let line = "i=$((i + 1)) # \(String(repeating: "padding ", count: 10))\n"
    let script =
      Self.peak + String(repeating: line, count: 10) + Self.peak
      + String(repeating: line, count: lines) + Self.peak + "echo $i\n"
    let numbers = try run(command, script)
    #expect(numbers.count == 4 && numbers.last == lines + 10)
    if numbers.count == 4 { #expect(numbers[2] - numbers[1] < 1024) }
  }

  /// A debug build takes too long for them.
  @Test(
    "a line, a script, values, parameters and a directory may be huge",
    .enabled(if: !Testee.isSwish),
    arguments: [
      (
        "{ printf x=; yes a | head -c 200000000 | tr -d '\\n'; echo '; echo ${#x}'; } | \"$0\"",
        100_000_000
      ),
      ("{ yes '# comment' | head -c 1000000000; echo; echo 'echo 1'; } | \"$0\"", 1),
      ("\"$0\" -c 'set -- $(seq 1000000); f() { shift 999999; echo $1; }; f \"$@\"'", 1_000_000),
      ("\"$0\" -c 'for i in $(seq 1000000); do :; done; echo $i'", 1_000_000),
      (
        "\"$0\" -c 'x=$(yes a | head -c 200000000 | tr -d \"\\n\"); y=${x%a}; echo ${#y}'",
        99_999_999
      ),
      ("mkdir d; (cd d; seq 100000 | xargs touch); \"$0\" -c 'set -- d/*; echo $#'", 100_000),
    ])
  func huge(_ command: String, _ result: Int) throws {
    #expect(try run(command, "") == [result])
  }

  /// Each of them would be looked for at every place of the subject.
  @Test("brackets that nothing closes take no cubic time")
  func openBrackets() throws {
    let numbers = try run(
      "\"$0\" ./script",
      """
      x=$(yes '[a' | head -n 1600 | tr -d '\\n') p=$(yes '[[:a:]' | head -n 800 | tr -d '\\n')
      y=${x##*${p}b}; echo ${#y}; y=${x//${p}b}; echo ${#y}; y=${x%${p}}; echo ${#y}
      case $x in *${p}b*) echo 1;; *$p) echo 2;; esac
      x=$(yes a | head -n 50000 | tr -d '\\n'); y=${x//a*b/}; echo ${#y}

      """)
    #expect(numbers == [3200, 3200, 1600, 2, 50000])
  }

  /// The C library takes exponential time or memory for most of them.
  @Test("regular expressions take no more time than the text times their length")
  func evilExpressions() throws {
    let numbers = try run(
      "\"$0\" ./script",
      #"""
      printf -v a '%300s'; a=${a// /a}
      for r in '(a*)*b' '(a|aa)*b' '(((((a)?|a)|((.){1,4})))?)*b' '(a|((((a)?|.a))*)+)b'         '(a)((((^){1,6}|a)){1,6})*b' '(((((a){0,4})+){2,5})){1,6}b' '(.*a){20}b'         '(a|b)*a(a|b){20}c' '((a?){9}){9}b' '(x+x+)+y' '((a{1,255}){1,255}){1,255}'
      do [[ $a =~ $r ]] 2>/dev/null; echo $?; done
      r='(((((a)?|a)|((.){1,4})))?)*'; [[ ${a}c =~ $r ]]; echo ${#BASH_REMATCH[0]}
      printf -v r '%1999s'; [[ x =~ ${r// /(}x${r// /)*} ]]; echo ${#BASH_REMATCH[@]}

      """#)
    #expect(numbers == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 301, 2000])
  }

  @Test("braces nest as deep as they like, but for no more words than can be")
  func braces() throws {
    let numbers = try run(
      "\"$0\" ./script",
      """
      for r in '{0..9223372036854775807}' '{1..1000000000}' '{1..9}{0..9223372036854775807}' \\
        '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{1..100000}'; do
        (eval "echo $r" >/dev/null 2>err); grep -c 'too many words' err
      done
      eval "set -- {$(seq -s , 30000)}"; echo $#
      p={a, q=}; printf -v x '%3000s'; eval "set -- ${x// /$p}b${x// /$q}"; echo $#

      """)
    #expect(numbers == [1, 1, 1, 1, 30000, 3001])
  }

  @Test("keys that an array has lost take no memory")
  func lostKeys() throws {
    let lose = "do m[k$i]=1; unset \"m[k$i]\"; done\n"
    let numbers = try run(
      "\"$0\" ./script",
      "declare -A m=([a]=1 [b]=2); for ((i = 0; i < 1000; i++)); " + lose + Self.peak
        + "for ((; i < 40000; i++)); " + lose + Self.peak + "echo ${m[a]}${m[b]}${#m[@]}\n")
    #expect(numbers.count == 3 && numbers.last == 122)
    if numbers.count == 3 { #expect(numbers[1] - numbers[0] < 1024) }
  }

  @Test("for (( takes no memory for its rounds")
  func rounds() throws {
    let numbers = try run(
      "\"$0\" ./script",
      "x=ab; for ((i = 0; i < ${#x} * 5; i++)); do :; done\n" + Self.peak
        + "for ((i = 0; i < ${#x} * 100000; i++)); do :; done\n" + Self.peak)
    #expect(numbers.count == 2)
    if numbers.count == 2 { #expect(numbers[1] - numbers[0] < 1024) }
  }

  private func run(_ command: String, _ script: String) throws -> [Int] {
    let testee = try #require(Testee.current)
    let directory = try #require(TestFiles.makeTemporaryDirectory(prefix: "size"))
    defer { TestFiles.removeTree(directory) }
    TestFiles.write(Array(script.utf8), to: "\(directory)/script")
    var program = ProgramRun(
      path: "/bin/sh", arguments: ["sh", "-c", command, testee.path],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], directory: directory)
    program.seconds = 120
    return String(decoding: program.run().output, as: UTF8.self).split(separator: "\n")
      .compactMap { Int($0) }
  }
}
