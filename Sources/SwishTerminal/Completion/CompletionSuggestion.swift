@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// Where the history suggests nothing, completion may: a child looks for
/// candidates while nobody types, and a key puts an end to it.
struct SuggestionSearch {
  fileprivate let line: [UInt8]
  fileprivate let request: CompletionRequest
  fileprivate let background: Background
  var input: FileDescriptor { background.input }
}

/// What was last found for a line.
struct CompletedLine {
  /// The line, and what may follow; nothing if it is empty.
  fileprivate var line: [UInt8] = []
  fileprivate var rest: [UInt8] = []

  /// What goes on behind `text`, which the line begins with.
  func rest(behind text: Bytes) -> [UInt8] {
    let whole = line + rest
    guard !rest.isEmpty, text.count >= line.count, text.count < whole.count,
      whole.withBytes({ $0.hasPrefix(text) })
    else { return [] }
    return Array(whole[text.count...])
  }

  /// Nothing was found for the beginning of the word at the end of `text`.
  fileprivate func isVain(for text: Bytes) -> Bool {
    guard rest.isEmpty, !line.isEmpty, line.withBytes({ text.hasPrefix($0) }) else { return false }
    let added = text.dropFirst(line.count)
    return !added.indices.contains { Bytes(" \t\n/:=@;|&(){}$`").contains(added[$0]) }
  }
}

extension ReadlineSession {
  /// To be called when the line is drawn and nobody types.
  func searchSuggestion() {
    let line = wholeLine
    guard mayBeSuggestedTo, suggestion.isEmpty, menu == nil, finder == nil, search == nil,
      completed.rest(behind: line).isEmpty, !completed.isVain(for: line),
      let request = CompletionRequest(line, host: host), !request.typed.isEmpty,
      mayLookUp(request)
    else { return }
    let background = Background { output in
      Completer(
        host: host, request: request, sink: CandidateSink(Matches(request.typed), output: output)
      ).collect()
    }
    guard let background else { return }
    search = SuggestionSearch(line: line.array, request: request, background: background)
  }

  /// Nobody has asked for it, so no network is to be needed.
  private func mayLookUp(_ request: CompletionRequest) -> Bool {
    guard var highlighter else { return false }
    defer { self.highlighter = highlighter }
    func isLocal(_ path: [UInt8]) -> Bool { path.withBytes { highlighter.isLocal($0, host) } }
    switch request.source {
    case .names, .variables, .users, .options, .programOptions, .programmed: return true
    // Whom to kill is nothing to guess.
    case .processes: return false
    case .commands, .utilities, .programs: return highlighter.hasLocalPath("PATH", host)
    case .hosts: return isLocal(host.variable(named: "HOME")?.array ?? [])
    case .cd where !highlighter.hasLocalPath("CDPATH", host): return false
    case .cd, .files, .git, .make: return isLocal(request.directory)
    }
  }

  /// The child has written something, or is done.
  func takeSearched() {
    guard let search, !search.background.read() else { return }
    self.search = nil
    let request = search.request
    completed = CompletedLine(line: search.line)
    var matches = Matches(request.typed)
    matches.read(search.background.output)
    guard matches.grade == .exact, let first = matches.candidates.first,
      !request.word.endsInEscape
    else { return }
    var name = matches.commonPrefix
    if matches.candidates.count == 1 && first.suffix == UInt8(ascii: "/") {
      name.append(first.suffix)
    } else if name == request.typed && ![.commands, .utilities, .programs].contains(request.source)
    {
      // Of many commands the first by name is a poor guess.
      name = first.name
    }
    if name.count == request.typed.count { return completed.line.removeAll() }
    var text = ByteBuffer()
    text.append(
      Array(name.dropFirst(request.typed.count)), quotedFor: request.word.quote, beginsWord: false)
    completed.rest = text.bytes.array
    needsDrawing = true
  }
}
