import Glibc

/// One text file of the package.
struct SourceFile {
  /// Below the package's root: `Sources/SwishSystem/Errno.swift`.
  let path: String
  let text: String

  /// The text's lines, without their newlines; a last newline ends a line and begins none.
  var lines: [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The modules that the file's import declarations name, in order.
  var importedModules: [String] {
    lines.compactMap { line in
      // `@testable internal import struct Module.Name`: whatever surrounds it, the module is the
      // last word's first component.
      let words = line.split(separator: " ").prefix { !$0.hasPrefix("//") }
      guard let keyword = words.firstIndex(of: "import"),
        words[..<keyword].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) }),
        let name = words.last, words.count > keyword + 1
      else { return nil }
      return String(name.prefix { $0 != "." })
    }
  }
}

private let accessLevels: Set<Substring> = [
  "public", "package", "internal", "fileprivate", "private",
]

/// The files below `folder` whose names end in one of `suffixes`, sorted by path.
func sourceFiles(below folder: String, suffixes: [String]) throws -> [SourceFile] {
  let root = packageRoot()
  return try filePaths(below: "\(root)/\(folder)")
    .filter { path in suffixes.contains { path.hasSuffix($0) } }
    .sorted()
    .map { SourceFile(path: String($0.dropFirst(root.count + 1)), text: try text(at: $0)) }
}

/// The folder of Package.swift, found from this file's own place in it.
func packageRoot() -> String {
  #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
}

struct FileError: Error {
  let path: String
  let errno: Int32
}

private func filePaths(below folder: String) throws -> [String] {
  guard let directory = opendir(folder) else { throw FileError(path: folder, errno: errno) }
  defer { closedir(directory) }
  var paths: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name.hasPrefix(".") { continue }
    let path = "\(folder)/\(name)"
    if entry.pointee.d_type == DT_DIR {
      paths += try filePaths(below: path)
    } else {
      paths.append(path)
    }
  }
  return paths
}

private func text(at path: String) throws -> String {
  guard let stream = fopen(path, "r") else { throw FileError(path: path, errno: errno) }
  defer { fclose(stream) }
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = fread(&chunk, 1, chunk.count, stream)
    if count == 0 { break }
    content += chunk[..<count]
  }
  return String(decoding: content, as: UTF8.self)
}
