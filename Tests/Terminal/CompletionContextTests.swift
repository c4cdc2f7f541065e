import SwishSyntax
import Testing

@testable import SwishTerminal

@Suite struct CompletionContextTests {
  private enum Kind: Equatable {
    case command
    case argument(String)
    case redirection
  }

  /// The context of a word that begins at the end of `line`.
  private func context(_ line: StaticString) -> Kind {
    let bytes = Bytes(line)
    switch CompletionContext(line: bytes, wordAt: bytes.count) {
    case .command: return .command
    case .argument(let command): return .argument(bytes[command].description)
    case .redirection: return .redirection
    }
  }

  @Test func firstWordIsACommand() {
    #expect(context("") == .command)
    #expect(context("  ") == .command)
  }

  @Test func laterWordsAreArguments() {
    #expect(context("cat ") == .argument("cat"))
    #expect(context("cat -n 'a b' ") == .argument("cat"))
  }

  @Test func operatorsBeginCommands() {
    #expect(context("a; ") == .command)
    #expect(context("a | ") == .command)
    #expect(context("a && ") == .command)
    #expect(context("( ") == .command)
    #expect(context("echo `") == .command)
    #expect(context("echo $(") == .command)
    #expect(context("a;b ") == .argument("b"))
  }

  @Test func reservedWordsBeginCommands() {
    #expect(context("if ") == .command)
    #expect(context("while ! ") == .command)
    #expect(context("if a; then ") == .command)
    #expect(context("{ ") == .command)
    #expect(context("echo if ") == .argument("echo"))
  }

  @Test func assignmentsComeBeforeTheCommand() {
    #expect(context("A=1 ") == .command)
    #expect(context("A=1 b ") == .argument("b"))
    #expect(context("A=") == .argument(""))
  }

  @Test func redirectionsTakeTheNextWord() {
    #expect(context("cat <") == .redirection)
    #expect(context("cat > ") == .redirection)
    #expect(context("cat >file ") == .argument("cat"))
    #expect(context("cat 2>&1 ") == .argument("cat"))
    #expect(context("<file ") == .command)
  }

  @Test func quotedOperatorsAreText() {
    #expect(context("echo ';' ") == .argument("echo"))
    #expect(context("echo \"a | ") == .argument("echo"))
    #expect(context("echo \\; ") == .argument("echo"))
  }
}
