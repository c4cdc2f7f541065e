// The variables that the shell itself uses (XCU 2.5.3), and what follows from their
// values.

import SwishSyntax
import SwishSystem

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

  private func nonemptyValue(_ slot: Slot) -> Bytes? {
    guard let value = variables.value(slot), !value.isEmpty else { return nil }
    return value
  }

  /// Characters count as UTF-8 or as bytes.
  var isUTF8: Bool {
    if let known = locale.isUTF8 { return known }
    let answer = LocaleState.namesUTF8(localeName(wellKnown.lcCtype))
    locale.isUTF8 = answer
    return answer
  }

  /// The order of strings where it is not that of their bytes.
  var collation: Collation? {
    if let known = locale.collation { return known }
    let name = OwnedText(localeName(wellKnown.lcCollate))
    let answer = LocaleState.ordersBytes(name.bytes) ? nil : Collation(name.cString)
    locale.collation = .some(answer)
    return answer
  }

  /// The locale of a category (XBD 8.2).
  private func localeName(_ category: Slot) -> Bytes {
    nonemptyValue(wellKnown.lcAll) ?? nonemptyValue(category) ?? nonemptyValue(wellKnown.lang)
      ?? .empty
  }
}

/// What the locale variables (XBD 8.2) say of character encoding and collation,
/// worked out when first asked for: `setlocale` would open a dozen files.
struct LocaleState {
  var isUTF8: Bool?
  var collation: Collation??

  mutating func invalidate() { self = LocaleState() }

  static func ordersBytes(_ name: Bytes) -> Bool {
    name.isEmpty || name == "C" || name == "POSIX" || name.hasPrefix("C.")
  }

  /// The codeset of a locale name, behind its dot, is UTF-8.
  static func namesUTF8(_ name: Bytes) -> Bool {
    guard let dot = name.firstIndex(of: UInt8(ascii: ".")) else { return false }
    var rest = ByteBuffer()
    for i in (dot + 1)..<name.count where name[i] != UInt8(ascii: "-") {
      if name[i] == UInt8(ascii: "@") { break }
      let byte = name[i]
      rest.append(byte >= 65 && byte <= 90 ? byte | 0x20 : byte)
    }
    return rest.bytes == "utf8"
  }
}
