// Names and numbers of signals as trap and kill take them.
import SwishSyntax
import SwishSystem

extension Shell {
  /// The number of a signal, by number or by name, with or without SIG, in
  /// either case; 0 is EXIT.
  func signalNumber(_ name: Bytes) -> Int? {
    if let number = name.decimal { return number < Int(Signal.limit) ? number : nil }
    let isPrefixed = name.count > 3 && name.prefix(3).equalsIgnoringCase("SIG")
    let bare = isPrefixed ? name.dropFirst(3) : name
    if !isPrefixed && bare.equalsIgnoringCase("EXIT") { return 0 }
    for number in 1..<Signal.limit {
      if let known = Signal(number).name, bare.equalsIgnoringCase(Bytes(known)) {
        return Int(number)
      }
    }
    if bare.equalsIgnoringCase("CLD") { return Int(Signal.child.number) }
    return realTimeSignal(bare)
  }

  /// `RTMIN+n` and `RTMAX-n`.
  private func realTimeSignal(_ name: Bytes) -> Int? {
    guard name.count > 6, let n = name.dropFirst(6).decimal else { return nil }
    let range = Int(Signal.realTime.lowerBound)...Int(Signal.realTime.upperBound)
    if name.prefix(6).equalsIgnoringCase("RTMIN+") {
      return range.contains(range.lowerBound + n) ? range.lowerBound + n : nil
    }
    if name.prefix(6).equalsIgnoringCase("RTMAX-") {
      return range.contains(range.upperBound - n) ? range.upperBound - n : nil
    }
    return nil
  }
}

extension Signal {
  /// SIGRTMIN and SIGRTMAX; the C library keeps two below for itself.
  fileprivate static var realTime: ClosedRange<Int32> { 34...64 }

  var hasName: Bool { name != nil || Signal.realTime.contains(number) }
}

extension ByteBuffer {
  /// Appends the name of a signal, without SIG; false if it has none.
  @discardableResult
  mutating func append(nameOf signal: Signal) -> Bool {
    if let name = signal.name {
      append(name)
      return true
    }
    guard Signal.realTime.contains(signal.number) else { return false }
    append("RTMIN+")
    append(decimal: Int(signal.number - Signal.realTime.lowerBound))
    return true
  }
}

extension Bytes {
  fileprivate func equalsIgnoringCase(_ upper: StaticString) -> Bool {
    equalsIgnoringCase(Bytes(upper))
  }

  /// `upper` has capital letters.
  fileprivate func equalsIgnoringCase(_ upper: Bytes) -> Bool {
    guard count == upper.count else { return false }
    for i in indices {
      let byte = self[i]
      let isSmall = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
      if (isSmall ? byte & ~0x20 : byte) != upper[i] { return false }
    }
    return true
  }
}
