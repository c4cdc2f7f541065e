import SwishSyntax
import SwishSystem

/// Appends where HEAD of the git repository around `directory` stands, read
/// from its files: `main`, or the first digits of a commit, and what is under
/// way behind a bar, as in `main|MERGING`. Nothing outside a repository.
func appendGitHead(around directory: Bytes, to value: inout ByteBuffer) {
  guard let repository = gitDirectory(around: directory) else { return }
  var path = ByteBuffer(capacity: repository.count + 32)
  /// A file of the repository, NUL-terminated.
  func file(_ name: StaticString) -> UnsafePointer<CChar> {
    path.removeAll()
    path.append(repository)
    path.append("/")
    path.append(name)
    path.append(0)
    return path.bytes.cString
  }
  let operations: [(file: StaticString, text: StaticString)] = [
    ("rebase-merge", "|REBASE"), ("rebase-apply", "|REBASE"), ("MERGE_HEAD", "|MERGING"),
    ("CHERRY_PICK_HEAD", "|CHERRY-PICKING"), ("REVERT_HEAD", "|REVERTING"),
    ("BISECT_LOG", "|BISECTING"),
  ]
  let operation = operations.first { fileExists(file($0.file)) }
  var head = firstLine(of: file("HEAD"))
  // HEAD is a commit meanwhile; the branch being rebased is noted.
  for noted: StaticString in ["rebase-merge/head-name", "rebase-apply/head-name"] {
    if operation != nil, let branch = firstLine(of: file(noted)) { head = branch }
  }
  guard let head, !head.isEmpty else { return }
  head.withUnsafeBufferPointer {
    guard let start = $0.baseAddress else { return }
    let text = Bytes(start: start, count: $0.count)
    for prefix: StaticString in ["ref: refs/heads/", "refs/heads/", "ref: "]
    where text.hasPrefix(Bytes(prefix)) {
      return value.append(text.dropFirst(Bytes(prefix).count))
    }
    value.append(text.prefix(8))
  }
  if let operation { value.append(operation.text) }
}

/// The git directory of the working tree that `directory` is in.
private func gitDirectory(around directory: Bytes) -> [UInt8]? {
  var path = ByteBuffer(capacity: directory.count + 8)
  path.append(directory)
  while true {
    let base = path.count
    path.append("/.git")
    path.append(0)
    if let status = FileStatus(path.bytes.cString) {
      if status.isDirectory { return path.bytes.prefix(path.count - 1).array }
      // A linked working tree or a submodule: `gitdir: PATH`.
      let prefix = Array("gitdir: ".utf8)
      if let line = firstLine(of: path.bytes.cString), line.starts(with: prefix) {
        let target = Array(line.dropFirst(prefix.count))
        if target.first == UInt8(ascii: "/") { return target }
        return path.bytes.prefix(base).array + [UInt8(ascii: "/")] + target
      }
    }
    path.truncate(to: base)
    guard let slash = path.bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    path.truncate(to: slash)
  }
}

/// The first line of a small regular file, without its newline.
private func firstLine(of path: UnsafePointer<CChar>) -> [UInt8]? {
  guard let file = try? FileDescriptor.open(path, .readAtOnce) else { return nil }
  defer { file.close() }
  guard FileStatus(file)?.isRegular == true else { return nil }
  var text = ByteBuffer()
  guard let count = try? file.read(into: text.reserve(1024)) else { return nil }
  text.commit(count)
  return text.bytes.prefix(text.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? count).array
}
