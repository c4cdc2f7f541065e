import Glibc
import SwishSyntax
import Testing

@testable import SwishShell

/// What the escapes of prompts stand for.
@Suite struct PromptValueTests {
  private func prompt(_ ps1: String, _ prepare: (Shell) -> Void = { _ in }) -> String {
    let shell = Shell(name: Bytes("test"))
    let text = OwnedText(Array(ps1.utf8))
    shell.variables.set(shell.wellKnown.ps1, text.bytes)
    prepare(shell)
    var prompt = ByteBuffer()
    shell.appendPrompt(.primary, to: &prompt)
    return prompt.bytes.description
  }

  @Test(arguments: [
    (0, ""), (1999, ""), (2000, "2s"), (59_999, "59s"), (60_000, "1m0s"), (3_723_000, "1h2m3s"),
  ])
  func longCommandsAreTimed(milliseconds: Int, shown: String) {
    #expect(prompt(#"\k"#) { $0.prompts.duration = milliseconds } == shown)
    let text = shown.isEmpty ? "" : "[\(shown)]"
    #expect(prompt(#"\k{[%s]}"#) { $0.prompts.duration = milliseconds } == text)
  }

  @Test(arguments: [
    (#"\001\101\08\777"#, "\u{1}A8\u{FFFD}"), (#"\n\r\a\e\\"#, "\n\r\u{7}\u{1B}\\"),
    (#"\q\"#, #"\q\"#),
    (#"\[x\]"#, "\u{1}x\u{2}"), (#"\D"#, #"\D"#), (#"\D{"#, #"\D{"#), (#"\g{a}b"#, "b"),
    (#"\s"#, "test"), (#"\j"#, "0"), (##"\#"##, "1"), (#"$((1+1))"#, "2"), (#"${"#, "${"),
  ])
  func escapesAreReplaced(ps1: String, shown: String) { #expect(prompt(ps1) == shown) }

  @Test func theStateOfARepositoryIsReadFromItsFiles() throws {
    var template = Array("/tmp/swish-git-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    var made = [folder]
    defer { for path in made.reversed() { remove(path) } }
    func makeDirectory(_ name: String) {
      #expect(mkdir("\(folder)/\(name)", 0o700) == 0)
      made.append("\(folder)/\(name)")
    }
    func put(_ text: String, _ name: String) throws {
      let file = try #require(fopen("\(folder)/\(name)", "we"))
      fputs(text, file)
      fclose(file)
      made.append("\(folder)/\(name)")
    }
    func head() -> String {
      var text = ByteBuffer()
      let path = OwnedText(Array(folder.utf8))
      appendGitHead(around: path.bytes, to: &text)
      return text.bytes.description
    }
    #expect(head() == "")
    try put("gitdir: elsewhere\n", ".git")
    #expect(head() == "")
    remove("\(folder)/.git")
    makeDirectory(".git")
    try put("ref: refs/heads/one\n", ".git/HEAD")
    #expect(head() == "one")
    for (file, shown) in [
      ("BISECT_LOG", "BISECTING"), ("REVERT_HEAD", "REVERTING"),
      ("CHERRY_PICK_HEAD", "CHERRY-PICKING"), ("MERGE_HEAD", "MERGING"),
    ] {
      try put("", ".git/\(file)")
      #expect(head() == "one|\(shown)")
    }
    try put("0123456789abcdef\n", ".git/HEAD")
    makeDirectory(".git/rebase-merge")
    #expect(head() == "01234567|REBASE")
    try put("refs/heads/two\n", ".git/rebase-merge/head-name")
    #expect(head() == "two|REBASE")
    try put("", ".git/HEAD")
    try put("", ".git/rebase-merge/head-name")
    #expect(head() == "")
  }
}
