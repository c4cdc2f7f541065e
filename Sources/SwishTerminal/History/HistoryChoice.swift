import SwishSyntax

// Which commands become entries: HISTSIZE, HISTCONTROL and HISTIGNORE.
extension History {
  /// HISTSIZE; nil for no limit.
  var listSize: Int? {
    guard let value = host.variable(named: "HISTSIZE") else { return 10_000 }
    return value.smallNumber
  }

  /// HISTCONTROL and HISTIGNORE. Without HISTCONTROL, commands that begin with
  /// a blank, and repetitions of the last, are not kept; POSIX keeps all.
  func isKept(_ text: Bytes) -> Bool {
    guard host.options.contains(.history),
      text.indices.contains(where: { !isBlank(text[$0]) }),
      !host.options.contains(.nolog) || !beginsFunction(text)
    else { return false }
    let ignoresBoth = controls("ignoreboth")
    if (ignoresBoth || controls("ignorespace")) && isBlank(text[0]) { return false }
    let last = entry(at: listCount - 1)?.pointee.line.map { Bytes(cString: $0) } ?? .empty
    if (ignoresBoth || controls("ignoredups")) && last == text { return false }
    return !isIgnored(text, last: last)
  }

  /// The text is a function definition: `name ( )`, or `function`.
  private func beginsFunction(_ text: Bytes) -> Bool {
    let words = text.array.split { isBlank($0) }
    if words.first?.elementsEqual("function".utf8) == true { return words.count > 1 }
    let start = Array(words.prefix(3).joined())
    let name = start.prefix { ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 || $0 == UInt8(ascii: "_") }
    return !name.isEmpty && start.dropFirst(name.count).starts(with: "()".utf8)
  }

  /// `word` is among those of HISTCONTROL.
  func controls(_ word: Bytes) -> Bool {
    guard let value = host.variable(named: "HISTCONTROL") else {
      return word == "ignoreboth" && !host.options.contains(.posix)
    }
    var start = 0
    while start <= value.count {
      let end = value.firstIndex(of: UInt8(ascii: ":"), from: start) ?? value.count
      if value[start..<end] == word { return true }
      start = end + 1
    }
    return false
  }

  /// A pattern of HISTIGNORE matches the whole line; `&` in it is the last line.
  private func isIgnored(_ text: Bytes, last: Bytes) -> Bool {
    guard let value = host.variable(named: "HISTIGNORE") else { return false }
    var pattern = ByteBuffer()
    var i = 0
    while i <= value.count {
      let byte = i < value.count ? value[i] : UInt8(ascii: ":")
      if byte == UInt8(ascii: ":") {
        if !pattern.isEmpty && host.matches(pattern.bytes, text) { return true }
        pattern.removeAll()
      } else if byte == UInt8(ascii: "&") {
        for k in last.indices {
          pattern.append("\\")
          pattern.append(last[k])
        }
      } else {
        if byte == UInt8(ascii: "\\") && i + 1 < value.count {
          if value[i + 1] != UInt8(ascii: "&") { pattern.append(byte) }
          i += 1
        }
        pattern.append(value[i])
      }
      i += 1
    }
    return false
  }
}

private func isBlank(_ byte: UInt8) -> Bool {
  byte.isBlank || byte == UInt8(ascii: "\n")
}

extension Bytes {
  /// A decimal number of at most nine digits, as in HISTSIZE.
  var smallNumber: Int? {
    guard !isEmpty, count < 10 else { return nil }
    var value = 0
    for i in indices {
      guard self[i].isDigit else { return nil }
      value = value * 10 + Int(self[i] - 48)
    }
    return value
  }
}
