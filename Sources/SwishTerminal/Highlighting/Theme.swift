import SwishSyntax

/// The look of each part of a line. `SWISH_COLORS` changes it, in the syntax
/// of LS_COLORS: `un=1;31:st=33`. Most colours are those of the terminal's own
/// palette. The background is asked of nobody: an answer of the terminal would
/// come between the keys that are typed.
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

  enum Ground { case unknown, dark, light }

  /// `colours`: SWISH_COLORS; without colours only underlines and the
  /// suggestion's faintness are left. On a light ground yellow cannot be read.
  init(_ colours: Bytes, _ ground: Ground, _ table: inout StyleTable) {
    // Half as bright as white, these have the same contrast on both grounds.
    let isEither = ground == .unknown && table.depth >= .palette
    let isLight = ground == .light
    func look(_ key: Bytes, _ standard: Bytes, plain: Bytes = "") -> Style {
      if table.depth == .none { return table.style(parameters: plain) }
      return table.style(parameters: Theme.value(of: key, in: colours) ?? standard)
    }
    let green: Bytes = isEither ? "38;5;28" : "32"
    let cyan: Bytes = isEither ? "38;5;30" : isLight ? "34" : "36"
    command = look("cm", green)
    builtin = look("bi", green)
    function = look("fn", cyan)
    alias = look("al", cyan)
    unknown = look("un", "31")
    reservedWord = look("rw", "35")
    quoted = look("st", isEither ? "38;5;130" : isLight ? "38;5;94" : "33")
    expansion = look("ex", cyan)
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
  static func ground(_ value: Bytes) -> Ground {
    guard let ground = value.array.split(separator: UInt8(ascii: ";")).last else { return .unknown }
    let isLight = ground.count == 2 || ground.first.map { Bytes("79").contains($0) } ?? false
    return isLight ? .light : .dark
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
