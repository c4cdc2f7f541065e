import SwishSyntax
import Testing

@Suite struct BytesTests {
  @Test func firstIndexOfEveryByteAtEveryOffset() {
    for length in 0..<40 {
      for at in 0..<length {
        for byte in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] as [UInt8] {
          // Neighbours that a carry or borrow could mistake for the byte.
          var text = [UInt8](repeating: byte ^ 1, count: length)
          if at + 1 < length { text[at + 1] = byte ^ 0x80 }
          if at > 0 { text[at - 1] = byte &- 1 }
          text[at] = byte
          var buffer = ByteBuffer()
          for byte in text { buffer.append(byte) }
          for from in [0, at / 2, at] {
            #expect(
              buffer.bytes.firstIndex(of: byte, from: from) == text[from...].firstIndex(of: byte))
          }
          #expect(
            buffer.bytes.firstIndex(of: byte, from: at + 1)
              == text[(at + 1)...].firstIndex(of: byte))
        }
      }
    }
  }

  @Test func bytesAreEqualWhereEveryOneIs() {
    for length in 0..<30 {
      let text = [UInt8](0..<UInt8(length))
      #expect(areEqual(text, text))
      for at in 0..<length {
        var other = text
        other[at] ^= 0x80
        #expect(!areEqual(text, other))
      }
      #expect(!areEqual(text, text + [0]))
    }
  }

  private func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var first = ByteBuffer()
    var second = ByteBuffer()
    for byte in a { first.append(byte) }
    for byte in b { second.append(byte) }
    return first.bytes == second.bytes
  }
}
