// What the shell says of its built-ins: `help`, the usage line under a wrong
// option, and completion all read the one text below.
//
// A text is: synopsis lines from the first column, which may go on four columns in;
// the description, two columns in; then, four columns in, options (`-x ARGUMENT`, two blanks or more, what it
// does) and examples, which begin with `$ `.
import SwishSyntax

public struct BuiltinHelp {
  /// All of it, every line ended by a newline.
  public let text: Bytes

  /// The first synopsis line.
  public var synopsis: Bytes { text.prefix(text.firstIndex(of: newline) ?? text.count) }

  /// The first line of the description. A synopsis may go on four columns in.
  public var summary: Bytes {
    var found = Bytes.empty
    forEachLine { line in
      guard found.isEmpty, line.hasPrefix(Bytes("  ")), line.count > 2, line[2] != blank else {
        return
      }
      found = line.dropFirst(2)
    }
    return found
  }

  /// Calls `body` with each option (`-x`, without its argument) and what it does.
  public func forEachOption(_ body: (Bytes, Bytes) -> Void) {
    forEachLine { line in
      guard line.hasPrefix(Bytes("    -")) else { return }
      let entry = line.dropFirst(4)
      guard let end = entry.firstIndex(of: blank), let gap = doubleBlank(entry) else { return }
      var start = gap
      while start < entry.count && entry[start] == blank { start += 1 }
      body(entry.prefix(end), entry.dropFirst(start))
    }
  }

  private func forEachLine(_ body: (Bytes) -> Void) {
    var rest = text
    while !rest.isEmpty {
      let end = rest.firstIndex(of: newline) ?? rest.count
      body(rest.prefix(end))
      rest = rest.dropFirst(end + 1)
    }
  }

  private func doubleBlank(_ text: Bytes) -> Int? {
    (1..<max(text.count, 1)).first { text[$0] == blank && text[$0 - 1] == blank }
  }

  private var newline: UInt8 { UInt8(ascii: "\n") }
  private var blank: UInt8 { UInt8(ascii: " ") }
}

extension BuiltinID {
  public var help: BuiltinHelp {
    BuiltinHelp(text: Bytes(isSpecial ? specialBuiltinHelp : utilityHelp))
  }

  private var specialBuiltinHelp: StaticString {
    switch self {
    case .dot:
      """
      . file
        Execute the commands of a file in this shell.
        A name without a slash is looked for in PATH.
          $ . ./settings.sh

      """
    case .colon:
      """
      : [argument...]
        Do nothing, successfully.
          $ : "${EDITOR:=vi}"   # only the expansion counts

      """
    case .break:
      """
      break [n]
        Leave the innermost loop, or n loops.
          $ while read -r x; do [ "$x" = end ] && break; done <file

      """
    case .continue:
      """
      continue [n]
        Go on with the next round of the innermost, or the nth, loop.
          $ for f in *; do [ -d "$f" ] || continue; ls "$f"; done

      """
    case .eval:
      """
      eval [argument...]
        Join the arguments with spaces and execute the result.
          $ eval "$(dircolors)"

      """
    case .exec:
      """
      exec [-cl] [-a name] [command [argument...]]
        Replace the shell with a command, or keep the redirections.
          -a NAME       call it by this name
          -c            give it no environment
          -l            put a hyphen before its name, as login does
          $ exec 3<file         # open file on descriptor 3

      """
    case .exit:
      """
      exit [n]
        Leave the shell with status n, or with that of the last command.
          $ exit 1

      """
    case .export:
      """
      export [-n] name[=value]...
      export -p
        Put variables into the environment of commands.
          -n            take them out of it
          -p            list them
          $ export EDITOR=vi

      """
    case .readonly:
      """
      readonly [-aA] name[=value]...
      readonly -p
        Protect variables from assignment and unset.
          -p            list them
          -a            make arrays of them
          -A            make associative arrays of them
          $ readonly limit=10

      """
    case .return:
      """
      return [n]
        Leave a function or a dot script with status n.
          $ f() { [ -n "$1" ] || return 2; ls "$1"; }

      """
    case .set:
      """
      set [-abCEefHhmnTuvx] [-o option] [argument...]
        Set options and positional parameters, or list the variables.
          -a            export every variable that is assigned to
          -b            report finished jobs at once
          -C            let > overwrite no existing file
          -E            let functions and subshells take over a trap on ERR
          -e            exit when a command fails
          -f            do not expand pathnames
          -h            remember where utilities were found
          -m            give each job its own process group
          -n            read commands but execute nothing
          -o OPTION     turn on an option by its name; alone: list the options
          -T            let them take over traps on DEBUG and RETURN
          -u            treat an unset parameter as an error
          -v            write input as it is read
          -x            write each command before it is executed
          $ set -- one two      # $1 and $2

      """
    case .shift:
      """
      shift [n]
        Drop the first, or the first n, positional parameters.
          $ while [ $# -gt 0 ]; do echo "$1"; shift; done

      """
    case .times:
      """
      times
        Write the processor time used by the shell and by its children.
          $ times

      """
    case .trap:
      """
      trap [-p] [action condition...]
      trap -l
        Execute an action when a signal arrives, or at EXIT; list the traps.
        ERR is a command that fails, DEBUG any command, RETURN a function's end.
          -l            list the signals
          -p            list them, also those that have no action
          $ trap 'rm -f "$tmp"' EXIT
          $ trap - INT          # the default again

      """
    case .unset:
      """
      unset [-f|-n|-v] name...
        Remove variables or functions.
          -f            functions
          -n            name references, and not what they stand for
          -v            variables, the default
          $ unset -f ll          # the function of that name

      """
    default: ""
    }
  }
}
