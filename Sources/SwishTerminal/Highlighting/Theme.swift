import SwishSyntax

/// The look of each part of a line. `SWISH_COLORS` changes it, in the syntax
/// of LS_COLORS: `un=1;31:st=33`. The colours are those of the terminal's own
/// palette, which is readable on its background.
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

  /// `colours`: SWISH_COLORS; without colours only underlines and the
  /// suggestion's faintness are left.
  init(_ colours: Bytes, hasColours: Bool, _ table: inout StyleTable) {
    func look(_ key: StaticString, _ standard: StaticString, plain: StaticString = "") -> Style {
      guard hasColours else { return makeStyle(Bytes(plain), &table) }
      return makeStyle(Theme.value(of: Bytes(key), in: colours) ?? Bytes(standard), &table)
    }
    command = look("cm", "32")
    builtin = look("bi", "32")
    function = look("fn", "36")
    alias = look("al", "36")
    unknown = look("un", "31")
    reservedWord = look("rw", "35")
    quoted = look("st", "33")
    expansion = look("ex", "36")
    `operator` = look("op", "1")
    redirection = look("rd", "1")
    comment = look("co", "90")
    error = look("er", "1;31")
    file = look("fi", "4", plain: "4")
    suggestion = look("su", "90", plain: "2")
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

private func makeStyle(_ parameters: Bytes, _ table: inout StyleTable) -> Style {
  parameters.isEmpty ? 0 : table.style(Array("\u{1B}[".utf8) + parameters.array + Array("m".utf8))
}
