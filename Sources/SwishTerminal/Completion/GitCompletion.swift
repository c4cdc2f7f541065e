import SwishShell
import SwishSyntax
import SwishSystem

// Subcommands of git, and the branches, tags and remotes of the repository at
// hand, read from its files.
extension Completer {
  func collectGit() {
    let operands = request.words.dropFirst().filter { $0.first != UInt8(ascii: "-") }
    guard let subcommand = operands.first else {
      for row in gitSubcommands { sink.offer(row.name, row.summary) }
      return
    }
    guard let row = gitSubcommands.first(where: { $0.name.array == subcommand }) else {
      return
    }
    if !row.own.isEmpty && operands.count == 1 { return forEachWord(row.own) { sink.offer($0) } }
    guard row.takes != .files, let repository = gitDirectory() else { return }
    if row.takes == .remotes && operands.count == (row.own.isEmpty ? 1 : 2) {
      return collectRemotes(repository)
    }
    collectReferences(repository)
  }

  /// The git directory around the working directory. What several working
  /// trees share is where `commondir` says.
  private func gitDirectory() -> [UInt8]? {
    guard var path = try? WorkingDirectory.withPath({ Bytes(cString: $0).array }) else {
      return nil
    }
    while true {
      let here = path + Array("/.git".utf8)
      if let status = here.withCString({ FileStatus($0) }) {
        var found = here
        if !status.isDirectory {
          // A linked working tree or a submodule: `gitdir: PATH`.
          forEachLine(of: here) { line in
            let target = line.dropFirst(8).array
            found = target.first == UInt8(ascii: "/") ? target : path + [UInt8(ascii: "/")] + target
            return false
          }
        }
        let own = found
        forEachLine(of: own + Array("/commondir".utf8)) { line in
          let isAbsolute = line.first == UInt8(ascii: "/")
          found = isAbsolute ? line.array : own + [UInt8(ascii: "/")] + line.array
          return false
        }
        return found
      }
      guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return nil }
      path.removeSubrange(slash...)
    }
  }

  private func collectRemotes(_ repository: [UInt8]) {
    forEachLine(of: repository + Array("/config".utf8)) { line in
      let lead = Bytes("[remote \"")
      if line.hasPrefix(lead), let end = line.lastIndex(of: UInt8(ascii: "\"")) {
        sink.offer(line[lead.count..<max(end, lead.count)], "remote")
      }
      return true
    }
  }

  private func collectReferences(_ repository: [UInt8]) {
    let kinds: [(folder: Bytes, what: Bytes)] = [
      ("refs/heads/", "branch"), ("refs/tags/", "tag"), ("refs/remotes/", "remote branch"),
    ]
    sink.offer("HEAD")
    for kind in kinds {
      collectLoose(
        repository + [UInt8(ascii: "/")] + kind.folder.array, [], kind.what, depth: 8)
    }
    forEachLine(of: repository + Array("/packed-refs".utf8)) { line in
      guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return true }
      let name = line.dropFirst(blank + 1)
      for kind in kinds where name.hasPrefix(kind.folder) {
        sink.offer(name.dropFirst(kind.folder.count), kind.what)
      }
      return true
    }
  }

  /// References in files of their own; a slash in a name is a directory.
  private func collectLoose(_ folder: [UInt8], _ prefix: [UInt8], _ what: Bytes, depth: Int) {
    var path = ByteBuffer()
    (folder + prefix + [0]).withBytes { path.append($0) }
    guard depth > 0, var entries = Directory(at: cString(path.bytes)) else { return }
    while let entry = entries.next() {
      let file = Bytes(cString: entry)
      if file.first == UInt8(ascii: ".") { continue }
      let name = prefix + file.array
      if (folder + name).withCString(isDirectory) {
        collectLoose(folder, name + [UInt8(ascii: "/")], what, depth: depth - 1)
      } else {
        name.withBytes { sink.offer($0, what) }
      }
    }
  }
}

private struct GitSubcommand {
  enum Operands { case files, references, remotes }
  let name: Bytes
  let summary: Bytes
  var takes = Operands.files
  /// Subcommands of its own.
  var own: Bytes = ""

  init(
    _ name: Bytes, _ summary: Bytes, takes: Operands = .files,
    own: Bytes = ""
  ) {
    self.name = name
    self.summary = summary
    self.takes = takes
    self.own = own
  }
}

private let gitSubcommands: [GitSubcommand] = [
  .init("add", "put changes into the index"),
  .init("apply", "apply a patch to files"),
  .init(
    "bisect", "search for the commit that broke it", takes: .references,
    own: "bad good log new old replay reset run skip start terms visualize"),
  .init("blame", "tell who last changed each line"),
  .init("branch", "list, make or delete branches", takes: .references),
  .init("checkout", "switch branches or restore files", takes: .references),
  .init("cherry-pick", "apply what a commit changed", takes: .references),
  .init("clean", "remove untracked files"),
  .init("clone", "copy a repository"),
  .init("commit", "record changes"),
  .init("config", "show or set options"),
  .init("describe", "name a commit after the nearest tag", takes: .references),
  .init("diff", "show changes", takes: .references),
  .init("fetch", "get commits from another repository", takes: .remotes),
  .init("format-patch", "write commits as patches", takes: .references),
  .init("grep", "search tracked files"),
  .init("init", "make a repository"),
  .init("log", "show commits", takes: .references),
  .init("ls-files", "list tracked files"),
  .init("merge", "join branches", takes: .references),
  .init("mv", "move or rename files"),
  .init("pull", "fetch, and merge or rebase", takes: .remotes),
  .init("push", "send commits to another repository", takes: .remotes),
  .init("range-diff", "compare two versions of a branch", takes: .references),
  .init("rebase", "put commits on top of another branch", takes: .references),
  .init("reflog", "show where branches stood", takes: .references),
  .init(
    "remote", "manage other repositories", takes: .remotes,
    own: "add get-url prune remove rename set-branches set-head set-url show update"),
  .init("reset", "set the branch and the index back", takes: .references),
  .init("restore", "restore files"),
  .init("revert", "undo commits by new ones", takes: .references),
  .init("rm", "remove files and untrack them"),
  .init("shortlog", "summarize commits by author", takes: .references),
  .init("show", "show a commit or another object", takes: .references),
  .init(
    "stash", "put changes aside", own: "apply branch clear create drop list pop push show store"),
  .init("status", "show what has changed"),
  .init(
    "submodule", "manage repositories inside this one",
    own: "absorbgitdirs add deinit foreach init set-branch set-url status summary sync update"),
  .init("switch", "switch branches", takes: .references),
  .init("tag", "list, make or delete tags", takes: .references),
  .init(
    "worktree", "manage further working trees", takes: .references,
    own: "add list lock move prune remove repair unlock"),
]
