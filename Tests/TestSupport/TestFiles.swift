import Glibc

/// The few file operations tests need, without Foundation.
public enum TestFiles {
  /// A new directory under `TMPDIR` or `/tmp`; its path has no symbolic link.
  public static func makeTemporaryDirectory(prefix: String) -> String? {
    let parent = environmentValue("TMPDIR") ?? "/tmp"
    guard let real = realpath(parent, nil) else { return nil }
    defer { free(real) }
    var template = Array("\(String(cString: real))/\(prefix).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    return template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) }
    }
  }

  /// Removes a directory and all below it; links are not followed.
  public static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(in: path) { removeTree("\(path)/\(name)") }
    }
    remove(path)
  }

  public static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  @discardableResult
  public static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      == bytes.count
  }

  /// The names in a directory, sorted, without dot and dot-dot.
  public static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  public static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return access(path, X_OK) == 0 && stat(path, &status) == 0
      && status.st_mode & S_IFMT == S_IFREG
  }

  /// The path of `program`: itself when it has a slash, else found in `PATH`.
  public static func search(_ program: String) -> String? {
    if program.contains("/") { return isExecutable(program) ? program : nil }
    let path = environmentValue("PATH") ?? "/usr/bin:/bin"
    for directory in path.split(separator: ":") where isExecutable("\(directory)/\(program)") {
      return "\(directory)/\(program)"
    }
    return nil
  }

  public static func environmentValue(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
