import SwishSyntax
import SwishSystem

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

extension Shell {
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

  /// Slots that satisfy a condition, by their names in the locale's collating
  /// sequence (XCU set).
  func sortedSlots(_ condition: (Slot) -> Bool) -> [Slot] {
    var slots: [Slot] = []
    for index in 0..<names.count {
      let slot = Slot(UInt32(index))
      if condition(slot) { slots.append(slot) }
    }
    guard let collation else { return slots.sorted { names[$0] < names[$1] } }
    return slots.sorted { collation.precedes(names[$0].cString, names[$1].cString) }
  }

  /// The locale of a category (XBD 8.2).
  private func localeName(_ category: Slot) -> Bytes {
    nonemptyValue(wellKnown.lcAll) ?? nonemptyValue(category) ?? nonemptyValue(wellKnown.lang)
      ?? .empty
  }

  private func nonemptyValue(_ slot: Slot) -> Bytes? {
    guard let value = variables.value(slot), !value.isEmpty else { return nil }
    return value
  }
}
