@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

// Completion by what scripts have told `complete`. A function runs in the shell
// while the line is being edited: the terminal's modes stay, but that no key stops
// what runs; ^C ends it and gives the line back.
extension ReadlineSession {
  /// The candidates that `complete` leads to; nil where the shell's own are wanted.
  func programmedCompletion(
    _ action: CompletionAction
  ) -> (request: CompletionRequest, matches: Matches)? {
    let line = OwnedText(wholeLine)
    let point = Int(rl_point)
    let text = line.bytes.prefix(point)
    guard host.hasCompletions, let context = CompletionContext(text),
      context.role == .argument || context.role == .command && context.words.isEmpty
    else { return nil }
    let word = text.dropFirst(context.start)
    let base = word.startOfCompletion(
      host.variable(named: "COMP_WORDBREAKS") ?? " \t\n")
    let begin = context.words.first?.lowerBound ?? context.start
    let rest = line.bytes.dropFirst(point)
    let end = rest.indices.first { Bytes(";|&\n").contains(rest[$0]) } ?? rest.count
    var call = CompletionCall(
      line: line.bytes[begin..<(point + end)].array, point: point - begin,
      word: word.dropFirst(base).array)
    call.type = action.type
    guard let found = withOutputAside({ host.complete(call) }) else { return nil }
    endsShell = endsShell || found.endsShell
    let isOption = word.first == UInt8(ascii: "-")
    if found.names.isEmpty && (found.options.contains(.default) || isOption) { return nil }
    return matches(found, CompletionRequest.Programmed(base: base), text)
  }

  private func matches(
    _ found: ProgrammedCandidates, _ programmed: CompletionRequest.Programmed, _ text: Bytes
  ) -> (request: CompletionRequest, matches: Matches)? {
    var programmed = programmed
    programmed.isLiteral = !found.options.contains(.filenames) || found.options.contains(.noquote)
    guard var request = CompletionRequest(text, programmed: programmed) else { return nil }
    var names = found.names
    if found.options.contains(.filenames) {
      // Names in the directory at hand are shown and matched without it.
      let lead = request.typed.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
      if lead > 0, names.allSatisfy({ $0.starts(with: request.typed[..<lead]) }) {
        programmed.folder = Array(request.typed[..<lead])
        guard let shorter = CompletionRequest(text, programmed: programmed) else { return nil }
        request = shorter
        names = names.map { Array($0.dropFirst(lead)) }
      }
    }
    var matches = request.noMatches(host)
    if !names.allSatisfy({ $0.starts(with: request.typed) }) {
      matches = Matches(request.typed, pattern: { _ in true })
    }
    matches.takesHidden = true
    let suffix = found.options.contains(.nospace) ? 0 : UInt8(ascii: " ")
    if found.options.contains(.filenames) {
      let records = Process.output(within: 1000, limit: 1 << 26) { output in
        let sink = CandidateSink(matches, output: output)
        Completer(host: host, request: request, sink: sink).offer(files: names, suffix: suffix)
      }
      matches.read(records ?? [], sorts: !found.options.contains(.nosort))
    } else {
      for name in names { matches.offer(candidate(name, suffix)) }
      if !found.options.contains(.nosort) { matches.sort() }
    }
    return (request, matches)
  }

  /// A name may have blanks and a description in parentheses behind it, as many
  /// programs write them.
  private func candidate(_ text: [UInt8], _ suffix: UInt8) -> Candidate {
    let blank = UInt8(ascii: " ")
    if text.last == UInt8(ascii: ")"), let end = text.firstIndex(of: blank), end > 0 {
      let detail = text[end...].drop { $0 == blank }
      if detail.startIndex > end + 1, detail.first == UInt8(ascii: "(") {
        return Candidate(
          name: Array(text[..<end]), detail: Array(detail.dropFirst().dropLast()), suffix: suffix)
      }
    }
    return Candidate(name: text, suffix: suffix)
  }

  /// Runs what may write to the terminal: a child takes that over, and takes the
  /// line off the screen before the first of it.
  private func withOutputAside<Result>(_ body: () -> Result) -> Result {
    if needsDrawing { drawLine() }
    let terminal = Terminal(.standardInput)
    let modes = terminal.modes
    if let modes { terminal.setModes(modes.withoutStopKey) }
    defer { if let modes { terminal.setModes(modes) } }
    guard let pipe = try? FileDescriptor.pipe() else { return body() }
    let relay = Background { report in
      pipe.write.close()
      passOutputOn(from: pipe.read, report)
    }
    pipe.read.close()
    let outputs = [FileDescriptor.standardOutput, .standardError]
    let copies = outputs.map { try? $0.duplicate() }
    guard let relay, !copies.contains(where: { $0 == nil }) else {
      pipe.write.close()
      return body()
    }
    for output in outputs { try? pipe.write.duplicate(onto: output) }
    let result = body()
    for (output, copy) in zip(outputs, copies) {
      try? copy?.duplicate(onto: output)
      copy?.close()
    }
    pipe.write.close()
    // Something in the background may have kept the pipe.
    while FileDescriptor.waitForInput(relay.input, milliseconds: 500, unless: SignalSet())
      == .ready, relay.read()
    {}
    if !relay.output.isEmpty {
      beginDrawing()
      needsDrawing = true
    }
    return result
  }

  /// In a child: copies what comes from the pipe to the terminal, and reports that
  /// there was something.
  private func passOutputOn(from pipe: FileDescriptor, _ report: FileDescriptor) {
    var ignored = SignalSet()
    for signal in [Signal.interrupt, .quit, .terminate] { ignored.insert(signal) }
    Process.resetSignals(default: SignalSet(), ignored: ignored)
    var isFirst = true
    var text = ByteBuffer()
    while true {
      text.removeAll()
      do throws(Errno) {
        let count = try pipe.read(into: text.reserve(4096))
        if count == 0 { return }
        text.commit(count)
      } catch {
        if error == .interrupted { continue }
        return
      }
      if isFirst {
        eraseLine()
        try? report.writeAll(Bytes("x").raw)
      }
      isFirst = false
      writeToTerminal(text.bytes)
    }
  }
}

extension ReadlineSession.CompletionAction {
  /// COMP_TYPE, which bash takes from readline.
  fileprivate var type: UInt8 {
    switch self {
    case .complete, .fill: UInt8(ascii: "\t")
    case .list: UInt8(ascii: "?")
    case .walk: UInt8(ascii: "%")
    case .insertAll: UInt8(ascii: "*")
    }
  }
}
