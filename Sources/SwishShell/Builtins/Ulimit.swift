// ulimit (XCU): limits on the resources of the shell and what it starts.
import SwishSyntax
import SwishSystem

/// A limit `ulimit` knows: its option and the unit it is given in.
private struct LimitRow {
  let letter: UInt8
  let resource: ResourceLimit.Resource
  /// Bytes, or whatever the kernel counts, in one unit.
  let unit: UInt64
  let name: Bytes

  init(
    _ letter: Unicode.Scalar, _ resource: ResourceLimit.Resource, _ name: Bytes,
    unit: UInt64 = 1
  ) {
    self.letter = UInt8(ascii: letter)
    self.resource = resource
    self.unit = unit
    self.name = name
  }

  static let table = [
    LimitRow("c", .core, "core file (blocks)", unit: 512),
    LimitRow("d", .data, "data (KiB)", unit: 1024),
    LimitRow("e", .nice, "nice"),
    LimitRow("f", .fileSize, "file (blocks)", unit: 512),
    LimitRow("i", .pendingSignals, "signals"),
    LimitRow("l", .lockedMemory, "locked (KiB)", unit: 1024),
    LimitRow("m", .residentSet, "memory (KiB)", unit: 1024),
    LimitRow("n", .openFiles, "open files"),
    LimitRow("q", .messageQueues, "queues (bytes)"),
    LimitRow("r", .realTimePriority, "real time"),
    LimitRow("s", .stack, "stack (KiB)", unit: 1024),
    LimitRow("t", .cpuTime, "time (seconds)"),
    LimitRow("u", .processes, "processes"),
    LimitRow("v", .addressSpace, "address space (KiB)", unit: 1024),
    LimitRow("x", .locks, "file locks"),
    LimitRow("R", .realTimeProcessor, "real time (us)"),
  ]

  static func lettered(_ letter: UInt8) -> LimitRow? { table.first { $0.letter == letter } }
}

extension Shell {
  /// `ulimit [-HS] [-a | -cdefilmnqrstuvxR [limit]]`
  func runUlimit(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "HSacdefilmnqrstuvxR")
    var isHard = false
    var isSoft = false
    var listsAll = false
    var chosen = UInt8(ascii: "f")
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "H"): isHard = true
      case UInt8(ascii: "S"): isSoft = true
      case UInt8(ascii: "a"): listsAll = true
      default: chosen = letter
      }
    }
    let operands = options.operands
    if operands.count > (listsAll ? 0 : 1) {
      report(builtin: "ulimit", "too many operands")
      return 2
    }
    if listsAll { return listLimits(isHard: isHard && !isSoft) }
    guard let row = LimitRow.lettered(chosen) else { return 2 }
    do throws(Errno) {
      let limits = try ResourceLimit.get(row.resource)
      guard !operands.isEmpty else {
        appendLimit(isHard && !isSoft ? limits.hard : limits.soft, row)
        return 0
      }
      guard let value = limitValue(operands[0], row, limits) else {
        report(builtin: "ulimit", operands[0], ": invalid limit")
        return 2
      }
      // Without -H and -S both are set.
      let setsSoft = isSoft || !isHard
      let setsHard = isHard || !isSoft
      try ResourceLimit.set(
        row.resource, soft: setsSoft ? value : limits.soft, hard: setsHard ? value : limits.hard)
      if row.resource == .stack { stackReserve.noteNewLimit() }
      return 0
    } catch {
      report(builtin: "ulimit", row.name, error)
      return 1
    }
  }

  private func listLimits(isHard: Bool) -> Int32 {
    for row in LimitRow.table {
      guard let limits = try? ResourceLimit.get(row.resource) else { continue }
      let start = output.buffer.count
      output.append("-")
      output.append(row.letter)
      output.append("  ")
      output.append(row.name)
      while output.buffer.count - start < 28 { output.append(" ") }
      appendLimit(isHard ? limits.hard : limits.soft, row)
    }
    return 0
  }

  private func appendLimit(_ value: UInt64, _ row: LimitRow) {
    if value == ResourceLimit.unlimited {
      output.append("unlimited\n")
      return
    }
    output.append(decimal: Int(clamping: value / row.unit))
    output.append("\n")
  }

  /// A limit in the kernel's unit; nil if it is none or too large.
  private func limitValue(
    _ text: Bytes, _ row: LimitRow, _ limits: (soft: UInt64, hard: UInt64)
  ) -> UInt64? {
    if text == "unlimited" { return ResourceLimit.unlimited }
    if text == "soft" { return limits.soft }
    if text == "hard" { return limits.hard }
    guard !text.isEmpty else { return nil }
    var value: UInt64 = 0
    for i in text.indices {
      guard text[i].isDigit else { return nil }
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(UInt64(text[i] - 48))
      if overflows || overflowsToo { return nil }
      value = sum
    }
    let (scaled, overflows) = value.multipliedReportingOverflow(by: row.unit)
    return overflows ? nil : scaled
  }
}
