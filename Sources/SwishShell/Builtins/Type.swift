// command and type (XCU): what a name means as a command, and running it
// without the functions.
import SwishSyntax
import SwishSystem

/// What a command name stands for, in the order in which the shell looks.
private enum CommandMeaning {
  case alias(OwnedText)
  case reservedWord
  case specialBuiltin
  case function(Function)
  case builtin
  /// A built-in whose pathname is told, too.
  case builtinInPath(OwnedText)
  /// An absolute pathname.
  case external(OwnedText)
}

extension Shell {
  /// `command [-p] [-v|-V] name [argument...]`
  func runCommand(_ arguments: Arguments) throws(ShellError) -> Flow {
    var options = OptionParser(arguments, "pvV")
    var usesStandardPath = false
    var description: UInt8?
    loop: while true {
      let result = options.next()
      switch result {
      case .option(UInt8(ascii: "p")): usesStandardPath = true
      case .option(let letter): description = letter
      case .end: break loop
      default:
        status = reportUsage("command", result)
        return .next
      }
    }
    let operands = options.operands
    let path: Bytes? = usesStandardPath ? Shell.standardPath : nil
    if let description {
      status = describe(operands, for: "command", path, briefly: description == UInt8(ascii: "v"))
      return .next
    }
    guard operands.count > 0 else {
      status = 0
      return .next
    }
    if isStackExhausted {
      report(builtin: "command", Bytes("nested too deeply"))
      throw .expansion
    }
    // An error of a special built-in does not end the shell here.
    let builtin =
      usesStandardPath
      ? BuiltinID.named(operands[0]) : builtin(names.find(operands[0]), operands[0])
    if let builtin {
      isUnderCommand = builtin == .eval || builtin == .dot
      defer { isUnderCommand = false }
      return run(builtin, operands, .utility)
    }
    return runExternal(operands, path: path)
  }

  /// `type [-a] name...`
  func runType(_ arguments: Arguments) -> Int32 {
    var options = OptionParser(arguments, "a")
    var tellsAll = false
    loop: while true {
      let result = options.next()
      switch result {
      case .option: tellsAll = true
      case .end: break loop
      default: return reportUsage("type", result)
      }
    }
    return describe(options.operands, for: "type", nil, briefly: false, all: tellsAll)
  }

  /// Tells of each name what it means; status 1 if one means nothing.
  private func describe(
    _ operands: Arguments, for utility: StaticString, _ path: Bytes?, briefly: Bool,
    all: Bool = false
  ) -> Int32 {
    var failed = false
    for i in 0..<operands.count {
      var found = false
      forEachMeaning(of: operands[i], path) { meaning in
        if briefly {
          appendBrief(operands[i], meaning)
        } else {
          appendSentence(operands[i], meaning)
        }
        output.append("\n")
        found = true
        return all
      }
      if found { continue }
      if !briefly { report(builtin: utility, operands[i], Bytes(": not found")) }
      failed = true
    }
    return failed ? 1 : 0
  }

  /// Calls `body` with what a name means, in the order in which the shell
  /// looks, as long as it returns true.
  private func forEachMeaning(
    of name: Bytes, _ path: Bytes?, _ body: (CommandMeaning) -> Bool
  ) {
    let slot = names.find(name)
    if let slot, let alias = commands.alias(slot), !body(.alias(alias)) { return }
    if ReservedWord.of(name) != .none, !body(.reservedWord) { return }
    let builtin = BuiltinID.named(name)
    if let builtin, builtin.isSpecial, !body(.specialBuiltin) { return }
    if let slot, let function = commands.function(slot), !body(.function(function)) { return }
    var hasPathname = options.contains(.posix) && builtin?.hasPathname ?? false
    if let builtin, !builtin.isSpecial, !hasPathname, !body(.builtin) { return }
    if name.contains(UInt8(ascii: "/")) {
      guard let status = FileStatus(name.cString), !status.isDirectory, status.hasExecuteBit,
        isAccessible(name.cString, .execute)
      else { return }
      _ = body(.external(absolute(name)))
      return
    }
    let path = path ?? value(wellKnown.path) ?? .empty
    forEachElement(ofPath: path) { element in
      guard case .found(let file) = search(name, in: element.isEmpty ? Bytes(".") : element)
      else { return true }
      let isBuiltin = hasPathname
      hasPathname = false
      return body(
        isBuiltin ? .builtinInPath(absolute(file.bytes)) : .external(absolute(file.bytes)))
    }
    if hasPathname { _ = body(.builtin) }
  }

  private func absolute(_ path: Bytes) -> OwnedText {
    guard path.first != UInt8(ascii: "/"), let logical = directory.logical else {
      return OwnedText(path)
    }
    var text = ByteBuffer()
    text.append(logical.bytes)
    if text.bytes.last != UInt8(ascii: "/") { text.append("/") }
    text.append(path.hasPrefix(Bytes("./")) ? path.dropFirst(2) : path)
    return OwnedText(text.bytes)
  }

  /// The line of `command -v`, fit for the shell to read back.
  private func appendBrief(_ name: Bytes, _ meaning: CommandMeaning) {
    switch meaning {
    case .alias(let value):
      output.append("alias ")
      output.append(name)
      output.append("=")
      output.buffer.appendQuoted(value.bytes)
    case .external(let path), .builtinInPath(let path): appendListing(path.bytes)
    case .reservedWord, .specialBuiltin, .function, .builtin: output.append(name)
    }
  }

  private func appendSentence(_ name: Bytes, _ meaning: CommandMeaning) {
    appendListing(name)
    switch meaning {
    case .alias(let value):
      output.append(" is aliased to ")
      output.buffer.appendQuoted(value.bytes)
    case .reservedWord: output.append(" is a shell keyword")
    case .specialBuiltin: output.append(" is a special shell builtin")
    case .builtin: output.append(" is a shell builtin")
    case .builtinInPath(let path):
      output.append(" is a shell builtin (")
      appendListing(path.bytes)
      output.append(")")
    case .function(let function):
      output.append(" is a function\n")
      var text = ByteBuffer()
      Printer.print(function.definition.node, names: names, into: &text)
      appendListing(text.bytes)
    case .external(let path):
      output.append(" is ")
      appendListing(path.bytes)
    }
  }
}
