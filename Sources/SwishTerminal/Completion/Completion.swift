@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

// Completion of the word before the cursor.
//
// - `CompletionContext` asks the shell's parser what the word is, `TypedWord`
//   what it stands for, `CompletionRequest` decides who knows how it goes on.
// - `Completer` collects the candidates, in a child that has a second: nothing
//   that touches the disk may keep a person from typing.
// - `CompletionMenu` shows them below the line.
//
// In the line everything stays as it was typed; what is inserted is quoted the
// way the word is there.
extension ReadlineSession {
  enum CompletionAction {
    /// Fills in what is certain, and lists the rest.
    case complete
    case list
    /// Fills in what is certain, and no more.
    case fill
    /// Walks through the candidates at once.
    case walk(Int)
    case insertAll
  }

  func setUpCompletion() {
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
  }

  func complete(_ action: CompletionAction) {
    // readline may have inserted more without giving the turn back.
    refreshMenu()
    if menu != nil {
      switch action {
      case .complete: return goOnCompleting()
      case .walk(let step): return walkMenu(by: step)
      case .list, .fill, .insertAll: closeMenu()
      }
    }
    let programmed = programmedCompletion(action)
    if endsShell { return }
    guard let wanted = programmed?.request ?? CompletionRequest(lineToCursor, host: host) else {
      rl_ding()
      return
    }
    if wanted.source == .programOptions, programOptions(wanted) == nil, !askProgram(wanted) {
      return
    }
    var (request, matches) = programmed ?? collect(wanted)
    switch (action, matches.candidates.count) {
    case (_, 0): rl_ding()
    case (.list, _): openMenu(request, matches)
    case (.insertAll, _) where !matches.isPartial: insertAll(matches, request)
    case (.insertAll, _): rl_ding()
    // Nothing is certain.
    case (.fill, _) where !matches.isWhole: rl_ding()
    // A letter that a name has somewhere is a weak reason to choose it.
    case (.complete, 1)
    where matches.grade == .inside && request.typed.count == 1 && programmed == nil:
      openMenu(request, matches)
    case (_, 1) where matches.isWhole:
      insert(matches.candidates[0], request, matches.grade, isWhole: true)
    case (.fill, _):
      let prefix = matches.isOfPattern ? matches.sharedPrefix : nil
      if !fill(&request, &matches, by: prefix) { rl_ding() }
    case (let action, _):
      if matches.isWhole { fill(&request, &matches) }
      openMenu(request, matches)
      if case .walk(let step) = action { walkMenu(by: step) }
    }
  }

  /// The line up to the cursor.
  var lineToCursor: Bytes {
    Bytes(
      start: UnsafeRawPointer(rl_line_buffer).assumingMemoryBound(to: UInt8.self),
      count: Int(rl_point))
  }

  private func collect(_ request: CompletionRequest) -> (CompletionRequest, Matches) {
    if request.source == .programOptions {
      return (request, programOptions(request) ?? Matches(request.typed))
    }
    let matches = candidates(request)
    if matches.candidates.isEmpty && request.mayBeFile,
      let files = CompletionRequest(lineToCursor, host: host, filesOnly: true)
    {
      return (files, candidates(files))
    }
    return (request, matches)
  }

  private func candidates(_ request: CompletionRequest) -> Matches {
    var matches = request.noMatches(host)
    let records = Process.output(within: 1000, limit: 1 << 26) { output in
      Completer(host: host, request: request, sink: CandidateSink(matches, output: output))
        .collect()
    }
    matches.read(records ?? [])
    // A part of PATH that does not answer is nothing to wait for.
    if [.commands, .utilities, .programs].contains(request.source) { matches.isWhole = true }
    return matches
  }

  /// Inserts what candidates have in common; false where nothing is new of it.
  @discardableResult
  func fill(
    _ request: inout CompletionRequest, _ matches: inout Matches, by given: [UInt8]? = nil
  ) -> Bool {
    let prefix = given ?? matches.commonPrefix
    guard !prefix.isEmpty, prefix != matches.typed else { return false }
    insert(Candidate(name: prefix, suffix: 0), request, matches.grade, isWhole: false)
    guard let longer = request.renewed(lineToCursor, host: host) else { return true }
    request = longer
    matches = matches.narrowed(to: longer.noMatches(host))
    return true
  }

  /// Puts a candidate in the place of what was typed of it. `isWhole`: closes
  /// the quote that is open, and adds what follows.
  func insert(
    _ candidate: Candidate, _ request: CompletionRequest, _ grade: Matches.Grade, isWhole: Bool
  ) {
    var text = ByteBuffer()
    var quote = request.word.quote
    var start = Int(rl_point)
    // What is right so far stays as it was typed.
    if request.programmed?.isLiteral == true {
      if grade != .exact { start = request.start }
      candidate.name.withBytes {
        text.append($0.dropFirst(grade == .exact ? request.typed.count : 0))
      }
    } else if grade == .exact && !request.word.endsInEscape {
      text.append(
        Array(candidate.name.dropFirst(request.typed.count)), quotedFor: quote,
        beginsWord: request.place.raw == 0 && request.typed.isEmpty)
    } else {
      quote = request.place.quote
      start = request.start
      text.append(candidate.name, quotedFor: quote, beginsWord: request.place.raw == 0)
    }
    if isWhole { appendEnding(candidate.suffix, quote, to: &text) }
    replace(from: start, with: &text)
  }

  /// The end of the quote and what follows, unless they stand there already.
  private func appendEnding(_ suffix: UInt8, _ quote: UInt8, to text: inout ByteBuffer) {
    let next = rl_point < rl_end ? UInt8(bitPattern: rl_line_buffer[Int(rl_point)]) : 0
    if suffix == UInt8(ascii: "/") {
      if next != suffix { text.append(suffix) }
      return
    }
    if quote != 0 && suffix != 0 && next != quote { text.append(quote) }
    if suffix != 0 && (next != suffix || quote != 0) { text.append(suffix) }
  }

  private func insertAll(_ matches: Matches, _ request: CompletionRequest) {
    let lead = lineToCursor[(request.start - request.place.raw)..<request.start].array
    let quote = request.place.quote
    var text = ByteBuffer()
    for (index, candidate) in matches.candidates.enumerated() {
      if index > 0 { lead.withBytes { text.append($0) } }
      if request.programmed?.isLiteral == true {
        candidate.name.withBytes { text.append($0) }
      } else {
        text.append(candidate.name, quotedFor: quote, beginsWord: lead.isEmpty)
      }
      if candidate.suffix == UInt8(ascii: "/") { text.append("/") }
      if quote != 0 { text.append(quote) }
      text.append(" ")
    }
    replace(from: request.start, with: &text)
  }

  /// Replaces what stands before the cursor.
  func replace(from start: Int, with text: inout ByteBuffer) {
    text.append(0)
    rl_begin_undo_group()
    rl_delete_text(Int32(start), rl_point)
    rl_point = Int32(start)
    rl_insert_text(cString(text.bytes))
    rl_end_undo_group()
  }
}
