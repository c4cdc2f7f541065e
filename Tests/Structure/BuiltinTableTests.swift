import Testing

@testable import SwishShell

@Suite("The table of built-ins")
struct BuiltinTableTests {
  private let table = BuiltinID.allCases.map { $0.name.description }

  @Test("It is sorted by bytes")
  func tableIsSorted() {
    #expect(table == sortedByBytes(table))
  }

  @Test("The manual page describes what the table has, and nothing else")
  func manualPageIsComplete() throws {
    let described = try builtinLists().flatMap { $0 }
    #expect(sortedByBytes(described) == sortedByBytes(table))
  }

  @Test("Each list of the manual page is sorted by bytes")
  func manualPageIsSorted() throws {
    for list in try builtinLists() {
      #expect(list == sortedByBytes(list))
    }
  }

  /// The names in the manual page's two lists: special built-ins, and the others.
  ///
  /// An item is a line `.It Ic NAME`, where `\&` protects a name from being punctuation; a built-in
  /// with a second synopsis has a second item and is counted once.
  private func builtinLists() throws -> [[String]] {
    let page = try #require(try sourceFiles(below: "man", suffixes: ["swish.1"]).first)
    var lists: [[String]] = []
    var isInside = false
    for line in page.lines {
      if line.hasPrefix(".Sh ") { isInside = line == ".Sh BUILT-INS" }
      guard isInside else { continue }
      if line.hasPrefix(".Ss ") { lists.append([]) }
      guard line.hasPrefix(".It Ic "), !lists.isEmpty else { continue }
      let word = line.dropFirst(".It Ic ".count).prefix { $0 != " " }
      let name = String(word.hasPrefix("\\&") ? word.dropFirst(2) : word)
      if lists[lists.count - 1].last != name { lists[lists.count - 1].append(name) }
    }
    try #require(lists.count == 2)
    return lists
  }

  private func sortedByBytes(_ names: [String]) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
