// What bash tells a script of its functions: FUNCNAME, BASH_SOURCE, BASH_LINENO,
// and of the command at hand: BASH_COMMAND.
import SwishSyntax

/// A function call or a dot script.
struct CallFrame: BitwiseCopyable {
  /// Of the function; `Slot.none` for a dot script.
  let name: Slot
  /// Where it was called: the line, and the file, nil for -c and a terminal.
  let line: Int
  // SAFETY: whoever pushed the frame keeps the text until it is taken away.
  let file: Bytes?
}

/// The command that a trap may ask for.
struct CommandAtHand {
  let tree: SyntaxTree
  let node: Node
}

extension Shell {
  /// Elements of FUNCNAME, BASH_SOURCE or BASH_LINENO, the innermost call first. The
  /// script itself is the last one, if it is a file.
  func callList(_ variable: ComputedVariable) -> ArrayValue? {
    if variable == .functionNames && control.functionDepth == 0 { return nil }
    let list = ArrayValue(isAssociative: false)
    var file = sourceName?.bytes
    func add(_ name: Bytes, _ line: Int) {
      switch variable {
      case .functionNames: list.set(list.nextIndex, name)
      case .sources: list.set(list.nextIndex, file ?? "environment")
      default: list.set(list.nextIndex, integer: line)
      }
    }
    for index in (0..<calls.count).reversed() {
      let frame = calls[index]
      add(frame.name == .none ? "source" : names[frame.name], frame.line)
      file = frame.file
    }
    if file != nil { add("main", 0) }
    return list
  }

  /// The text of the command at hand, or of the one that a trap is about.
  func appendCommandAtHand(to text: inout ByteBuffer) {
    guard let command = commandAtHand else {
      options.insert(.notesCommand)
      return
    }
    Printer.print(command.node, names: names, into: &text, style: .oneLineWithoutBodies)
  }

  /// Lets commands be noted for a trap that may ask for them.
  func noteCommands(for action: Bytes) {
    let name = Bytes("BASH_COMMAND")
    let isNamed = action.indices.contains { action.dropFirst($0).hasPrefix(name) }
    if isNamed || names.find(name) != nil { options.insert(.notesCommand) }
  }
}

extension Shell {
  /// `caller [n]`: the line and file of the call at hand, or with the function around
  /// it that of the nth one outside. Not in POSIX.
  func runCaller(_ arguments: Arguments) -> Int32 {
    let operands = operands(of: arguments)
    guard operands.isEmpty || operands[0].decimal != nil else {
      report(builtin: "caller", operands[0], ": not a number")
      return 2
    }
    let number = !operands.isEmpty ? operands[0].decimal ?? 0 : 0
    guard number < calls.count else { return 1 }
    let index = calls.count - 1 - number
    output.buffer.append(decimal: calls[index].line)
    output.append(" ")
    if !operands.isEmpty {
      let outer = index > 0 ? calls[index - 1].name : .none
      output.append(index == 0 ? "main" : outer == .none ? "source" : names[outer])
      output.append(" ")
    }
    appendListing(calls[index].file ?? "NULL")
    output.append("\n")
    return 0
  }
}
