import Testing

@Suite("Who imports what")
struct ImportTests {
  @Test(
    "Only its own target imports a library of the system",
    arguments: [
      ("Glibc", "SwishSystem"), ("CReadline", "SwishTerminal"), ("CSystem", "SwishSystem"),
    ])
  func libraryStaysInTarget(module: String, target: String) throws {
    let importers = try sources().filter { $0.importedModules.contains(module) }
    let strangers = importers.map(\.path).filter { !$0.hasPrefix("Sources/\(target)/") }
    #expect(strangers == [])
  }

  @Test(
    "Nobody imports a library that costs start-up time",
    arguments: ["Foundation", "FoundationEssentials", "Dispatch", "_StringProcessing"])
  func libraryIsUnused(module: String) throws {
    let importers = try sources().filter { $0.importedModules.contains(module) }
    #expect(importers.map(\.path) == [])
  }

  @Test(
    "Targets depend on each other one way",
    arguments: [
      ("SwishSyntax", ["SwishSystem", "SwishShell", "SwishTerminal"]),
      ("SwishSystem", ["SwishSyntax", "SwishShell", "SwishTerminal"]),
      ("SwishShell", ["SwishTerminal"]),
    ])
  func dependenciesRunOneWay(target: String, above: [String]) throws {
    let offenders = try sources().filter { file in
      file.path.hasPrefix("Sources/\(target)/")
        && file.importedModules.contains { above.contains($0) }
    }
    #expect(offenders.map(\.path) == [])
  }

  @Test("An import is found behind attributes and access levels, and not in comments")
  func importsAreRecognized() {
    let file = SourceFile(
      path: "",
      text: """
        import Glibc
        @testable import SwishShell
        public import struct SwishSyntax.Bytes
        // import Foundation
        import CReadline  // for the prompt
        let import_ = 1
        """)
    #expect(file.importedModules == ["Glibc", "SwishShell", "SwishSyntax", "CReadline"])
  }

  private func sources() throws -> [SourceFile] {
    let files = try sourceFiles(below: "Sources", suffixes: [".swift"])
    try #require(!files.isEmpty)
    return files
  }
}
