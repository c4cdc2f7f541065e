// The variables that the shell itself uses (XCU 2.5.3), and what follows from their
// values.

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

extension Shell {
  /// A variable the shell itself uses has a new value, or none.
  func variableChanged(_ slot: Slot) {
    if slot == wellKnown.ifs {
      fieldSeparators.update(variables.value(slot), isUTF8: isUTF8)
    } else if slot == wellKnown.path {
      commands.forgetLocations()
    } else if slot == wellKnown.optind {
      getopts.restart()
    } else if let variable = ComputedVariable(names[slot]) {
      computedChanged(variable, slot)
    } else {
      locale.invalidate()
      // Other bytes may be the characters of IFS now.
      fieldSeparators.update(variables.value(wellKnown.ifs), isUTF8: isUTF8)
    }
  }

  /// Marks the variables whose changes the shell must know of.
  func watchVariables() {
    variables.insert(.watched, wellKnown.ifs)
    variables.insert(.watched, wellKnown.path)
    variables.insert(.watched, wellKnown.optind)
    variables.insert(.watched, wellKnown.lcAll)
    variables.insert(.watched, wellKnown.lcCtype)
    variables.insert(.watched, wellKnown.lcCollate)
    variables.insert(.watched, wellKnown.lang)
    variables.insert([.isSet, .computed], wellKnown.lineNumber)
  }
}
