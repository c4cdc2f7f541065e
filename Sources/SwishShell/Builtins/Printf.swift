import SwishSyntax

extension Shell {
  /// `printf format [argument...]` (XCU printf).
  func runPrintf(_ arguments: Arguments) -> Int32 {
    let operands = operands(of: arguments)
    guard operands.count > 0 else {
      report(builtin: "printf", Bytes("format required"))
      return 2
    }
    let values = operands.dropFirst(1)
    // Not into the output at once: a diagnostic writes that out.
    let result = PrintfFormatter.format(
      operands[0], isUTF8: isUTF8, arguments: { $0 < values.count ? values[$0] : nil },
      into: &printfText, diagnose: { report(builtin: "printf", $0) })
    output.append(printfText.bytes)
    if printfText.count < 65_536 { printfText.removeAll() } else { printfText = ByteBuffer() }
    return result
  }
}
