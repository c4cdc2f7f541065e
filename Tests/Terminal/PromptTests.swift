import SwishSyntax
import Testing

@testable import SwishTerminal

@Suite struct PromptTests {
  private func marked(_ prompt: StaticString) -> String {
    var buffer = ByteBuffer()
    appendMarkingSequences(Bytes(prompt), to: &buffer)
    return buffer.bytes.description
  }

  @Test func plainTextStays() {
    #expect(marked("$ ") == "$ ")
    #expect(marked("") == "")
  }

  @Test func attributesAreMarked() {
    #expect(marked("\u{1B}[1;32m$\u{1B}[0m ") == "\u{1}\u{1B}[1;32m\u{2}$\u{1}\u{1B}[0m\u{2} ")
  }

  @Test func titlesAreMarkedUpToTheirTerminator() {
    #expect(marked("\u{1B}]0;t\u{7}$ ") == "\u{1}\u{1B}]0;t\u{7}\u{2}$ ")
    #expect(marked("\u{1B}]0;t\u{1B}\\$ ") == "\u{1}\u{1B}]0;t\u{1B}\\\u{2}$ ")
  }

  @Test func shortSequencesAreMarked() {
    #expect(marked("\u{1B}(B\u{1B}7$") == "\u{1}\u{1B}(B\u{2}\u{1}\u{1B}7\u{2}$")
  }

  @Test func marksOfThePromptItselfAreKept() {
    #expect(marked("\u{1}\u{1B}[1m\u{2}$ ") == "\u{1}\u{1B}[1m\u{2}$ ")
  }

  @Test func cutOffSequenceReachesToTheEnd() {
    #expect(marked("$\u{1B}[1") == "$\u{1}\u{1B}[1\u{2}")
    #expect(marked("$\u{1B}") == "$\u{1B}")
  }
}
