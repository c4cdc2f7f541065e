import Glibc

/// Extended regular expressions (XBD 9.4), by the C library (`regcomp`, `regexec`).
public enum RegularExpression {
  public enum Result: Equatable {
    /// The pattern is none, or the library would take memory or time for it out of
    /// all proportion.
    case invalid
    case noMatch
    /// The first match and its groups, in bytes of the text; a group that took no
    /// part is empty.
    case match([Range<Int>])
    /// A signal came first.
    case interrupted

    /// For a pipe: the number of groups, or -1, and their ends.
    fileprivate var numbers: [Int] {
      guard case .match(let groups) = self else { return self == .invalid ? [-1] : [0] }
      return [groups.count] + groups.flatMap { [$0.lowerBound, $0.upperBound] }
    }

    fileprivate init(numbers: [Int]) {
      guard let count = numbers.first, numbers.count == 1 + 2 * max(count, 0) else {
        self = .interrupted
        return
      }
      self =
        count < 0
        ? .invalid
        : count == 0
          ? .noMatch : .match((0..<count).map { numbers[2 * $0 + 1]..<numbers[2 * $0 + 2] })
    }
  }

  /// Pattern and text end with a NUL. Characters are those of UTF-8, or bytes. The
  /// library takes time quadratic in either, and knows no signals: where that can
  /// be felt it is a child's, and ends with one of `signals`.
  public static func match(
    _ pattern: UnsafePointer<CChar>, _ text: UnsafePointer<CChar>, isUTF8: Bool,
    unless signals: SignalSet
  ) -> Result {
    guard let size = size(of: pattern) else { return .invalid }
    if size + strlen(text) <= 4096 { return match(pattern, text, isUTF8: isUTF8) }
    let output = Process.output(unless: signals) { file in
      let numbers = match(pattern, text, isUTF8: isUTF8).numbers
      numbers.withUnsafeBytes { try? file.writeAll($0) }
    }
    guard let output else { return match(pattern, text, isUTF8: isUTF8) }
    return output.withUnsafeBytes { Result(numbers: Array($0.bindMemory(to: Int.self))) }
  }

  private static func match(
    _ pattern: UnsafePointer<CChar>, _ text: UnsafePointer<CChar>, isUTF8: Bool
  ) -> Result {
    let locale = isUTF8 ? newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) : nil
    let outer = locale.flatMap { uselocale($0) }
    defer {
      if let outer { uselocale(outer) }
      if let locale { freelocale(locale) }
    }
    var compiled = regex_t()
    guard regcomp(&compiled, pattern, REG_EXTENDED) == 0 else { return .invalid }
    defer { regfree(&compiled) }
    var places = [regmatch_t](repeating: regmatch_t(), count: compiled.re_nsub + 1)
    guard regexec(&compiled, text, places.count, &places, 0) == 0 else { return .noMatch }
    return .match(places.map { $0.rm_so < 0 ? 0..<0 : Int($0.rm_so)..<Int($0.rm_eo) })
  }

  /// How much the library makes of a pattern; nil if that is too much. It recurses
  /// for each parenthesis, copies what is repeated as often as a bound says, and
  /// goes back and forth for `\1`.
  private static func size(of pattern: UnsafePointer<CChar>) -> Int? {
    var (index, depth, copies, length) = (0, 0, 1, 0)
    while pattern[index] != 0 {
      let byte = UInt8(bitPattern: pattern[index])
      index += 1
      length += 1
      switch byte {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "\\"):
        let next = UInt8(bitPattern: pattern[index])
        if next >= UInt8(ascii: "1") && next <= UInt8(ascii: "9") { return nil }
        if next != 0 { index += 1 }
      case UInt8(ascii: "{"):
        var largest = 1
        var bound = 0
        while pattern[index] != 0 && UInt8(bitPattern: pattern[index]) != UInt8(ascii: "}") {
          let digit = Int(UInt8(bitPattern: pattern[index])) - 48
          bound = digit >= 0 && digit <= 9 ? min(bound * 10 + digit, 100_000) : 0
          largest = max(largest, bound)
          index += 1
        }
        copies = min(copies * largest, 1_000_000)
      default: break
      }
      if depth > 200 || copies > 10_000 || length > 100_000 { return nil }
    }
    return length * copies
  }
}
