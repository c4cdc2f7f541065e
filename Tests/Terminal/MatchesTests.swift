import SwishSyntax
import SwishSystem
import Testing

@testable import SwishTerminal

/// Which candidates match, and how far they agree.
/// One after the other: what lets go of children is made for one thread.
@Suite(.serialized) struct MatchesTests {
  private func matches(_ typed: String, _ names: String...) -> Matches {
    var matches = Matches(Array(typed.utf8))
    for name in names { matches.offer(Candidate(name: Array(name.utf8))) }
    matches.sort()
    return matches
  }

  private func names(_ matches: Matches) -> [String] {
    matches.candidates.map { String(decoding: $0.name, as: UTF8.self) }
  }

  private func prefix(_ matches: Matches) -> String {
    String(decoding: matches.commonPrefix, as: UTF8.self)
  }

  @Test func onlyTheBestGradeStays() {
    #expect(names(matches("re", "re1", "Read", "are", "x")) == ["re1"])
    #expect(names(matches("re", "are", "Read", "REST", "x")) == ["Read", "REST"])
    #expect(names(matches("re", "are", "x", "bREd")) == ["are", "bREd"])
    #expect(names(matches("re", "x")) == [])
  }

  @Test func hiddenNamesAreAskedForByTheirDot() {
    #expect(names(matches("", ".x", "y")) == ["y"])
    #expect(names(matches("x", ".x", "y")) == [])
    #expect(names(matches(".", ".x", "y")) == [".x"])
  }

  @Test func namesAreSortedAndComeOnce() {
    #expect(names(matches("", "b", "A", "a", "b")) == ["A", "a", "b"])
  }

  @Test func whatIsSharedIsFilledIn() {
    #expect(prefix(matches("f", "foo1", "foo2")) == "foo")
    #expect(prefix(matches("f", "Foo1", "Foo2")) == "Foo")
    #expect(prefix(matches("re", "Read", "REst")) == "re")
    #expect(prefix(matches("b", "xyb1", "xyb2")) == "xyb")
    #expect(prefix(matches("b", "xyab", "xycb")) == "b")
    #expect(prefix(matches("", "é1", "è2")) == "")
  }

  @Test func recordsSurviveTheWayFromAChild() {
    let records = Process.output(within: 10_000, limit: 1 << 20) { output in
      let sink = CandidateSink(Matches(Array("a".utf8)), output: output)
      sink.offer(Bytes("ab"), Bytes("what it is"), suffix: 0, look: .directory)
      sink.offer(Bytes("xa"))
      sink.offer(Bytes("b"))
      sink.flush()
    }
    var matches = Matches(Array("a".utf8))
    // The last record is cut off.
    matches.read((records ?? []) + Array(" \0ac".utf8))
    #expect(
      matches.candidates == [
        Candidate(
          name: Array("ab".utf8), detail: Array("what it is".utf8), suffix: 0, look: .directory)
      ])
  }

  @Test func candidatesBeyondAllUseAreCounted() {
    func read(_ count: Int, ends: Bool = true) -> Matches {
      let records = Process.output(within: 60_000, limit: 1 << 26) { output in
        let sink = CandidateSink(Matches(Array("a".utf8)), output: output)
        sink.offer(Bytes("xa"))
        for number in 0..<count {
          Array("ab\(1_000_000 + number)".utf8).withBytes { sink.offer($0) }
        }
        if ends { sink.end() } else { sink.flush() }
      }
      var matches = Matches(Array("a".utf8))
      matches.read(records ?? [])
      return matches
    }
    let many = read(10_001)
    #expect(many.candidates.count == 10_000 && many.surplus?.total == 10_001)
    #expect(prefix(many) == "ab10" && many.isWhole && many.isPartial)
    #expect(!read(10_000).isPartial && read(10_000).candidates.count == 10_000)
    #expect(!read(2, ends: false).isWhole)
  }

  @Test func childThatGetsStuckIsLeftBehind() {
    let start = Clock.milliseconds
    let text = Process.output(within: 50, limit: 1 << 20) { output in
      try? output.writeAll(Bytes("first").raw)
      _ = FileDescriptor.waitForInput(nil, milliseconds: 600_000, unless: SignalSet())
    }
    #expect(text == Array("first".utf8))
    #expect(Clock.milliseconds - start < 300_000)
  }
}
