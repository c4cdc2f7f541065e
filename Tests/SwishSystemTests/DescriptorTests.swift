import SwishSystem
import Testing

@Suite struct DescriptorTests {
  @Test func pipesLieAboveTheNumbersScriptsUse() throws {
    let pipe = try FileDescriptor.pipe()
    defer {
      pipe.read.close()
      pipe.write.close()
    }
    #expect(pipe.read.number >= 10)
    #expect(pipe.write.number >= 10)
  }

  @Test func whatIsWrittenToAPipeIsRead() throws {
    let pipe = try FileDescriptor.pipe()
    defer { pipe.read.close() }
    try [UInt8]("abc".utf8).withUnsafeBytes { bytes in
      try pipe.write.writeAll(bytes)
    }
    pipe.write.close()
    #expect(try contents(of: pipe.read) == "abc")
  }

  @Test func aMemoryFileIsReadFromItsStart() throws {
    let file = try FileDescriptor.memoryFile()
    defer { file.close() }
    try [UInt8]("text".utf8).withUnsafeBytes { bytes in try file.writeAll(bytes) }
    try file.seek(to: 0)
    #expect(try contents(of: file) == "text")
  }

  @Test func openingWhatIsNotThereSaysSo() {
    #expect(throws: Errno.noEntry) { try FileDescriptor.open("/nonexistent/x", .read) }
  }

  @Test func waitingForInputTimesOut() throws {
    let pipe = try FileDescriptor.pipe()
    defer {
      pipe.read.close()
      pipe.write.close()
    }
    let result = FileDescriptor.waitForInput(
      pipe.read, milliseconds: 1, unless: SignalSet())
    #expect(result == .timedOut)
  }

  private func contents(of file: FileDescriptor) throws -> String {
    var result: [UInt8] = []
    while true {
      var room = [UInt8](repeating: 0, count: 16)
      let n = try room.withUnsafeMutableBytes { room in try file.read(into: room) }
      if n == 0 { return String(decoding: result, as: UTF8.self) }
      result += room[0..<n]
    }
  }
}
