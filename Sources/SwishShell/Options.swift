import SwishSyntax

/// The options of `set` (XCU set) and `shopt`, on or off.
public struct Options: OptionSet, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static let allexport = Options(rawValue: 1 << 0)
  public static let notify = Options(rawValue: 1 << 1)
  public static let noclobber = Options(rawValue: 1 << 2)
  public static let errexit = Options(rawValue: 1 << 3)
  public static let noglob = Options(rawValue: 1 << 4)
  public static let hashall = Options(rawValue: 1 << 5)
  public static let monitor = Options(rawValue: 1 << 6)
  public static let noexec = Options(rawValue: 1 << 7)
  public static let nounset = Options(rawValue: 1 << 8)
  public static let verbose = Options(rawValue: 1 << 9)
  public static let xtrace = Options(rawValue: 1 << 10)
  public static let ignoreeof = Options(rawValue: 1 << 11)
  public static let nolog = Options(rawValue: 1 << 12)
  public static let pipefail = Options(rawValue: 1 << 13)
  public static let vi = Options(rawValue: 1 << 14)
  public static let emacs = Options(rawValue: 1 << 15)
  public static let posix = Options(rawValue: 1 << 16)
  public static let interactive = Options(rawValue: 1 << 17)
  /// A subshell of an interactive shell, which is not interactive itself.
  static let ofInteractive = Options(rawValue: 1 << 24)
  static let standardInput = Options(rawValue: 1 << 18)
  /// Running jobs get SIGHUP too when an interactive shell ends.
  static let huponexit = Options(rawValue: 1 << 20)
  /// There are actions on ERR, DEBUG. Not listed.
  static let errorTrap = Options(rawValue: 1 << 25)
  static let debugTrap = Options(rawValue: 1 << 26)
  /// PIPESTATUS is about a pipeline of several commands. Not listed.
  static let pipeStatuses = Options(rawValue: 1 << 34)
  /// Those that a failed command, and one to come, have to do with.
  static let minding = Options(rawValue: 1 << 3 | 1 << 25)
  static let holdingUp = Options(rawValue: 1 << 7 | 1 << 26 | 1 << 34 | 1 << 38)
  /// Somebody asks for BASH_COMMAND. Not listed.
  static let notesCommand = Options(rawValue: 1 << 38)
  /// `$_` has been read, also in loops and functions. Not listed.
  static let lastArgument = Options(rawValue: 1 << 42)
  /// For tests: every subshell is a process. Not listed.
  static let forksubshells = Options(rawValue: 1 << 19)
  /// Commands that are typed become entries of the history.
  public static let history = Options(rawValue: 1 << 44)
  public static let histexpand = Options(rawValue: 1 << 21)
  public static let histverify = Options(rawValue: 1 << 22)

  /// OSC sequences around prompts and outputs.
  public static let terminalmarks = Options(rawValue: 1 << 23)

  public static let errtrace = Options(rawValue: 1 << 32)
  public static let functrace = Options(rawValue: 1 << 33)

  // Those of `shopt` alone.
  /// A directory as a command is gone to.
  static let autocd = Options(rawValue: 1 << 36)
  static let dotglob = Options(rawValue: 1 << 27)
  /// Groups in patterns, also where POSIX gives their parentheses no meaning.
  static let extglob = Options(rawValue: 1 << 35)
  static let globstar = Options(rawValue: 1 << 28)
  static let nocaseglob = Options(rawValue: 1 << 29)
  static let nocasematch = Options(rawValue: 1 << 30)
  static let nullglob = Options(rawValue: 1 << 31)
  static let failglob = Options(rawValue: 1 << 37)
  static let progcomp = Options(rawValue: 1 << 39)
  static let login = Options(rawValue: 1 << 43)
  static let hostcomplete = Options(rawValue: 1 << 40)
  /// Without job control, a pipeline's last command is executed in the shell.
  static let lastpipe = Options(rawValue: 1 << 41)

  /// Those of every shell.
  static let initial: Options = [.progcomp, .hostcomplete]

  /// One row of the table: the long name and the letter, 0 for none.
  struct Row {
    let name: Bytes
    let option: Options
    let letter: UInt8

    init(_ name: Bytes, _ option: Options, letter: Unicode.Scalar = "\0") {
      self.name = name
      self.option = option
      self.letter = UInt8(ascii: letter)
    }
  }

  /// The options `set -o` knows, sorted by name.
  static var table: [Row] {
    [
      Row("allexport", .allexport, letter: "a"),
      Row("emacs", .emacs),
      Row("errexit", .errexit, letter: "e"),
      Row("errtrace", .errtrace, letter: "E"),
      Row("functrace", .functrace, letter: "T"),
      Row("hashall", .hashall, letter: "h"),
      Row("histexpand", .histexpand, letter: "H"),
      Row("history", .history),
      Row("histverify", .histverify),
      Row("huponexit", .huponexit),
      Row("ignoreeof", .ignoreeof),
      Row("monitor", .monitor, letter: "m"),
      Row("noclobber", .noclobber, letter: "C"),
      Row("noexec", .noexec, letter: "n"),
      Row("noglob", .noglob, letter: "f"),
      Row("nolog", .nolog),
      Row("notify", .notify, letter: "b"),
      Row("nounset", .nounset, letter: "u"),
      Row("pipefail", .pipefail),
      Row("posix", .posix),
      Row("terminalmarks", .terminalmarks),
      Row("verbose", .verbose, letter: "v"),
      Row("vi", .vi),
      Row("xtrace", .xtrace, letter: "x"),
    ]
  }

  static func named(_ name: Bytes) -> Options? {
    for row in table where name == row.name { return row.option }
    return name == "forksubshells" ? .forksubshells : nil
  }

  /// The letters `set` takes; -i and -s belong to the invocation alone.
  static func lettered(_ letter: UInt8) -> Options? {
    for row in table where row.letter == letter && letter != 0 { return row.option }
    return nil
  }

  /// `$-`.
  func appendLetters(to buffer: inout ByteBuffer) {
    for row in Options.table where row.letter != 0 && contains(row.option) {
      buffer.append(row.letter)
    }
    if !isDisjoint(with: [.interactive, .ofInteractive]) { buffer.append(UInt8(ascii: "i")) }
    if contains(.standardInput) { buffer.append(UInt8(ascii: "s")) }
  }
}

extension Shell {
  /// Turns options on or off, with what follows from them.
  func setOption(_ option: Options, _ on: Bool) {
    if on { options.insert(option) } else { options.remove(option) }
    // The two editing modes exclude each other.
    if on && option == .vi { options.remove(.emacs) }
    if on && option == .emacs { options.remove(.vi) }
    if option == .errtrace || option == .functrace { ownTrapsChanged() }
    if option == .monitor {
      jobs.areControlled = on
      on ? enableJobControl() : disableJobControl()
    }
  }
}
