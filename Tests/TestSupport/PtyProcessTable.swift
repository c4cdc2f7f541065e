import Glibc

/// The kernel's view of the processes, from /proc.
public enum ProcessTable {
  public struct Entry: Equatable, Sendable {
    public var id: pid_t
    public var name: String
    /// `R`, `S`, `T` for stopped, `Z` for zombie, ...
    public var state: Character
    public var parent: pid_t
    public var group: pid_t
    public var session: pid_t
  }

  public static func entry(_ id: pid_t) -> Entry? {
    guard let file = fopen("/proc/\(id)/stat", "re") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = fread(&buffer, 1, buffer.count, file)
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    // The name stands in parentheses and may hold anything, also `)`.
    guard let open = text.firstIndex(of: "("), let shut = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: shut)...].split(separator: " ")
    guard fields.count > 3, let state = fields[0].first, let parent = pid_t(fields[1]),
      let group = pid_t(fields[2]), let session = pid_t(fields[3])
    else { return nil }
    return Entry(
      id: id, name: String(text[text.index(after: open)..<shut]), state: state, parent: parent,
      group: group, session: session)
  }

  public static func all() -> [Entry] {
    TestFiles.names(in: "/proc").compactMap { pid_t($0).flatMap(entry) }
  }

  public static func children(of id: pid_t) -> [Entry] { all().filter { $0.parent == id } }

  public static func session(_ id: pid_t) -> [Entry] { all().filter { $0.session == id } }
}
