@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

/// A key that executes a command (`bind -x`).
struct KeyCommand {
  let keymap: Keymap
  /// As they arrive from the terminal, and as they were written.
  let keys: [UInt8]
  let name: [UInt8]
  let command: OwnedText
}

// `bind`: the keymaps are readline's, and so are most of the lists.
extension ReadlineSession: KeyBindings {
  func bind(
    _ option: UInt8, _ argument: Bytes, keymap: Bytes?, into output: inout ByteBuffer
  ) throws(BindError) {
    start()
    let before = rl_get_keymap()
    defer { rl_set_keymap(before) }
    if let keymap {
      guard let named = keymap.array.withCString({ rl_get_keymap_by_name($0) }) else {
        throw .unknownKeymap
      }
      rl_set_keymap(named)
    }
    switch option {
    case UInt8(ascii: "l"): capture(into: &output) { rl_list_funmap_names() }
    case UInt8(ascii: "p"): capture(into: &output) { rl_function_dumper(1) }
    case UInt8(ascii: "P"): capture(into: &output) { rl_function_dumper(0) }
    case UInt8(ascii: "s"): capture(into: &output) { rl_macro_dumper(1) }
    case UInt8(ascii: "S"): capture(into: &output) { rl_macro_dumper(0) }
    case UInt8(ascii: "v"): capture(into: &output) { rl_variable_dumper(1) }
    case UInt8(ascii: "V"): capture(into: &output) { rl_variable_dumper(0) }
    case UInt8(ascii: "X"): listCommands(into: &output)
    case UInt8(ascii: "q"): try listKeys(of: argument, into: &output)
    case UInt8(ascii: "u"): rl_unbind_function_in_map(try function(argument), rl_get_keymap())
    case UInt8(ascii: "r"): try unbind(argument)
    case UInt8(ascii: "f"):
      let code = argument.array.withCString { rl_read_init_file($0) }
      if code != 0 { throw .system(Errno(code)) }
    case UInt8(ascii: "x"): try bindCommand(argument)
    default: try bindLine(argument)
    }
  }

  /// Appends what readline prints meanwhile.
  private func capture(into output: inout ByteBuffer, _ print: () -> Void) {
    // SAFETY: `open_memstream` writes to both until `fclose`.
    let text = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 1)
    let size = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    text.initialize(to: nil)
    size.initialize(to: 0)
    defer {
      free(text.pointee)
      text.deallocate()
      size.deallocate()
    }
    guard let stream = open_memstream(text, size) else { return }
    let terminal = rl_outstream
    rl_outstream = stream
    print()
    rl_outstream = terminal
    fclose(stream)
    if let start = text.pointee { output.append(Bytes(cString: start)) }
  }

  private func function(_ name: Bytes) throws(BindError) -> ReadlineFunction {
    guard let function = name.array.withCString({ rl_named_function($0) }) else {
      throw .unknownFunction
    }
    return function
  }

  private func listKeys(of name: Bytes, into output: inout ByteBuffer) throws(BindError) {
    guard let keys = rl_invoking_keyseqs(try function(name)) else {
      output.append(name)
      output.append(" is not bound to any keys.\n")
      throw .unbound
    }
    output.append(name)
    output.append(" can be invoked via ")
    var index = 0
    while let sequence = keys[index] {
      output.append(index == 0 ? "\"" : ", \"")
      output.append(Bytes(cString: sequence))
      output.append("\"")
      free(sequence)
      index += 1
    }
    free(keys)
    output.append(".\n")
  }

  private func listCommands(into output: inout ByteBuffer) {
    for entry in keyCommands where entry.keymap == rl_get_keymap() {
      output.append("\"")
      entry.name.withBytes { output.append($0) }
      output.append("\": \"")
      output.append(entry.command.bytes)
      output.append("\"\n")
    }
  }

  /// The bytes that a key sequence stands for.
  private func translate(_ name: [UInt8]) throws(BindError) -> [UInt8] {
    var keys = [CChar](repeating: 0, count: name.count * 2 + 2)
    var length: Int32 = 0
    let failed = name.withCString { rl_translate_keyseq($0, &keys, &length) != 0 }
    if failed || length <= 0 { throw .invalidKeys }
    return keys.prefix(Int(length)).map { UInt8(bitPattern: $0) }
  }

  private func unbind(_ name: Bytes) throws(BindError) {
    let keys = try translate(name.array)
    keyCommands.removeAll { $0.keymap == rl_get_keymap() && $0.keys == keys }
    _ = name.array.withCString { rl_bind_keyseq_in_map($0, nil, rl_get_keymap()) }
  }

  private func bindLine(_ line: Bytes) throws(BindError) {
    // readline would take the key's function away.
    if let colon = line.lastIndex(of: UInt8(ascii: ":")) {
      let name = skippingBlanks(line.dropFirst(colon + 1))
      let isName = name.indices.allSatisfy { name[$0].isNameByte || name[$0] == UInt8(ascii: "-") }
      if !name.isEmpty && isName { _ = try function(name) }
    }
    guard let copy = duplicate(line) else { return }
    defer { free(copy) }
    if rl_parse_and_bind(copy) != 0 { throw .invalidKeys }
  }

  /// `"KEYS":command`
  private func bindCommand(_ text: Bytes) throws(BindError) {
    guard text.first == UInt8(ascii: "\""), let keymap = rl_get_keymap() else {
      throw .invalidKeys
    }
    var end = 1
    while end < text.count, text[end] != UInt8(ascii: "\"") {
      end += text[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < text.count else { throw .invalidKeys }
    let name = text[1..<end].array
    var command = skippingBlanks(text.dropFirst(end + 1))
    guard command.first == UInt8(ascii: ":") else { throw .invalidKeys }
    command = skippingBlanks(command.dropFirst())
    if command.count > 1, command.first == UInt8(ascii: "\""), command.last == UInt8(ascii: "\"") {
      command = command[1..<(command.count - 1)]
    }
    let keys = try translate(name)
    let failed = name.withCString { rl_bind_keyseq_in_map($0, runKeyCommand, keymap) != 0 }
    if failed { throw .invalidKeys }
    keyCommands.removeAll { $0.keymap == keymap && $0.keys == keys }
    keyCommands.append(
      KeyCommand(keymap: keymap, keys: keys, name: name, command: OwnedText(command)))
  }

  private func skippingBlanks(_ text: Bytes) -> Bytes {
    text.dropFirst(text.indices.first { text[$0] != 32 && text[$0] != 9 } ?? text.count)
  }

  /// Executes the command of the keys that were typed; the line steps aside.
  /// `count`: the numeric argument.
  fileprivate func executeKeyCommand(_ count: Int32) {
    guard let typed = rl_executing_keyseq else { return }
    let keys = UnsafeBufferPointer(start: typed, count: Int(rl_key_sequence_length))
      .map { UInt8(bitPattern: $0) }
    let keymap = rl_get_keymap()
    // A number before them is among the keys.
    let found = keyCommands.filter {
      rl_explicit_arg != 0 ? keys.suffix($0.keys.count).elementsEqual($0.keys) : $0.keys == keys
    }
    guard let entry = found.first(where: { $0.keymap == keymap }) ?? found.first else { return }
    var line = KeyCommandLine()
    let before = Bytes(cString: UnsafePointer(rl_line_buffer))
    line.text.append(before)
    line.point = characters(in: lineToCursor)
    line.mark = characters(in: before.prefix(Int(rl_mark)))
    line.argument = rl_explicit_arg != 0 ? Int(count) : nil
    stepAside { if !host.executeKeyCommand(entry.command.bytes, line: &line) { endsShell = true } }
    let point = offset(ofCharacter: line.point, in: line.text.bytes)
    let mark = offset(ofCharacter: line.mark, in: line.text.bytes)
    if line.text.bytes != Bytes(cString: UnsafePointer(rl_line_buffer)) {
      rl_point = rl_end
      replace(from: 0, with: &line.text)
    }
    rl_point = Int32(min(point, Int(rl_end)))
    rl_mark = Int32(min(mark, Int(rl_end)))
  }

  /// Does something that may use the terminal.
  private func stepAside(_ body: () -> Void) {
    closeMenu()
    eraseLine()
    rl_deprep_terminal()
    body()
    rl_prep_terminal(1)
    beginDrawing()
    needsDrawing = true
  }

  /// Lets a person change the line in an editor, and enters it then.
  fileprivate func editAndEnter() {
    var text = ByteBuffer()
    text.append(Bytes(cString: UnsafePointer(rl_line_buffer)))
    text.append("\n")
    var isEdited = false
    stepAside { isEdited = host.editText(&text) }
    guard isEdited else { return }
    while text.bytes.last == UInt8(ascii: "\n") { text.truncate(to: text.count - 1) }
    rl_point = rl_end
    replace(from: 0, with: &text)
    rl_newline(1, 10)
  }

  /// Replaces the line by what its expansions result in.
  fileprivate func expandLine() {
    var text = ByteBuffer()
    text.append(Bytes(cString: UnsafePointer(rl_line_buffer)))
    stepAside { host.expand(&text) }
    rl_point = rl_end
    replace(from: 0, with: &text)
  }

  /// Replaces the references to the history in the line, if there are any.
  fileprivate func expandReferences() {
    var text = ByteBuffer()
    let line = Bytes(cString: UnsafePointer(rl_line_buffer))
    guard line.contains(UInt8(ascii: "!")), host.options.contains(.histexpand),
      history.expand(line, into: &text), text.bytes != line
    else { return }
    rl_point = rl_end
    replace(from: 0, with: &text)
  }

  func characters(in text: Bytes) -> Int {
    display.isUTF8 ? text.indices.count { text[$0] & 0xC0 != 0x80 } : text.count
  }

  func offset(ofCharacter number: Int, in text: Bytes) -> Int {
    var left = max(number, 0)
    for index in text.indices where !display.isUTF8 || text[index] & 0xC0 != 0x80 {
      if left == 0 { return index }
      left -= 1
    }
    return text.count
  }
}

private let runKeyCommand: ReadlineFunction = { count, _ in
  ReadlineSession.current?.executeKeyCommand(count)
  return 0
}

let expandLine: ReadlineFunction = { _, _ in
  ReadlineSession.current?.expandLine()
  return 0
}

let expandHistory: ReadlineFunction = { _, _ in
  ReadlineSession.current?.expandReferences()
  return 0
}

let magicSpace: ReadlineFunction = { count, _ in
  ReadlineSession.current?.expandReferences()
  return rl_insert(count, 32)
}

let editAndEnterLine: ReadlineFunction = { _, _ in
  ReadlineSession.current?.editAndEnter()
  return 0
}
