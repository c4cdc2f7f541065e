// fc (XCU): lists, edits and repeats commands of the history. In a shell that is
// not interactive the history is empty.
import SwishSyntax
import SwishSystem

/// What the command line of `fc` asks for.
private struct FcRequest {
  var lists = false
  var hidesNumbers = false
  var reverses = false
  var repeats = false
  var editor: Bytes?
  /// Where the operands begin.
  var index = 1

  /// A word like `-5` is an operand: a command so many ago.
  static func isOffset(_ word: Bytes) -> Bool {
    word.count > 1 && word[0] == UInt8(ascii: "-") && word[1].isDigit
  }
}

extension Shell {
  /// `fc [-r] [-e editor] [first [last]]`, `fc -l [-nr] [first [last]]`,
  /// `fc -s [old=new] [first]`
  func runFc(_ arguments: Arguments) throws(ShellError) -> Flow {
    let request = try parseFc(arguments)
    let operands = arguments.dropFirst(request.index)
    status = 0
    guard let history = terminalHooks?.history else {
      if !request.lists || !operands.isEmpty { failFc("the history is empty") }
      return .next
    }
    if request.repeats { return repeatCommand(operands, history) }
    guard let range = fcRange(operands, request, history) else { return .next }
    if request.lists {
      list(range, request, history)
      return .next
    }
    return edit(range, request, history)
  }

  private func parseFc(_ arguments: Arguments) throws(ShellError) -> FcRequest {
    var request = FcRequest()
    // The words before the first `-5`, which OptionParser would take for options.
    var end = 1
    while end < arguments.count && !FcRequest.isOffset(arguments[end]) { end += 1 }
    var options = OptionParser(Arguments(items: arguments.items, count: end), "e:lnrs")
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "l"): request.lists = true
      case UInt8(ascii: "n"): request.hidesNumbers = true
      case UInt8(ascii: "r"): request.reverses = true
      case UInt8(ascii: "s"): request.repeats = true
      default:
        if options.argument == "-" {
          request.repeats = true
        } else {
          request.editor = options.argument
        }
      }
    }
    request.index = options.index
    return request
  }

  private func failFc(_ pieces: Bytes...) {
    switch pieces.count {
    case 1: report(builtin: "fc", pieces[0])
    default: report(builtin: "fc", pieces[0], pieces[1])
    }
    status = 1
  }

  // MARK: Which commands

  /// The number behind the last command `fc` speaks of: its own line is none.
  private func fcEnd(_ history: any CommandHistory) -> Int {
    history.current ?? history.numbers.upperBound
  }

  /// First and last, in the order asked for; nil after a diagnostic, or when
  /// there is nothing to list.
  private func fcRange(
    _ operands: Arguments, _ request: FcRequest, _ history: any CommandHistory
  ) -> (first: Int, last: Int)? {
    let end = fcEnd(history)
    let oldest = history.numbers.lowerBound
    guard operands.count <= 2 else {
      failFc("too many operands")
      return nil
    }
    guard oldest < end else {
      if !request.lists { failFc("the history is empty") }
      return nil
    }
    // Of a range, what is not in the list is as good as its oldest or newest.
    let clamped = request.lists || operands.count > 1
    var first = request.lists ? max(oldest, end - 16) : end - 1
    var last = end - 1
    if !operands.isEmpty {
      guard let number = fcNumber(operands[0], history, clamped: clamped) else { return nil }
      first = number
      if !request.lists { last = number }
    }
    if operands.count > 1 {
      guard let number = fcNumber(operands[1], history, clamped: clamped) else { return nil }
      last = number
    }
    return request.reverses ? (last, first) : (first, last)
  }

  /// The command that an operand means: its number, how long ago it was, or
  /// how it begins. `clamped` takes the nearest number there is.
  private func fcNumber(
    _ operand: Bytes, _ history: any CommandHistory, clamped: Bool
  ) -> Int? {
    let end = fcEnd(history)
    let oldest = history.numbers.lowerBound
    var number: Int?
    if FcRequest.isOffset(operand), let count = operand.dropFirst().signedDecimal {
      number = count == 0 ? end - 1 : end - count
    } else if let absolute = (operand.first == UInt8(ascii: "+") ? operand.dropFirst() : operand)
      .decimal
    {
      number = absolute
    } else {
      var candidate = end - 1
      while candidate >= oldest && !history.text(candidate).hasPrefix(operand) { candidate -= 1 }
      number = candidate >= oldest ? candidate : nil
      if number == nil { failFc(operand, ": no command begins so") }
      return number
    }
    guard var number else { return nil }
    if clamped { number = min(max(number, oldest), end - 1) }
    guard number >= oldest && number < end else {
      failFc(operand, ": not in the history")
      return nil
    }
    return number
  }

  private func forEach(_ range: (first: Int, last: Int), _ body: (Int) -> Void) {
    let step = range.first <= range.last ? 1 : -1
    for number in stride(from: range.first, through: range.last, by: step) { body(number) }
  }

  // MARK: What to do with them

  /// Numbers and commands, with a tab before each line (XCU fc, STDOUT).
  private func list(
    _ range: (first: Int, last: Int), _ request: FcRequest, _ history: any CommandHistory
  ) {
    forEach(range) { number in
      if !request.hidesNumbers { output.append(decimal: number) }
      let text = history.text(number)
      var start = 0
      while start <= text.count {
        let end = text.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? text.count
        output.append("\t")
        appendListing(text[start..<end])
        output.append("\n")
        start = end + 1
      }
    }
  }

  /// `-s`: executes a command again, with `old` replaced by `new` once.
  private func repeatCommand(_ operands: Arguments, _ history: any CommandHistory) -> Flow {
    var rest = operands
    var change: (old: Bytes, new: Bytes)?
    if rest.count > 0, let equals = rest[0].firstIndex(of: UInt8(ascii: "=")) {
      change = (rest[0].prefix(equals), rest[0].dropFirst(equals + 1))
      rest = rest.dropFirst(1)
    }
    let request = FcRequest()
    guard rest.count <= 1, let range = fcRange(rest, request, history) else {
      if rest.count > 1 { failFc("too many operands") }
      return .next
    }
    let source = history.text(range.first)
    var text = ByteBuffer(capacity: source.count + 1)
    if let change, !change.old.isEmpty, let at = source.firstIndex(of: change.old) {
      text.append(source.prefix(at))
      text.append(change.new)
      text.append(source.dropFirst(at + change.old.count))
    } else {
      text.append(source)
    }
    history.withdrawCurrent()
    return execute(again: text.bytes, history)
  }

  /// Writes the command, as a shell that reads it would with -v; keeps it, and
  /// executes it.
  private func execute(again text: Bytes, _ history: any CommandHistory) -> Flow {
    flushOutput()
    var copy = ByteBuffer(capacity: text.count + 1)
    copy.append(text)
    while copy.bytes.last == UInt8(ascii: "\n") { copy.truncate(to: copy.count - 1) }
    guard !copy.isEmpty else { return .next }
    let kept = OwnedText(copy.bytes)
    copy.append("\n")
    writeToStandardError(copy.bytes)
    history.append(kept.bytes)
    return evaluate(kept.bytes)
  }

  /// Lets a person edit commands in a file, and executes what that holds then.
  private func edit(
    _ range: (first: Int, last: Int), _ request: FcRequest, _ history: any CommandHistory
  ) -> Flow {
    var text = ByteBuffer()
    forEach(range) {
      text.append(history.text($0))
      text.append("\n")
    }
    history.withdrawCurrent()
    let standard =
      options.contains(.posix) ? "ed" : editor("EDITOR", else: "vi")
    let flow = edit(&text, request.editor ?? editor("FCEDIT", else: standard))
    guard flow == .next, status == 0 else { return flow }
    return execute(again: text.bytes, history)
  }

  /// The value of a variable that names an editor.
  private func editor(_ name: Bytes, else standard: Bytes) -> Bytes {
    variable(named: name).flatMap { $0.isEmpty ? nil : $0 } ?? standard
  }

  /// Lets a person change a text in a file; `$?` is not 0 if that failed.
  private func edit(_ text: inout ByteBuffer, _ editor: Bytes) -> Flow {
    guard let path = temporaryFile(text.bytes) else { return .next }
    defer { FileName.remove(path.cString) }
    var command = ByteBuffer()
    command.append(editor)
    command.append(" ")
    command.appendQuoted(path.bytes)
    let flow = evaluate(command.bytes)
    guard flow == .next, status == 0 else { return flow }
    text.removeAll()
    do throws(Errno) { try text.appendFile(path.cString) } catch {
      report(builtin: "fc", path.bytes, error)
      status = 1
    }
    return .next
  }

  /// Lets a person change the line being typed (VISUAL, EDITOR). `$?` stays.
  /// False if nothing has come of it.
  public func editText(_ text: inout ByteBuffer) -> Bool {
    let outerStatus = status
    defer { status = outerStatus }
    let standard = editor("EDITOR", else: "vi")
    return edit(&text, editor("VISUAL", else: standard)) == .next && status == 0
  }

  private func temporaryFile(_ text: Bytes) -> OwnedText? {
    var template = ByteBuffer()
    let folder = variable(named: "TMPDIR") ?? .empty
    template.append(folder.isEmpty ? "/tmp" : folder)
    template.append("/swish-fc-XXXXXX\0")
    do throws(Errno) {
      let name = UnsafeMutablePointer(mutating: template.bytes.cString)
      let file = try FileDescriptor.temporary(name)
      defer { file.close() }
      try file.writeAll(text.raw)
      return OwnedText(template.bytes.prefix(template.count - 1))
    } catch {
      report(builtin: "fc", template.bytes.prefix(template.count - 1), error)
      status = 1
      return nil
    }
  }
}

extension ByteBuffer {
  /// Appends all of a file.
  fileprivate mutating func appendFile(_ path: UnsafePointer<CChar>) throws(Errno) {
    let file = try FileDescriptor.open(path, .read)
    defer { file.close() }
    while true {
      let n = try file.read(into: reserve(4096))
      if n == 0 { return }
      commit(n)
    }
  }
}
