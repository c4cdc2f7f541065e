import SwishSyntax

extension ReservedWord {
  /// What `help` says of a reserved word, laid out like a built-in's text; of
  /// the words inside a construct, that of the construct.
  var help: BuiltinHelp { BuiltinHelp(text: Bytes(helpText)) }

  private var helpText: StaticString {
    switch self {
    case .if, .then, .else, .elif, .fi:
      """
      if list; then list; [elif list; then list;]... [else list;] fi
        Execute the list behind the first condition that succeeds.
          $ if cmp -s a b; then echo same; else echo different; fi

      """
    case .for, .in:
      """
      for name [in word...]; do list; done
        Execute the list for each word, or each positional parameter.
          $ for file in *.c; do cc -c "$file"; done

      """
    case .while, .until, .do, .done:
      """
      while list; do list; done
      until list; do list; done
        Repeat the second list as long as, or until, the first succeeds.
          $ while sleep 1; do date; done

      """
    case .case, .esac:
      """
      case word in [pattern[|pattern]...) list;;]... esac
        Execute the list of the first pattern that matches.
        ;& goes on with the next list, and ;;& with the next that matches.
          $ case $file in *.gz) gunzip "$file";; *) echo "what is $file?";; esac

      """
    case .leftBrace, .rightBrace:
      """
      { list; }
        Execute a list in this shell, as one command.
          $ { date; uptime; } >log

      """
    case .bang:
      """
      ! pipeline
        Succeed if the pipeline fails.

      """
    case .time:
      """
      time [-p] pipeline
        Write the time that a pipeline took.
          -p            in the format of POSIX

      """
    case .doubleBracket:
      """
      [[ expression ]]
        Test files, texts and numbers as test does.
        Words are not split, and the right of == is a pattern. Not in POSIX.
          $ [[ $file == *.gz && ! -d $file ]] && gunzip "$file"

      """
    case .function:
      """
      function name { list; }
        Define a function, as name() does. Not in POSIX.

      """
    case .coproc:
      """
      coproc command
      coproc name compound-command
        Execute a command in the background, with pipes to it and from it.
        The array COPROC, or name, has the descriptors of its output and its
        input. Not in POSIX.
          $ coproc bc; echo 6*7 >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x

      """
    case .select:
      """
      select name [in word...]; do list; done
        Execute the list with words that are chosen by their numbers.
        PS3 is the prompt, REPLY what was typed. Not in POSIX.
          $ select file in *.c; do cc -c "$file"; break; done

      """
    default: ""
    }
  }
}
