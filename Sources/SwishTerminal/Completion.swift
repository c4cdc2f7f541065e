@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// Completion of the word before the cursor, by what it stands for.
extension ReadlineSession {
  func setUpCompletion() {
    rl_completer_quote_characters = cString(Bytes("'\"\0"))
    rl_completer_word_break_characters = cString(Bytes(" \t\n\"'><=;|&(:`\0"))
    rl_filename_quote_characters = cString(Bytes(" \t\n\\\"'@<>=;|&()#$`?*[!:{~\0"))
    rl_filename_quoting_function = { text, _, quote in
      guard let text else { return nil }
      return quotedFileName(
        Bytes(cString: text), quote: quote.map { UInt8(bitPattern: $0.pointee) } ?? 0,
        keepsTilde: ReadlineSession.current?.completesUser ?? false)
    }
    rl_filename_dequoting_function = { text, quote in
      text.flatMap { unquotedFileName(Bytes(cString: $0), quote: UInt8(truncatingIfNeeded: quote)) }
    }
    rl_char_is_quoted_p = { line, index in
      guard let line, index >= 0 else { return 0 }
      return isQuoted(Bytes(cString: line), at: Int(index)) ? 1 : 0
    }
    // readline would ask the name services, which a static executable cannot
    // load; an unknown user is left as it stands.
    tilde_expansion_preexpansion_hook = { name in
      guard let name else { return nil }
      if let home = withHomeDirectory(ofUser: name, { strdup($0) }) { return home }
      var text = ByteBuffer()
      text.append("~")
      text.append(Bytes(cString: name))
      return duplicate(text.bytes)
    }
    rl_attempted_completion_function = { text, start, _ in
      guard let text, let session = ReadlineSession.current else { return nil }
      return session.matches(text, at: Int(start))
    }
  }

  /// The matches of `text`, malloc'ed; nil leaves it to readline's own
  /// completion of file names.
  private func matches(
    _ text: UnsafePointer<CChar>, at start: Int
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    let word = Bytes(cString: text)
    let line = Bytes(cString: UnsafePointer(rl_line_buffer))
    completesUser = word.first == UInt8(ascii: "~")
    if rl_completion_quote_character == Int32(UInt8(ascii: "'")) { return nil }
    if word.first == UInt8(ascii: "$") {
      collectVariables(word)
      return handOver(text)
    }
    if completesUser && !word.contains(UInt8(ascii: "/")) {
      collectUsers(word.dropFirst())
      return handOver(text, asFileNames: true)
    }
    switch CompletionContext(line: line, wordAt: start) {
    case .command where !word.contains(UInt8(ascii: "/")):
      collectCommands(word)
      return handOver(text)
    case .argument(let command)
    where word.first == UInt8(ascii: "%") && takesJobs(line[command]):
      collect(.jobs, matching: word.dropFirst(), prefix: Bytes("%"))
      return handOver(text)
    default:
      return nil
    }
  }

  /// Gives the collected candidates to readline, which frees them.
  private func handOver(
    _ text: UnsafePointer<CChar>, asFileNames: Bool = false
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    rl_attempted_completion_over = 1
    rl_filename_completion_desired = asFileNames ? 1 : 0
    return rl_completion_matches(text) { _, _ in ReadlineSession.current?.candidates.popLast() }
  }

  private func takesJobs(_ command: Bytes) -> Bool {
    command == "fg" || command == "bg" || command == "kill" || command == "wait"
      || command == "jobs"
  }

  // MARK: Candidates

  private func collect(
    _ kind: NameKind, matching word: Bytes, prefix: Bytes = .empty, suffix: Bytes = .empty
  ) {
    var text = ByteBuffer()
    host.forEachName(kind) { name in
      guard name.hasPrefix(word) else { return }
      text.removeAll()
      text.append(prefix)
      text.append(name)
      text.append(suffix)
      if let copy = duplicate(text.bytes) { candidates.append(copy) }
    }
  }

  private func collectUsers(_ word: Bytes) {
    var text = ByteBuffer()
    forEachUser {
      let name = Bytes(cString: $0)
      guard name.hasPrefix(word) else { return }
      text.removeAll()
      text.append("~")
      text.append(name)
      if let copy = duplicate(text.bytes) { candidates.append(copy) }
    }
  }

  private func collectVariables(_ word: Bytes) {
    if word.hasPrefix(Bytes("${")) {
      collect(.variables, matching: word.dropFirst(2), prefix: Bytes("${"), suffix: Bytes("}"))
    } else {
      collect(.variables, matching: word.dropFirst(), prefix: Bytes("$"))
    }
  }

  private func collectCommands(_ word: Bytes) {
    collect(.commands, matching: word)
    guard let path = host.variable(named: Bytes("PATH")) else { return }
    var start = 0
    while start <= path.count {
      let end = path.firstIndex(of: UInt8(ascii: ":"), from: start) ?? path.count
      collectPrograms(in: path[start..<end], matching: word)
      start = end + 1
    }
  }

  private func collectPrograms(in folder: Bytes, matching word: Bytes) {
    var file = ByteBuffer(capacity: 256)
    file.append(folder.isEmpty ? Bytes(".") : folder)
    file.append(0)
    guard var directory = Directory(at: cString(file.bytes)) else { return }
    file.truncate(to: file.count - 1)
    file.append(UInt8(ascii: "/"))
    let base = file.count
    while let entry = directory.next() {
      let name = Bytes(cString: entry)
      guard name.hasPrefix(word), !(word.isEmpty && name.first == UInt8(ascii: ".")) else {
        continue
      }
      file.truncate(to: base)
      file.append(name)
      file.append(0)
      let path = cString(file.bytes)
      guard isAccessible(path, .execute), !isDirectory(path) else { continue }
      if let copy = duplicate(name) { candidates.append(copy) }
    }
  }
}
