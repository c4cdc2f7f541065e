import SwishSyntax

/// The looks a frame's cells may have, by number: SGR sequences (ECMA-48
/// 8.3.117) that are written after a reset.
struct StyleTable {
  private var sequences: [[UInt8]] = [[]]
  var depth = ColourDepth.full

  /// The look that SGR parameters give; none, the terminal's own.
  mutating func style(parameters: Bytes) -> Style {
    if parameters.isEmpty { return 0 }
    return style(Array("\u{1B}[".utf8) + depth.reduce(parameters) + [UInt8(ascii: "m")])
  }

  /// The number of a sequence; the terminal's own look when there are too many.
  mutating func style(_ sequence: [UInt8]) -> Style {
    if let known = sequences.firstIndex(of: sequence) { return Style(known) }
    guard sequences.count <= Int(Style.max) else { return 0 }
    sequences.append(sequence)
    return Style(sequences.count - 1)
  }

  func append(_ style: Style, to output: inout ByteBuffer) {
    output.append("\u{1B}[0m")
    guard Int(style) < sequences.count else { return }
    for byte in sequences[Int(style)] { output.append(byte) }
  }
}
