// The help texts of the built-ins that are not special; Help.swift tells
// how they are laid out.
import SwishSyntax

extension BuiltinID {
  var utilityHelp: Bytes {
    switch self {
    case .bracket:
      """
      [ expression ]
        The same as test.
          $ [ -f file ] && echo there

      """
    case .alias:
      """
      alias [name[=value]...]
        Define or list aliases.
          $ alias ll='ls -l'

      """
    case .bg:
      """
      bg [job...]
        Continue stopped jobs in the background.
          $ bg %2

      """
    case .bind:
      """
      bind [-m keymap] [-lpPsSvVX] [-q|-u function] [-r keys] [-f file]
      bind [-m keymap] -x keys:command
      bind [-m keymap] line...
        Show or set what keys do while a line is edited.
          -m KEYMAP     emacs, vi-insert, vi-command and others of readline
          -l            list the functions
          -p            list them with their keys, fit to be read back
          -P            list them with their keys
          -s            list the keys that type something, fit to be read back
          -S            list the keys that type something
          -v            list the variables, fit to be read back
          -V            list the variables
          -X            list the keys that execute commands
          -q FUNCTION   tell which keys lead to it
          -u FUNCTION   unbind its keys
          -r KEYS       unbind them
          -f FILE       read an inputrc
          -x KEYS:COMMAND  execute it; it may set READLINE_LINE, READLINE_POINT
          $ bind '"\\C-g": kill-whole-line'
          $ bind -x '"\\C-t": READLINE_LINE="$READLINE_LINE $(date)"'

      """
    case .builtin:
      """
      builtin [name [argument...]]
        Run a built-in, passing over functions.
          $ cd() { builtin cd "$@" && ls; }

      """
    case .caller:
      """
      caller [n]
        Tell where the function at hand was called: line and file, with a
        number also the function, of the call that is so many further out.
          $ fail() { caller 0 >&2; exit 1; }

      """
    case .cd:
      """
      cd [-L|-P [-e]] [directory|-]
        Change the working directory, by default to HOME; - is OLDPWD.
          -L            go by the names as they are written, the default
          -P            resolve symbolic links
          -e            with -P: fail if the new name cannot be told
          $ cd -                # back to where you were

      """
    case .command:
      """
      command [-p] name [argument...]
      command -v|-V name...
        Run a command, passing over functions, or tell what it is.
          -p            look in the default PATH
          -v            write the path or word that would be used
          -V            write a sentence about it
          $ command -v git >/dev/null || echo 'no git here'

      """
    case .compgen, .complete, .compopt: completionHelp
    case .declare, .local, .typeset:
      """
      declare|local|typeset [-aAgilnrux] [+ilnux] [name[=value]...]
      declare|local|typeset -p|-f|-F [name...]
        Give variables attributes; in a function, make them local to it.
        They are restored when it returns. local is for functions only.
          -a            make it an array
          -A            make it an array whose subscripts are any texts
          -i            evaluate what is assigned to it
          -l            make the letters of what is assigned to it small
          -u            make them large
          -n            make it another name of the variable that it names
          -r            let nothing be assigned to it
          -x            export it
          -g            in a function, too, leave it global
          -p            list variables, fit to be read back
          -f            list functions
          -F            list their names
          $ typeset -i n; n=2*3; echo $n
          $ f() { local i; for i in 1 2; do echo $i; done; }

      """
    case .dirs:
      """
      dirs [-clpv] [+n|-n]
        Show the directories that pushd has put aside, or entry n of them.
          -c            forget them
          -l            write names in full, without ~
          -p            one a line
          -v            one a line, with their numbers
          $ dirs -v

      """
    case .disown:
      """
      disown [-ahr] [job|pid...]
        Forget jobs, by default the current one: nobody will tell of them.
          -a            all jobs
          -h            keep them, but send them no SIGHUP
          -r            only those that run
          $ disown %1            # it outlives the shell

      """
    case .echo:
      """
      echo [string...]
        Write the strings separated by spaces; printf is more portable.
          $ echo "$HOME"

      """
    case .false:
      """
      false
        Fail.
          $ false || echo 'it failed'

      """
    case .fc:
      """
      fc [-r] [-e editor] [first [last]]
      fc -l [-nr] [first [last]]
      fc -s [old=new] [first]
        Edit, list or repeat commands of the history.
        They are named by number, by offset (-1) or by how they begin.
          -e EDITOR     edit with this instead of FCEDIT, EDITOR or vi
          -l            list, by default the last 16
          -n            list without numbers
          -r            the other way round
          -s            execute again, without editing
          $ fc -s cc            # again the last command that began with cc

      """
    case .fg:
      """
      fg [job]
        Continue a job in the foreground.
          $ fg %2

      """
    case .getopts:
      """
      getopts options name [argument...]
        Put the next option letter of the arguments into a variable.
          $ while getopts ab: opt; do echo "$opt $OPTARG"; done

      """
    case .hash:
      """
      hash [-l] [utility...]
      hash -r | -dt utility... | -p path utility...
        List, add or forget remembered places of utilities.
          -r            forget them all
          -d            forget these
          -t            tell where these are
          -p PATH       remember this place
          -l            list as commands
          $ hash -r              # look for every utility anew

      """
    case .help:
      """
      help [-ds] [name...]
        Tell what the built-ins and reserved words do.
          -d            in one line
          -s            write only how they are called
          $ help cd

      """
    case .history:
      """
      history [n]
      history -c | -d number | -anrw [file]
      history -p|-s argument...
        List the commands typed so far, or the last n of them.
          -c            forget them; the file stays as it is
          -d NUMBER     delete one, also from the file; 5-9 deletes five
          -a            append this session's new commands to the file
          -n            read what other sessions added to the file
          -r            read the whole file
          -w            write the list over the file
          -p            show arguments with ! expanded
          -s            add the arguments to the list, as one command
          $ history 20

      """
    case .jobs:
      """
      jobs [-l|-p] [-nrs] [job...]
        List jobs.
          -l            with process IDs
          -n            only those whose state has changed since it was told
          -p            write process IDs only
          -r            only those that run
          -s            only those that are stopped
          $ jobs -l

      """
    case .kill:
      """
      kill [-s signal|-n signal|-signal] job|pid...
      kill -l [status]
        Send a signal, by default TERM.
          -s SIGNAL     the signal, by its name or number
          -n SIGNAL     the same
          -l            list the signals, or name the one behind a status
          $ kill -s HUP %1

      """
    case .let:
      """
      let expression...
        Evaluate arithmetic; fail if the last value is zero.
          $ let n++ 'm = n * 2'

      """
    case .mapfile, .readarray:
      """
      mapfile|readarray [-t] [-C command] [-c count] [-d delimiter] [-n count]
          [-O index] [-s count] [-u n] [array]
        Make the lines of the input the elements of an array, or of MAPFILE.
          -t            without the delimiter behind each
          -d DELIMITER  the character that ends lines instead of a newline
          -n COUNT      no more lines than that
          -s COUNT      pass over the first lines
          -O INDEX      assign from there on, and keep other elements
          -u N          read from descriptor N
          -C COMMAND    run it with an index and a line behind every 5000 lines
          -c COUNT      every so many lines instead
          $ mapfile -t lines <file; echo "${#lines[@]} lines"

      """
    case .popd:
      """
      popd [-n] [+n|-n]
        Go back to the directory that pushd put aside, or drop entry n.
          -n            stay in the working directory
          $ popd +2              # drop the third

      """
    case .printf:
      """
      printf [-v name] format [argument...]
        Write the arguments as the format tells, over and over.
          -v NAME       assign it to a variable instead
          $ printf '%-8s|%5.1f\\n' pi 3.14159
          $ printf '%(%F %T)T\\n'    # the time, by strftime

      """
    case .pushd:
      """
      pushd [-n] [directory|+n|-n]
        Go to a directory and put this one aside; alone: change places.
          -n            stay in the working directory
          $ pushd /etc; popd

      """
    case .pwd:
      """
      pwd [-L|-P]
        Write the working directory.
          -L            by the names it was reached by, the default
          -P            without symbolic links
          $ pwd -P               # without symbolic links

      """
    case .read:
      """
      read [-ers] [-d delim] [-n|-N count] [-p prompt] [-t seconds] [-u n] [name...]
      read [option...] -a name
        Read a line and split it into variables, or into REPLY as it is.
          -a NAME       put all fields into an array
          -r            take backslashes literally
          -d DELIM      read up to this character; '' is NUL
          -e            accepted, without effect
          -n COUNT      read no more characters than that
          -N COUNT      read as many, whatever they are, and do not split them
          -p PROMPT     on a terminal, write this first
          -s            show nothing of what is typed
          -t SECONDS    give up after this time; 0: only tell if there is input
          -u N          read from descriptor N
          $ while IFS= read -r line; do echo "$line"; done <file
          $ IFS= read -rsp 'Password: ' password

      """
    case .shopt:
      """
      shopt [-opqsu] [option...]
        Show or set options as bash does; most are always on here.
          -s            turn on; without names: list those that are on
          -u            turn off; without names: list those that are off
          -q            list nothing, only tell by the status
          -p            list as commands
          -o            the options of set -o
          $ shopt -qo posix && echo strict

      """
    case .source:
      """
      source file [argument...]
        Execute the commands of a file in this shell, as . does.
        A name without a slash may be in the current directory too.
          $ source settings.sh

      """
    case .suspend:
      """
      suspend [-f]
        Stop the shell itself until it is continued.
          -f            even if nobody would continue it
          $ suspend              # a shell that su has started; fg continues it

      """
    case .test:
      """
      test [expression]
        Succeed if the expression about files, strings or numbers is true.
          $ test -d /tmp -a "$n" -gt 3
          $ test "$a" = "$b"

      """
    case .true:
      """
      true
        Succeed.
          $ while true; do date; sleep 60; done

      """
    case .type:
      """
      type [-aftpP] name...
        Tell how each name would be understood as a command.
          -a            tell all it could mean, in the order of the search
          -f            pass over functions
          -t            by a word: alias, keyword, function, builtin or file
          -p            by its pathname, or nothing if it is no file
          -P            by the pathname that PATH leads to
          $ type -a test

      """
    case .ulimit:
      """
      ulimit [-HS] [-a|-cdefilmnqrstuvxR] [limit]
        Show or set limits of resources, in the units that -a shows.
          -H            the hard limit
          -S            the soft limit
          -a            show all, with their letters
          -c            size of core files
          -d            size of the data segment
          -e            priority (nice)
          -f            size of files, the default
          -i            pending signals
          -l            locked memory
          -m            resident memory
          -n            open files
          -q            message queues
          -r            real-time priority
          -s            size of the stack
          -t            processor time
          -u            processes
          -v            size of the address space
          -x            file locks
          -R            processor time of a real-time process, in one run
          $ ulimit -n 4096

      """
    case .umask:
      """
      umask [-Sp] [mask]
        Show or set the file mode creation mask.
          -S            as symbols: u=rwx,g=rx,o=rx
          -p            as a command
          $ umask go-w

      """
    case .unalias:
      """
      unalias -a
      unalias name...
        Remove aliases.
          -a            all of them
          $ unalias ll

      """
    case .wait:
      """
      wait [-n] [-p name] [job|pid...]
        Wait for background commands, and take the status of the last.
          -n            wait for the next one to end, and take its status
          -p NAME       assign the process ID that it belongs to
          $ sleep 5 & wait $!; echo $?

      """
    default: ""
    }
  }
}
