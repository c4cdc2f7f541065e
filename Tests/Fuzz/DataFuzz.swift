import SwishSyntax
import SwishSystem
import Testing

@testable import SwishShell

extension FuzzTests {
  /// What shells do with data: nothing in it is a command. Each runs in the
  /// test's own process, with random texts in the variables.
  private static let uses = [
    "set -f; IFS=$i; set -- $a; set -- x$a\"$b\"$p \"$@\"; x=$* y=\"$*\"; IFS=' '",
    "for x in $a \"$b\" ${p}x; do :; done",
    "x=${a#$p} y=${a##$p} x=${a%$p} y=${a%%$p}; x=${a#\"$p\"} y=\"${a%%\"${b#$p}\"}\"",
    "x=${a:$n} y=${a:$n:$m} x=${a/$p/$b} y=${a//$p/$b} x=${a/#$p/$b} y=\"${a/%\"$p\"/$b}\"",
    "x=${a:-$b} y=${a+\"$b\"}$p x=${#a} y=${q=$a}; unset q",
    "case $a in $p) ;; \"$p\") ;; *\"$b\"*) ;; [$i]) ;; esac",
    "[[ $a == $p || $a < $b || -n $a ]]; [[ $a != *\"$p\"* ]]",
    "OPTIND=1; getopts \"$o\" x \"-$o\" \"$a\" \"$b\"; getopts \"$o\" x \"-$o\" \"$a\" \"$b\"",
    "OPTIND=$n; getopts \"$o\" x \"$a\" \"-$o\" \"$b\"",
    "getopts \"$o\" x \"-$o\" \"$a\" \"$b\"; unset OPTIND",
    "read -r x y <<E\n$a\nE\nread x y z <<E\n$a\n$b\nE\nread -d \"$b\" x y <<<\"$a\"",
    "x=$(printf '%s|%b|%5.3s|%c' \"$a\" \"$a\" \"$b\" \"$p\"; printf %d \"$a\"; printf %g \"$n\")",
    "x=$(echo \"$a\"; printf %s\\\\n $a) y=`printf %s \"$a$b\"`",
    ": $((a))", ": $((n + a)) $((m * n)) $((n << m)) $((n / m))", "(( a = n % m ))",
    "test \"$a\"; test \"$a\" \"$b\"; test \"$a\" \"$o\" \"$b\"; [ \"$a\" -eq \"$n\" ]; [ \"$i\" \"$a\" \"$o\" \"$b\" ]",
    "set -- 1 2 3; shift \"$n\"", "for x in 1 2; do break \"$a\"; done",
    "f() { return \"$n\"; }; f",
    "x=$(kill -l \"$n\"; command -v \"$a\"; type \"$b\")", "export \"$a\"; unset \"$a\" \"$b\"",
    "x=$(set; alias; export -p)",
    // With arrays.
    "l=($a \"$b\"); l[$n]=$a; l+=(\"$p\"); x=${l[@]} y=${l[$m]} x=${!l[@]} y=${#l[$n]}; unset l",
    "l=([$a]=$b [a]=1); l[$b]=$a; x=${l[$p]} y=${l[@]:$n:$m}; (( l[a]++ )); unset \"l[$a]\" l",
    "declare -A k; k[$a]=$b; x=${k[$a]} y=${k[$b]-}; unset \"k[$a]\"; x=$(declare -p k); unset k",
    "x=${a^$p} y=${a^^$p} x=${b,,$p} y=${!a} x=${!b-} y=${a@Q}; read -r \"$a\" <<<\"$b\"",
    "[[ -v $a || $a -eq $n ]]; declare -i j=\"$b\"; j=$a; j+=$b; [[ $a =~ $p ]]; [[ $b =~ \"$p\" ]]",
    "for ((j = a; j < 0; j = 0)); do :; done; x=$(( $n ** ($m & 63) )) y=$(( 0$a ))",
  ]

  /// The quoted form of `a`, which the shell reads again into `y`.
  private static let quotings = [
    "x=$(printf %q \"$a\"); eval \"y=$x\"",
    "alias n=\"$a\"; x=$(alias n); eval \"y=${x#n=}\"",
  ]

  @Test("data of any kind is data")
  func data() {
    let texts = Mutator(
      corpus: Corpus.lines("data") + Corpus.lines("patterns") + Corpus.lines("expressions"),
      words:
        "* ? [ ] [! - \\ : a b x 0 1 -1 -a -- = == -eq -gt ! ( ) \u{e9} \u{ff} \t ' \" $ ; & | x= a[ ] 0x 9223372036854775808"
    )
    var shell = newShell()
    var round = 0
    Watch.run(rounds: 500, each: Self.uses.count + Self.quotings.count, isQuiet: true) { random in
      // Names are never given back, and what became read-only stays so.
      round += 1
      if round % 200 == 0 { shell = newShell() }
      func text() -> [UInt8] {
        let text = texts.text(&random).prefix(random.chance(9) ? 4096 : 24)
        return text.filter { $0 != 0 }
      }
      var marked = Array("\(Watch.seed)".utf8)
      for (name, value) in [
        ("a", text()), ("b", text()), ("p", text()), ("i", Array(text().prefix(3))),
        ("o", Array(text().prefix(9))), ("n", number(&random)), ("m", number(&random)),
      ] {
        marked += Array("\n\(name)=".utf8) + value
        let slot = Array(name.utf8).withUnsafeBufferPointer { name in
          shell.names.intern(Bytes(start: name.baseAddress ?? Bytes.empty.start, count: name.count))
        }
        withBytes(value) { value in try? shell.assign(slot, value) }
      }
      Watch.mark(marked)
      // A name that has come into force could make these mean something else.
      for script in Self.uses {
        run(script, in: shell)
        // `prepareToWait`: the shell would take other tests' children from them.
        if shell.signals.caught.contains(.interrupt) { Watch.find("\(script): forks") }
      }
      for script in Self.quotings {
        run("IFS=' '; y=; \(script)", in: shell)
        // A text may have been the name of a variable to unset.
        guard let a = shell.value(shell.names.intern("a")) else { continue }
        if a != shell.value(shell.names.intern("y")) {
          Watch.find("\(script): \(a.description)")
        }
      }
    }
  }

  /// Tests run in any thread.
  private func newShell() -> Shell {
    let shell = Shell(name: Bytes("test"))
    shell.stackReserve = StackReserve(canGrow: false)
    return shell
  }

  private func number(_ random: inout Random) -> [UInt8] {
    let edges = [0, 1, -1, 7, 63, 64, Int.max, Int.min, Int(Int32.max), Int(Int32.min), 255, 256]
    let edge = random.one(of: edges)
    return Array("\(random.chance(3) ? edge &+ random.number(below: 9) : edge)".utf8)
  }

  private func run(_ script: String, in shell: Shell) {
    withBytes(Array(script.utf8)) { _ = shell.evaluate($0) }
  }
}
