import TestSupport
import Testing

/// The files that are read before the first prompt.
extension Dialogues {
  @Suite(.swishOnly("the files are swish's own"))
  struct StartupFiles {
    private func shell(_ arguments: String) -> String {
      "/proc/$$/exe \(arguments) -i -c 'echo run'"
    }

    @Test func theFirstOneThereIsIsRead() throws {
      let terminal = try PtyTerminal(environment: ["XDG_CONFIG_HOME": ""])
      #expect(try terminal.run(shell("")) == ["run"])
      try terminal.run("mkdir -p .config/swish; echo 'echo config' >.config/swish/swishrc")
      #expect(try terminal.run(shell("")) == ["config", "run"])
      try terminal.run("echo 'echo rc; return; echo no' >.swishrc")
      #expect(try terminal.run(shell("")) == ["rc", "run"])
      try terminal.run("export XDG_CONFIG_HOME=/nowhere; rm .swishrc")
      #expect(try terminal.run(shell("")) == ["run"])
    }

    @Test func anotherOneOrNoneCanBeAskedFor() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo 'echo rc' >.swishrc; echo 'echo mine; alias say=echo' >mine")
      #expect(try terminal.run(shell("--norc")) == ["run"])
      #expect(try terminal.run(shell("--rcfile mine")) == ["mine", "run"])
      #expect(
        try terminal.run(shell("--rcfile none"))
          == ["exe: none: No such file or directory", "run"])
      #expect(try terminal.run(shell("--posix")) == ["run"])
      #expect(try terminal.run("/proc/$$/exe -c 'echo run'") == ["run"])
    }

    @Test func loginShellsReadTheProfiles() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo 'echo profile' >.profile; echo 'echo rc' >.swishrc")
      #expect(try terminal.run(shell("-l") + " | tail -n 3") == ["profile", "rc", "run"])
      #expect(try terminal.run(shell("-l --noprofile")) == ["rc", "run"])
      #expect(try terminal.run("/proc/$$/exe -l --noprofile -c 'echo run'") == ["run"])
    }

    @Test func envIsReadBeforeIt() throws {
      let terminal = try PtyTerminal()
      try terminal.run("echo 'echo rc $x' >.swishrc; echo 'echo env; x=1' >file")
      try terminal.run("export ENV='$HOME/file'")
      #expect(try terminal.run(shell("")) == ["env", "rc 1", "run"])
      #expect(try terminal.run(shell("--posix")) == ["env", "run"])
    }
  }
}
