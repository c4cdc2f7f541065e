// The help texts of the special built-ins, and of `complete` and its kin. Help.swift
// tells how they are laid out.
import SwishSyntax

extension BuiltinID {
  var specialBuiltinHelp: Bytes {
    switch self {
    case .dot:
      """
      . file [argument...]
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

  /// The help texts of `complete` and its kin.
  var completionHelp: Bytes {
    switch self {
    case .compgen:
      """
      compgen [-abcdefgjksuv] [-o option] [-A action] [-G pattern] [-W words]
          [-F function] [-C command] [-X pattern] [-P prefix] [-S suffix] [word]
        Write the candidates that the options of complete lead to.
          -a            names of aliases
          -b            names of built-ins
          -c            names of commands
          -d            directories
          -e            exported variables
          -f            files
          -g            groups
          -j            jobs
          -k            reserved words
          -s            services
          -u            users
          -v            variables
          -o OPTION     such as dirnames and plusdirs
          -A ACTION     one of the above by its name, or another
          -G PATTERN    the pathnames that match it
          -W WORDS      these words, which are split and expanded
          -F FUNCTION   what the function puts into COMPREPLY
          -C COMMAND    the lines that the command prints
          -X PATTERN    but for what matches it
          -P PREFIX     before each
          -S SUFFIX     behind each
          $ compgen -c git

      """
    case .complete:
      """
      complete [-abcdefgjksuv] [-o option] [-A action] [-G pattern] [-W words]
          [-F function] [-C command] [-X pattern] [-P prefix] [-S suffix]
          [-DEI] [name...]
      complete [-pr] [-DEI] [name...]
        Say how arguments of commands are completed, or show it.
          -a            by names of aliases
          -b            by names of built-ins
          -c            by names of commands
          -d            by directories
          -e            by exported variables
          -f            by files
          -g            by groups
          -j            by jobs
          -k            by reserved words
          -s            by services
          -u            by users
          -v            by variables
          -o OPTION     bashdefault, default, dirnames, filenames, noquote, nosort,
                        nospace or plusdirs
          -A ACTION     one of the above by its name, or another
          -G PATTERN    by the pathnames that match it
          -W WORDS      by these words, which are split and expanded
          -F FUNCTION   by what the function puts into COMPREPLY
          -C COMMAND    by the lines that the command prints
          -X PATTERN    but for what matches it
          -P PREFIX     before each
          -S SUFFIX     behind each
          -D            of commands of which nothing was said
          -E            of an empty line
          -I            of the name of the command
          -p            show it, fit to be read back
          -r            forget it
          $ complete -W 'start stop status' service

      """
    default:
      """
      compopt [-o option] [+o option] [-DEI] [name...]
        Change options of complete, by default of the completion being made.
          -o OPTION     set it; +o takes it away
          -D            of commands of which nothing was said
          -E            of an empty line
          -I            of the name of the command
          $ compopt -o nospace    # in a completion function

      """
    }
  }
}
