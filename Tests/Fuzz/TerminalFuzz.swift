import SwishShell
import SwishSyntax
import Testing

@testable import SwishTerminal

extension FuzzTests {
  @Test("a damaged history file is read to its end")
  func historyFiles() {
    let mutator = Mutator(
      corpus: Corpus.entries("Fuzz/corpus/history"),
      words: "#1700000000 #1 # \n \n# - 0 1 99999999999999999999 -1 / \\n \\\\ \u{ff} echo")
    Watch.run(rounds: 10_000) { random in
      let file = mutator.text(&random)
      Watch.mark(file)
      withBytes(file) { file in
        var parser = HistoryParser(file, skipsPart: random.chance(3))
        var position = -1
        while let entry = parser.next() {
          let line = entry.timeLine
          _ = HistoryRecord.time(line)
          _ = HistoryRecord.session(line)
          _ = HistoryRecord.directory(line)
          if parser.position <= position { Issue.record("\(file.description): \(position)") }
          position = parser.position
        }
      }
    }
  }

  @Test("what is written to the history file is read again")
  func historyEntries() {
    let mutator = Mutator(
      corpus: Corpus.entries("Fuzz/corpus/history"), words: "#1 #1700000000 \n echo a \u{ff}")
    Watch.run(rounds: 3_000) { random in
      let texts = (0...random.number(below: 4)).map { _ in mutator.text(&random) }
        .filter { !$0.isEmpty }
      Watch.mark(Array(texts.joined()))
      var file = ByteBuffer()
      for text in texts {
        withBytes(text) { text in
          _ = HistoryRecord.append(
            text, time: random.number(below: 1 << 31), session: 7, directory: text, to: &file)
        }
      }
      var parser = HistoryParser(file.bytes)
      var found: [[UInt8]] = []
      while let entry = parser.next() { found.append(entry.text.array) }
      if found != texts { Issue.record("\(file.bytes.description)") }
    }
  }

  @Test("half-typed lines complete to nothing outside them")
  func completions() {
    let mutator = Mutator(
      corpus: Corpus.scripts, words: "$( ` ${ ~ ~/ ' \" \\ | && ; = > < $x in do { ( # \n é \u{ff}")
    Watch.run(rounds: 3_000) { random in
      var line = mutator.text(&random)
      if random.chance(2) { line = Array(line.prefix(60)) }
      line.removeAll { $0 == 0 }
      Watch.mark(line)
      withBytes(line) { line in
        guard let context = CompletionContext(line) else { return }
        let ends = context.words.map(\.upperBound) + [context.start]
        if ends.contains(where: { $0 > line.count }) { Issue.record("\(line.description)") }
        let word = line.dropFirst(context.start)
        let typed = TypedWord(
          word, variable: { _ in Array("a b".utf8) }, home: { _ in Array("/home/a".utf8) })
        if typed.name.raw > word.count || typed.name.value > typed.value.count {
          Issue.record("\(word.description)")
        }
      }
    }
  }

  @Test("nothing that is shown steers the terminal")
  func visibleText() {
    let mutator = Mutator(
      corpus: Corpus.lines("data"), words: "\u{1b}[2J \u{7} \u{9b} \u{c2} \r é \u{85}")
    Watch.run(rounds: 5_000) { random in
      let text = mutator.text(&random)
      Watch.mark(text)
      var shown = ByteBuffer()
      withBytes(text) { shown.appendVisible($0) }
      if steers(shown.bytes.array) { Issue.record("\(text)") }
    }
  }

  /// Whether there is a control character, or a byte of C1 that is none of UTF-8.
  private func steers(_ bytes: [UInt8]) -> Bool {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var at = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .emptyInput: return false
      case .valid(let encoded):
        let value = UTF8.decode(encoded).value
        if value < 32 && value != 9 && value != 10 || (127..<160).contains(value) { return true }
        at += encoded.count
      case .error(let length):
        if bytes[at..<at + length].contains(where: { (128..<160).contains($0) }) { return true }
        at += length
      }
    }
  }
}
