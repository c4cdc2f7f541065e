import Glibc
import TestSupport

/// A shell that runs the cases.
struct Testee: Sendable, CustomStringConvertible {
  /// The name that `deviates` uses.
  let name: String
  let path: String
  /// What makes it a POSIX shell, before all other arguments.
  let posixArguments: [String]

  var description: String { name }

  /// A shell by name or path; nil when there is none.
  init?(_ program: String) {
    guard let found = TestFiles.search(program), let real = realpath(found, nil) else {
      return nil
    }
    defer { free(real) }
    path = String(cString: real)
    name = String(
      program[(program.lastIndex(of: "/").map(program.index(after:)) ?? program.startIndex)...])
    switch name {
    case "bash", "swish": posixArguments = ["--posix"]
    case "busybox": posixArguments = ["sh"]
    case "zsh": posixArguments = ["--emulate", "sh"]
    default: posixArguments = []
    }
  }

  /// `SWISH_TESTEE`, or else the swish that was built with this test bundle.
  static let current: Testee? = {
    if let named = TestFiles.environmentValue("SWISH_TESTEE") { return Testee(named) }
    for directory in buildDirectories {
      if let swish = Testee("\(directory)/swish") { return swish }
    }
    return nil
  }()

  /// The shells whose agreement makes an expectation a fact.
  static let peers = ["dash", "bash"].compactMap { Testee($0) }

  /// Whether a failure without a listed deviation is a failure of the tests;
  /// the cases do not list what other shells do, so theirs are only reported.
  var isJudged: Bool { ["swish", "dash", "bash"].contains(name) }

  static let isSwish = TestFiles.environmentValue("SWISH_TESTEE") == nil

  /// Where the build may have put executables, most certain first.
  private static var buildDirectories: [String] {
    var candidates: [String] = []
    for argument in CommandLine.arguments {
      if let bundle = argument.firstIndex(ofText: ".xctest") {
        candidates.append(parent(of: String(argument[..<bundle])))
      }
    }
    if let own = realpath("/proc/self/exe", nil) {
      candidates.append(parent(of: String(cString: own)))
      free(own)
    }
    let package = parent(of: parent(of: parent(of: #filePath)))
    return candidates + ["\(package)/.build/debug"]
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }
}

extension String {
  /// The start of `text`, without Foundation.
  fileprivate func firstIndex(ofText text: String) -> Index? {
    indices.first { self[$0...].hasPrefix(text) }
  }
}
