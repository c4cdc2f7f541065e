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
    } else if output.isCapturedAlone(value) {
      variables.set(slot, taking: &output.buffer, count: value.count)
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
    if control.functionDepth > 0, try reveal(slot) { return }
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
    report(names[slot], ": is read only")
    throw .assignment
  }

  @inline(__always)
  private func finishAssignment(_ slot: Slot) {
    if options.contains(.allexport) { variables.insert(.exported, slot) }
    if variables.attributes(slot).contains(.watched) { variableChanged(slot) }
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
}
