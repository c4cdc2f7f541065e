import SwishSyntax
import SwishSystem

extension Shell {
  /// Replaces the backslash escapes of a prompt. The result is text whose
  /// parameters are still to be expanded; an unknown escape stays as it is.
  func replaceEscapes(in text: Bytes, to result: inout ByteBuffer) {
    var at = 0
    while at < text.count {
      let byte = text[at]
      at += 1
      guard byte == UInt8(ascii: "\\"), at < text.count else {
        result.append(byte)
        continue
      }
      let letter = text[at]
      at += 1
      switch letter {
      case UInt8(ascii: "\\"): result.append(letter)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var value = UInt(letter - UInt8(ascii: "0"))
        let end = min(at + 2, text.count)
        while at < end, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(text[at]) {
          value = value * 8 + UInt(text[at] - UInt8(ascii: "0"))
          at += 1
        }
        if value & 0xFF != 0 { result.appendQuoted(UInt8(truncatingIfNeeded: value)) }
      case UInt8(ascii: "D"):
        if let format = formatInBraces(text, &at) {
          appendTime(format.isEmpty ? "%X" : format, to: &result)
        } else {
          result.append("\\D")
        }
      default:
        let format = takesFormat(letter) ? formatInBraces(text, &at) : nil
        replaceEscape(letter, format, to: &result)
      }
    }
  }

  private func replaceEscape(_ letter: UInt8, _ format: Bytes?, to result: inout ByteBuffer) {
    switch letter {
    case UInt8(ascii: "["): result.append(1 as UInt8)
    case UInt8(ascii: "]"): result.append(2 as UInt8)
    case UInt8(ascii: "a"): result.append(0x07 as UInt8)
    case UInt8(ascii: "e"): result.append(0x1B as UInt8)
    case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
    case UInt8(ascii: "$"):
      result.appendQuoted(Process.effectiveUser == 0 ? UInt8(ascii: "#") : letter)
    case UInt8(ascii: "!"): result.append(decimal: historyNumber)
    case UInt8(ascii: "#"): result.append(decimal: prompts.commandCount + 1)
    case UInt8(ascii: "j"): result.append(decimal: jobs.jobs.count)
    case UInt8(ascii: "d"): appendTime("%a %b %d", to: &result)
    case UInt8(ascii: "t"): appendTime("%H:%M:%S", to: &result)
    case UInt8(ascii: "T"): appendTime("%I:%M:%S", to: &result)
    case UInt8(ascii: "@"): appendTime("%I:%M %p", to: &result)
    case UInt8(ascii: "A"): appendTime("%H:%M", to: &result)
    case UInt8(ascii: "v"), UInt8(ascii: "V"):
      result.append(Shell.version.dropFirst(Bytes("swish ").count))
    default:
      var value = ByteBuffer()
      guard appendValue(letter, to: &value) else {
        result.append(UInt8(ascii: "\\"))
        result.append(letter)
        return
      }
      appendReference(toValue: value.bytes, of: letter, format, to: &result)
    }
  }

  /// These show nothing at all where they have no value.
  private func takesFormat(_ letter: UInt8) -> Bool {
    letter == UInt8(ascii: "g") || letter == UInt8(ascii: "k") || letter == UInt8(ascii: "?")
  }

  /// What stands in braces at `at`, which moves behind them.
  private func formatInBraces(_ text: Bytes, _ at: inout Int) -> Bytes? {
    guard at < text.count, text[at] == UInt8(ascii: "{"),
      let end = text.firstIndex(of: UInt8(ascii: "}"), from: at)
    else { return nil }
    defer { at = end + 1 }
    return text[(at + 1)..<end]
  }

  /// `strftime` of the time of day.
  private func appendTime(_ format: Bytes, to result: inout ByteBuffer) {
    let zone = value(names.intern("TZ")).map { OwnedText($0) }
    let format = OwnedText(format)
    Clock.withFormatted(Clock.now, format.cString, timeZone: zone?.cString) { text in
      for byte in text { result.appendQuoted(byte) }
    }
  }

  /// Appends an expansion of a parameter that has the value; in `format`, `%s`
  /// stands for it.
  private func appendReference(
    toValue value: Bytes, of letter: UInt8, _ format: Bytes?, to result: inout ByteBuffer
  ) {
    if value.isEmpty { return }
    var name = ByteBuffer()
    name.append("_prompt_")
    name.append(decimal: Int(letter))
    let slot = names.intern(name.bytes)
    var visible = ByteBuffer(capacity: value.count)
    visible.appendAllVisible(value)
    variables.set(slot, visible.bytes)
    prompts.values.append(slot)
    let format = format ?? Bytes("%s")
    var start = 0
    for index in format.indices.dropLast()
    where format[index] == UInt8(ascii: "%") && format[index + 1] == UInt8(ascii: "s") {
      replaceEscapes(in: format[start..<index], to: &result)
      result.append("${")
      result.append(name.bytes)
      result.append("}")
      start = index + 2
    }
    replaceEscapes(in: format[min(start, format.count)..<format.count], to: &result)
  }

  // MARK: Values

  /// Appends what an escape stands for; false for one there is not.
  private func appendValue(_ letter: UInt8, to value: inout ByteBuffer) -> Bool {
    switch letter {
    case UInt8(ascii: "u"):
      SwishSystem.withName(ofUser: Process.effectiveUser) { value.append(Bytes(cString: $0)) }
    case UInt8(ascii: "h"), UInt8(ascii: "H"):
      withHostName {
        let name = Bytes(cString: $0)
        let dot = letter == UInt8(ascii: "h") ? name.firstIndex(of: UInt8(ascii: ".")) : nil
        value.append(name.prefix(dot ?? name.count))
      }
    case UInt8(ascii: "w"): appendDirectory(to: &value)
    case UInt8(ascii: "W"): appendDirectoryName(to: &value)
    case UInt8(ascii: "l"):
      withTerminalName(of: .standardInput) { value.append(Bytes(cString: $0).afterLastSlash) }
      if value.isEmpty { value.append("tty") }
    case UInt8(ascii: "s"): value.append(commandName.bytes)
    case UInt8(ascii: "g"):
      if let here = directory.logical { appendGitHead(around: here.bytes, to: &value) }
    case UInt8(ascii: "k"):
      if prompts.duration >= 2000 { value.append(duration: prompts.duration / 1000) }
    case UInt8(ascii: "?"): if status != 0 { value.append(decimal: Int(status)) }
    default: return false
    }
    return true
  }

  /// The working directory, with `~` for HOME, no longer than PROMPT_DIRTRIM
  /// allows: `~/.../one/two`.
  private func appendDirectory(to value: inout ByteBuffer) {
    guard var rest = directory.logical?.bytes else { return }
    if let below = belowHome(rest) {
      value.append("~")
      rest = below
    }
    let limit = self.value(names.intern("PROMPT_DIRTRIM"))?.decimal ?? 0
    if limit > 0 {
      var left = limit
      for index in rest.indices.reversed() where rest[index] == UInt8(ascii: "/") {
        left -= 1
        if left > 0 || index == 0 { continue }
        if !value.isEmpty { value.append("/") }
        value.append("...")
        rest = rest.dropFirst(index)
        break
      }
    }
    value.append(rest)
  }

  private func appendDirectoryName(to value: inout ByteBuffer) {
    guard let here = directory.logical?.bytes else { return }
    if let home = self.value(wellKnown.home), home == here { return value.append("~") }
    value.append(here.count > 1 ? here.afterLastSlash : here)
  }
}

extension ByteBuffer {
  /// Appends a byte that means nothing in a prompt's text.
  fileprivate mutating func appendQuoted(_ byte: UInt8) {
    if Bytes("$`\\").contains(byte) { append(UInt8(ascii: "\\")) }
    append(byte)
  }

  /// `1h2m3s`
  fileprivate mutating func append(duration seconds: Int) {
    if seconds >= 3600 {
      append(decimal: seconds / 3600)
      append("h")
    }
    if seconds >= 60 {
      append(decimal: seconds / 60 % 60)
      append("m")
    }
    append(decimal: seconds % 60)
    append("s")
  }
}

extension Bytes {
  /// The last component of a pathname.
  fileprivate var afterLastSlash: Bytes {
    dropFirst(lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)
  }
}
