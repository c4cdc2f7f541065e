import TestSupport
import Testing

/// One data file of `Tests/Conformance/cases`.
struct CaseFile: Sendable, CustomTestStringConvertible {
  /// The name without `.test`, such as `2.2-quoting`.
  let name: String

  var testDescription: String { name }
  var path: String { "\(Self.directory)/\(name).test" }

  private static let directory: String = {
    let source = #filePath
    return String(source[..<(source.lastIndex(of: "/") ?? source.endIndex)]) + "/cases"
  }()

  /// All data files, by name.
  static let all: [CaseFile] = TestFiles.names(in: directory).filter { $0.hasSuffix(".test") }
    .map { CaseFile(name: String($0.dropLast(5))) }

  /// The cases of the file that `SWISH_CASES` selects.
  func cases() throws -> [ConformanceCase] {
    guard let bytes = TestFiles.read(path) else {
      throw CaseFormatError(line: 0, reason: "cannot read \(path)")
    }
    let all = try ConformanceCase.parse(String(decoding: bytes, as: UTF8.self))
    guard let wanted = TestFiles.environmentValue("SWISH_CASES"), !name.contains(wanted) else {
      return all
    }
    return all.filter { $0.title.contains(wanted) }
  }
}

/// The script of every case with a name to report it by: raw material for
/// tests that need real shell programs, such as parse, print, parse again.
/// Scripts that end in a syntax error are among them.
func conformanceScripts() throws -> [(name: String, script: String)] {
  try CaseFile.all.flatMap { file in
    try file.cases().map { (name: "\(file.name):\($0.line) \($0.title)", script: $0.script) }
  }
}
