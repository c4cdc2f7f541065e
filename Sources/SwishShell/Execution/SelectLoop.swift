// select: a menu, as in bash, ksh and zsh. Not in POSIX.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Asks for one of the fields from `base` on by its number and runs the body
  /// with it, until the body ends the loop or input ends.
  func repeatSelect(_ loop: ForLoop, base: Int, count: Int) -> Flow {
    if count == 0 { return finishLoop(0) }
    control.loopDepth += 1
    defer { control.loopDepth -= 1 }
    let reply = names.intern("REPLY")
    var showsMenu = true
    while true {
      if showsMenu { writeMenu(base: base, count: count) }
      let prompt = value(names.intern("PS3")) ?? Bytes("#? ")
      writeToStandardError(prompt)
      var flow: Flow
      do throws(ShellError) {
        flow = try runRead(arguments(["read"]))
        if flow != .next { return flow }
        if status != 0 {
          output.append("\n")
          flushOutput()
          return finishLoop(1)
        }
        let answer = value(reply) ?? .empty
        showsMenu = answer.isEmpty
        if showsMenu { continue }
        let number = answer.trimmed.decimal ?? 0
        let isThere = number > 0 && number <= count
        try assign(loop.slot, isThere ? expansion.fields[base + number - 1] : .empty)
      } catch { return consequence(of: error, in: .compound) }
      if options.contains(.debugTrap) { flow = runDebugTrap(before: loop.node) }
      if flow == .next { flow = execute(loop.body) }
      if flow == .next { flow = atSafePoint() }
      if flow == .next { continue }
      if let end = endOfLoop(after: flow) { return end }
    }
  }

  /// The numbered words, down the columns of the window.
  private func writeMenu(base: Int, count: Int) {
    let digits = String(count).utf8.count
    var widest = 0
    for i in 0..<count { widest = max(widest, width(base + i)) }
    let window = value(names.intern("COLUMNS"))?.decimal ?? 80
    let room = widest + digits + 4
    var rows = count / max(1, min(count, window / room))
    if rows * max(1, min(count, window / room)) < count { rows += 1 }
    // One row would be hard to read.
    if rows == 1 { rows = count }
    var menu = ByteBuffer()
    for row in 0..<rows {
      var column = 0
      for i in stride(from: row, to: count, by: rows) {
        let begin = i / rows * room
        while column < begin {
          if begin / 8 > column / 8 {
            menu.append("\t")
            column += 8 - column % 8
          } else {
            menu.append(" ")
            column += 1
          }
        }
        let places = i < rows ? String(rows).utf8.count : digits
        let number = String(i + 1).utf8.count
        for _ in number..<max(number, places) { menu.append(" ") }
        menu.append(decimal: i + 1)
        menu.append(") ")
        menu.append(expansion.fields[base + i])
        column += max(number, places) + 2 + width(base + i)
      }
      menu.append("\n")
    }
    writeToStandardError(menu.bytes)
  }

  private func width(_ field: Int) -> Int {
    let text = expansion.fields[field]
    return isUTF8 ? text.characterCount : text.count
  }
}

extension Bytes {
  /// Without spaces and tabs around it.
  fileprivate var trimmed: Bytes {
    var text = self
    while let first = text.first, Bytes(" \t").contains(first) { text = text.dropFirst(1) }
    while let last = text.last, Bytes(" \t").contains(last) { text = text.prefix(text.count - 1) }
    return text
  }
}
