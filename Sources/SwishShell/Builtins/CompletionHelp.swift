extension BuiltinID {
  /// The help texts of `complete` and its kin.
  var completionHelp: StaticString {
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
