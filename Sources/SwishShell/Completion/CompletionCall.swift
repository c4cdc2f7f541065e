// Calling completion functions: what they find in COMP_LINE and its kin, and what
// they leave in COMPREPLY.
import SwishSyntax
import SwishSystem

/// A half-typed command whose word at the cursor is to be completed.
public struct CompletionCall {
  /// From the command's name on.
  public var line: [UInt8]
  /// Where the cursor is in it.
  public var point: Int
  /// What is to be completed of the word at the cursor.
  public var word: [UInt8]
  /// 9 for Tab, 63 for a list, 37 to walk.
  public var type: UInt8 = 9

  public init(line: [UInt8], point: Int, word: [UInt8]) {
    self.line = line
    self.point = point
    self.word = word
  }
}

/// What a specification led to.
public struct ProgrammedCandidates {
  public var names: [[UInt8]] = []
  public var options: CompletionOptions = []
  /// A function ended the shell.
  public var endsShell = false
}

extension Shell {
  /// Somebody has called `complete`.
  public var hasCompletions: Bool { completions != nil && options.contains(.progcomp) }

  /// Completes by what `complete` was told of the command, else of -D; nil if that is
  /// nothing. `$?` stays. A function may put another specification in place and ask
  /// by its status to begin anew.
  public func complete(_ call: CompletionCall) -> ProgrammedCandidates? {
    var outer = (status, line, control.ignoresErrexit, jobs.areControlled, isAtPrompt)
    control.ignoresErrexit = true
    // ^C is for all that the function runs, and nobody may stop.
    jobs.areControlled = false
    isAtPrompt = true
    defer {
      completions?.atHand = nil
      (status, line, control.ignoresErrexit, jobs.areControlled, isAtPrompt) = outer
    }
    let call = withoutAlias(call)
    for _ in 0..<8 {
      guard let spec = completionSpec(for: call), !isPlaceholder(spec) else { return nil }
      completions?.atHand = spec
      if !spec.actions.isDisjoint(with: .files) { completions?.atHand?.options.insert(.filenames) }
      status = 0
      var result = ProgrammedCandidates()
      do throws(ShellError) { result.names = try candidates(spec, call) } catch {
        let flow = consequence(of: error, in: .utility)
        if flow == .abandon {
          unwind()
          // It has ended the function, and shall not end the line as well.
          _ = PendingSignals.take(.interrupt)
        }
        result.endsShell = flow == .exiting
        if result.endsShell { outer.0 = status }
        flushOutput()
        return result
      }
      flushOutput()
      if status == CompletionTable.retry && spec["F"] != nil { continue }
      result.options = completions?.atHand?.options ?? spec.options
      return result
    }
    return nil
  }

  /// bash-completion's word for a command that it has no file of: what the shell
  /// itself knows is more.
  private func isPlaceholder(_ spec: CompletionSpec) -> Bool {
    spec["F"].map { $0 == "_minimal" || $0 == "_comp_complete_minimal" } ?? false
  }

  /// The command that an alias of plain words begins, unless the alias has a
  /// specification of its own.
  private func withoutAlias(_ call: CompletionCall) -> CompletionCall {
    let words = call.line.withBytes { $0.split(at: " \t\n", keepsSeparators: false) }
    guard let first = words.first, call.point > first.upperBound,
      let slot = Array(call.line[first]).withBytes({ names.find($0) }), completions?[slot] == nil,
      let value = commands.alias(slot)?.bytes,
      value.array.allSatisfy({
        $0 >= 0x80 || $0.isNameByte || Bytes(" -./+:=,@%").contains($0)
      })
    else { return call }
    var longer = call
    longer.line.replaceSubrange(first, with: value.array)
    longer.point += value.count - first.count
    return longer
  }

  /// By the command's name, or the last part of its pathname; for an empty line and
  /// for the first word there are specifications of their own.
  private func completionSpec(for call: CompletionCall) -> CompletionSpec? {
    let words = call.line.withBytes { $0.split(at: " \t\n", keepsSeparators: false) }
    func spec(_ name: [UInt8]) -> CompletionSpec? {
      name.withBytes { names.find($0) }.flatMap { completions?[$0] }
    }
    guard let first = words.first else { return spec(Array("-E".utf8)) }
    if call.point <= first.upperBound { return spec(Array("-I".utf8)) }
    let name = Array(call.line[first]).withBytes { $0.unquoted }
    let base = name.lastIndex(of: UInt8(ascii: "/")).map { Array(name[($0 + 1)...]) }
    return spec(name) ?? base.flatMap { spec($0) } ?? spec(Array("-D".utf8))
  }

  /// The words of the command and which of them the cursor is in, or begins.
  private func completionWords(_ call: CompletionCall) -> (words: [[UInt8]], current: Int) {
    let breaks = value(names.intern("COMP_WORDBREAKS")) ?? Shell.wordBreaks
    let ranges = call.line.withBytes { $0.split(at: breaks, keepsSeparators: true) }
    var words = ranges.map { Array(call.line[$0]) }
    let current =
      ranges.firstIndex { $0.lowerBound < call.point && call.point <= $0.upperBound }
      ?? ranges.firstIndex { call.point <= $0.lowerBound } ?? ranges.count
    let isBetween = !(ranges.indices.contains(current) && ranges[current].lowerBound < call.point)
    if isBetween { words.insert([], at: current) }
    return (words, current)
  }

  static var wordBreaks: Bytes { " \t\n\"'><=;|&(:" }

  /// Runs a function (-F), and takes what it has put into COMPREPLY.
  func callCompletion(
    _ function: Bytes, _ call: CompletionCall
  ) throws(ShellError) -> [[UInt8]] {
    guard let slot = names.find(function), commands.function(slot) != nil else {
      report(builtin: "complete", function, ": no such function")
      return []
    }
    let reply = names.intern("COMPREPLY")
    let (words, current) = completionWords(call)
    defer {
      try? unset(reply)
      unsetCompletionVariables()
    }
    try setCompletionVariables(call)
    try setCompletionWords(words, current)
    try unset(reply)
    let command = completionCommand(function, call, words, current)
    let flow = withExtendedLifetime(command) { evaluate(command.bytes) }
    let code = status
    if flow != .next { throw .interrupted(flow) }
    let array = variables.array(reply)
    var found = (0..<(array?.count ?? 0)).map { array?[$0].array ?? [] }
    if array == nil, let value = value(reply) { found = [value.array] }
    status = code
    return found
  }

  /// The lines that a command (-C) prints, which finds the same in its environment.
  func output(
    ofCompletion command: Bytes, _ call: CompletionCall
  ) throws(ShellError) -> [[UInt8]] {
    let (words, current) = completionWords(call)
    try setCompletionVariables(call)
    for name in Shell.completionVariables { variables.insert(.exported, names.intern(name)) }
    let call = completionCommand(command, call, words, current)
    var text = ByteBuffer()
    text.append("$(")
    withExtendedLifetime(call) { text.append(call.bytes) }
    text.append("\n)")
    var output = ByteBuffer()
    appendExpanded(text.bytes, to: &output)
    unsetCompletionVariables()
    return output.bytes.array.split(separator: UInt8(ascii: "\n")).map { Array($0) }
  }

  /// Name, word and the word before it are the arguments.
  private func completionCommand(
    _ command: Bytes, _ call: CompletionCall, _ words: [[UInt8]], _ current: Int
  ) -> OwnedText {
    var text = ByteBuffer()
    text.append(command)
    let previous = current > 0 && current <= words.count ? words[current - 1] : []
    let name = call.line.isEmpty ? Array("compgen".utf8) : words.first ?? []
    for argument in [name, call.word, previous] {
      text.append(" ")
      argument.withBytes { text.appendQuoted($0) }
    }
    return OwnedText(text.bytes)
  }

  private static let completionVariables: [Bytes] = [
    "COMP_LINE", "COMP_POINT", "COMP_TYPE", "COMP_KEY", "COMP_WORDS", "COMP_CWORD",
  ]

  private func setCompletionVariables(_ call: CompletionCall) throws(ShellError) {
    let line = OwnedText(call.line)
    try assign(names.intern("COMP_LINE"), line.bytes)
    try assign(names.intern("COMP_POINT"), integer: Int64(call.point))
    try assign(names.intern("COMP_TYPE"), integer: Int64(call.type))
    try assign(names.intern("COMP_KEY"), integer: 9)
  }

  private func setCompletionWords(_ words: [[UInt8]], _ current: Int) throws(ShellError) {
    let elements = words.map { word in
      ExpandedElement(key: nil, value: word.withBytes { expansion.arena.copy($0) })
    }
    try assign(names.intern("COMP_WORDS"), elements, appends: false)
    try assign(names.intern("COMP_CWORD"), integer: Int64(current))
  }

  private func unsetCompletionVariables() {
    for name in Shell.completionVariables { try? unset(names.intern(name)) }
  }
}
