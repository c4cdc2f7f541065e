import Testing

@Suite("How long files are")
struct FileSizeTests {
  @Test("No source file is longer than 500 lines", arguments: ["Sources", "Tests", "Modules"])
  func filesAreShort(folder: String) throws {
    let files = try sourceFiles(below: folder, suffixes: [".swift", ".c", ".h"])
    try #require(!files.isEmpty)
    let long = files.filter { $0.lines.count > 500 }.map { "\($0.path): \($0.lines.count)" }
    #expect(long == [])
  }

  @Test("The C that Swift cannot express stays below 300 lines")
  func cStaysSmall() throws {
    let files = try sourceFiles(below: "Sources/CSystem", suffixes: [".c", ".h"])
    try #require(!files.isEmpty)
    // What the shell works without (its files say why) has a limit of its own.
    let isOptional = { (file: SourceFile) in
      file.path.hasSuffix("/RuntimeStart.c") || file.path.hasSuffix("/OutOfMemory.c")
    }
    #expect(files.filter(isOptional).allSatisfy { $0.lines.count <= 40 })
    #expect(files.filter { !isOptional($0) }.reduce(0) { $0 + $1.lines.count } <= 300)
  }
}
