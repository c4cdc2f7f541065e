import SwishSyntax
import Testing

@testable import SwishTerminal

/// The records of the history file.
@Suite struct HistoryRecordTests {
  /// Calls `body` with bytes that last as long as it.
  private func with<R>(_ text: String, _ body: (Bytes) throws -> R) rethrows -> R {
    try Array(text.utf8).withUnsafeBufferPointer {
      try body(Bytes(start: $0.baseAddress ?? Bytes.empty.start, count: $0.count))
    }
  }

  private func string(_ bytes: Bytes) -> String {
    String(decoding: bytes.array, as: UTF8.self)
  }

  private func entries(_ file: String, skipsPart: Bool = false) -> [String] {
    with(file) {
      var parser = HistoryParser($0, skipsPart: skipsPart)
      var found: [String] = []
      while let entry = parser.next() { found.append(string(entry.text)) }
      return found
    }
  }

  private func record(
    _ text: String, time: Int = 1_700_000_000, directory: String = "/tmp"
  ) -> String {
    with(text) { text in
      with(directory) { directory in
        var file = ByteBuffer()
        HistoryRecord.append(text, time: time, session: 7, directory: directory, to: &file)
        return string(file.bytes)
      }
    }
  }

  @Test func aRecordIsATimeLineAndTheCommand() {
    #expect(record("echo a") == "#1700000000   -         - 6 7 /tmp\necho a\n")
  }

  @Test func theFieldsOfATimeLineAreRead() {
    with("#1700000000   1       250 6 7 /a b\\nc") {
      #expect(HistoryRecord.time($0) == 1_700_000_000)
      #expect(HistoryRecord.length($0) == 6)
      #expect(HistoryRecord.session($0) == 7)
      #expect(string(HistoryRecord.directory($0)) == "/a b\\nc")
    }
    with("#1700000000") {
      #expect(HistoryRecord.time($0) == 1_700_000_000)
      #expect(HistoryRecord.length($0) == nil)
      #expect(HistoryRecord.session($0) == nil)
      #expect(HistoryRecord.directory($0).isEmpty)
    }
    #expect(with("") { HistoryRecord.time($0) } == 0)
  }

  @Test func theResultTakesThePlaceOfTheDashes() {
    var field = ByteBuffer()
    HistoryRecord.appendResult(status: 127, milliseconds: 1500, to: &field)
    #expect(string(field.bytes) == "127      1500")
    #expect(field.count == HistoryRecord.noResult.count)
  }

  @Test func aNewlineInADirectoryIsEscaped() {
    #expect(
      record("pwd", directory: "/a\n#1\\").hasPrefix("#1700000000   -         - 3 7 /a\\n#1\\\\\n"))
  }

  @Test func aCommandMayHaveLinesThatLookLikeTimeLines() {
    let text = "cat <<x\n#12345\n\nx"
    #expect(entries(record(text) + record("b")) == [text, "b"])
  }

  @Test func bashsFilesAreRead() {
    #expect(entries("a\nb\n\nc\n") == ["a", "b", "c"])
    #expect(entries("#1\na\nb\n#2\nc") == ["a\nb", "c"])
    #expect(entries("old\n#2\na\n" + record("b")) == ["old", "a", "b"])
  }

  @Test func anUnfinishedRecordIsNone() {
    let whole = record("echo one") + record("echo two")
    let first = record("echo one")
    for length in 0..<(whole.utf8.count - 1) {
      let expected = length < first.utf8.count - 1 ? [] : ["echo one"]
      #expect(entries(String(whole.prefix(length))) == expected, "\(length) bytes")
    }
  }

  @Test func aPartBeginsWithTheNextTimeLine() {
    #expect(entries("rest of one\n" + record("two"), skipsPart: true) == ["two"])
    #expect(entries("no time line", skipsPart: true) == [])
  }

  @Test func anyBytesAreReadToTheirEnd() {
    for file in [
      "#", "#1", "#1\n", "#1 2 3 99999999999999999999 x\na\n", "\n\n#9 9 9 9\n\n", "# a\n",
    ] {
      _ = entries(file)
      _ = entries(file, skipsPart: true)
    }
  }
}
