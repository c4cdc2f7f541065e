import SwishSyntax
import SwishSystem

/// The names that somebody who typed `word` may have meant: those with the
/// fewest slips of the hand between.
struct NearestNames {
  private let word: [UInt8]
  private var distance: Int
  private(set) var names: [[UInt8]] = []

  init(_ word: Bytes) {
    self.word = word.array
    // Of a short or strange word everything would be near.
    distance = word.count < 2 || word.count > 64 ? -1 : word.count < 5 ? 1 : 2
  }

  /// The name is at least as near as those known.
  func isNear(_ name: Bytes) -> Bool {
    abs(name.count - word.count) <= distance && self.distance(to: name) <= distance
  }

  mutating func offer(_ name: Bytes) {
    guard isNear(name) else { return }
    let new = self.distance(to: name)
    if new < distance { names.removeAll() }
    distance = new
    let text = name.array
    if !names.contains(text) && new > 0 { names.append(text) }
  }

  /// Letters that are missing, too many, wrong or changed places: the distance
  /// of optimal string alignment.
  private func distance(to name: Bytes) -> Int {
    var beforeLast = [Int](repeating: 0, count: name.count + 1)
    var last = Array(0...name.count)
    for i in word.indices {
      var row = [i + 1]
      for j in name.indices {
        let isSame = word[i] == name[j]
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (isSame ? 0 : 1))
        if i > 0, j > 0, word[i] == name[j - 1], word[i - 1] == name[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[name.count]
  }

  /// `; did you mean NAME, NAME?`, or nothing.
  func appendQuestion(to text: inout ByteBuffer) {
    for (index, name) in names.sorted(by: { $0.lexicographicallyPrecedes($1) }).prefix(3)
      .enumerated()
    {
      text.append(index == 0 ? "; did you mean " : ", ")
      text.append(name)
    }
    if !names.isEmpty { text.append("?") }
  }
}

extension Shell {
  /// A built-in's diagnostic about a name that is none of its kind, and which
  /// may have been meant: `kill: HUPP: invalid signal; did you mean HUP?`.
  func report(
    builtin: Bytes, _ name: Bytes, isNone kind: NameKind, _ reason: Bytes
  ) {
    let question = question(name, kind)
    report(builtin: builtin, name, ": ", reason, question.bytes)
  }

  /// The nearest names of a kind, as a question behind a diagnostic.
  func question(_ name: Bytes, _ kind: NameKind) -> ByteBuffer {
    var nearest = NearestNames(name)
    forEachName(kind) { name, _ in nearest.offer(name) }
    var question = ByteBuffer()
    nearest.appendQuestion(to: &question)
    return question
  }

  /// There is no command of that name; the status. A person is asked whether
  /// they meant another one, a script never. Their function
  /// `command_not_found_handle`, as bash calls it, may have another answer.
  func answerMissingCommand(_ arguments: Arguments) -> Int32 {
    let name = arguments[0]
    var question = ByteBuffer()
    if isTyped {
      let hook = Bytes("command_not_found_handle")
      if let slot = names.find(hook), commands.function(slot) != nil, name != hook,
        control.functionDepth == 0
      {
        return callHook(hook, arguments)
      }
      if !name.contains(UInt8(ascii: "/")) { ask(about: name, &question) }
    }
    report(name, ": command not found", question.bytes)
    return 127
  }

  private func callHook(_ hook: Bytes, _ arguments: Arguments) -> Int32 {
    var call = ByteBuffer()
    call.append(hook)
    for argument in arguments {
      call.append(" ")
      call.appendShellQuoted(argument)
    }
    let text = OwnedText(call.bytes)
    if evaluate(text.bytes) == .exiting { terminate() }
    return status
  }

  /// Appends the nearest names, and how to find the package of a program that
  /// is not installed; nothing is run that nobody asked for.
  private func ask(about name: Bytes, _ question: inout ByteBuffer) {
    var nearest = NearestNames(name)
    forEachName(.commands) { name, _ in nearest.offer(name) }
    forEachProgram(where: { nearest.isNear($0) }, { nearest.offer($0) })
    nearest.appendQuestion(to: &question)
    let finder = Bytes("/usr/lib/command-not-found\0")
    guard isAccessible(finder.cString, .execute), name.first != UInt8(ascii: "-") else { return }
    question.append(nearest.names.isEmpty ? "; its package: " : " Its package: ")
    question.append(finder.prefix(finder.count - 1))
    question.append(" ")
    question.appendShellQuoted(name)
  }
}
