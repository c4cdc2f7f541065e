import SwishSyntax

/// The look of each part of a line. `SWISH_COLORS` changes it, in the syntax
/// of LS_COLORS: `un=1;31:st=33`. Most colours are those of the terminal's own
/// palette, which is readable on its background; the greys are between both.
struct Theme {
  private(set) var command: Style = 0
  private(set) var builtin: Style = 0
  private(set) var function: Style = 0
  private(set) var alias: Style = 0
  private(set) var unknown: Style = 0
  private(set) var reservedWord: Style = 0
  private(set) var quoted: Style = 0
  private(set) var expansion: Style = 0
  private(set) var `operator`: Style = 0
  private(set) var redirection: Style = 0
  private(set) var comment: Style = 0
  private(set) var error: Style = 0
  private(set) var file: Style = 0
  private(set) var suggestion: Style = 0
  /// Brackets and quotes that belong together.
  private(set) var pair: Style = 0

  /// `colours`: SWISH_COLORS; without colours only underlines and the
  /// suggestion's faintness are left. On a light ground yellow cannot be read.
  init(_ colours: Bytes, isLight: Bool, _ table: inout StyleTable) {
    func look(_ key: StaticString, _ standard: StaticString, plain: StaticString = "") -> Style {
      if table.depth == .none { return table.style(parameters: Bytes(plain)) }
      return table.style(parameters: Theme.value(of: Bytes(key), in: colours) ?? Bytes(standard))
    }
    command = look("cm", "32")
    builtin = look("bi", "32")
    function = look("fn", isLight ? "34" : "36")
    alias = look("al", isLight ? "34" : "36")
    unknown = look("un", "31")
    reservedWord = look("rw", "35")
    quoted = look("st", isLight ? "38;5;94" : "33")
    expansion = look("ex", isLight ? "34" : "36")
    `operator` = look("op", "1")
    redirection = look("rd", "1")
    comment = look("co", "38;5;244")
    error = look("er", "1;31", plain: "1")
    file = look("fi", "4", plain: "4")
    suggestion = look("su", "38;5;244", plain: "2")
    pair = look("pa", "1;4", plain: "1;4")
  }

  /// COLORFGBG, as rxvt, Konsole and others set it, or a person:
  /// `foreground;...;background`, numbers of the palette.
  static func isLight(_ value: Bytes) -> Bool {
    let ground = value.array.split(separator: UInt8(ascii: ";")).last.map(Array.init) ?? []
    return ground == [UInt8(ascii: "7")] || ground == [UInt8(ascii: "9")] || ground.count == 2
  }

  func style(of kind: CommandKind) -> Style {
    switch kind {
    case .program: command
    case .builtin: builtin
    case .function: function
    case .alias: alias
    case .unknown: unknown
    }
  }

  /// The value of `key=value` between colons: digits and semicolons only.
  static func value(of key: Bytes, in colours: Bytes) -> Bytes? {
    var start = 0
    while start < colours.count {
      let end = colours.firstIndex(of: UInt8(ascii: ":"), from: start) ?? colours.count
      let entry = colours[start..<end]
      start = end + 1
      guard entry.hasPrefix(key), entry.count > key.count, entry[key.count] == UInt8(ascii: "=")
      else { continue }
      let value = entry.dropFirst(key.count + 1)
      let isPlain = value.indices.allSatisfy { Bytes("0123456789;").contains(value[$0]) }
      return isPlain ? value : nil
    }
    return nil
  }
}
