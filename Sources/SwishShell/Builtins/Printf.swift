import SwishSyntax

extension Shell {
  /// `printf [-v name[[subscript]]] format [argument...]` (XCU printf; -v assigns the text).
  func runPrintf(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var variable: Bytes?
    var operands = operands(of: arguments)
    if arguments.count > 1 && arguments[1].hasPrefix(Bytes("-v")) {
      var options = OptionParser(arguments, "v:")
      while try options.next(for: self) != nil {
        guard options.argument.isName || splitElement(options.argument) != nil else {
          report(builtin: "printf", options.argument, Bytes(": not a valid name"))
          return 2
        }
        variable = options.argument
      }
      operands = options.operands
    }
    guard !operands.isEmpty else {
      report(builtin: "printf", Bytes("format required"))
      return 2
    }
    let values = operands.dropFirst(1)
    let zone =
      operands[0].contains(UInt8(ascii: "(")) ? value(names.intern("TZ"))?.cString : nil
    // Not into the output at once: a diagnostic writes that out.
    var result = PrintfFormatter.format(
      operands[0], isUTF8: isUTF8, time: (zone, processIdentifier),
      arguments: { $0 < values.count ? values[$0] : nil }, into: &printfText,
      diagnose: { report(builtin: "printf", $0) })
    if let variable {
      do throws(ShellError) {
        if let (slot, key) = splitElement(variable) {
          if let index = try elementIndex(slot, text: key, creates: true) {
            try assignElement(slot, index, printfText.bytes, appends: false)
          }
        } else {
          try assign(names.intern(variable), printfText.bytes)
        }
      } catch { result = 1 }
    } else {
      output.append(printfText.bytes)
    }
    if printfText.count < 65_536 { printfText.removeAll() } else { printfText = ByteBuffer() }
    return result
  }
}
