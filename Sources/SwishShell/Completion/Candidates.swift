// The candidates that a completion specification leads to, in bash's order:
// actions, -G, -W, -F, -C; then -X takes some away, and -P and -S are put around.
import SwishSyntax
import SwishSystem

extension Shell {
  func candidates(
    _ spec: CompletionSpec, _ call: CompletionCall
  ) throws(ShellError) -> [[UInt8]] {
    let word = OwnedText(call.word)
    let typed = word.bytes.unquoted
    var found: [[UInt8]] = []
    for row in spec.actions.rows { found += names(for: row.name, word.bytes, typed) }
    if let pattern = spec["G"] { found += pathnames(matching: pattern) }
    if let list = spec["W"] {
      found += try expandWordList(list).filter { $0.starts(with: typed) }
    }
    if let function = spec["F"] { found += try callCompletion(function, call) }
    if let command = spec["C"] { found += try output(ofCompletion: command, call) }
    if let filter = spec["X"] { found = found.filter { passes($0, filter, word.bytes) } }
    if spec["P"] != nil || spec["S"] != nil {
      let (prefix, suffix) = (spec["P"]?.array ?? [], spec["S"]?.array ?? [])
      found = found.map { prefix + $0 + suffix }
    }
    let options = completions?.atHand?.options ?? spec.options
    let isEmpty = found.isEmpty
    if options.contains(.plusdirs) || options.contains(.dirnames) && isEmpty {
      found += fileNames(word.bytes, onlyDirectories: true)
      if isEmpty { completions?.atHand?.options.insert(.filenames) }
    }
    return found
  }

  /// -X: `&` in the pattern is the word, and a `!` before it means all others.
  private func passes(_ name: [UInt8], _ filter: Bytes, _ word: Bytes) -> Bool {
    let isInverse = filter.first == UInt8(ascii: "!")
    var pattern = ByteBuffer()
    var isEscaped = false
    for byte in filter.dropFirst(isInverse ? 1 : 0).array {
      if byte == UInt8(ascii: "&") && !isEscaped {
        pattern.append(word)
      } else {
        pattern.append(byte)
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    let mode = patternMode()
    return name.withBytes { Pattern.matches(pattern.bytes, $0, mode) } == isInverse
  }

  private func pathnames(matching pattern: Bytes) -> [[UInt8]] {
    var found = PathnameExpansion()
    let count = found.expand(pattern, isUTF8: isUTF8, collation: collation)
    return (0..<count).map { found[$0].array }
  }

  /// The names of an action that begin with what was typed.
  private func names(for action: Bytes, _ word: Bytes, _ typed: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    func offer(_ name: Bytes) {
      if typed.withBytes({ name.hasPrefix($0) }) { found.append(name.array) }
    }
    func offerAll(_ kind: NameKind) { forEachName(kind) { name, _ in offer(name) } }
    func offerVariables(_ condition: (Slot) -> Bool) {
      for slot in sortedSlots({ variables.isSet($0) && condition($0) }) { offer(names[slot]) }
    }
    func offerJobs(_ condition: (Job) -> Bool) {
      for job in jobs.jobs where condition(job) {
        job.withText { offer($0.prefix($0.firstIndex(of: UInt8(ascii: " ")) ?? $0.count)) }
      }
    }
    switch action.description {
    case "alias": offerAll(.aliases)
    case "arrayvar": offerVariables { variables.array($0) != nil }
    case "builtin", "enabled": offerAll(.builtins)
    case "command":
      offerAll(.commands)
      forEachProgram(where: { name in typed.withBytes { name.hasPrefix($0) } }, offer)
    case "directory": found = fileNames(word, onlyDirectories: true)
    case "export": offerVariables { variables.attributes($0).contains(.exported) }
    case "file": found = fileNames(word, onlyDirectories: false)
    case "function": offerAll(.functions)
    case "group": forEachLine(of: "/etc/group") { offer($0.prefix(upTo: ":")) }
    case "helptopic": offerAll(.builtins)
    case "hostname":
      forEachLine(of: "/etc/hosts") { line in
        let words = line.prefix(upTo: "#").array
          .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        for name in words.dropFirst() { Array(name).withBytes(offer) }
      }
    case "job": offerJobs { _ in true }
    case "keyword":
      for word in ReservedWord.allCases where word != .none { offer(word.text) }
    case "running": offerJobs { $0.state == .running }
    case "service":
      forEachLine(of: "/etc/services") { line in
        offer(line.prefix(upTo: " \t#"))
      }
    case "setopt": offerAll(.setOptions)
    case "shopt": forEachShopt(ofSet: false) { name, _ in offer(name) }
    case "signal":
      forEachName(.signals) { name, _ in (Array("SIG".utf8) + name.array).withBytes(offer) }
    case "stopped": offerJobs { $0.state == .stopped }
    case "user": forEachUser { offer(Bytes(cString: $0)) }
    case "variable": offerVariables { _ in true }
    default: break
    }
    return found
  }

  /// The files whose names go on as the word does, which may be quoted; a
  /// tilde-prefix stays as it is.
  private func fileNames(_ word: Bytes, onlyDirectories: Bool) -> [[UInt8]] {
    let path = word.unquoted
    let base = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    var folder = Array(path[..<base])
    if folder.first == UInt8(ascii: "~") {
      let frame = expansion.push(.string)
      let end = folder.firstIndex(of: UInt8(ascii: "/")) ?? folder.count
      Array(folder[1..<end]).withBytes { expandTilde($0, beforeSlash: true) }
      folder = expansion.buffer.bytes(from: expansion.fieldStart).array + folder[end...]
      expansion.pop(frame)
    }
    var found: [[UInt8]] = []
    let place = OwnedText(folder.isEmpty ? [UInt8(ascii: ".")] : folder)
    guard var entries = Directory(at: place.cString) else { return [] }
    while let entry = entries.next() {
      let name = Bytes(cString: entry)
      guard path[base...].elementsEqual(name.prefix(path.count - base).array),
        path.count > base || name.first != UInt8(ascii: ".")
      else { continue }
      if onlyDirectories && !(folder + name.array).withCString({ isDirectory($0) }) { continue }
      found.append(path[..<base] + name.array)
    }
    return found
  }

  /// Calls `body` with each line of a small file.
  private func forEachLine(of path: Bytes, _ body: (Bytes) -> Void) {
    guard let file = try? FileDescriptor.open(path.cString, .read) else { return }
    defer { file.close() }
    var text = ByteBuffer()
    while text.count < 1 << 20, let count = try? file.read(into: text.reserve(16384)), count > 0 {
      text.commit(count)
    }
    for line in text.bytes.array.split(separator: UInt8(ascii: "\n")) {
      Array(line).withBytes(body)
    }
  }
}

extension Bytes {
  fileprivate func prefix(upTo ends: Bytes) -> Bytes {
    prefix(indices.first { ends.contains(self[$0]) } ?? count)
  }
}
