import TestSupport
import Testing

/// What the shell says to somebody who errs.
extension Dialogues {
  @Suite struct Help {
    @Test(.swishOnly("bash does not guess"))
    func unknownCommandBringsTheNearestNames() throws {
      let terminal = try PtyTerminal()
      #expect(
        try terminal.run("unailas") == ["swish: unailas: command not found; did you mean unalias?"])
      for command in ["true | unailas", "(unailas; true)", ": $(unailas)"] {
        #expect(
          try terminal.run(command)
            == ["swish: unailas: command not found; did you mean unalias?"], "\(command)")
      }
      try terminal.write("#!/bin/sh\n", to: "frobnicate", mode: 0o755)
      try terminal.run("PATH=$PATH:$HOME")
      #expect(
        try terminal.run("frobnicaet")
          == ["swish: frobnicaet: command not found; did you mean frobnicate?"])
    }

    @Test(.swishOnly("bash does not guess"))
    func scriptsAreNotAsked() throws {
      let terminal = try PtyTerminal()
      try terminal.write("unailas\n", to: "script")
      #expect(
        try terminal.run(". ./script") == ["swish: ./script: line 1: unailas: command not found"])
      try terminal.write(":\nif true; then\n  echo )\nfi\n", to: "script")
      #expect(
        try terminal.run(". ./script")
          == [
            "swish: ./script: line 3: unexpected ')', expected 'fi' ('if' opened at line 2)",
            "    echo )", "         ^",
          ])
    }

    @Test(.swishOnly("bash calls it for scripts too"))
    func aFunctionMayAnswerForMissingCommands() throws {
      let terminal = try PtyTerminal()
      try terminal.run("command_not_found_handle() { echo \"[$#|$*]\"; xqzxqz; return 7; }")
      #expect(
        try terminal.run("no-such a 'b c'; echo $?")
          == ["[3|no-such a b c]", "swish: xqzxqz: command not found", "7"])
      try terminal.write("no-such\n", to: "script")
      #expect(
        try terminal.run(". ./script") == ["swish: ./script: line 1: no-such: command not found"])
    }

    @Test(.swishOnly("bash does not guess"))
    func wrongOptionsBringTheUsageAndTheNearest() throws {
      let terminal = try PtyTerminal()
      #expect(
        try terminal.run("cd -p; echo $?")
          == [
            "swish: cd: -p: invalid option; did you mean -P?",
            "usage: cd [-L|-P [-e]] [directory|-]", "2",
          ])
      #expect(try terminal.run("pwd --help").first == "pwd [-L|-P]")
    }

    @Test(.swishOnly("bash does not guess"))
    func wrongNamesBringTheNearest() throws {
      let terminal = try PtyTerminal()
      #expect(
        try terminal.run("set -o pipefial")
          == ["swish: set: pipefial: invalid option; did you mean pipefail?"])
      #expect(
        try terminal.run("shopt -s histapend")
          == ["swish: shopt: histapend: no such option; did you mean histappend?"])
      #expect(
        try terminal.run("trap : TREM; kill -s HPU 0")
          == [
            "swish: trap: TREM: invalid signal; did you mean TERM?",
            "swish: kill: HPU: invalid signal; did you mean HUP?",
          ])
      #expect(
        try terminal.run("help unalais")
          == ["swish: help: unalais: no such built-in; did you mean unalias?"])
    }
  }
}
