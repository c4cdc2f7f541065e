@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

// The list as `fc` and `history` see it.
extension History: CommandHistory {
  func time(_ number: Int) -> Int { HistoryRecord.time(timeLine(number)) }

  private func timeLine(_ number: Int) -> Bytes {
    loadAll()
    guard let entry = history_get(Int32(truncatingIfNeeded: number)) else { return .empty }
    return entry.pointee.timestamp.map { Bytes(cString: $0) } ?? .empty
  }

  var current: Int? {
    loadAll()
    return currentNumber
  }

  func withdrawCurrent() {
    guard let number = current else { return }
    currentNumber = nil
    removeFromList(number)
    if let place, let file = file() { file.withdraw(place) }
    place = nil
  }

  func remove(_ range: ClosedRange<Int>) {
    var removed = Set<[UInt8]>()
    for number in range.clamped(to: ClosedRange(numbers)).reversed() {
      removed.insert(Self.identity(timeLine(number), text(number)))
      removeFromList(number)
      if let current = currentNumber {
        currentNumber = number == current ? nil : number < current ? current - 1 : current
      }
    }
    flush()
    // The current command's record is going to lie somewhere else.
    place = nil
    tell { () throws(HistoryError) in
      try file()?.rewrite { old, new in
        var parser = HistoryParser(old)
        while true {
          let start = parser.position
          guard let entry = parser.next() else { return true }
          if removed.contains(Self.identity(entry.timeLine, entry.text)) { continue }
          new.append(old[start..<parser.position])
        }
      }
    }
  }

  /// The same for an entry in the list and in the file: time and text.
  private static func identity(_ timeLine: Bytes, _ text: Bytes) -> [UInt8] {
    var key = ByteBuffer(capacity: text.count + 24)
    key.append(decimal: HistoryRecord.time(timeLine))
    key.append(" ")
    key.append(text)
    return Array(key.bytes.raw)
  }

  func clear() {
    isLoaded = true
    currentNumber = nil
    forgetOthers()
    clear_history()
  }

  func transfer(_ transfer: HistoryTransfer, file name: UnsafePointer<CChar>?) throws(Errno) {
    loadAll()
    do throws(HistoryError) {
      switch transfer {
      case .append where name == nil: flush()
      case .append: try write(to: name, appending: true)
      case .write: try write(to: name, appending: false)
      case .readNew where name == nil: takeOthers()
      case .read, .readNew: try read(name)
      }
    } catch {
      switch error {
      case .system(let errno): throw errno
      case .notRegular: throw .invalid
      case .locked, .silent: throw .again
      }
    }
  }

  private func file(_ name: UnsafePointer<CChar>?) -> HistoryFile? {
    name.map { file(Bytes(cString: $0)) } ?? file()
  }

  private func read(_ name: UnsafePointer<CChar>?) throws(HistoryError) {
    guard let file = file(name) else { return }
    var text = ByteBuffer()
    guard try file.read(from: 0, into: &text) else { return }
    addEntries(of: text.bytes)
    limitList()
    using_history()
  }

  /// Writes the list, or appends this session's part of it, to a file.
  private func write(
    to name: UnsafePointer<CChar>?, appending: Bool
  ) throws(HistoryError) {
    guard let file = file(name) else { return }
    var text = ByteBuffer()
    for number in numbers {
      let line = timeLine(number)
      if appending && HistoryRecord.session(line) != session { continue }
      if HistoryRecord.length(line) != nil {
        text.append(line)
        text.append("\n")
        text.append(self.text(number))
        text.append("\n")
      } else {
        HistoryRecord.append(
          self.text(number), time: HistoryRecord.time(line), session: 0, directory: .empty,
          to: &text)
      }
    }
    if appending {
      _ = try file.append(text.bytes, lastLength: 0)
      return
    }
    place = nil
    try file.rewrite { _, new in
      new.append(text.bytes)
      return true
    }
    if name == nil { unwritten.removeAll() }
  }
}
