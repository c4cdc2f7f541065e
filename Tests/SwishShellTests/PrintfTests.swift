import SwishSyntax
import Testing

@testable import SwishShell

/// What printf gives for a format and its arguments.
private struct Printed: Equatable {
  var output: String
  var messages: [String]

  init(_ format: String, _ arguments: [String] = [], isUTF8: Bool = true) {
    // Strings of the test stay where they are while the formatter runs.
    let storage = arguments.map { argument in
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: argument.utf8.count + 1)
      for (i, byte) in argument.utf8.enumerated() { bytes[i] = byte }
      return Bytes(start: bytes, count: argument.utf8.count)
    }
    defer { for bytes in storage { bytes.start.deallocate() } }
    var formatter = PrintfFormatter()
    storage.withUnsafeBufferPointer { items in
      let arguments = Arguments(
        items: items.baseAddress ?? Arguments.none.items, count: items.count)
      withBytes(format) { formatter.format($0, arguments, isUTF8: isUTF8) }
    }
    output = formatter.text.description
    messages = formatter.problems.map { String(decoding: $0, as: UTF8.self) }
  }
}

@Suite("printf") struct PrintfTests {
  @Test(
    "strings and characters",
    arguments: [
      ("", [], ""), ("plain\n", [], "plain\n"), ("%s", ["a"], "a"), ("%s\n", [], "\n"),
      ("%5s|%-5s|", ["ab", "cd"], "   ab|cd   |"), ("%.2s|", ["abc"], "ab|"),
      ("%.s|", ["abc"], "|"), ("%6.2s|", ["abc"], "    ab|"), ("%05s|", ["x"], "    x|"),
      ("%*s|", ["5", "x"], "    x|"), ("%*s|", ["-5", "x"], "x    |"),
      ("%.*s|", ["2", "abc"], "ab|"), ("%.*s|", ["-1", "abc"], "abc|"),
      ("%-*.*s|", ["4", "1", "abc"], "a   |"), ("%c%c", ["abc", "d"], "ad"),
      ("%3c|%-3c|", ["x", "y"], "  x|y  |"), ("%c", [""], "\0"), ("%%", [], "%"),
      ("100%%\n", [], "100%\n"), ("%s %s\n", ["a", "b", "c"], "a b\nc \n"),
      ("%s", ["a", "b", "c"], "abc"), ("x\n", ["a", "b"], "x\n"), ("%s", ["%d\\n"], "%d\\n"),
      ("[%s]", ["", ""], "[][]"),
    ])
  func strings(_ format: String, _ arguments: [String], _ output: String) {
    let printed = Printed(format, arguments)
    #expect(printed.output == output)
    #expect(printed.messages == [])
  }

  @Test(
    "integers",
    arguments: [
      ("%d", ["42"], "42"), ("%i", ["-42"], "-42"), ("%d", [], "0"), ("%d", [""], "0"),
      ("%d %d", ["0x1F", "010"], "31 8"), ("%d", ["-0x10"], "-16"), ("%d", [" 7"], "7"),
      ("%d", ["+7"], "7"), ("%+d % d", ["5", "5"], "+5  5"), ("%+d", ["-5"], "-5"),
      ("%5d|%-5d|%05d", ["42", "42", "42"], "   42|42   |00042"), ("%05d", ["-42"], "-0042"),
      ("%+05d", ["42"], "+0042"), ("%-05d|", ["42"], "42   |"), ("%.4d", ["42"], "0042"),
      ("%.4d", ["-42"], "-0042"), ("%7.4d|", ["-42"], "  -0042|"), ("%07.4d|", ["42"], "   0042|"),
      ("%.0d|", ["0"], "|"), ("%5.0d|", ["0"], "     |"), ("%+.0d|", ["0"], "+|"),
      ("%o %x %X %u", ["8", "255", "255", "7"], "10 ff FF 7"),
      ("%#o %#x %#X", ["8", "255", "255"], "010 0xff 0XFF"), ("%#o|%#x|", ["0", "0"], "0|0|"),
      ("%#.0o|", ["0"], "0|"), ("%#.3o", ["8"], "010"), ("%#06x", ["255"], "0x00ff"),
      ("%#8x|%-#8x|", ["255", "255"], "    0xff|0xff    |"), ("%.4x", ["255"], "00ff"),
      ("%u", ["-1"], "18446744073709551615"), ("%x", ["-1"], "ffffffffffffffff"),
      ("%o", ["-1"], "1777777777777777777777"),
      ("%u", ["18446744073709551615"], "18446744073709551615"),
      ("%d", ["9223372036854775807"], "9223372036854775807"),
      ("%d", ["-9223372036854775808"], "-9223372036854775808"),
      ("%d %d", ["'a", "\"b"], "97 98"), ("%d", ["'é"], "233"), ("%d", ["' "], "32"),
      ("%d", ["'-"], "45"), ("%ld %lld %hd %jd %zu", ["1", "2", "3", "4", "5"], "1 2 3 4 5"),
      ("%*d|", ["5", "42"], "   42|"), ("%+u", ["5"], "5"),
    ])
  func integers(_ format: String, _ arguments: [String], _ output: String) {
    let printed = Printed(format, arguments)
    #expect(printed.output == output)
    #expect(printed.messages == [])
  }

  @Test(
    "floating-point numbers",
    arguments: [
      ("%f", ["1.5"], "1.500000"), ("%.2f", ["3.14159"], "3.14"),
      ("%e", ["12345.678"], "1.234568e+04"),
      ("%E", ["0.001"], "1.000000E-03"), ("%g %g", ["0.0001", "1e10"], "0.0001 1e+10"),
      ("%G", ["1e-10"], "1E-10"), ("%a", ["1"], "0x1p+0"), ("%A", ["10"], "0X1.4P+3"),
      ("%8.2f|%-8.2f|", ["1.5", "1.5"], "    1.50|1.50    |"), ("%08.2f", ["-1.5"], "-0001.50"),
      ("%+.1f % .1f", ["1", "1"], "+1.0  1.0"), ("%#.0f", ["3"], "3."), ("%f", [], "0.000000"),
      ("%f %F", ["inf", "-inf"], "inf -INF"), ("%05f|", ["inf"], "  inf|"), ("%.0f", ["2.5"], "2"),
      ("%.1f", ["0x1p4"], "16.0"), ("%.0f", ["'a"], "97"),
      ("%.20f", ["0.1"], "0.10000000000000000555"),
      ("%*.*f|", ["7", "1", "2.25"], "    2.2|"), ("%.1f", [""], "0.0"),
      ("%100.1f|", ["1"], String(repeating: " ", count: 97) + "1.0|"),
      (
        "%.0f", ["1e100"],
        "10000000000000000159028911097599180468360808563945281389781327557747838772170381060813469985856815104"
      ),
    ])
  func floatingPoint(_ format: String, _ arguments: [String], _ output: String) {
    let printed = Printed(format, arguments)
    #expect(printed.output == output)
    #expect(printed.messages == [])
  }

  @Test(
    "numbered arguments",
    arguments: [
      ("%2$s %1$s\n", ["a", "b"], "b a\n"), ("%2$s %1$s\n", ["a", "b", "c"], "b a\n c\n"),
      ("%1$s%1$s ", ["a", "b"], "aa bb "), ("%1$*2$d|", ["42", "5"], "   42|"),
      ("%1$.*2$s|", ["abc", "2"], "ab|"), ("%3$s|", ["a"], "|"), ("%2$5d|", ["x", "7"], "    7|"),
      ("%2$s.", ["a", "b", "c", "d"], "b.d."),
    ])
  func numbered(_ format: String, _ arguments: [String], _ output: String) {
    let printed = Printed(format, arguments)
    #expect(printed.output == output)
    #expect(printed.messages == [])
  }

  @Test(
    "escapes in the format",
    arguments: [
      ("a\\nb", "a\nb"), ("\\a\\b\\f\\r\\t\\v", "\u{7}\u{8}\u{c}\r\t\u{b}"), ("\\\\n", "\\n"),
      ("\\101\\1012", "AA2"), ("\\0101", "\u{8}1"), ("\\e[0m", "\u{1b}[0m"), ("\\x41g", "Ag"),
      ("\\x414", "A4"), ("\\xg", "\\xg"), ("\\c|", "\\c|"), ("\\q", "\\q"), ("\\\"\\'", "\"'"),
      ("a\\", "a\\"), ("\\u00e9\\U1F600", "é😀"), ("\\ud800", "\\ud800"), ("\\045d", "%d"),
    ])
  func formatEscapes(_ format: String, _ output: String) {
    #expect(Printed(format).output == output)
  }

  @Test(
    "escapes in a %b argument",
    arguments: [
      ("%b|", ["a\\nb"], "a\nb|"), ("%b|", ["\\0101\\101"], "AA|"), ("%b|", ["\\01012"], "A2|"),
      ("%b|", ["a\\cb"], "a"), ("%b|", ["a\\cb", "c"], "a"), ("x%by", ["\\c"], "x"),
      ("%5b|%-5b|", ["a\\t", "b"], "   a\t|b    |"), ("%.2b|", ["a\\nb"], "a\n|"),
      ("%b|", ["\\q\\"], "\\q\\|"), ("%b|", ["100%d"], "100%d|"), ("%5b|", ["a\\c"], "    a"),
      ("%b", ["\\0"], "\0"),
    ])
  func argumentEscapes(_ format: String, _ arguments: [String], _ output: String) {
    let printed = Printed(format, arguments)
    #expect(printed.output == output)
    #expect(printed.messages == [])
  }

  @Test(
    "quoted for the shell",
    arguments: [
      ("abc", "abc"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("a\nb", "$'a\\nb'"),
      ("$x", "'$x'"), ("~", "'~'"), ("#a", "'#a'"), ("a=b", "a=b"),
      ("/usr/bin-1.0", "/usr/bin-1.0"),
      ("\u{1}1'\\", "$'\\0011\\'\\\\'"), ("é", "é"), ("*", "'*'"),
    ])
  func quoted(_ argument: String, _ output: String) {
    #expect(Printed("%q", [argument]).output == output)
  }

  @Test(
    "a bad number is reported and output goes on",
    arguments: [
      ("%d|", "abc", "0|", "abc: not a number"),
      ("%d|", "12abc", "12|", "12abc: not completely converted"),
      ("%d|", "08", "0|", "08: not completely converted"),
      ("%d|", "1 ", "1|", "1 : not completely converted"),
      ("%d|", "0x", "0|", "0x: not completely converted"), ("%d|", "-", "0|", "-: not a number"),
      ("%d|", "1.5", "1|", "1.5: not completely converted"),
      (
        "%d|", "9223372036854775808", "9223372036854775807|",
        "9223372036854775808: number out of range"
      ),
      (
        "%d|", "-9223372036854775809", "-9223372036854775808|",
        "-9223372036854775809: number out of range"
      ),
      (
        "%u|", "18446744073709551616", "18446744073709551615|",
        "18446744073709551616: number out of range"
      ),
      ("%.1f|", "x", "0.0|", "x: not a number"),
      ("%.1f|", "1.5x", "1.5|", "1.5x: not completely converted"),
      ("%.1f|", "1e999", "inf|", "1e999: number out of range"),
      ("%*d|", "x", "0|", "x: not a number"),
    ])
  func badNumbers(_ format: String, _ argument: String, _ output: String, _ message: String) {
    let printed = Printed(format, [argument])
    #expect(printed.output == output)
    #expect(printed.messages == [message])
  }

  @Test(
    "an invalid directive ends the output",
    arguments: [
      ("a%yb", "a", "%y"), ("a%", "a", "%"), ("a%5", "a", "%5"),
      ("%99999999999d", "", "%99999999999"), ("%0$d", "", "%0$"), ("%5%", "", "%5%"),
    ])
  func invalidDirectives(_ format: String, _ output: String, _ directive: String) {
    let printed = Printed(format, ["x"])
    #expect(printed.output == output)
    #expect(printed.messages == [directive + ": invalid directive"])
  }

  @Test func `bytes are characters outside UTF-8`() {
    #expect(Printed("%d", ["'é"], isUTF8: false).output == "195")
  }

  @Test func `echo takes octal escapes only behind a zero`() {
    func echo(_ text: String) -> (String, Bool) {
      var out = ByteBuffer()
      let goesOn = withBytes(text) { EscapeSequences.expand($0, .echo, into: &out) }
      return (out.bytes.description, goesOn)
    }
    #expect(echo("a\\tb") == ("a\tb", true))
    #expect(echo("\\0101\\101\\1") == ("A\\101\\1", true))
    #expect(echo("a\\cb") == ("a", false))
    #expect(echo("\\\"\\'\\q") == ("\\\"\\'\\q", true))
    #expect(echo("\\0") == ("\0", true))
  }
}
