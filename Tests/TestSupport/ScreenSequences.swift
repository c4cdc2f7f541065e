/// The state of the decoder between two bytes of output.
struct ScreenSequence {
  enum State: Equatable {
    case ground
    case escape
    /// ESC and an intermediate byte: one more byte ends it.
    case escapeIntermediate
    case control
    /// An OSC, DCS, APC or PM string, up to BEL or ST.
    case string
    case stringEscape
  }
  var state = State.ground
  var parameters: [UInt8] = []
  var character: [UInt8] = []
}

extension Screen {
  /// Shows a piece of output; sequences may be cut anywhere.
  public mutating func feed(_ output: some Sequence<UInt8>) {
    for byte in output { feed(byte) }
  }

  private mutating func feed(_ byte: UInt8) {
    switch sequence.state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .escapeIntermediate: sequence.state = .ground
    case .control: control(byte)
    case .string:
      switch byte {
      case 0x07: endString()
      case 0x1B: sequence.state = .stringEscape
      default: sequence.parameters.append(byte)
      }
    case .stringEscape: endString()
    }
  }

  private mutating func endString() {
    sequence.state = .ground
    strings.append(String(decoding: sequence.parameters, as: UTF8.self))
  }

  private mutating func ground(_ byte: UInt8) {
    switch byte {
    case 0x07: bells += 1
    case 0x08: move(row: row, column: column - 1)
    case 0x09: move(row: row, column: (column / 8 + 1) * 8)
    case 0x0A, 0x0B, 0x0C: lineFeed()
    case 0x0D: move(row: row, column: 0)
    case 0x1B: sequence.state = .escape
    case 0x00...0x1F, 0x7F: break
    case 0x20...0x7E: put(Unicode.Scalar(byte))
    default: multibyte(byte)
    }
  }

  private mutating func multibyte(_ byte: UInt8) {
    if byte >= 0xC0 { sequence.character = [] }
    sequence.character.append(byte)
    let first = sequence.character[0]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    guard sequence.character.count >= length else { return }
    for character in String(decoding: sequence.character, as: UTF8.self).unicodeScalars {
      put(character)
    }
    sequence.character = []
  }

  private mutating func escape(_ byte: UInt8) {
    sequence.state = .ground
    switch byte {
    case UInt8(ascii: "["):
      sequence.state = .control
      sequence.parameters = []
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      sequence.state = .string
      sequence.parameters = []
    case UInt8(ascii: "7"): saved = (row, column)
    case UInt8(ascii: "8"): move(row: saved.row, column: saved.column)
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "E"):
      column = 0
      lineFeed()
    case UInt8(ascii: "M"): reverseLineFeed()
    case UInt8(ascii: "="), UInt8(ascii: ">"): break
    case 0x20...0x2F: sequence.state = .escapeIntermediate
    default: unknownSequences.append("ESC \(Character(Unicode.Scalar(byte)))")
    }
  }

  private mutating func control(_ byte: UInt8) {
    guard byte >= 0x40 else {
      sequence.parameters.append(byte)
      return
    }
    sequence.state = .ground
    let text = String(decoding: sequence.parameters, as: UTF8.self)
    let isPrivate = text.hasPrefix("?")
    let numbers = text.drop { $0 == "?" }.split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) ?? 0 }
    let final = Character(Unicode.Scalar(byte))
    if final == "h" || final == "l" {
      for number in numbers { setMode(number, isPrivate: isPrivate, to: final == "h") }
    } else if final == "m" {
      setStyle(text)
    } else if final == "q" {
      cursorShape = Int(text.filter(\.isNumber)) ?? 0
    } else if final == "n" || final == "c" || final == "u" || final == "t" {
      return
    } else if !movement(final, numbers) && !change(final, numbers) {
      unknownSequences.append("CSI \(text)\(final)")
    }
  }

  private mutating func setStyle(_ parameters: String) {
    if parameters.isEmpty || parameters == "0" || parameters == "00" {
      style = ""
    } else {
      style += (style.isEmpty ? "" : ";") + parameters
    }
  }

  private mutating func setMode(_ number: Int, isPrivate: Bool, to on: Bool) {
    switch (isPrivate, number) {
    case (true, 2004): bracketedPaste = on
    case (false, 4): insertMode = on
    default: break
    }
  }

  /// Sequences that move the cursor; false for any other.
  private mutating func movement(_ final: Character, _ numbers: [Int]) -> Bool {
    let count = max(numbers.first ?? 1, 1)
    let second = numbers.count > 1 ? max(numbers[1], 1) : 1
    switch final {
    case "A": move(row: row - count, column: column)
    case "B", "e": move(row: row + count, column: column)
    case "C", "a": move(row: row, column: column + count)
    case "D": move(row: row, column: column - count)
    case "E": move(row: row + count, column: 0)
    case "F": move(row: row - count, column: 0)
    case "G", "`": move(row: row, column: count - 1)
    case "d": move(row: count - 1, column: column)
    case "H", "f": move(row: count - 1, column: second - 1)
    case "s": saved = (row, column)
    default: return false
    }
    return true
  }

  /// Sequences that change what is shown; false for any other.
  private mutating func change(_ final: Character, _ numbers: [Int]) -> Bool {
    let first = numbers.first ?? 0
    let count = max(first, 1)
    switch final {
    case "J": eraseDisplay(first)
    case "K": eraseLine(first)
    case "@": insertBlanks(min(count, size.columns - column))
    case "P": deleteCells(count)
    case "X": erase(row: row, column..<min(column + count, size.columns))
    case "L": insertLines(min(count, size.rows), at: row)
    case "M": deleteLines(min(count, size.rows), at: row)
    case "S": for _ in 0..<min(count, size.rows) { scrollUp() }
    case "T": insertLines(min(count, size.rows), at: scrollRegion.lowerBound)
    case "r":
      let bottom = numbers.count > 1 && numbers[1] > 0 ? min(numbers[1], size.rows) : size.rows
      if count < bottom { scrollRegion = (count - 1)...(bottom - 1) }
      move(row: 0, column: 0)
    default: return false
    }
    return true
  }

  private mutating func eraseLine(_ how: Int) {
    wrapIsPending = false
    switch how {
    case 0: erase(row: row, column..<size.columns)
    case 1: erase(row: row, 0..<(column + 1))
    default: erase(row: row, 0..<size.columns)
    }
  }

  private mutating func eraseDisplay(_ how: Int) {
    switch how {
    case 0:
      eraseLine(0)
      for below in row + 1..<max(row + 1, size.rows) { erase(row: below, 0..<size.columns) }
    case 1:
      eraseLine(1)
      for above in 0..<row { erase(row: above, 0..<size.columns) }
    case 3: break
    default: for any in 0..<size.rows { erase(row: any, 0..<size.columns) }
    }
  }
}
