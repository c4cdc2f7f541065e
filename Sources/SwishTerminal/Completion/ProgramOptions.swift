import SwishSyntax
import SwishSystem

// The options of programs, which only their `--help` tells. A program is run for
// that when a person has pressed Tab again, never before: nobody knows what
// an unknown one makes of an argument.
extension ReadlineSession {
  /// What is known of the program at hand; nil if it was not asked yet.
  func programOptions(_ request: CompletionRequest) -> Matches? {
    guard let options = knownOptions[programWords(request)] else { return nil }
    var matches = Matches(request.typed)
    for option in options { matches.offer(option) }
    matches.sort()
    return matches
  }

  /// Offers to ask the program, or does so if the offer stands; true if its
  /// options are known now.
  func askProgram(_ request: CompletionRequest) -> Bool {
    guard helpOffer == wholeLine.array else {
      helpOffer = wholeLine.array
      needsDrawing = true
      return false
    }
    helpOffer = nil
    needsDrawing = true
    let words = programWords(request)
    let text = Process.output(within: 2000, limit: 1 << 18) {
      host.becomeProgram(words, output: $0)
    }
    knownOptions[words] = (text ?? []).withBytes(optionsInHelp)
    return true
  }

  /// The row below the line that tells of the offer.
  func helpRows(columns: Int) -> [[ListCell]] {
    guard helpOffer == wholeLine.array,
      let request = CompletionRequest(lineToCursor, host: host)
    else { return [] }
    let command = programWords(request).joined(separator: [UInt8(ascii: " ")])
    let text = Array("Tab again runs ".utf8) + command + Array(" to learn its options".utf8)
    return [[ListCell(text: text, columns: columns - 1, style: suggestionStyle)]]
  }

  /// The words that make a program tell its options. Those of git's subcommands
  /// are shown by -h, where --help opens a manual.
  private func programWords(_ request: CompletionRequest) -> [[UInt8]] {
    let words = request.words
    if words.first == Array("git".utf8), words.count > 1, words[1].first != UInt8(ascii: "-") {
      return [words[0], words[1], Array("-h".utf8)]
    }
    return [words.first ?? [], Array("--help".utf8)]
  }
}

/// The options in a help text: lines that begin with blanks and a `-`, as in
///
///     -a, --all, --size=BYTES   what it does
///
/// where what it does may stand in the next line.
func optionsInHelp(_ text: Bytes) -> [Candidate] {
  var options: [Candidate] = []
  /// Those of the last line, as long as nothing was said of them.
  var open = 0..<0
  for line in text.array.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
    let words = line.drop { $0.isBlank }
    let first = options.count
    if words.startIndex > line.startIndex, words.first == UInt8(ascii: "-") {
      let (names, detail) = splitOptions(words)
      for (name, suffix) in names {
        options.append(Candidate(name: name, detail: detail, suffix: suffix))
      }
      open = detail.isEmpty ? first..<options.count : 0..<0
    } else {
      if words.startIndex > line.startIndex {
        for index in open { options[index].detail = Array(words.prefix(200)) }
      }
      open = 0..<0
    }
  }
  return options
}

/// The names before the first gap of two blanks, and what follows it.
private func splitOptions(
  _ line: ArraySlice<UInt8>
) -> (names: [(name: [UInt8], suffix: UInt8)], detail: [UInt8]) {
  var end = line.startIndex
  while end < line.endIndex, line[end] != UInt8(ascii: "\t"),
    !(line[end].isBlank && end + 1 < line.endIndex && line[end + 1].isBlank)
  {
    end += 1
  }
  var names: [(name: [UInt8], suffix: UInt8)] = []
  for word in line[..<end].split(whereSeparator: { $0.isBlank || $0 == UInt8(ascii: ",") }) {
    guard word.first == UInt8(ascii: "-") else { continue }
    let name = Array(word.prefix { $0.isNameByte || $0 == UInt8(ascii: "-") })
    let rest = word.dropFirst(name.count)
    if rest.starts(with: Array("[no-]".utf8)) {
      let stem = Array(rest.dropFirst(5).prefix { $0.isNameByte || $0 == UInt8(ascii: "-") })
      names.append((name + stem, UInt8(ascii: " ")))
      names.append((name + Array("no-".utf8) + stem, UInt8(ascii: " ")))
    } else if name.contains(where: \.isNameByte) {
      let takesValue = rest.first == UInt8(ascii: "=")
      names.append((name, UInt8(ascii: takesValue ? "=" : " ")))
    }
  }
  return (names, Array(line[end...].drop { $0.isBlank }.prefix(200)))
}
