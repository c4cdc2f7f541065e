// shopt: bash's second list of options, for startup files that use it. Not in
// POSIX. What swish always does is on and stays so; the rest are a few of its own
// and set's options.
import SwishSyntax

extension Options {
  /// The options that only `shopt` knows, sorted by name.
  fileprivate static var shoptTable: [Row] {
    [
      Row("autocd", .autocd),
      Row("dotglob", .dotglob),
      Row("extglob", .extglob),
      Row("failglob", .failglob),
      Row("globstar", .globstar),
      Row("hostcomplete", .hostcomplete),
      Row("lastpipe", .lastpipe),
      Row("login_shell", .login),
      Row("nocaseglob", .nocaseglob),
      Row("nocasematch", .nocasematch),
      Row("nullglob", .nullglob),
      Row("progcomp", .progcomp),
    ]
  }

  fileprivate static func ofShopt(_ name: Bytes) -> Options? {
    for row in shoptTable where name == row.name { return row.option }
    return nil
  }
}

extension Shell {
  private static let alwaysOn: [Bytes] = [
    "checkwinsize", "cmdhist", "expand_aliases", "globskipdots", "histappend",
    "inherit_errexit", "interactive_comments", "lithist", "promptvars", "sourcepath",
  ]

  /// Those of bash that are not there: off, for scripts that ask.
  private static let alwaysOff: [Bytes] = [
    "assoc_expand_once", "cdable_vars", "cdspell", "checkhash", "checkjobs", "complete_fullquote",
    "direxpand", "dirspell", "execfail", "extdebug", "extquote", "force_fignore", "globasciiranges",
    "gnu_errfmt", "histreedit", "localvar_inherit", "localvar_unset", "mailwarn",
    "no_empty_cmd_completion", "noexpand_translation", "patsub_replacement", "progcomp_alias",
    "restricted_shell", "shift_verbose", "varredir_close", "xpg_echo",
  ]

  /// `shopt [-opqsu] [option...]`: turns options on or off, or lists them;
  /// status 1 if one is off, or is not known.
  func runShopt(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "opqsu")
    var letters: Set<UInt8> = []
    while let letter = try options.next(for: self) { letters.insert(letter) }
    let on = letters.contains(UInt8(ascii: "s"))
    let off = letters.contains(UInt8(ascii: "u"))
    if on && off {
      report(builtin: "shopt", "-s and -u exclude each other")
      return 2
    }
    let ofSet = letters.contains(UInt8(ascii: "o"))
    let format: ShoptFormat =
      letters.contains(UInt8(ascii: "q"))
      ? .none : letters.contains(UInt8(ascii: "p")) ? .command(ofSet: ofSet) : .table
    let names = options.operands
    if names.count == 0 {
      forEachShopt(ofSet: ofSet) { name, isOn in
        if isOn ? !off : !on { list(name, isOn, format) }
      }
      return 0
    }
    var failed = false
    for name in names {
      guard let isOn = shopt(name, ofSet: ofSet) else {
        failed = true
        continue
      }
      if on || off {
        if isOn != on { failed = !setShopt(name, on) || failed }
      } else {
        list(name, isOn, format)
        failed = !isOn || failed
      }
    }
    return failed ? 1 : 0
  }

  func forEachShopt(ofSet: Bool, _ body: (Bytes, Bool) -> Void) {
    if !ofSet {
      for name in Shell.alwaysOn { body(name, true) }
      for row in Options.shoptTable { body(row.name, options.contains(row.option)) }
    }
    if ofSet { for row in Options.table { body(row.name, options.contains(row.option)) } }
  }

  /// Whether an option is on; nil, after a diagnostic, if there is none.
  private func shopt(_ name: Bytes, ofSet: Bool) -> Bool? {
    if !ofSet && Shell.alwaysOn.contains(where: { name == $0 }) { return true }
    if !ofSet, let option = Options.ofShopt(name) { return options.contains(option) }
    if let option = Options.named(name) { return options.contains(option) }
    if !ofSet && Shell.alwaysOff.contains(where: { name == $0 }) { return false }
    report(
      builtin: "shopt", name, isNone: ofSet ? .setOptions : .shoptOptions, "no such option")
    return nil
  }

  private func setShopt(_ name: Bytes, _ on: Bool) -> Bool {
    guard let option = Options.ofShopt(name) ?? Options.named(name) else {
      report(builtin: "shopt", name, Bytes(on ? ": cannot be turned on" : ": cannot be turned off"))
      return false
    }
    setOption(option, on)
    return true
  }

  private enum ShoptFormat {
    case none, table
    case command(ofSet: Bool)
  }

  private func list(_ name: Bytes, _ isOn: Bool, _ format: ShoptFormat) {
    switch format {
    case .none: return
    case .command(let ofSet):
      output.append(ofSet ? (isOn ? "set -o " : "set +o ") : isOn ? "shopt -s " : "shopt -u ")
      output.append(name)
    case .table:
      output.append(name)
      for _ in name.count..<max(name.count, 20) { output.append(" ") }
      output.append(isOn ? "\ton" : "\toff")
    }
    output.append("\n")
  }
}
