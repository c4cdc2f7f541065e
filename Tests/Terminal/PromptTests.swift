import SwishSyntax
import Testing

@testable import SwishTerminal

@Suite struct PromptTests {
  @Test(
    "escape sequences end where ECMA-48 has them end",
    arguments: [
      ("\u{1B}[1;32m$", 7), ("\u{1B}]0;t\u{7}$ ", 6), ("\u{1B}]0;t\u{1B}\\$ ", 7),
      ("\u{1B}(B\u{1B}7$", 3), ("\u{1B}7$", 2), ("\u{1B}[1", 3), ("\u{1B}", 0), ("$ ", 0),
    ])
  func lengths(_ text: String, _ length: Int) {
    #expect(Array(text.utf8).withBytes { escapeSequenceLength($0) } == length)
  }
}
