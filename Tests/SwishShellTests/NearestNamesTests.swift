import SwishSyntax
import Testing

@testable import SwishShell

@Suite struct NearestNamesTests {
  private func question(_ word: StaticString, _ names: StaticString...) -> String {
    var nearest = NearestNames(Bytes(word))
    for name in names { nearest.offer(Bytes(name)) }
    var text = ByteBuffer()
    nearest.appendQuestion(to: &text)
    return text.bytes.description
  }

  @Test func oneSlipIsNear() {
    #expect(question("gti", "git", "make") == "; did you mean git?")
    #expect(question("mkae", "make") == "; did you mean make?")
    #expect(question("mak", "make") == "; did you mean make?")
    #expect(question("makke", "make") == "; did you mean make?")
    #expect(question("nake", "make") == "; did you mean make?")
  }

  @Test func nearerNamesComeAlone() {
    #expect(question("unailas", "unalias", "uncial") == "; did you mean unalias?")
  }

  @Test func fewAreNamedInOrder() {
    #expect(question("ab", "ad", "ac", "ae", "af") == "; did you mean ac, ad, ae?")
  }

  @Test func distantShortAndEqualWordsAreNotNear() {
    #expect(question("make", "mount", "ls") == "")
    #expect(question("x", "y", "ls") == "")
    #expect(question("git", "git") == "")
    #expect(question("", "a") == "")
  }
}
