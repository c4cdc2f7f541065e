import TestSupport
import Testing

/// Random subshells do the same in the shell's own process and in a forked
/// copy (the hidden option `forksubshells`). `SWISH_SEED` tries others.
@Suite(.enabled(if: Testee.current?.name == "swish"))
struct SubshellEnvironmentTests {
  @Test func inProcessSubshellsDoAsForkedOnesDo() throws {
    let testee = try #require(Testee.current)
    let seed = TestFiles.environmentValue("SWISH_SEED").flatMap { UInt64($0) } ?? 1
    var generator = SubshellScripts(seed: seed)
    for round in 1...250 {
      var script = generator.script()
      // Deep environments do not become processes from the outermost on.
      if round % 50 == 0 { script = nested(script, "( ", "\n: )") }
      if round % 50 == 25 { script = nested(script, "echo \"$( ", "\n: )\"") }
      let shared = try #require(run(script, forking: false, testee))
      let forked = try #require(run(script, forking: true, testee))
      if shared != forked {
        let (own, copy) = (report(shared), report(forked))
        let first = zip(own, copy).first { $0 != $1 }
        Issue.record(
          """
          seed \(seed), round \(round):
          \(script)
          here: \(first?.0 ?? "")
          copy: \(first?.1 ?? "")
          """)
        return
      }
    }
  }

  private func nested(_ script: String, _ open: String, _ close: String) -> String {
    String(repeating: open, count: 66) + "\n\(script)" + String(repeating: close, count: 66)
  }

  private func run(_ script: String, forking: Bool, _ testee: Testee) -> ProgramRun.Result? {
    guard let directory = TestFiles.makeTemporaryDirectory(prefix: "subshell") else { return nil }
    defer { TestFiles.removeTree(directory) }
    var program = ProgramRun(
      path: testee.path,
      arguments: ["sh"] + (forking ? ["-o", "forksubshells"] : []) + ["-c", script],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/"], directory: directory)
    // Beside the tests of depth and size a script may wait long for its turn.
    program.seconds = 60
    var result = program.run()
    result.output = hide(directory, in: result.output)
    // Commands of a pipeline complain in any order.
    let errors = hide(directory, in: result.errors).split(separator: 10).sorted {
      $0.lexicographicallyPrecedes($1)
    }
    result.errors = Array(errors.joined(separator: [10]))
    return result
  }

  private func report(_ result: ProgramRun.Result) -> [Substring] {
    lines(result.output) + lines(result.errors) + ["\(result.ending)"]
  }

  private func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  /// The temporary directory and process numbers differ from run to run.
  private func hide(_ directory: String, in bytes: [UInt8]) -> [UInt8] {
    let name = Array(directory.utf8)
    var result: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let digits = bytes[i...].prefix { (48...57).contains($0) }.count
      if bytes[i...].starts(with: name) {
        result.append(UInt8(ascii: "."))
        i += name.count
      } else {
        result += digits > 2 ? [UInt8(ascii: "#")] : bytes[i...].prefix(max(1, digits))
        i += max(1, digits)
      }
    }
    return result
  }
}

/// Scripts of nested subshells: what they change, what they look at, and a look
/// at everything afterwards.
struct SubshellScripts {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  /// A number below `limit` (xorshift64).
  private mutating func number(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % limit
  }

  private mutating func one(of texts: [String]) -> String { texts[number(below: texts.count)] }

  mutating func script() -> String {
    var lines = Self.before
    for _ in 0..<number(below: 3) { lines.append(one(of: Self.settings)) }
    for _ in 0...number(below: 3) {
      lines.append(subshell(depth: 2 + number(below: 2)))
      lines.append("echo \"status $?\"")
    }
    return (lines + Self.after).joined(separator: "\n")
  }

  private mutating func subshell(depth: Int) -> String {
    let body = list(depth: depth)
    switch number(below: 9) {
    case 0, 1: return "( \(body)\n)"
    case 2, 3: return "v=$(\(body)\n); echo \"$? <$v>\""
    case 4: return "echo \"<$(\(body)\n)>\" \"<$(\(list(depth: depth))\n)>\""
    case 5: return "( \(body)\n) >out; cat out"
    case 6: return "! ( \(body)\n) || echo negated"
    case 7: return "g() ( \(body)\n); g 1 2; v=$(g 3) && echo \"$v\""
    default: return "w=`\(list(depth: 0))`; echo \"$? <$w>\""
    }
  }

  private mutating func list(depth: Int) -> String {
    (0...number(below: 4)).map { _ in command(depth: depth) }.joined(separator: "\n")
  }

  private mutating func command(depth: Int) -> String {
    guard depth > 0 else { return one(of: Self.commands) }
    switch number(below: 16) {
    case 0, 1, 2: return subshell(depth: depth - 1)
    case 3: return "if \(command(depth: 0)); then\n\(list(depth: depth - 1))\nfi"
    case 4: return "for i in 1 2; do\n\(list(depth: depth - 1))\ndone"
    case 5: return "{ \(list(depth: depth - 1))\n} 2>/dev/null"
    case 6: return "h() { \(list(depth: 0))\n}; h x y"
    case 7: return "\(one(of: Self.commands)) | { \(Self.reader)\n\(list(depth: 0))\n}"
    case 8: return "eval '\(one(of: Self.quotable))'"
    default: return one(of: Self.commands)
    }
  }

  private static let before = [
    "a=1 b='x y' n=5; readonly r=ro; export e=env; set -- one two 'three 3'",
    // Deep enough for every `cd ..`.
    "mkdir -p 1/2/3/4/5/6; cd 1/2/3/4/5/6; mkdir d d/d2; echo 'line 1\nline 2' >file; echo 'dot=dotted; echo in dot $dot; return 3' >dotfile",
    "f() { echo \"f $# $*\"; a=f; return 2; }",
    "l=(p 'q r'); typeset -A m; m[k]=v; typeset -i t=3; RANDOM=7; SECONDS=0",
    "sleep 60 >/dev/null 2>&1 &",
    "alias al='echo alias'", "descriptors=$(ls /proc/self/fd | wc -l)",
  ]

  private static let settings = [
    "trap 'echo exit $? $a' EXIT", "trap 'echo usr1' USR1", "trap '' USR2", "trap 'echo int' INT",
    "set -u", "set -e",
    "set -f", "set -C", "set -a", "cd d", "IFS=:", "exec 5>fifth", "set -o pipefail",
    "umask 027", "unset HOME", "LC_ALL=C.UTF-8", "getopts ab opt -ab",
  ]

  private static let quotable = [
    "a=eval; echo $a", "set -- e1 e2", "cd d/d2", "f eval", "exit 4", "k() { echo k; }", "( a=no )",
    "x=$(echo in eval; cd d)", "return 6", "break",
  ]

  /// Reads to the end: a writer that nobody reads from ends sooner or later.
  private static let reader = "while read -r z; do echo \"$z\"; done"

  private static let commands =
    quotable + [
      "a=2; b=$a$b", "unset a b", "n=$((n + 1)); echo $n", "echo $((a += 7, a))",
      "export e=other new",
      "readonly q=5", "r=bad", "readonly r=bad", "unset r", "unset -f f", "e=tmp f arg",
      "a=tmp /bin/echo ext", "export e; e=ch sh -c 'echo $e'", "local a=loc z=1",
      "set -u; echo $none",
      "set -e; false; echo not here", "set +e", "set -f; echo *", "set -C; echo x >file",
      "set -a; aa=1",
      "set -o vi", "shift", "shift 5", "echo \"$@\" $#", "echo $-", "cd d && pwd", "cd ..; pwd",
      "cd -",
      "cd /nowhere", "umask 077; umask -S", "umask g-w", "trap 'echo sub exit' EXIT", "trap - EXIT",
      "trap",
      "trap 'echo t' USR1; kill -USR1 $(exec sh -c 'echo $PPID')", "alias new=old",
      "alias al=changed", "unalias al",
      "alias",
      "f() { echo new f; }", "f 1 2", "exec 3>three; echo to three >&3", "exec >out2; echo hidden",
      "exec /bin/echo exec", "exec 5>&-", "echo to five >&5", "echo err >&2", "echo x >d/file",
      "cat <file", "read a b <file; echo \"$a-$b\"",
      "while read x; do echo \"[$x]\"; break; done <file",
      "getopts ab opt -ab; echo $opt $OPTIND", ". ./dotfile; echo $?", "return 5", "exit", "exit 3",
      "break 2", "continue", "false", "true", ":", "! true", "/bin/false", "/bin/echo external",
      "nosuch",
      "sh -c 'exit 9'", "sh -c '[ $PPID = $1 ] && echo mine' sh $$; :", "sh -c 'kill -9 $$'; :",
      "echo to err >&2; p=$(sh -c 'echo $PPID'); [ $p = $$ ] && echo child || echo grandchild",
      "(p=$(echo out; sh -c 'echo $PPID'); [ \"${p#?out?}\" = $$ ]; echo \"$?\"; a=in)",
      "echo $(echo $(echo 1 >&2; { echo 2; a=3 sh -c 'kill -9 $PPID'; } >file)); cat file",
      "(kill -9 $(sh -c 'echo $PPID')); echo $?", "echo $(kill -9 $(exec sh -c 'echo $PPID'))$?",
      "x=$(echo 1; y=$(echo 2; cat <file); echo \"$y\"; echo 3); echo \"$x\"",
      "x=$(echo 1; { y=$(echo 2; { /bin/echo 3; } >&2); echo \"$y\"; } >out4; echo 4); echo $x",
      ": <none",
      "echo ${none?unset}", "echo ${none:=given} $none", "echo $((1 / 0))",
      "sleep 0 & wait; echo $?",
      "sh -c 'exit 4' & wait $!; echo $?", "jobs", "wait", "ulimit -n 64; ulimit -n",
      "command f", "command -v f al cd", "command eval 'a=c'", "type f; type cd", "echo $LINENO $0",
      "set -o | grep -v x", "printf '%s:' \"$@\"; echo", "[ -t 1 ] || echo pipe",
      "test $a = 2 && echo two",
      "cat <<E\n$a ${b:-none} $(echo $n; n=9)\nE", "case $a in 1) echo one;; f) echo eff;; esac",
      "echo a | tr a b", "echo a | read p; echo $p", "f | { \(reader); }; echo $a",
      "{ a=group; } >/dev/null",
      "echo no newline | tr -d '\\n'", "IFS=-; echo $*; unset IFS", "OPTIND=1", "PATH=; ls",
      "HOME=/usr; cd",
      "echo ~", "x=$(a=5; echo $a) ; echo $x $a", "times >/dev/null", "fg", "kill -0 $$", "set --",
      "set -n; echo never", "ls /dev/fd/5 2>/dev/null", "wait $!", "(exit 8); echo $?",
      "exec 7<file; read y <&7; echo $y",
      "cd -P d; pwd", "command cd d; pwd", "LC_ALL=C", "eval 'exec 6>six'; echo >&6",
      "echo `exit 5` $?",
      "unset PATH; f", "echo *", "set -- *; echo $1", "echo > nodir/x", "f >out3; cat out3",
      "command exit 7",
      "export -p | grep -c .", "readonly -p", "set | grep ^a", "unset OPTIND", "expr 1 + 1",
      "wait $! 2>/dev/null; echo $?", "for i in 1 2; do (break; echo $i; continue; echo $i); done",
      "j() (local a=j; echo $a); j; j() { x=$(local b=j; echo $b); echo $x $b; }; j",
      "l+=(s); l[0]=t; m[k]=w; m[z]=y; t=t+1; echo $t ${l[@]} ${m[@]}", "unset 'l[0]' m",
      "unset RANDOM; SECONDS=90", "cd /nowhere 2>&1", "{ nosuch; echo $?; } 2>&1",
      "export a=exported; sh -c 'echo $a'", "IFS=x; LC_ALL=C.UTF-8", "set -m; echo $-",
      "{ x=$([ -p /dev/stdout ]; echo $?); y=$([[ -p /dev/stdout ]]; echo $?); } >o; echo $x $y",
      "case $(trap) in *usr1*) sh -c 'kill -USR1 $1; exit 5' sh $$;; esac",
      "case $(trap) in *int*) sh -c 'kill -INT $1; exit 6' sh $$; echo $?;; esac",
    ]

  private static let after = [
    "echo \"after $? $- $# $* $LINENO\"", "set +ux",
    // The test runner's own descriptors differ from run to run.
    "echo $(($(ls /proc/self/fd | wc -l) - descriptors)); unset descriptors",
    "pwd; umask -S; alias; trap", "echo $((RANDOM < 0)) $RANDOM $((SECONDS > 80))",
    "x='a xb:c é'; echo $x ${#x} ${l[1]} ${!l[@]} ${m[@]} $((t += 1))",
    "unset LINENO PPID RANDOM SECONDS; set; export -p; readonly -p",
    "/bin/sh -c 'echo \"$a $e ${new-} ${aa-}\"'",
    "jobs; command -v f g h k; f; getopts ab opt -ab; echo $opt",
    "ulimit -n; ls; cat file out three; cat <&5",
  ]
}
