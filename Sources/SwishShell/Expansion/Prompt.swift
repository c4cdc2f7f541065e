import SwishSyntax
import SwishSystem

extension Shell {
  /// A prompt with its parameters expanded (XCU 2.5.3: PS1, PS2, PS4, ENV);
  /// command substitution and arithmetic are expanded as well, and `$?` is left
  /// as it was. A prompt that is no proper text is shown as it stands.
  public func appendPrompt(_ slot: Slot, to prompt: inout ByteBuffer) {
    guard let text = value(slot), !text.isEmpty else { return }
    let special = UInt8(ascii: "$")
    if !text.contains(special) && !text.contains(UInt8(ascii: "`"))
      && !text.contains(UInt8(ascii: "\\"))
    {
      return prompt.append(text)
    }
    let copy = OwnedText(text)
    let tree = SyntaxTree(capacity: 64)
    let outerStatus = status
    let outerOptions = options
    options.remove([.xtrace, .nounset])
    defer {
      status = outerStatus
      options.formUnion(outerOptions.intersection([.xtrace, .nounset]))
    }
    do {
      let parser = makeParser(StringSource(.empty))
      let root = try parser.parseText(copy.bytes, into: tree)
      try withExpandedString(tree.node(at: root)) { prompt.append($0) }
    } catch {
      prompt.append(copy.bytes)
    }
  }

  public enum PromptKind { case primary, secondary }

  /// PS1 or PS2, expanded.
  public func appendPrompt(_ kind: PromptKind, to prompt: inout ByteBuffer) {
    appendPrompt(kind == .primary ? wellKnown.ps1 : wellKnown.ps2, to: &prompt)
  }
}
