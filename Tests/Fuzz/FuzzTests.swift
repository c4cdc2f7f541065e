import Glibc
import SwishSyntax
import SwishSystem
import TestSupport
import Testing

@testable import SwishShell

/// Random input for parsers, matchers and formatters: no crash, no hang, and
/// where a plain method gives the answer too, that answer. `make fuzz` runs more
/// rounds; what it finds becomes an entry of `corpus` or a conformance case.
@Suite("Fuzz", .serialized) struct FuzzTests {
  @Test("printf ends in an output for any format and arguments")
  func formats() {
    let mutator = Mutator(
      corpus: Corpus.lines("formats"),
      words: "% %s %d %i %o %u %x %c %b %q %e %g %a %f %% 1$ * .* - + # 0 5 .3 \\0 \\n \\c \\x ' é")
    Watch.run(rounds: 10_000) { random in
      let format = mutator.text(&random)
      Watch.mark(format)
      // A width of a thousand million is right, and takes a while.
      var digits = 0
      for byte in format {
        digits = (48...57).contains(byte) ? digits + 1 : 0
        if digits > 5 { return }
      }
      let arguments = (0..<random.number(below: 5)).map { _ in
        Array(mutator.text(&random).filter { $0 != 0 }.prefix(random.chance(3) ? 80 : 5))
      }
      _ = formatted(format, arguments, isUTF8: random.chance(2))
    }
  }

  @Test("integers and strings are formatted as by the C library")
  func conversions() {
    let edges = [0, 1, -1, 7, 255, -4096, Int.max, Int.min]
    Watch.run(rounds: 10_000) { random in
      let flags = (0..<random.number(below: 4)).map { _ in
        random.one(of: ["-", "+", " ", "#", "0"])
      }
      let width = random.chance(2) ? "" : "\(random.number(below: 30))"
      let precision =
        random.chance(2) ? "" : ".\(random.chance(4) ? "" : "\(random.number(below: 25))")"
      let start = "[%" + flags.joined() + width + precision
      // For a string these flags mean nothing that C defines.
      let isString = flags.allSatisfy({ $0 == "-" }) && random.chance(3)
      let letter = isString ? "s" : random.one(of: ["d", "i", "o", "u", "x", "X"])
      let number = random.one(of: edges)
      Watch.mark(Array("\(start)\(letter)] \(number)".utf8))
      let found = formatted(
        Array("\(start)\(letter)]".utf8), [Array("\(number)".utf8)], isUTF8: false)
      var expected = [CChar](repeating: 0, count: 128)
      let count =
        isString
        ? "\(number)".withCString { text in
          withVaList([text]) { vsnprintf(&expected, 128, "\(start)s]", $0) }
        } : withVaList([number]) { vsnprintf(&expected, 128, "\(start)l\(letter)]", $0) }
      if found != expected.prefix(Int(max(count, 0))).map({ UInt8(bitPattern: $0) }) {
        Issue.record("\(start)\(letter)] of \(number): \(String(decoding: found, as: UTF8.self))")
      }
    }
  }

  private func formatted(_ format: [UInt8], _ arguments: [[UInt8]], isUTF8: Bool) -> [UInt8] {
    // Kept together, so that they stay where they are.
    let joined = arguments.flatMap { $0 }
    var formatter = PrintfFormatter()
    return withBytes(joined) { all in
      var fields: [Bytes] = []
      var start = 0
      for argument in arguments {
        fields.append(all[start..<start + argument.count])
        start += argument.count
      }
      fields.withUnsafeBufferPointer { items in
        let arguments = Arguments(
          items: items.baseAddress ?? Arguments.none.items, count: items.count)
        withBytes(format) { formatter.format($0, arguments, isUTF8: isUTF8) }
      }
      return formatter.text.array
    }
  }
}
