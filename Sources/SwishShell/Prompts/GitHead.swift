import SwishSyntax
import SwishSystem

/// Appends where HEAD of the git repository around `directory` stands, read
/// from its files: `main`, or the first digits of a commit, `*` if a tracked file
/// has changed, and what is under way behind a bar, as in `main*|MERGING`.
/// Nothing outside a repository, and in one that a network is needed for.
func appendGitHead(around directory: Bytes, to value: inout ByteBuffer) {
  let local = LocalFiles.current()
  guard local.contains(directory, from: .empty),
    let (root, repository) = gitDirectory(around: directory),
    repository.withBytes({ local.contains($0, from: .empty) })
  else { return }
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
  head.withBytes { text in
    for prefix: StaticString in ["ref: refs/heads/", "refs/heads/", "ref: "]
    where text.hasPrefix(Bytes(prefix)) {
      return value.append(text.dropFirst(Bytes(prefix).count))
    }
    value.append(text.prefix(8))
  }
  if root.withBytes({ hasChangedFiles(in: $0, index: file("index")) }) { value.append("*") }
  if let operation { value.append(operation.text) }
}

/// The root of the working tree that `directory` is in, and its git directory.
private func gitDirectory(around directory: Bytes) -> (root: [UInt8], repository: [UInt8])? {
  var path = ByteBuffer(capacity: directory.count + 8)
  path.append(directory)
  while true {
    let base = path.count
    path.append("/.git")
    path.append(0)
    if let status = FileStatus(path.bytes.cString) {
      let root = path.bytes.prefix(base).array
      if status.isDirectory { return (root, path.bytes.prefix(path.count - 1).array) }
      // A linked working tree or a submodule: `gitdir: PATH`.
      let prefix = Array("gitdir: ".utf8)
      if let line = firstLine(of: path.bytes.cString), line.starts(with: prefix) {
        let target = Array(line.dropFirst(prefix.count))
        return (root, target.first == UInt8(ascii: "/") ? target : root + Array("/".utf8) + target)
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
