@preconcurrency import CReadline
import SwishSyntax
import SwishSystem

/// A command of several lines is one text in the editor: Enter begins another
/// line as long as the command is unfinished, and Up and Down move inside.
extension ReadlineSession {
  /// Enter.
  fileprivate func enter(_ count: Int32, _ key: Int32) -> Int32 {
    guard isFirstOfCommand, wantsMore else { return rl_newline(count, key) }
    // In the last line it does not matter where the cursor is, as ever.
    let isInLastLine = !Bytes(cString: UnsafePointer(rl_line_buffer)).dropFirst(Int(rl_point))
      .contains(UInt8(ascii: "\n"))
    if isInLastLine || isInViCommandMode { rl_point = rl_end }
    if isInViCommandMode { rl_vi_insertion_mode(1, key) }
    rl_insert_text("\n")
    return 0
  }

  /// The shell would ask for another line (PS2).
  private var wantsMore: Bool {
    let line = Bytes(cString: UnsafePointer(rl_line_buffer))
    if line.isEmpty { return false }
    let source = LineProbe(line)
    let parser = Parser(names: NameTable(), source: source, aliases: host)
    parser.stackLimit = StackReserve.address - 512 * 1024
    while !source.wantsMore {
      guard let result = try? parser.parseCommand(into: SyntaxTree()) else { break }
      if case .endOfInput = result { break }
    }
    return source.wantsMore
  }

  /// Control-D in an empty line at the end of an unfinished command.
  fileprivate func endBlock(_ count: Int32, _ key: Int32) -> Int32? {
    let newline = CChar(UInt8(ascii: "\n"))
    guard key == 4, isFirstOfCommand, rl_end > 0, rl_point == rl_end,
      rl_line_buffer[Int(rl_end) - 1] == newline
    else { return nil }
    endsCommand = true
    return rl_newline(count, key)
  }

  /// Where the line of the text that holds an offset begins and ends.
  private func lineBounds(at point: Int) -> Range<Int> {
    let text = wholeLine
    let newline = UInt8(ascii: "\n")
    let start = text.prefix(point).lastIndex(of: newline).map { $0 + 1 } ?? 0
    return start..<(text.firstIndex(of: newline, from: point) ?? text.count)
  }

  /// Moves by lines of the text; false if there are no more.
  fileprivate func move(by lines: Int32) -> Bool {
    let text = wholeLine
    let here = lineBounds(at: Int(rl_point))
    if lines < 0 ? here.lowerBound == 0 : here.upperBound == text.count { return false }
    let target = lineBounds(at: lines < 0 ? here.lowerBound - 1 : here.upperBound + 1)
    let column = characters(in: text[here.lowerBound..<Int(rl_point)])
    rl_point = Int32(target.lowerBound + offset(ofCharacter: column, in: text[target]))
    return true
  }

  /// Home, End: first in the line at the cursor, then in the whole text; false
  /// if it is there already. In vi's command mode, they are motions.
  fileprivate func moveToStart() -> Bool {
    let start = Int32(lineBounds(at: Int(rl_point)).lowerBound)
    if isInViCommandMode || rl_point == start { return false }
    rl_point = start
    return true
  }

  func moveToEnd() -> Bool {
    let end = Int32(lineBounds(at: Int(rl_point)).upperBound)
    if isInViCommandMode || rl_point == end { return false }
    rl_point = end
    return true
  }

  /// Kills to the end of the line at the cursor, or there its newline; false in
  /// the last line.
  fileprivate func killInBlock() -> Bool {
    let end = Int32(lineBounds(at: Int(rl_point)).upperBound)
    if isInViCommandMode || end == rl_end { return false }
    rl_kill_text(rl_point, max(end, rl_point + 1))
    return true
  }
}

/// Hands over a text, and learns whether a command in it goes on behind it.
private final class LineProbe: InputSource {
  private var text: Bytes
  private(set) var wantsMore = false

  init(_ text: Bytes) { self.text = text }

  func read(into buffer: inout ByteBuffer, continuing: Bool) -> Bool {
    if text.isEmpty {
      wantsMore = continuing
      return false
    }
    buffer.append(text)
    buffer.append("\n")
    text = .empty
    return true
  }
}

let enterLine: ReadlineFunction = { count, key in
  ReadlineSession.current?.enter(count, key) ?? rl_newline(count, key)
}

let deleteOrEnd: ReadlineFunction = { count, key in
  ReadlineSession.current?.endBlock(count, key) ?? rl_delete(count, key)
}

let goToStart: ReadlineFunction = { count, key in
  ReadlineSession.current?.moveToStart() == true ? 0 : rl_beg_of_line(count, key)
}

let killToEnd: ReadlineFunction = { count, key in
  count > 0 && ReadlineSession.current?.killInBlock() == true ? 0 : rl_kill_line(count, key)
}

let moveUp: ReadlineFunction = { count, key in move(by: -count, key) }
let moveDown: ReadlineFunction = { count, key in move(by: count, key) }

/// Through the lines of the command, and from the first or last through the
/// history. Who is on the way there passes over lines.
private func move(by lines: Int32, _ key: Int32) -> Int32 {
  guard let session = ReadlineSession.current else { return 0 }
  let isWalking =
    session.recalls && (rl_last_func.map { isSame($0, moveUp) || isSame($0, moveDown) } ?? false)
  session.recalls = false
  for step in 0..<abs(lines) where isWalking || !session.move(by: lines.signum()) {
    session.recalls = true
    let rest = abs(lines) - step
    return lines < 0 ? recallPrevious(rest, key) : recallNext(rest, key)
  }
  return 0
}
