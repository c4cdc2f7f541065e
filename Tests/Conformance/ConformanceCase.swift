/// What a script must do in every conforming shell, read from `cases/*.test`
/// (the format: `cases/README.md`).
struct ConformanceCase {
  enum Mode: String {
    case file
    case commandString = "-c"
    case stdin
    case pipe
  }

  enum Errors: Equatable {
    case empty
    case nonempty
    case any
    case exactly(String)
  }

  enum Status: Equatable {
    case exit(ClosedRange<Int>)
    case killed(signal: Int)
  }

  let title: String
  /// The line of the title, from 1.
  let line: Int
  var script = ""
  var stdout = ""
  var stderr = Errors.empty
  var status = Status.exit(0...0)
  var stdin: String?
  var arguments: [String] = []
  var options: [String] = []
  var environment: [String] = []
  var mode = Mode.file
  /// The reason, for each shell that may fail.
  var deviations: [String: String] = [:]

  init(title: String, line: Int) {
    self.title = title
    self.line = line
  }
}

/// A mistake in a data file.
struct CaseFormatError: Error, CustomStringConvertible {
  let line: Int
  let reason: String

  var description: String { "line \(line): \(reason)" }
}

extension ConformanceCase {
  /// Reads all cases of a data file.
  static func parse(_ text: String) throws(CaseFormatError) -> [ConformanceCase] {
    var cases: [ConformanceCase] = []
    var part = Part(directive: "script", line: 0)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("=== ") {
        if !cases.isEmpty { try cases[cases.count - 1].finish(part, closing: true) }
        cases.append(ConformanceCase(title: String(line.dropFirst(4)), line: index + 1))
        part = Part(directive: "script", line: index + 1)
      } else if cases.isEmpty {
        continue
      } else if line.hasPrefix("--- ") {
        try cases[cases.count - 1].finish(part, closing: false)
        part = Part(directive: line.dropFirst(4), line: index + 1)
      } else {
        part.lines.append(line)
      }
    }
    if !cases.isEmpty { try cases[cases.count - 1].finish(part, closing: true) }
    return cases
  }

  private struct Part {
    var directive: Substring
    var line: Int
    var lines: [Substring] = []

    /// The lines, each with its newline.
    var text: String { lines.map { $0 + "\n" }.joined() }
  }

  /// Stores a part that has been read; blank lines that close the case are
  /// its separator from the next.
  private mutating func finish(_ read: Part, closing: Bool) throws(CaseFormatError) {
    var part = read
    if closing {
      while part.lines.last == "" { part.lines.removeLast() }
    }
    let name = part.directive.prefix { $0 != " " }
    let value = String(part.directive.dropFirst(name.count + 1))
    switch (name, value) {
    case ("script", ""): script = part.text
    case ("stdout", ""): stdout = part.text
    case ("stdout", "open"): stdout = String(part.text.dropLast())
    case ("stdin", ""): stdin = part.text
    case ("args", ""): arguments = part.lines.map(String.init)
    case ("env", ""): environment = part.lines.map(String.init)
    case ("stderr", ""): stderr = .exactly(part.text)
    case ("options", _): options = value.split(separator: " ").map(String.init)
    default:
      guard try readValue(name, value, at: part.line) else {
        throw CaseFormatError(line: part.line, reason: "unknown part '\(part.directive)'")
      }
      guard part.lines.allSatisfy(\.isEmpty) else {
        throw CaseFormatError(line: part.line + 1, reason: "text after '\(part.directive)'")
      }
    }
  }

  /// Reads a part that is one line. Returns false when there is no such part.
  private mutating func readValue(
    _ name: Substring, _ value: String, at line: Int
  ) throws(CaseFormatError) -> Bool {
    switch name {
    case "stderr":
      let kinds: [String: Errors] = ["empty": .empty, "nonempty": .nonempty, "any": .any]
      guard let kind = kinds[value] else { return false }
      stderr = kind
    case "status":
      guard let read = Status(value) else { return false }
      status = read
    case "mode":
      guard let read = Mode(rawValue: value) else { return false }
      mode = read
    case "deviates":
      guard let colon = value.firstIndex(of: ":") else { return false }
      let reason = value[colon...].dropFirst().drop { $0 == " " }
      guard !reason.isEmpty else {
        throw CaseFormatError(line: line, reason: "a deviation needs its reason")
      }
      for shell in value[..<colon].split(separator: " ") {
        deviations[String(shell)] = String(reason)
      }
    default: return false
    }
    return true
  }
}

extension ConformanceCase.Status {
  /// `3`, `1-125`, `nonzero` or `killed 15`.
  init?(_ text: String) {
    if text == "nonzero" {
      self = .exit(1...255)
    } else if text.hasPrefix("killed "), let signal = Int(text.dropFirst(7)) {
      self = .killed(signal: signal)
    } else {
      let bounds = text.split(separator: "-").map { Int($0) ?? -1 }
      guard let low = bounds.first, let high = bounds.last, bounds.count <= 2,
        low >= 0, low <= high
      else { return nil }
      self = .exit(low...high)
    }
  }
}
