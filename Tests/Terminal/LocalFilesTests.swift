import Glibc
import SwishSyntax
import Testing

@testable import SwishShell

/// What may be looked at while somebody types.
@Suite struct LocalFilesTests {
  private func files(remote: String, type: String = "nfs4") -> LocalFiles {
    let text = """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
      40 22 0:40 / \(remote) rw - \(type) server:/export rw,hard
      41 22 0:41 / /proc rw shared:5 - proc proc rw

      """
    return Array(text.utf8).withBytes { LocalFiles(mounts: $0) }
  }

  private func contains(_ path: String, _ files: LocalFiles, from: String = "/") -> Bool {
    Array(path.utf8).withBytes { path in
      Array(from.utf8).withBytes { files.contains(path, from: $0) }
    }
  }

  @Test func whatIsBehindANetworkIsNot() {
    let files = files(remote: #"/net/far\040away"#)
    #expect(contains("/net/near", files))
    #expect(contains("/net", files))
    #expect(!contains("/net/far away", files))
    #expect(!contains("/net/far away/x/..", files))
    #expect(!contains("x", files, from: "/net/far away"))
    #expect(contains("../far", files, from: "/net/near"))
    #expect(!contains(".././near/../far away/x", files, from: "/net/near"))
    #expect(contains("../../../x", files, from: "/"))
  }

  @Test func linksAreFollowed() throws {
    var template = Array("/tmp/swish-local-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer {
      for name in ["absolute", "relative", "circle"] { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
    symlink("\(folder)/dead", "\(folder)/absolute")
    symlink("./dead/x", "\(folder)/relative")
    symlink("circle", "\(folder)/circle")
    let files = files(remote: "\(folder)/dead")
    #expect(!contains("\(folder)/absolute/x", files))
    #expect(!contains("relative", files, from: folder))
    #expect(!contains("\(folder)/circle", files))
    #expect(contains("\(folder)/none", files))
  }

  @Test(arguments: [
    ("nfs", false), ("cifs", false), ("fuse.sshfs", false), ("autofs", false), ("ext4", true),
    ("fuseblk", true), ("tmpfs", true), ("overlay", true),
  ]) func typesAreKnown(_ type: String, _ isLocal: Bool) {
    #expect(contains("/mnt/x", files(remote: "/mnt", type: type)) == isLocal)
  }
}
