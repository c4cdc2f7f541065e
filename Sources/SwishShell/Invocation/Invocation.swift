// The command line of the shell (XCU sh).
import SwishSyntax
import SwishSystem

/// What the shell was asked to run.
public enum Program {
  case string(Bytes)
  case file(Bytes)
  case standardInput
}

public struct Invocation {
  public private(set) var program = Program.standardInput
  private(set) var options: Options = []
  private(set) var isLogin = false
  /// A login shell reads /etc/profile and ~/.profile.
  private(set) var readsProfiles = true
  /// What an interactive shell runs before the first prompt.
  enum StartupFile {
    case standard, none
    case named(Bytes)
  }
  private(set) var startupFile = StartupFile.standard
  /// -p: effective ids that differ from the real ones are kept.
  private(set) var keepsPrivileges = false
  /// `-o` or `+o` without a name: the options are listed.
  enum Listing { case none, table, commands }
  private(set) var listing = Listing.none
  private var forcesInteractive = false
  private var wantsString = false
  /// `$0` and what follows it.
  private(set) var operands = Arguments.none

  enum Failure: Error {
    case badOption(Bytes)
    case missingArgument(Bytes)
    case version
    case help
  }

  /// Reads `argv`, which lives as long as the process; the operands stay in it.
  init(_ arguments: UnsafeMutableBufferPointer<Bytes>) throws(Failure) {
    guard let name = arguments.first else { return }
    if name.first == UInt8(ascii: "-") { isLogin = true }
    if Invocation.baseName(name) == "sh" { options.insert(.posix) }
    var index = 1
    while index < arguments.count {
      let argument = arguments[index]
      let sign = argument.first
      if argument.count < 2 || (sign != UInt8(ascii: "-") && sign != UInt8(ascii: "+")) {
        if argument == "-" { index += 1 }
        break
      }
      index += 1
      if argument == "--" { break }
      if argument.hasPrefix("--") {
        try parseLong(argument, arguments, &index)
      } else {
        try parseLetters(argument, on: sign == UInt8(ascii: "-"), arguments, &index)
      }
    }
    try takeOperands(arguments, from: index)
  }

  private mutating func takeOperands(
    _ arguments: UnsafeMutableBufferPointer<Bytes>, from start: Int
  ) throws(Failure) {
    var start = start
    if wantsString {
      guard start < arguments.count else { throw .missingArgument("-c") }
      program = .string(arguments[start])
      start += 1
    } else if start < arguments.count && !options.contains(.standardInput) {
      program = .file(arguments[start])
    } else {
      options.insert(.standardInput)
    }
    if options.contains(.standardInput) && !wantsString || start == arguments.count {
      // The shell's own name is `$0`.
      start -= 1
      arguments[start] = arguments[0]
    }
    guard let first = arguments.baseAddress else { return }
    operands = Arguments(items: first + start, count: arguments.count - start)
  }

  private mutating func parseLong(
    _ argument: Bytes, _ arguments: UnsafeMutableBufferPointer<Bytes>, _ index: inout Int
  ) throws(Failure) {
    if argument == "--version" { throw .version }
    if argument == "--help" { throw .help }
    if argument == "--login" {
      isLogin = true
    } else if argument == "--posix" {
      options.insert(.posix)
    } else if argument == "--norc" {
      startupFile = .none
    } else if argument == "--noprofile" {
      readsProfiles = false
    } else if argument == "--rcfile" {
      guard index < arguments.count else { throw .missingArgument("--rcfile") }
      startupFile = .named(arguments[index])
      index += 1
    } else {
      throw .badOption(argument)
    }
  }

  private mutating func parseLetters(
    _ argument: Bytes, on: Bool, _ arguments: UnsafeMutableBufferPointer<Bytes>,
    _ index: inout Int
  ) throws(Failure) {
    for i in 1..<argument.count {
      switch argument[i] {
      case UInt8(ascii: "c") where on: wantsString = true
      case UInt8(ascii: "s") where on: options.insert(.standardInput)
      case UInt8(ascii: "i"): forcesInteractive = on
      case UInt8(ascii: "l") where on: isLogin = true
      case UInt8(ascii: "p") where on: keepsPrivileges = true
      case UInt8(ascii: "o"):
        guard index < arguments.count else {
          listing = on ? .table : .commands
          continue
        }
        guard let option = Options.named(arguments[index]) else {
          throw .badOption(arguments[index])
        }
        set(option, on)
        index += 1
      default:
        guard let option = Options.lettered(argument[i]) else { throw .badOption(argument) }
        set(option, on)
      }
    }
  }

  private mutating func set(_ option: Options, _ on: Bool) {
    if on { options.insert(option) } else { options.remove(option) }
  }

  /// Interactive: -i, or commands from a terminal with diagnostics to one.
  var isInteractive: Bool {
    if forcesInteractive { return true }
    guard case .standardInput = program else { return false }
    return FileDescriptor.standardInput.isTerminal && FileDescriptor.standardError.isTerminal
  }

  /// The name without directories and without a login shell's dash.
  static func baseName(_ path: Bytes) -> Bytes {
    let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let name = path.dropFirst(start)
    return name.first == UInt8(ascii: "-") ? name.dropFirst() : name
  }
}

extension Invocation.Failure {
  /// Writes what a command line without a program asks for; the exit status.
  /// (A function that never returned would free the text before it is written.)
  func explain() -> Int32 {
    var text = ByteBuffer()
    var target = FileDescriptor.standardError
    var code: Int32 = 2
    switch self {
    case .version, .help:
      if case .help = self { text.append(Self.usage) } else { text.append(Shell.version) }
      target = .standardOutput
      code = 0
    case .badOption(let option):
      text.append("swish: ")
      text.appendVisible(option)
      text.append(": invalid option\n")
      text.append(Self.usage)
    case .missingArgument(let option):
      text.append("swish: ")
      text.append(option)
      text.append(": option requires an argument")
    }
    text.append("\n")
    try? target.writeAll(text.bytes.raw)
    return code
  }

  private static var usage: Bytes {
    """
    usage: swish [-abCEefhilmnpTuvx] [-o option]... [file [argument...]]
           swish -c [options] command [name [argument...]]
           swish -s [options] [argument...]
    See swish(1).
    """
  }
}
