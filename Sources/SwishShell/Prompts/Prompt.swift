// Prompts (XCU 2.5.3: PS1, PS2, PS4): what stands in the variable, with bash's
// backslash escapes replaced (PromptEscapes.swift), then expanded.
//
// What a prompt shows is data: a directory or a branch may have any name. So an
// escape with such a value becomes an expansion of a parameter, and of what
// expansions bring only colours are sent to the terminal as they are.
import SwishSyntax
import SwishSystem

/// What prompts tell of the session.
struct PromptState {
  /// Commands read so far, for `\#`.
  var commandCount = 0
  /// When the command at hand began, and how long the last one took, in
  /// milliseconds.
  var start: Int?
  var duration = 0
  /// The variables that stand for values while a prompt is expanded.
  var values: [Slot] = []
  var mail: MailCheck?
}

/// The variables that hold prompts.
public enum PromptKind: Sendable {
  /// PS1, PS2, PS4
  case primary, secondary, trace
  /// PS0, between a command typed and its output.
  case execution
  /// RPS1, at the right margin of the row that PS1 ends in.
  case right
  /// TRANSIENT_PS1, which takes the place of PS1 when a line has been entered.
  case transient
}

extension Shell {
  /// Appends a prompt as it is to be written. In POSIX mode parameters are
  /// expanded, and `!` in PS1 is the number of the command in the history;
  /// else escapes are replaced before.
  public func appendPrompt(_ kind: PromptKind, to prompt: inout ByteBuffer) {
    let slot =
      switch kind {
      case .primary: wellKnown.ps1
      case .secondary: wellKnown.ps2
      case .trace: wellKnown.ps4
      case .execution: names.intern("PS0")
      case .right: names.intern("RPS1")
      case .transient: names.intern("TRANSIENT_PS1")
      }
    guard let text = value(slot), !text.isEmpty else { return }
    if options.contains(.posix) {
      return appendExpanded(text, numbered: kind == .primary, to: &prompt)
    }
    if !text.contains(UInt8(ascii: "$")) && !text.contains(UInt8(ascii: "\\"))
      && !text.contains(UInt8(ascii: "`"))
    {
      return prompt.append(text)
    }
    appendPrompt(text: text, to: &prompt)
  }

  /// The same of a text, with escapes, in any mode.
  func appendPrompt(text: Bytes, to prompt: inout ByteBuffer) {
    var decoded = ByteBuffer(capacity: text.count + 64)
    let copy = OwnedText(text)
    replaceEscapes(in: copy.bytes, to: &decoded)
    appendExpanded(decoded.bytes, numbered: false, to: &prompt)
    for slot in prompts.values { variables.unset(slot) }
    prompts.values.removeAll()
  }

  /// Appends a text with its parameters expanded, as those of ENV are.
  func appendExpanded(_ text: Bytes, to result: inout ByteBuffer) {
    appendExpanded(text, numbered: false, to: &result)
  }

  /// Parameters, command substitutions and arithmetic are expanded, and `$?` is
  /// left as it was. What is no proper text is appended as it stands.
  private func appendExpanded(_ text: Bytes, numbered: Bool, to result: inout ByteBuffer) {
    let copy = OwnedText(text)
    let tree = SyntaxTree(capacity: 64)
    let outerStatus = status
    let outerOptions = options
    options.remove([.xtrace, .nounset])
    defer {
      status = outerStatus
      options.formUnion(outerOptions.intersection([.xtrace, .nounset]))
    }
    let start = result.count
    do {
      let parser = makeParser(StringSource(.empty))
      let parts = Word(tree.node(at: try parser.parseText(copy.bytes, into: tree))).parts
      for index in 0..<parts.count {
        if parts[index].kind == .literal || parts[index].kind == .escaped {
          appendText(TextPart(parts[index]).text, numbered: numbered, to: &result)
        } else {
          try withExpandedPart(parts[index]) { result.appendTamed($0) }
        }
      }
    } catch {
      result.truncate(to: start)
      result.append(copy.bytes)
    }
  }

  /// `!` is the number of the next command in the history, `!!` is `!`.
  private func appendText(_ text: Bytes, numbered: Bool, to result: inout ByteBuffer) {
    let mark = UInt8(ascii: "!")
    var index = 0
    while index < text.count {
      let isMark = numbered && text[index] == mark
      let isDoubled = isMark && index + 1 < text.count && text[index + 1] == mark
      if isMark && !isDoubled {
        result.append(decimal: historyNumber)
      } else {
        result.append(text[index])
      }
      index += isDoubled ? 2 : 1
    }
  }

  /// PS1 where nobody has set it.
  var standardPrompt: Bytes {
    if !isInteractive || options.contains(.posix) {
      return Process.effectiveUser == 0 ? "# " : "$ "
    }
    let isColourless =
      variable(named: "NO_COLOR")?.isEmpty == false
      || (variable(named: "TERM") ?? "dumb") == "dumb"
    return isColourless
      ? Bytes(#"${SSH_CONNECTION:+\u@\h }\w\g{ %s}\k{ %s}\?{ %s} \$ "#)
      : Bytes(
        #"""
        ${SSH_CONNECTION:+\u@\h }\[\e[1;34m\]\w\[\e[m\]\g{ \[\e[35m\]%s\[\e[m\]}\#
        \k{ \[\e[33m\]%s\[\e[m\]}\?{ \[\e[31m\]%s\[\e[m\]} \$ 
        """#)
  }

  /// The number that the next command typed will have in the history.
  var historyNumber: Int { terminalHooks?.history.numbers.upperBound ?? 1 }
}

extension ByteBuffer {
  /// Appends a value that goes to a terminal in a prompt. Newlines, tabs, the
  /// marks of `\[` and `\]` and sequences that set colours stay; any other
  /// control character becomes visible.
  mutating func appendTamed(_ text: Bytes) {
    var index = 0
    while index < text.count {
      let colour = colourSequenceLength(text.dropFirst(index))
      let end = index + max(colour, text.visibility(at: index).length)
      let stays = colour > 0 || text[index] == 1 || text[index] == 2
      if stays { append(text[index..<end]) } else { appendVisible(text[index..<end]) }
      index = end
    }
  }

  /// Appends a value with every control character visible.
  public mutating func appendAllVisible(_ text: Bytes) {
    var start = 0
    for index in text.indices where text[index] == 9 || text[index] == 10 {
      appendVisible(text[start..<index])
      append("^")
      append(text[index] ^ 64)
      start = index + 1
    }
    appendVisible(text.dropFirst(start))
  }
}

/// The length of the `ESC [ ... m` that `text` begins with, else 0.
private func colourSequenceLength(_ text: Bytes) -> Int {
  guard text.count > 2, text[0] == 0x1B, text[1] == UInt8(ascii: "[") else { return 0 }
  for index in 2..<text.count where !Bytes("0123456789;:").contains(text[index]) {
    return text[index] == UInt8(ascii: "m") ? index + 1 : 0
  }
  return 0
}
