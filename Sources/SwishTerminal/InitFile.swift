@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

extension ReadlineSession {
  /// readline would wait for an inputrc that is a FIFO, read an endless one to its
  /// end, and one that includes itself to the end of the stack: it gets none then.
  func setInitFile() {
    let named = host.variable(named: "INPUTRC")?.array ?? []
    let path = named.isEmpty ? Array("~/.inputrc".utf8) : named
    var count = 0
    if isSoundInitFile(path, &count) { return }
    let message = path + Array(": not read: no file, too large, or included too often".utf8)
    withExtendedLifetime(OwnedText(message)) { host.complain($0.bytes) }
    setenv("INPUTRC", "/dev/null", 1)
  }

  /// One that is not there readline passes over.
  private func isSoundInitFile(_ path: [UInt8], _ count: inout Int) -> Bool {
    count += 1
    if count > 100 { return false }
    var name = path
    if name.starts(with: Array("~/".utf8)) {
      name = (host.variable(named: "HOME")?.array ?? []) + name.dropFirst()
    }
    guard let file = name.withCString({ try? FileDescriptor.open($0, .readAtOnce) }) else {
      return true
    }
    defer { file.close() }
    let limit = 1 << 20
    guard let status = FileStatus(file), status.isRegular || status.isCharacterDevice else {
      return false
    }
    var text = ByteBuffer()
    var n = -1
    while n != 0 {
      n = (try? file.read(into: text.reserve(16384))) ?? -1
      if n < 0 || text.count > limit { return false }
      text.commit(n)
    }
    for line in text.bytes.array.split(separator: UInt8(ascii: "\n")) {
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard words.count > 1, words[0].elementsEqual("$include".utf8) else { continue }
      if !isSoundInitFile(Array(words[1]), &count) { return false }
    }
    return true
  }
}
