import SwishSystem
import TestSupport
import Testing

@testable import SwishTerminal

/// The whole way from keys to cells, with a fixed seed.
extension Dialogues {
  @Suite(.swishOnly("the peers draw lines otherwise"))
  struct RandomTyping {
    /// What the line must be by now.
    private struct Model {
      var characters: [[UInt8]] = []
      var point = 0
      var size: (columns: Int, rows: Int)
      let prompt: String
      let right: String

      /// The line of the text that has the cursor.
      var line: Range<Int> {
        let start = characters[..<point].lastIndex(of: [0x0A]).map { $0 + 1 } ?? 0
        return start..<(characters[point...].firstIndex(of: [0x0A]) ?? characters.count)
      }

      /// The screen, from the prompt's first row on, is what a display shows
      /// that starts afresh. Of a line longer than the screen any part will do
      /// that has the cursor.
      func isShown(on screen: Screen) -> Bool {
        let line = Array(characters.joined())
        let offset = characters[..<point].joined().count
        for top in 0...(line.count + 8) {
          var fresh = DisplayStage(columns: size.columns, rows: size.rows)
          fresh.display.shown.begin(columns: size.columns, top: top, height: 1)
          fresh.draw(line, prompt: prompt, continuation: "> ", right: right, at: offset)
          let first = screen.row - fresh.screen.row
          if first >= 0, screen.column == fresh.screen.column,
            Array(screen.lines[first...]) == Array(fresh.screen.lines.dropLast(first)),
            fresh.screen.lines.suffix(first).allSatisfy(\.isEmpty)
          {
            return true
          }
          if fresh.display.shown.top < top { return false }
        }
        return false
      }
    }

    @Test(arguments: 0..<16) func screenEqualsAFullRedrawAfterEveryStep(seed: Int) throws {
      Characters.assumeUTF8()
      var random = Random(seed: UInt64(seed))
      var model = Model(
        size: (random.next(50) + 6, random.next(10) + 3),
        prompt: ["$ ", "above\nbelow> ", "日本 "][random.next(3)], right: ["", "<r>"][random.next(2)])
      // Nothing is there to be suggested. xterm does not fold lines anew.
      let folds = seed % 2 == 1
      let terminal = try PtyTerminal(
        columns: model.size.columns, rows: model.size.rows,
        environment: [
          "PATH": "/nonexistent", "PS1": model.prompt, "RPS1": model.right,
          folds ? "FOLDS" : "XTERM_VERSION": "1",
        ], folds: folds, awaitsPrompt: false)
      for step in 0..<40 {
        try terminal.expect("step \(step) of seed \(seed)") { model.isShown(on: $0) }
        take(step: random.next(14), &model, &random, terminal)
      }
    }

    private func take(
      step: Int, _ model: inout Model, _ random: inout Random, _ terminal: PtyTerminal
    ) {
      switch step {
      case 0..<4:
        var character = random.character(amongAll: false)
        if character == [0x0A] { character = [[1, 2, 5, 6, 7][random.next(5)]] }
        if character[0] < 0x20 { terminal.control("V") }
        terminal.type(String(decoding: character, as: UTF8.self))
        model.characters.insert(character, at: model.point)
        model.point += 1
      case 4, 5:
        let pasted = (0..<random.next(30)).map { _ in random.character(amongAll: false) }
        terminal.type(.pasteBegin)
        terminal.type(String(decoding: pasted.joined(), as: UTF8.self))
        terminal.type(.pasteEnd)
        model.characters.insert(contentsOf: pasted, at: model.point)
        model.point += pasted.count
      case 6:
        model.size = (random.next(50) + 6, random.next(10) + 3)
        terminal.resize(columns: model.size.columns, rows: model.size.rows)
      case 7:
        terminal.control("A")
        model.point = model.point == model.line.lowerBound ? 0 : model.line.lowerBound
      case 8:
        terminal.control("E")
        let end = model.line.upperBound
        model.point = model.point == end ? model.characters.count : end
      case 9 where model.point < model.characters.count:
        terminal.control("D")
        model.characters.remove(at: model.point)
      case 10 where model.point > 0:
        terminal.type(.backspace)
        model.point -= 1
        model.characters.remove(at: model.point)
      case 11:
        terminal.control("K")
        let isAtEnd = model.point == model.line.upperBound
        let end = isAtEnd ? model.line.upperBound + 1 : model.line.upperBound
        model.characters.removeSubrange(model.point..<min(end, model.characters.count))
      case 12 where model.point < model.characters.count:
        terminal.type(.right)
        model.point += 1
      default:
        for _ in 0..<random.next(8) where model.point > 0 {
          terminal.type(.left)
          model.point -= 1
        }
      }
    }
  }
}
