// The terminal side: prompts, line editing, history, completion.
//
// `Repl` reads commands through an `InteractiveSource`, which gets its lines
// from the one `ReadlineSession`, or from a `PlainReader` where there is no
// terminal to edit on. All that the three want from the shell is this protocol.
//
// - Only this target knows readline, and only ReadlineSession.swift and the
//   files of History and Completion call it.
// - While a line is edited nothing blocks but one wait for input or signals;
//   what signals ask for is done between two keys, never in a handler.
import SwishShell
import SwishSyntax
import SwishSystem

/// What a name means as a command.
public typealias CommandKind = Shell.CommandKind

/// The shell as the line editor sees it.
public protocol TerminalHost: AliasProvider {
  /// Does what is due before PS1: PROMPT_COMMAND, news of jobs, actions of
  /// traps. False when the shell is to end.
  func prepareForPrompt() -> Bool

  /// Takes all pending signals: reaps children, writes what must be seen at
  /// once (`set -b`), runs traps; SIGINT without a trap makes `$?` 130.
  /// `willWrite` is to be called before the first output, so that the line
  /// being edited makes room. False when the shell is to end.
  func handleSignals(willWrite: () -> Void) -> Bool

  /// SIGWINCH was taken since this was last asked.
  func takeWindowChange() -> Bool

  /// Appends a prompt as it is to be written.
  func appendPrompt(_ kind: PromptKind, to buffer: inout ByteBuffer)

  /// The value of a variable, valid until a variable changes.
  func variable(named name: Bytes) -> Bytes?

  /// What would be run; nothing is remembered. Nil if only the disk can tell,
  /// and `maySearch` forbids to ask it.
  func commandKind(of name: Bytes, maySearch: () -> Bool) -> CommandKind?

  /// The options of `set`.
  var options: Options { get }

  /// `$?`
  var status: Int32 { get }

  /// Executes the command of a key (`bind -x`), which may change the line.
  /// False when the shell is to end.
  func executeKeyCommand(_ command: Bytes, line: inout KeyCommandLine) -> Bool

  /// A script has called `complete`, and what it said counts.
  var hasCompletions: Bool { get }

  /// What that leads to for a half-typed command; nil for nothing.
  func complete(_ call: CompletionCall) -> ProgrammedCandidates?

  /// Expands parameters, command substitutions and arithmetic in a text, as those
  /// in a here-document are.
  func expand(_ text: inout ByteBuffer)

  /// Lets a person change a text in the editor of VISUAL or EDITOR. False if
  /// that did not work.
  func editText(_ text: inout ByteBuffer) -> Bool

  /// `pattern` (XCU 2.14) matches all of `text`.
  func matches(_ pattern: Bytes, _ text: Bytes) -> Bool

  /// Writes a diagnostic.
  func complain(_ text: Bytes)

  /// Calls `body` with each name of a kind and what a person is told of it.
  func forEachName(_ kind: NameKind, _ body: (_ name: Bytes, _ detail: Bytes) -> Void)

  /// Calls `body` with the names of the programs in PATH that `isWanted`, and
  /// `willRead` before each directory.
  func forEachProgram(
    where isWanted: (Bytes) -> Bool, willRead: () -> Void, _ body: (Bytes) -> Void)

  /// For a child of the terminal side: becomes the program that the words call,
  /// which gets no input and no terminal and writes to `output`. Returns if that
  /// fails.
  func becomeProgram(_ words: [[UInt8]], output: FileDescriptor)

  /// Calls `body` with the options of a built-in and what they do.
  func forEachOption(of name: [UInt8], _ body: (Bytes, Bytes) -> Void)
}
