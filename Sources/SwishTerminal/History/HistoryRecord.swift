import SwishSyntax

/// An entry of the history file, which is bash's file with longer time lines:
///
///     #TIME STATUS DURATION LENGTH SESSION DIRECTORY
///     the command, LENGTH bytes, which may have newlines
///
/// TIME is in seconds since the Epoch. STATUS (3 columns) and DURATION (9, in
/// milliseconds) are `-` until the command has ended, and are then written in
/// place. SESSION tells whose entry it is. In DIRECTORY a newline is `\n` and a
/// backslash `\\`. A reader of bash's files takes the number behind `#` for the
/// time, and all up to the next such line for the command.
struct HistoryRecord {
  /// Without its newline; bash's have only the time, and may be missing.
  var timeLine: Bytes = .empty
  var text: Bytes

  /// Its first byte.
  var start: UnsafePointer<UInt8> { timeLine.isEmpty ? text.start : timeLine.start }

  /// STATUS and DURATION of a command that has not ended.
  static var noResult: Bytes { "  -         -" }

  /// Appends the record of a command that has not ended. Returns the length of
  /// its time line.
  @discardableResult
  static func append(
    _ text: Bytes, time: Int, session: UInt32, directory: Bytes, to file: inout ByteBuffer
  ) -> Int {
    let start = file.count
    file.append("#")
    file.append(decimal: time)
    file.append(" ")
    file.append(noResult)
    file.append(" ")
    file.append(decimal: text.count)
    file.append(" ")
    file.append(decimal: Int(session))
    file.append(" ")
    appendEscaped(directory, to: &file)
    let length = file.count - start
    file.append("\n")
    file.append(text)
    file.append("\n")
    return length
  }

  static func appendEscaped(_ directory: Bytes, to line: inout ByteBuffer) {
    for i in directory.indices {
      switch directory[i] {
      case UInt8(ascii: "\n"): line.append("\\n")
      case UInt8(ascii: "\\"): line.append("\\\\")
      case let byte: line.append(byte)
      }
    }
  }

  /// STATUS and DURATION as they replace `noResult`.
  static func appendResult(status: Int32, milliseconds: Int, to field: inout ByteBuffer) {
    field.append(decimal: Int(status & 0xff), width: 3)
    field.append(" ")
    field.append(decimal: min(max(milliseconds, 0), 999_999_999), width: 9)
  }

  // MARK: Fields of a time line

  static func time(_ line: Bytes) -> Int { Fields(line)?.number() ?? 0 }

  /// Where STATUS begins.
  static func resultOffset(_ line: Bytes) -> Int {
    (line.firstIndex(of: UInt8(ascii: " ")) ?? line.count) + 1
  }

  /// LENGTH; nil for a line of bash's.
  static func length(_ line: Bytes) -> Int? {
    // The fields before have a width, unless somebody else wrote them.
    let at = resultOffset(line) + noResult.count
    if at + 1 < line.count, line[at] == UInt8(ascii: " "), line[at - 10] == UInt8(ascii: " "),
      line[at - 1] != UInt8(ascii: " ")
    {
      return Fields(rest: line.dropFirst(at + 1)).number()
    }
    return Fields(line)?.skipping(3)?.number()
  }

  /// STATUS of a command that has ended.
  static func status(_ line: Bytes) -> Int? { Fields(line)?.skipping(1)?.number() }

  static func session(_ line: Bytes) -> UInt32? {
    Fields(line)?.skipping(4)?.number().map { UInt32(truncatingIfNeeded: $0) }
  }

  /// DIRECTORY as it stands in the line.
  static func directory(_ line: Bytes) -> Bytes { Fields(line)?.skipping(5)?.rest ?? .empty }

  /// The blank-separated fields behind `#`.
  private struct Fields {
    var rest: Bytes

    init(rest: Bytes) { self.rest = rest }

    init?(_ line: Bytes) {
      guard line.first == UInt8(ascii: "#") else { return nil }
      rest = line.dropFirst()
    }

    /// nil when there are no more than `count`.
    func skipping(_ count: Int) -> Fields? {
      var result = self
      for _ in 0..<count {
        var at = 0
        while at < result.rest.count && result.rest[at] != UInt8(ascii: " ") { at += 1 }
        while at < result.rest.count && result.rest[at] == UInt8(ascii: " ") { at += 1 }
        result.rest = result.rest.dropFirst(at)
      }
      return result.rest.isEmpty ? nil : result
    }

    func number() -> Int? {
      var value = 0
      var at = 0
      while at < rest.count, rest[at].isDigit, value < 1 << 50 {
        value = value * 10 + Int(rest[at] - 48)
        at += 1
      }
      return at > 0 ? value : nil
    }
  }
}

/// Reads the entries of a history file, ours or bash's, one after the other.
struct HistoryParser {
  private let file: Bytes
  /// Where the next entry begins; at the end, where a writer goes on.
  private(set) var position: Int
  /// Lines before the first time line are entries of their own.
  private var hasTimes = false

  /// `file` may begin inside an entry when `skipsPart` says so.
  init(_ file: Bytes, skipsPart: Bool = false) {
    self.file = file
    position = 0
    if skipsPart { position = nextTimeLine(from: 0) ?? file.count }
  }

  /// The next entry; a last one that a writer did not finish is none.
  mutating func next() -> HistoryRecord? {
    while position < file.count {
      let start = position
      let lineEnd = file.firstIndex(of: newline, from: start) ?? file.count
      var timeLine = Bytes.empty
      var length: Int?
      var textStart = start
      if isTimeLine(at: start) {
        hasTimes = true
        guard lineEnd < file.count else { return nil }
        timeLine = file[start..<lineEnd]
        length = HistoryRecord.length(timeLine)
        textStart = lineEnd + 1
      }
      let textEnd: Int
      if let length, let exact = exactEnd(from: textStart, length) {
        textEnd = exact
      } else if hasTimes {
        let end = nextTimeLine(from: textStart)
        if let length, end == nil, file.count - textStart < length { return nil }
        textEnd = end.map { $0 - 1 } ?? unterminated(file.count)
      } else {
        textEnd = lineEnd
      }
      position = min(textEnd + 1, file.count)
      guard textEnd > textStart else { continue }
      return HistoryRecord(timeLine: timeLine, text: file[textStart..<textEnd])
    }
    return nil
  }

  private var newline: UInt8 { UInt8(ascii: "\n") }

  /// `end` without a newline before it.
  private func unterminated(_ end: Int) -> Int {
    end > 0 && file[end - 1] == newline ? end - 1 : end
  }

  private func isTimeLine(at start: Int) -> Bool {
    guard start < file.count, file[start] == UInt8(ascii: "#") else { return false }
    // At the very end, it may become one.
    return start + 1 == file.count || (48...57).contains(file[start + 1])
  }

  private func nextTimeLine(from start: Int) -> Int? {
    var at = start
    while !isTimeLine(at: at) {
      guard let end = file.firstIndex(of: newline, from: at) else { return nil }
      at = end + 1
    }
    return at
  }

  /// The end of a text of that length, if an entry or the file ends there.
  private func exactEnd(from start: Int, _ length: Int) -> Int? {
    let end = start + length
    guard end < file.count, file[end] == newline else { return nil }
    return end + 1 == file.count || isTimeLine(at: end + 1) ? end : nil
  }
}
