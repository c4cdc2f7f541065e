@preconcurrency import CReadline
import SwishSyntax

/// How many colours the terminal shows. What asks for more gets the nearest.
enum ColourDepth: Comparable {
  case none, sixteen, palette, full

  /// To be asked when readline has read the terminal's description.
  init(host: any TerminalHost) {
    func value(_ name: Bytes) -> Bytes { host.variable(named: name) ?? .empty }
    // Of a terminal that is not described nothing is known, and little is new.
    let colours = tgetnum("co") < 0 ? 8 : tgetnum("Co")
    if !value("NO_COLOR").isEmpty || colours < 8 {
      self = .none
    } else if value("COLORTERM") == "truecolor" || value("COLORTERM") == "24bit" {
      self = .full
    } else {
      self = colours < 256 ? .sixteen : .palette
    }
  }

  /// The parameters of an SGR sequence (ECMA-48 8.3.117) as this terminal
  /// understands them.
  func reduce(_ parameters: Bytes) -> [UInt8] {
    if self == .full || !parameters.contains(UInt8(ascii: ";")) { return parameters.array }
    let numbers = parameters.array.split(
      separator: UInt8(ascii: ";"), omittingEmptySubsequences: false
    ).map { $0.reduce(0) { min($0 * 10 + Int($1 & 15), 1 << 16) } }
    var result = ByteBuffer(capacity: 32)
    var at = 0
    while at < numbers.count {
      if at > 0 { result.append(";") }
      let length = appendColour(numbers[at...], to: &result)
      if length == 0 { result.append(decimal: numbers[at]) }
      at += max(length, 1)
    }
    return result.bytes.array
  }

  /// Appends a colour of the palette (38;5;n) or a mixed one (38;2;r;g;b), for
  /// the text or the ground (48); returns how many parameters it took.
  private func appendColour(_ numbers: ArraySlice<Int>, to result: inout ByteBuffer) -> Int {
    let all = Array(numbers)
    guard all.count >= 3, all[0] == 38 || all[0] == 48 else { return 0 }
    var length = 3
    var index = min(all[2], 255)
    if all[1] == 2 && all.count >= 5 {
      length = 5
      index = nearest((min(all[2], 255), min(all[3], 255), min(all[4], 255)))
    } else if all[1] != 5 {
      return 0
    }
    if self == .sixteen {
      if index > 15 { index = nearest(colour(index)) }
      result.append(decimal: all[0] - 8 + index % 8 + (index < 8 ? 0 : 60))
    } else {
      result.append(decimal: all[0])
      result.append(";5;")
      result.append(decimal: index)
    }
    return length
  }

  private typealias Colour = (red: Int, green: Int, blue: Int)

  /// What xterm shows for a number of the palette.
  private func colour(_ index: Int) -> Colour {
    if index < 16 {
      let level = index == 8 ? 127 : index < 8 ? 205 : 255
      let bits = index == 7 || index == 8 ? 7 : index % 8
      if index == 7 { return (229, 229, 229) }
      return ((bits & 1) * level, (bits >> 1 & 1) * level, (bits >> 2) * level)
    }
    if index > 231 {
      let grey = 8 + (index - 232) * 10
      return (grey, grey, grey)
    }
    func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + step * 40 }
    let place = index - 16
    return (level(place / 36), level(place / 6 % 6), level(place % 6))
  }

  private func nearest(_ wanted: Colour) -> Int {
    func distance(_ index: Int) -> Int {
      let it = colour(index)
      let (red, green, blue) = (it.red - wanted.red, it.green - wanted.green, it.blue - wanted.blue)
      return red * red + green * green + blue * blue
    }
    // Who mixes a colour does not want the one the user's palette has there.
    let indices = self == .sixteen ? 0..<16 : 16..<256
    return indices.min { distance($0) < distance($1) } ?? 7
  }
}
