// The shell: everything a shell execution environment holds (XCU 2.13).
//
// One object, used from one thread. State lives in struct members with raw
// storage, so that running a command counts no references. What belongs to a
// member is in that member's folder; extensions of `Shell` in a folder are the
// verbs that need several members.
import SwishSyntax
import SwishSystem

/// How a command ended, as far as the commands around it are concerned; the
/// exit status is in `Shell.status`.
public enum Flow: UInt8, Sendable {
  case next
  /// `break` and `continue`: through `ControlState.loopExits` loops.
  case breakLoop, continueLoop
  /// `return`: to the function call or dot script.
  case returning
  /// The shell or subshell ends.
  case exiting
  /// An interactive shell goes back to its prompt.
  case abandon
  /// An error ends what `command` runs by `eval` or `.`.
  case failing
  /// A forked copy goes on with the subshell at hand: back to where it began.
  case handedOver
}

/// Where execution stands, for `break`, `return`, `exit`, -e and traps.
struct ControlState {
  var loopDepth = 0
  var loopExits = 0
  var functionDepth = 0
  var dotDepth = 0
  /// The status of the command at hand is being tested: -e does not count.
  var ignoresErrexit = false
  var isSubshell = false
  /// Traps that are being run, one inside the other.
  var trapDepth = 0
  var functionDepthOfTrap = 0
  /// `$?` when the trap at hand began: what `exit` there defaults to.
  var statusBeforeTrap: Int32?
  /// A command has run since this was cleared (`eval ''`, an empty dot script).
  var hasRunCommand = false

  /// Neither loops nor traps reach into a subshell.
  mutating func enterSubshell() {
    isSubshell = true
    loopDepth = 0
    trapDepth = 0
    statusBeforeTrap = nil
  }
}

public final class Shell {
  public let names = NameTable()
  var variables = VariableStore()
  var commands = CommandTable()
  var positionals: Positionals
  public internal(set) var options = Options.initial
  var wellKnown: WellKnownNames

  /// `$?`
  public internal(set) var status: Int32 = 0
  /// The status of the last command substitution of the command at hand.
  var substitutionStatus: Int32?
  /// The `<file` of the `$(<file)` that is being expanded.
  var contentsBody: Node?
  /// The line of the command at hand, for LINENO and diagnostics.
  var line = 1

  // What words expand with.
  var expansion = ExpansionState()
  var fieldSeparators = FieldSeparators()
  var locale = LocaleState()

  var control = ControlState()
  var calls = Stack<CallFrame>(capacity: 8)
  var commandAtHand: CommandAtHand?
  var localMark = 0
  /// Forks between the shell that was started and this copy of it.
  var forkDepth = 0
  static let maximumForkDepth = 1000
  /// The subshell environments in this process, the outermost first.
  var subshells = SubshellStack()
  /// The action on EXIT must not run before redirections are undone.
  var exitWaits = false
  /// The shell waits for a line; at SIGINT the editor ends the line itself.
  var isAtPrompt = false
  /// SIGWINCH came.
  public var windowChanged = false
  /// The last command read may replace the shell (`-c`).
  var mayEndInCommand = false
  /// What subscripts and `!` in the expansions at hand lead to.
  var selections: [Selection] = []
  /// The array literals among the operands of the declaration utility at hand.
  var arrayOperands: [ArrayOperand] = []
  /// The shell's ends of the pipes of process substitutions.
  var processSubstitutions = Stack<FileDescriptor>(capacity: 2)
  var coprocesses = Stack<CoprocessPipes>(capacity: 1)
  /// Text of `eval` or `.` under `command`: its errors end that, and no shell.
  var isUnderCommand = false
  var hasWarnedOfNul = false
  /// `exec` asks that its redirections stay.
  var keepsRedirections = false
  /// What was typed and is being executed, in an interactive shell.
  var typedCommand: Node?
  /// The tree being executed, for a function definition to hold on to.
  var currentTree = SyntaxTree()
  /// For `eval` and traps.
  var idleEvaluations: [Evaluation] = []
  /// Reserve below which the stack counts as used up.
  var stackLimit: UInt { stackReserve.limit }
  var stackReserve: StackReserve

  var redirections = RedirectionStack()
  var output = OutputBuffer()
  var readAhead = ReadAhead()
  /// Takes its place while `read` has a here-document (`serveDocument`).
  var documentReader = ReadAhead()
  var expressions = RegularExpression.Cache()
  var printf = PrintfFormatter()
  var jobs = JobTable()
  var traps = TrapTable()
  var signals = SignalState()
  var getopts = GetoptsState()
  /// Its offsets, one for each time that OPTIND is put aside.
  var optionOffsets: [Int] = []
  var directory = DirectoryState()
  var computed = ComputedState()
  /// The statuses in the last pipeline of several commands, for PIPESTATUS. A
  /// subshell counts as a command, so what one leaves here is never asked for.
  var pipeStatuses: [Int32] = []
  var prompts = PromptState()
  /// What `complete` was told, once it was.
  var completions: CompletionTable?
  var environment = EnvironmentBlock()

  /// `$0`.
  var scriptName: OwnedText
  /// What diagnostics begin with.
  var commandName: OwnedText
  /// The script or dot script being read; nil for -c and a terminal.
  var sourceName: OwnedText?
  /// `$$`: the process of the main shell, also in subshells.
  let processIdentifier: Int32
  /// The script or dot script whose descriptor scripts must not use.
  var sourceFile: FileSource?
  /// What the terminal side provides; nil without a terminal.
  public var terminalHooks: (any TerminalHooks)?

  public init(name: Bytes) {
    stackReserve = StackReserve()
    processIdentifier = Process.identifier
    scriptName = OwnedText(name)
    commandName = OwnedText(name)
    positionals = Positionals(borrowing: Arguments.none.items, count: 0)
    wellKnown = WellKnownNames(names)
  }

  public var isInteractive: Bool { options.contains(.interactive) }

  /// The stack has little room left: recursion must end in an error.
  @inline(__always)
  var isStackExhausted: Bool {
    StackReserve.address < stackLimit && StackReserve.address < lowerStackLimit()
  }
}

extension Shell: StackProvider {
  @inline(never)
  public func lowerStackLimit() -> UInt {
    stackReserve.grow()
    return stackLimit
  }
}
