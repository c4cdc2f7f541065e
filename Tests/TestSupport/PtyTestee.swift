import Glibc

/// The shell the dialogues talk to.
///
/// `SWISH_TESTEE` names another one, to see whether an expectation is a fact
/// about shells or a wish: `SWISH_TESTEE=bash swift test --filter Terminal`.
public struct PtyTestee: Sendable {
  public var path: String
  public var arguments: [String]

  public static let current = PtyTestee()

  init() {
    guard let named = getenv("SWISH_TESTEE").map({ String(cString: $0) }), !named.isEmpty else {
      path = PtyTestee.builtShell()
      arguments = []
      return
    }
    path = PtyTestee.search(named)
    arguments = path.hasSuffix("/bash") ? ["--norc", "--noprofile"] : []
  }

  /// The shell under test is not swish, so its own ways are not expected.
  public var isPeer: Bool { !path.hasSuffix("/swish") }

  /// The swish built beside the running test bundle.
  private static func builtShell() -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let bundle = String(decoding: buffer.prefix(max(length, 0)).map(UInt8.init), as: UTF8.self)
    let beside = parent(of: bundle) + "/swish"
    if access(beside, X_OK) == 0 { return beside }
    let package = parent(of: parent(of: parent(of: #filePath)))
    return package + "/.build/debug/swish"
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }

  private static func search(_ name: String) -> String {
    if name.contains("/") { return name }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    for folder in path.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    return name
  }
}
