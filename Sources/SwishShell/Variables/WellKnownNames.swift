import SwishSyntax

/// Slots of the variables the shell itself uses (XCU 2.5.3), interned at start.
struct WellKnownNames {
  let home: Slot
  let ifs: Slot
  let path: Slot
  let pwd: Slot
  let oldPwd: Slot
  let cdPath: Slot
  let lineNumber: Slot
  let optind: Slot
  let optarg: Slot
  let ps1: Slot
  let ps2: Slot
  let ps4: Slot
  let ppid: Slot
  let env: Slot
  let lcAll: Slot
  let lcCtype: Slot
  let lcCollate: Slot
  let lang: Slot
  /// `_`, the last argument of the command before.
  let lastArgument: Slot

  init(_ names: NameTable) {
    home = names.intern("HOME")
    ifs = names.intern("IFS")
    path = names.intern("PATH")
    pwd = names.intern("PWD")
    oldPwd = names.intern("OLDPWD")
    cdPath = names.intern("CDPATH")
    lineNumber = names.intern("LINENO")
    optind = names.intern("OPTIND")
    optarg = names.intern("OPTARG")
    ps1 = names.intern("PS1")
    ps2 = names.intern("PS2")
    ps4 = names.intern("PS4")
    ppid = names.intern("PPID")
    env = names.intern("ENV")
    lcAll = names.intern("LC_ALL")
    lcCtype = names.intern("LC_CTYPE")
    lcCollate = names.intern("LC_COLLATE")
    lang = names.intern("LANG")
    lastArgument = names.intern("_")
  }
}
