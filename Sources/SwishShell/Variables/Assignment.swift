import SwishSyntax
import SwishSystem

// Assigning to variables and reading them, with what follows from it: readonly,
// -a, and the variables the shell itself watches.

extension Shell {
  /// The value of a variable; nil when it is unset.
  @inline(__always)
  func value(_ slot: Slot) -> Bytes? {
    if variables.attributes(slot).contains(.computed) { return computedValue(slot) }
    return variables.value(slot) ?? valueOfUnset(slot)
  }

  @inline(never)
  private func computedValue(_ slot: Slot) -> Bytes? {
    if variables.attributes(slot).contains(.reference) { return valueOfReference(slot) }
    if slot == wellKnown.lineNumber {
      variables.set(slot, integer: Int64(line))
    } else if let variable = ComputedVariable(names[slot]) {
      compute(variable, slot)
    }
    return variables.value(slot) ?? valueOfUnset(slot)
  }

  /// `name=value`. Throws, after a diagnostic, when the variable is readonly.
  func assign(_ slot: Slot, _ value: Bytes) throws(ShellError) {
    if !options.contains(.allexport) && variables.setPlainly(slot, value) { return }
    try assignWatched(slot, value)
  }

  @inline(never)
  private func assignWatched(_ slot: Slot, _ value: Bytes) throws(ShellError) {
    if variables.attributes(slot).contains(.reference) { return try assignThrough(slot, value) }
    if variables.attributes(slot).contains(.array) {
      return try assignElement(slot, try firstIndex(slot), value, appends: false)
    }
    if variables.attributes(slot).contains(.arithmetic) {
      return try assign(slot, integer: try evaluate(text: value))
    }
    try prepareAssignment(slot)
    try checkRoom(forValue: value.count)
    if let folded = folded(value, for: slot) {
      variables.set(slot, folded.bytes)
    } else {
      variables.set(slot, value)
    }
    finishAssignment(slot)
  }

  /// The value as `typeset -l` or `-u` wants it; nil if neither does.
  @inline(__always)
  func folded(_ value: Bytes, for slot: Slot) -> OwnedText? {
    let attributes = variables.attributes(slot)
    if attributes.isDisjoint(with: [.lowercase, .uppercase]) { return nil }
    return fold(value, uppercased: attributes.contains(.uppercase))
  }

  @inline(never)
  private func fold(_ value: Bytes, uppercased: Bool) -> OwnedText {
    var text = ByteBuffer(capacity: value.count)
    text.append(value, uppercased: uppercased, isUTF8: isUTF8)
    return OwnedText(text.bytes)
  }

  /// `name=${name}value`
  func append(_ slot: Slot, _ value: Bytes) throws(ShellError) {
    try prepareAssignment(slot)
    try checkRoom(forValue: variables.growth(slot, value.count))
    if let folded = folded(value, for: slot) {
      variables.append(slot, folded.bytes)
    } else {
      variables.append(slot, value)
    }
    finishAssignment(slot)
  }

  /// The store counts in 32 bits, and makes room for half as much again.
  @inline(__always)
  private func checkRoom(forValue count: Int) throws(ShellError) {
    if count > 1 << 31 { try failOutOfMemory() }
    try checkRoom(count)
  }

  func assign(_ slot: Slot, integer: Int64) throws(ShellError) {
    if !options.contains(.allexport) && variables.setPlainly(slot, integer: integer) { return }
    try assignWatched(slot, integer: integer)
  }

  @inline(never)
  private func assignWatched(_ slot: Slot, integer: Int64) throws(ShellError) {
    if !variables.attributes(slot).isDisjoint(with: [.array, .reference]) {
      var digits = ByteBuffer(capacity: 24)
      digits.append(decimal: Int(integer))
      return try assignWatched(slot, digits.bytes)
    }
    try prepareAssignment(slot)
    variables.set(slot, integer: integer)
    finishAssignment(slot)
  }

  /// `unset name` (XCU unset).
  func unset(_ slot: Slot) throws(ShellError) {
    try checkWritable(slot)
    if functionDepth > 0, try reveal(slot) { return }
    variables.unset(slot)
    loseComputed(slot)
    if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
  }

  /// What a function unsets that is local to its caller is the variable outside of
  /// that again, as in bash: functions assign so to variables of their caller's choice.
  private func reveal(_ slot: Slot) throws(ShellError) -> Bool {
    guard !options.contains(.posix), variables.isSaved(slot, since: 0),
      !variables.isSaved(slot, since: localMark)
    else { return false }
    // What is put aside belongs to all environments in this process.
    if !subshells.isEmpty && !ownProcess() { throw .handedOver }
    guard variables.reveal(slot, before: localMark) else { return false }
    if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
    return true
  }

  @inline(__always)
  private func prepareAssignment(_ slot: Slot) throws(ShellError) {
    let attributes = variables.attributes(slot)
    if attributes.contains(.readonly) { try checkWritable(slot) }
    if !attributes.contains(.isSet) { willAssignUnset(slot) }
    // An assigned LINENO is an ordinary variable.
    if attributes.contains(.computed) { variables.remove(.computed, slot) }
  }

  func checkWritable(_ slot: Slot) throws(ShellError) {
    guard variables.attributes(slot).contains(.readonly) else { return }
    report(names[slot], Bytes(": is read only"))
    throw .assignment
  }

  @inline(__always)
  private func finishAssignment(_ slot: Slot) {
    if options.contains(.allexport) { variables.insert(.exported, slot) }
    if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
  }

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

  /// Puts a variable aside. A place inside a word of options goes with OPTIND.
  func putAside(_ slot: Slot) {
    if slot == wellKnown.optind { optionOffsets.append(getopts.offset) }
    variables.save(slot)
  }

  /// Brings back variables put aside since the mark.
  func restoreVariables(to mark: Int) {
    while variables.savedCount > mark {
      let slot = variables.restoreLast()
      guard variables.attributes(slot).contains(.watched) else { continue }
      variableChanged(slot)
      if slot == wellKnown.optind { getopts.offset = optionOffsets.popLast() ?? 0 }
    }
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
    name.isEmpty || name == "C" || name == "POSIX" || name.hasPrefix(Bytes("C."))
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

extension Bytes {
  /// A name (XBD 3.216): letters, digits and underscores, no digit first.
  var isName: Bool {
    guard let first, !(first >= 48 && first <= 57) else { return false }
    for i in indices {
      let byte = self[i]
      let isLetter = (byte | 0x20) >= 97 && (byte | 0x20) <= 122
      if !isLetter && byte != UInt8(ascii: "_") && !(byte >= 48 && byte <= 57) { return false }
    }
    return true
  }

  /// The non-negative decimal number the bytes spell; nil for anything else
  /// or one past Int32.max.
  var decimal: Int? {
    guard !isEmpty else { return nil }
    var value = 0
    for i in indices {
      guard self[i] >= 48 && self[i] <= 57 else { return nil }
      value = value * 10 + Int(self[i] - 48)
      if value > Int(Int32.max) { return nil }
    }
    return value
  }
}
