import Testing

@Suite("The bits of options")
struct OptionBitTests {
  @Test(
    "No two share one",
    arguments: [
      ("/Options.swift", "= Options(rawValue: "),
      ("Variables/Variable.swift", "= Attributes(rawValue: "),
    ])
  func bitsAreApart(path: String, lead: String) throws {
    let file = try #require(
      try sourceFiles(below: "Sources/SwishShell", suffixes: [path]).first)
    // Sets of several are written with `|` or `[`.
    let bits = file.lines.filter { $0.contains(lead) && !$0.contains("|") }.map { line in
      String(line.drop { $0 != "=" })
    }
    try #require(bits.count > 5)
    #expect(Set(bits).count == bits.count)
  }
}
