// command and type (XCU), and builtin: what a name means as a command, and
// running it without the functions.
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

  /// The word of `type -t`.
  var kind: Bytes {
    switch self {
    case .alias: "alias"
    case .reservedWord: "keyword"
    case .function: "function"
    case .specialBuiltin, .builtin, .builtinInPath: "builtin"
    case .external: "file"
    }
  }
}

/// What `type` and `command` are to tell of names.
private struct TypeRequest {
  enum Style { case brief, sentence, kind, path }
  let utility: Bytes
  var style: Style
  /// To be searched in place of PATH.
  var path: Bytes?
  var tellsAll = false
  var passesFunctions = false
  var onlyFiles = false
}

extension Shell {
  /// `command [-p] [-v|-V] name [argument...]`
  func runCommand(_ arguments: Arguments) throws(ShellError) -> Flow {
    var options = OptionParser(arguments, "pvV")
    var usesStandardPath = false
    var description: UInt8?
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "p"): usesStandardPath = true
      default: description = letter
      }
    }
    let operands = options.operands
    let path: Bytes? = usesStandardPath ? Shell.standardPath : nil
    if let description {
      let style: TypeRequest.Style = description == UInt8(ascii: "v") ? .brief : .sentence
      status = describe(operands, TypeRequest(utility: "command", style: style, path: path))
      return .next
    }
    guard !operands.isEmpty else {
      status = 0
      return .next
    }
    let builtin =
      usesStandardPath
      ? BuiltinID.named(operands[0]) : builtin(names.find(operands[0]), operands[0])
    if let builtin { return try runUnderUtility(builtin, operands, of: "command") }
    return runExternal(operands, path: path)
  }

  /// A built-in behind `command` or `builtin`: the errors of a special one do
  /// not end the shell.
  private func runUnderUtility(
    _ builtin: BuiltinID, _ operands: Arguments, of utility: Bytes
  ) throws(ShellError) -> Flow {
    if isStackExhausted { throw nestedTooDeeply(utility, ": ") }
    let outer = isUnderCommand
    if builtin == .eval || builtin == .dot { isUnderCommand = true }
    defer { isUnderCommand = outer }
    let flow = run(builtin, operands, .utility)
    return flow == .failing ? .next : flow
  }

  /// `builtin [name [argument...]]`: the built-in, passing over functions.
  func runBuiltin(_ arguments: Arguments) throws(ShellError) -> Flow {
    let operands = operands(of: arguments)
    status = 0
    guard !operands.isEmpty else { return .next }
    guard let builtin = BuiltinID.named(operands[0]) else {
      report(builtin: "builtin", operands[0], isNone: .builtins, "no such built-in")
      status = 1
      return .next
    }
    return try runUnderUtility(builtin, operands, of: "builtin")
  }

  /// `type [-aftpP] name...`
  func runType(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "afptP")
    var request = TypeRequest(utility: "type", style: .sentence)
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "a"): request.tellsAll = true
      case UInt8(ascii: "f"): request.passesFunctions = true
      case UInt8(ascii: "t"): request.style = .kind
      default:
        request.style = .path
        if letter == UInt8(ascii: "P") { request.onlyFiles = true }
      }
    }
    return describe(options.operands, request)
  }

  /// Tells of each name what it means; status 1 if one means nothing.
  private func describe(_ operands: Arguments, _ request: TypeRequest) -> Int32 {
    var failed = false
    for operand in operands {
      var found = false
      forEachMeaning(of: operand, request) { meaning in
        switch request.style {
        case .brief: appendBrief(operand, meaning)
        case .sentence: appendSentence(operand, meaning)
        case .kind: output.append(meaning.kind)
        case .path: appendPath(meaning)
        }
        if request.style != .path { output.append("\n") }
        found = true
        return request.tellsAll
      }
      if found { continue }
      if request.style == .sentence {
        report(builtin: request.utility, operand, ": not found")
      }
      failed = true
    }
    return failed ? 1 : 0
  }

  /// Calls `body` with what a name means, in the order in which the shell
  /// looks, as long as it returns true.
  private func forEachMeaning(
    of name: Bytes, _ request: TypeRequest, _ body: (CommandMeaning) -> Bool
  ) {
    if request.onlyFiles { return forEachFile(of: name, request, body) }
    let slot = names.find(name)
    if let slot, let alias = commands.alias(slot), !body(.alias(alias)) { return }
    if ReservedWord.of(name) != .none, !body(.reservedWord) { return }
    let builtin = BuiltinID.named(name)
    if let builtin, builtin.isSpecial, !body(.specialBuiltin) { return }
    if let slot, !request.passesFunctions, let function = commands.function(slot),
      !body(.function(function))
    {
      return
    }
    var hasPathname = options.contains(.posix) && builtin?.hasPathname ?? false
    if let builtin, !builtin.isSpecial, !hasPathname, !body(.builtin) { return }
    forEachFile(of: name, request) { meaning in
      guard hasPathname, case .external(let file) = meaning else { return body(meaning) }
      hasPathname = false
      return body(.builtinInPath(file))
    }
    if hasPathname { _ = body(.builtin) }
  }

  /// The same for the files alone: the one that would be executed, unless all are
  /// to be told or those in another path.
  private func forEachFile(
    of name: Bytes, _ request: TypeRequest, _ body: (CommandMeaning) -> Bool
  ) {
    if name.contains(UInt8(ascii: "/")) {
      if let status = FileStatus(name.cString), !status.isDirectory, isExecutable(name, status) {
        _ = body(.external(absolute(name)))
      }
      return
    }
    guard request.tellsAll || request.path != nil else {
      if case .found(let file) = locate(name, names.find(name)) {
        _ = body(.external(absolute(file.bytes)))
      }
      return
    }
    let path = request.path ?? value(wellKnown.path) ?? .empty
    forEachFile(called: name, inPath: path) { file, status in
      !isExecutable(file, status) || body(.external(absolute(file)))
    }
  }

  private func absolute(_ path: Bytes) -> OwnedText {
    guard path.first != UInt8(ascii: "/"), let logical = directory.logical else {
      return OwnedText(path)
    }
    var text = ByteBuffer()
    text.append(logical.bytes)
    if text.bytes.last != UInt8(ascii: "/") { text.append("/") }
    text.append(path.hasPrefix("./") ? path.dropFirst(2) : path)
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

  /// The line of `type -p`; none for what is no file.
  private func appendPath(_ meaning: CommandMeaning) {
    guard case .external(let path) = meaning else { return }
    appendListing(path.bytes)
    output.append("\n")
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
