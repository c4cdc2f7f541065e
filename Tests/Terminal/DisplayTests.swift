import SwishSyntax
import SwishSystem
import TestSupport
import Testing

@testable import SwishTerminal

/// Frames and what is written for them, without a terminal.
@Suite struct DisplayTests {
  init() { Characters.assumeUTF8() }

  @Test func appendedCharacterIsWrittenAlone() {
    var stage = DisplayStage(columns: 20, rows: 4)
    stage.draw("echo")
    #expect(stage.draw("echo ") == " ")
    #expect(stage.draw("echo a") == "a")
    #expect(stage.draw("echo a") == "")
  }

  @Test func movedCursorWritesNoText() {
    var stage = DisplayStage(columns: 20, rows: 4)
    stage.draw("echo abc")
    #expect(stage.draw("echo abc", at: 7) == "\u{8}")
    #expect(stage.draw("echo abc", at: 0) == "\u{1B}[3G")
    #expect(stage.draw("echo abc", at: 2) == "\u{1B}[2C")
  }

  @Test func onlyTheChangedPartIsWritten() {
    var stage = DisplayStage(columns: 40, rows: 4)
    stage.draw("echo one two three", at: 5)
    #expect(stage.draw("Echo one two three", at: 1) == "\u{1B}[3GE")
    #expect(stage.draw("Echo one", at: 8) == "\u{1B}[7C\u{1B}[K")
  }

  @Test func lineIsWrittenThroughTheMargin() {
    var stage = DisplayStage(columns: 10, rows: 4)
    #expect(stage.draw("0123456789ab") == "\u{1B}[J$ 0123456789ab")
    #expect(stage.screen.lines == ["$ 01234567", "89ab", "", ""])
  }

  @Test func fullRowPutsTheCursorInTheNext() {
    var stage = DisplayStage(columns: 10, rows: 4)
    stage.draw("0123456")
    #expect(stage.draw("01234567") == "7 \r")
    #expect(stage.screen.row == 1)
    #expect(stage.screen.column == 0)
    stage.draw("012345678")
    #expect(stage.screen.lines == ["$ 01234567", "8", "", ""])
  }

  @Test func controlsTabsAndStrayBytesAreShown() {
    var stage = DisplayStage(columns: 60, rows: 4)
    stage.draw([0x61, 0x01, 0x1B, 0x7F, 0x09, 0x62, 0xFF, 0xC2, 0x9B, 0xE2, 0x80, 0xAE])
    #expect(stage.screen.lines[0] == "$ a^A^[^?       b\\377\\302\\233\\342\\200\\256")
    #expect(stage.screen.unknownSequences == [])
  }

  @Test func wideCharacterIsNotSplitAtTheMargin() {
    var stage = DisplayStage(columns: 7, rows: 4)
    stage.draw("日本語e\u{301}x")
    #expect(stage.screen.lines == ["$ 日本", "語e\u{301}x", "", ""])
    stage.draw("日本語e\u{301}x", at: 6)
    #expect((stage.screen.row, stage.screen.column) == (1, 0))
  }

  @Test func lineLongerThanTheScreenShowsTheCursorsPart() {
    var stage = DisplayStage(columns: 10, rows: 3)
    let text = (0..<8).map { "row\($0)......" }.joined().prefix(77)
    stage.draw(String(text))
    #expect(stage.screen.lines == ["..row5....", "..row6....", "..row7..."])
    stage.draw(String(text), at: 0)
    #expect(stage.screen.lines == ["$ row0....", "..row1....", "..row2...."])
    #expect((stage.screen.row, stage.screen.column) == (0, 2))
  }

  @Test func colourOfThePromptSurvivesAWindowThatMoves() {
    var stage = DisplayStage(columns: 10, rows: 2)
    let text = "0123456789012345678901234"
    stage.draw(text, prompt: "\u{1B}[31m$\u{1B}[0m ")
    let written = stage.draw(text, prompt: "\u{1B}[31m$\u{1B}[0m ", at: 0)
    #expect(written.contains("\u{1B}[0m\u{1B}[31m$\u{1B}[0m "))
  }

  /// Types, moves, deletes, pastes and resizes; after each step the screen must
  /// be what a display that starts afresh shows.
  @Test(arguments: 0..<60) func randomStepsEqualAFullRedraw(seed: Int) {
    var random = Random(seed: UInt64(seed))
    var size = (columns: random.next(37) + 4, rows: random.next(8) + 2)
    let before = random.next(10)
    var stage = DisplayStage(
      columns: size.columns, rows: size.rows, after: before, folds: seed % 2 == 1)
    let continuation = ["", "> "][random.next(2)]
    let prompt = [
      "$ ", "above\nbelow> ", "\u{1B}[1;32m\u{1}\u{1B}]0;t\u{7}\u{2}name\u{1B}[0m: ", "",
    ]
    let chosen = prompt[random.next(prompt.count)]
    var characters: [[UInt8]] = []
    var point = 0
    // Of a line longer than the screen, rows leave it at the top.
    var isLong = false
    for step in 0..<60 {
      switch random.next(12) {
      case 0..<5:
        characters.insert(random.character(amongAll: true), at: point)
        point += 1
      case 5: point = random.next(characters.count + 1)
      case 6: point = [0, characters.count][random.next(2)]
      case 7 where point > 0:
        point -= 1
        characters.remove(at: point)
      case 8:
        let end = point + random.next(characters.count - point + 1)
        characters.removeSubrange(point..<end)
      case 9:
        let pasted = (0..<random.next(40)).map { _ in random.character(amongAll: true) }
        characters.insert(contentsOf: pasted, at: point)
        point += pasted.count
      case 10:
        size = (random.next(37) + 4, random.next(8) + 2)
        let gone = stage.screen.scrolledOff.count
        stage.resize(columns: size.columns, rows: size.rows)
        if stage.screen.scrolledOff.count > gone { isLong = true }
      default: point = max(0, point - 1)
      }
      let line = Array(characters.joined())
      let offset = characters[..<point].joined().count
      let styles = line.map { Style($0 % 3) }
      stage.draw(
        line, prompt: chosen, continuation: continuation, at: offset, styles: styles)
      var fresh = DisplayStage(columns: size.columns, rows: size.rows)
      fresh.display.shown.begin(columns: size.columns, top: stage.display.shown.top, height: 1)
      fresh.draw(
        line, prompt: chosen, continuation: continuation, at: offset, styles: styles)
      #expect(stage.picture == fresh.picture, "seed \(seed), step \(step)")
      // Nothing above is lost, and no row of the line stays there.
      if stage.display.shown.top > 0 { isLong = true }
      let above = stage.above
      #expect(
        above.prefix(before).allSatisfy { $0 == "-" } && (isLong || above.count == before),
        "seed \(seed), step \(step): \(above)")
      if stage.picture != fresh.picture || above.count != before && !isLong { return }
    }
  }
}
