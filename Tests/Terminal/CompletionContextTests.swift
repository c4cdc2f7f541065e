import SwishSyntax
import Testing

@testable import SwishTerminal

@Suite struct CompletionContextTests {
  /// Role, words before, and the word at the end of `line`, with a bar between.
  private func context(_ line: StaticString) -> String {
    let bytes = Bytes(line)
    guard let context = CompletionContext(bytes) else { return "nothing" }
    let words = context.words.map { bytes[$0].description + " " }.joined()
    return "\(context.role): \(words)|\(bytes.dropFirst(context.start).description)"
  }

  @Test func firstWordIsACommand() {
    #expect(context("") == "command: |")
    #expect(context("  ls") == "command: |ls")
    #expect(context("\"My pro") == "command: |\"My pro")
  }

  @Test func laterWordsAreArguments() {
    #expect(context("cat ") == "argument: cat |")
    #expect(context("cat -n 'a b' fi") == "argument: cat -n 'a b' |fi")
    #expect(context("cat \"My f") == "argument: cat |\"My f")
    #expect(context("cat $DIR/fi") == "argument: cat |$DIR/fi")
    #expect(context("cat ${x") == "argument: cat |${x")
  }

  @Test func operatorsBeginCommands() {
    for line: StaticString in ["a; ", "a | ", "a && ", "( ", "echo $(", "echo `", "a &", "x() { "] {
      #expect(context(line) == "command: |", "\(line)")
    }
    #expect(context("a;b ") == "argument: b |")
    #expect(context("echo \"$(ls a) $(cat fo") == "argument: cat |fo")
    #expect(context("echo `ls -l fo") == "argument: ls -l |fo")
    #expect(context("echo $(ls) fo") == "argument: echo $(ls) |fo")
  }

  @Test func reservedWordsBeginCommands() {
    for line: StaticString in ["if ", "while ! ", "if a; then ", "{ ", "if a\nthen b\nelse "] {
      #expect(context(line) == "command: |", "\(line)")
    }
    #expect(context("echo if ") == "argument: echo if |")
    #expect(context("for i in a b") == "argument: |b")
    #expect(context("case wo") == "argument: |wo")
    #expect(context("case a in b) ec") == "command: |ec")
  }

  @Test func lineMayBeginInsideAConstruct() {
    #expect(context("do ec") == "command: |ec")
    #expect(context("done; ls fo") == "argument: ls |fo")
    #expect(context("a) | ca") == "command: |ca")
  }

  @Test func assignmentsComeBeforeTheCommand() {
    #expect(context("A=1 ") == "command: |")
    #expect(context("A=1 b ") == "argument: b |")
    #expect(context("A=fi") == "assignment: |A=fi")
  }

  @Test func redirectionsTakeTheNextWord() {
    #expect(context("cat <") == "redirection: cat |")
    #expect(context("cat 2> fi") == "redirection: cat |fi")
    #expect(context("cat >file ") == "argument: cat |")
    #expect(context("cat 2>&1 ") == "argument: cat |")
    #expect(context("<file ") == "command: |")
  }

  @Test func quotedOperatorsAreText() {
    #expect(context("echo ';' ") == "argument: echo ';' |")
    #expect(context("echo \"a | ") == "argument: echo |\"a | ")
    #expect(context("echo \\; ") == "argument: echo \\; |")
  }

  @Test func commentsAreNot() {
    #expect(context("ls # fo") == "nothing")
  }
}
