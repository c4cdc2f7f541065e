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

  @Test("The manual page names the options that help tells of, and no others")
  func manualPageHasTheOptions() throws {
    let page = try #require(try sourceFiles(below: "man", suffixes: ["swish.1"]).first)
    for id in BuiltinID.allCases {
      let name = id.name.description
      let lead = ".It Ic " + (name.first.map { ".:[".contains($0) } == true ? "\\&" : "") + name
      var described = Set<Character>()
      for line in page.lines where line == lead || line.hasPrefix(lead + " ") {
        described.formUnion(options(inItem: line))
      }
      var told = Set<Character>()
      id.help.forEachOption { option, _ in told.insert(Character(UnicodeScalar(option[1]))) }
      #expect(described == told, "\(name)")
    }
  }

  /// The letters behind `Fl` in an item, and behind a `|` that follows them.
  private func options(inItem line: Substring) -> Set<Character> {
    var letters = Set<Character>()
    var isInside = false
    var mayFollow = false
    for word in line.split(separator: " ") {
      if word == "Fl" {
        mayFollow = true
        isInside = true
      } else if mayFollow && word.allSatisfy(\.isLetter)
        && !["Ar", "Ns", "Oc", "Oo"].contains(word)
      {
        letters.formUnion(word)
        mayFollow = false
      } else {
        mayFollow = isInside && word == "|"
        isInside = isInside && word == "|"
      }
    }
    return letters
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
