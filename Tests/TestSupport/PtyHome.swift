import Glibc

extension PtyTerminal {
  /// Makes a file below the shell's home.
  public func write(_ content: String, to name: String, mode: mode_t = 0o644) throws {
    guard let file = fopen("\(home)/\(name)", "we") else {
      throw PtyProcess.SpawnError(call: "fopen \(name)", code: errno)
    }
    fputs(content, file)
    fclose(file)
    chmod("\(home)/\(name)", mode)
  }

  static func makeHome() throws -> String {
    var template = Array("/tmp/swish-terminal-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw PtyProcess.SpawnError(call: "mkdtemp", code: errno)
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
