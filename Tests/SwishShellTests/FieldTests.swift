import SwishSyntax
import Testing

@testable import SwishShell

@Suite struct FieldTests {
  @Test func fieldsStayWhileOthersAreAdded() {
    var arena = FieldArena()
    let first = arena.copy(Bytes("first"))
    for _ in 0..<10_000 { _ = arena.copy(Bytes("another field")) }
    #expect(first.description == "first")
    #expect(first.start[first.count] == 0)
  }

  @Test func releasingGivesTheSameMemoryAgain() {
    var arena = FieldArena()
    let mark = arena.mark
    let first = arena.copy(Bytes("a"))
    arena.release(to: mark)
    let second = arena.copy(Bytes("b"))
    #expect(first.start == second.start)
  }

  @Test func aFieldMayBeLargerThanAChunk() {
    var arena = FieldArena()
    var large = ByteBuffer()
    for _ in 0..<100_000 { large.append(UInt8(ascii: "x")) }
    #expect(arena.copy(large.bytes).count == 100_000)
  }

  @Test func separatorsFollowIFS() {
    var separators = FieldSeparators()
    #expect(separators[32] == .white)
    separators.update(Bytes(": "), isUTF8: false)
    #expect(separators[UInt8(ascii: ":")] == .other)
    #expect(separators[32] == .white)
    #expect(separators[10] == .none)
    #expect(separators.first == ":")
    separators.update(nil, isUTF8: false)
    #expect(separators[10] == .white)
    separators.update(.empty, isUTF8: false)
    #expect(separators.first.isEmpty)
  }

  @Test func aSeparatorMayHaveSeveralBytes() {
    var separators = FieldSeparators()
    separators.update(Bytes("é:"), isUTF8: true)
    #expect(separators.first == "é")
    let text = Bytes("àé:")
    #expect(separators.separator(text, 0).kind == .none)
    #expect(separators.separator(text, 1).kind == .none)
    #expect(separators.separator(text, 2) == (.other, 2))
    #expect(separators.separator(text, 4) == (.other, 1))
    separators.update(Bytes("é"), isUTF8: false)
    #expect(separators.separator(text, 2) == (.other, 1))
  }

  @Test func charactersAreCountedAndStrayBytesAreOneEach() {
    #expect(Bytes("aä€😀").characterCount == 4)
    let stray: [UInt8] = [0xff, 0x61, 0xc3]
    stray.withUnsafeBufferPointer {
      guard let start = $0.baseAddress else { return }
      #expect(Bytes(start: start, count: 3).characterCount == 3)
    }
  }
}
