import TestSupport
import Testing

@Suite struct ScreenTests {
  private func screen(_ output: String, columns: Int = 10, rows: Int = 3) -> Screen {
    var screen = Screen(size: .init(columns: columns, rows: rows))
    screen.feed(output.utf8)
    return screen
  }

  @Test func printsAndReturns() {
    let screen = screen("ab\r\ncd")
    #expect(screen.lines == ["ab", "cd", ""])
    #expect(screen.row == 1)
    #expect(screen.column == 2)
  }

  @Test func lastColumnWrapsOnlyWithTheNextCharacter() {
    #expect(screen("0123456789").lines == ["0123456789", "", ""])
    #expect(screen("0123456789").row == 0)
    #expect(screen("0123456789\r").column == 0)
    #expect(screen("0123456789x").lines == ["0123456789", "x", ""])
  }

  @Test func scrollsAndKeepsWhatLeft() {
    let screen = screen("1\r\n2\r\n3\r\n4")
    #expect(screen.lines == ["2", "3", "4"])
    #expect(screen.scrolledOff == ["1"])
    #expect(screen.transcript == ["1", "2", "3", "4"])
    #expect(screen.absoluteRow == 3)
  }

  @Test func insertsAndDeletesCharacters() {
    #expect(screen("abc\r\u{1B}[2@").lines[0] == "  abc")
    #expect(screen("abc\r\u{1B}[2P").lines[0] == "c")
    #expect(screen("abc\r\u{1B}[4hxy\u{1B}[4lz").lines[0] == "xyzbc")
  }

  @Test func erases() {
    #expect(screen("abc\r\u{1B}[C\u{1B}[K").lines[0] == "a")
    #expect(screen("a\r\nb\r\nc\u{1B}[H\u{1B}[J").lines == ["", "", ""])
  }

  @Test func movesTheCursor() {
    let screen = screen("\u{1B}[2;4Hx\u{1B}[A\u{1B}[2Dy\tz")
    #expect(screen.lines == ["  y     z", "   x", ""])
  }

  @Test func keepsColoursWithTheCells() {
    let screen = screen("a\u{1B}[1;31mb\u{1B}[4mc\u{1B}[0m d\u{1B}[32m日\u{1B}[m")
    #expect(screen.styledLine(0) == "a<1;31>b<1;31;4>c<> d<32>日")
  }

  @Test func swallowsTitlesAndModes() {
    let screen = screen("\u{1B}]0;title\u{7}a\u{1B}[1;31mb\u{1B}[?2026h\u{1B}(Bc\u{1B}[?2004h")
    #expect(screen.lines[0] == "abc")
    #expect(screen.bracketedPaste)
    #expect(screen.unknownSequences == [])
  }

  @Test func countsWideAndCombiningCharacters() {
    #expect(screen("日x").column == 3)
    #expect(screen("e\u{301}x").column == 2)
    #expect(screen("012345678日").lines == ["012345678", "日", ""])
  }

  @Test func sequencesMayBeCutAnywhere() {
    var screen = Screen(size: .init(columns: 10, rows: 2))
    for byte in "a\u{1B}[2Cé\u{1B}[D!".utf8 { screen.feed([byte]) }
    #expect(screen.lines[0] == "a  !")
  }

  @Test func resizeKeepsTheCursorInView() {
    var screen = screen("1\r\n2\r\n3")
    screen.resize(to: .init(columns: 5, rows: 2))
    #expect(screen.lines == ["2", "3"])
    #expect(screen.row == 1)
    #expect(screen.scrolledOff == ["1"])
  }
}
