import SwishSyntax
import Testing

@testable import SwishShell

@Suite struct HelpTests {
  @Test(arguments: BuiltinID.allCases)
  func everyBuiltInHasASynopsisAndASummary(id: BuiltinID) {
    let called = id.help.synopsis.description.prefix { $0 != " " }
    #expect(
      called == id.name.description
        || called.split(separator: "|").contains { $0 == id.name.description })
    #expect(!id.help.summary.isEmpty && id.help.summary.first != UInt8(ascii: " "))
    #expect(id.help.summary.count <= 68)
    #expect(id.help.text.last == UInt8(ascii: "\n"))
  }

  @Test(arguments: BuiltinID.allCases) func everyBuiltInHasAnExample(id: BuiltinID) {
    #expect(id.help.text.description.contains("\n    $ "))
  }

  @Test func optionsComeWithWhatTheyDo() {
    var options: [String] = []
    BuiltinID.set.help.forEachOption { options.append("\($0.description): \($1.description)") }
    #expect(options.first == "-a: export every variable that is assigned to")
    #expect(options.contains("-o: turn on an option by its name; alone: list the options"))
  }

  @Test func examplesAreNoOptions() {
    var count = 0
    BuiltinID.test.help.forEachOption { _, _ in count += 1 }
    #expect(count == 0)
  }

  @Test(arguments: BuiltinID.allCases)
  func noLineIsTooWideForATerminal(id: BuiltinID) {
    for line in id.help.text.description.split(separator: "\n") { #expect(line.count <= 79) }
  }
}
