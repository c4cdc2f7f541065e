import Glibc
import SwishSyntax
import Testing

@testable import SwishShell

/// A directory that goes with the test.
private final class Scratch {
  let path: String

  init() {
    var template = Array("/tmp/swish-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
  }

  deinit { remove(path) }

  private func remove(_ path: String) {
    chmod(path, 0o700)
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        if unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
      }
      closedir(stream)
    }
    rmdir(path)
  }

  func file(_ name: String) { close(open(path + "/" + name, O_CREAT | O_WRONLY, 0o600)) }
  func directory(_ name: String) { mkdir(path + "/" + name, 0o700) }

  /// The pathnames without the directory's own.
  func expand(_ pattern: String, isUTF8: Bool = true) -> [String] {
    var expansion = PathnameExpansion()
    let n = withBytes(path + "/" + pattern) { expansion.expand($0, isUTF8: isUTF8) }
    return (0..<n).map { String(expansion[$0].description.dropFirst(path.count + 1)) }
  }
}

@Suite("Pathname expansion") struct PatternPathnameTests {
  @Test func `names are sorted by byte and hidden ones left out`() {
    let scratch = Scratch()
    for name in ["b", "a", "B", ".h", "a.c", "é", "-x"] { scratch.file(name) }
    #expect(scratch.expand("*") == ["-x", "B", "a", "a.c", "b", "é"])
    #expect(scratch.expand(".*") == [".h"])
    #expect(scratch.expand("?") == ["B", "a", "b", "é"])
    #expect(scratch.expand("?", isUTF8: false) == ["B", "a", "b"])
    #expect(scratch.expand("[!a]") == ["B", "b", "é"])
    #expect(scratch.expand("a*") == ["a", "a.c"])
    #expect(scratch.expand("z*") == [])
    #expect(scratch.expand("a") == [])
  }

  @Test func `components are expanded one by one`() {
    let scratch = Scratch()
    for name in ["d1", "d2", "d2/e", ".d3"] { scratch.directory(name) }
    for name in ["d1/x", "d2/x", "d2/y", "d2/e/x", ".d3/x", "f"] { scratch.file(name) }
    #expect(scratch.expand("*/x") == ["d1/x", "d2/x"])
    #expect(scratch.expand("*/y") == ["d2/y"])
    #expect(scratch.expand("*/*") == ["d1/x", "d2/e", "d2/x", "d2/y"])
    #expect(scratch.expand("*/") == ["d1/", "d2/"])
    #expect(scratch.expand("*//x") == ["d1//x", "d2//x"])
    #expect(scratch.expand("d2/*/x") == ["d2/e/x"])
    #expect(scratch.expand("*/../f") == ["d1/../f", "d2/../f"])
    #expect(scratch.expand(".*/x") == [".d3/x"])
    #expect(scratch.expand("d2//*") == ["d2//e", "d2//x", "d2//y"])
    #expect(scratch.expand("*/*/") == ["d2/e/"])
    #expect(scratch.expand("*/nothing") == [])
    #expect(scratch.expand("nothing/*") == [])
  }

  @Test func `escaped characters stand for themselves`() {
    let scratch = Scratch()
    for name in ["a*b", "axb", "[x]", "a\\"] { scratch.file(name) }
    scratch.directory("q?")
    scratch.file("q?/x")
    #expect(scratch.expand("a\\**") == ["a*b"])
    #expect(scratch.expand("\\[?]") == ["[x]"])
    #expect(scratch.expand("q\\?/*") == ["q?/x"])
    #expect(scratch.expand("?\\*b") == ["a*b"])
    #expect(scratch.expand("*\\\\") == ["a\\"])
  }

  @Test func `a bracket does not reach across a slash`() {
    let scratch = Scratch()
    scratch.directory("a[b")
    scratch.file("a[b/c]d")
    #expect(scratch.expand("a[b/c]?") == ["a[b/c]d"])
    #expect(scratch.expand("a[b/c]d") == [])
  }

  @Test func `symbolic links are found, broken ones too`() {
    let scratch = Scratch()
    symlink("nowhere", scratch.path + "/broken")
    symlink(".", scratch.path + "/loop")
    #expect(scratch.expand("*") == ["broken", "loop"])
    #expect(scratch.expand("*/broken") == ["loop/broken"])
    #expect(scratch.expand("*/") == ["loop/"])
  }

  @Test func `the root and the working directory are read`() {
    var expansion = PathnameExpansion()
    let root = withBytes("/tm[p]") { expansion.expand($0, isUTF8: true) }
    #expect(root == 1)
    #expect(expansion[0] == "/tmp")
    let count = withBytes("Package.swif?") { expansion.expand($0, isUTF8: true) }
    #expect(count <= 1)
  }

  @Test(arguments: [2, 63, 64, 3000]) func `a list sorts many pathnames`(count: Int) {
    // Some differ in the bytes that are keys, some behind them only.
    let names = (0..<count).map { i in
      (i % 2 == 0 ? "d/" : "d/the same in all of them ") + String(i * 7919 % count)
    }
    var list = PathnameList()
    for name in names { withBytes(name) { list.append($0, .empty) } }
    list.sort()
    let sorted = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    #expect((0..<list.count).map { list[$0].description } == sorted)
  }
}
