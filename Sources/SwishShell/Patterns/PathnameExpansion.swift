import SwishSyntax
import SwishSystem

/// Pathname expansion (POSIX XCU 2.14.3): the pathnames that match a pattern.
///
/// The pattern is taken component by component, for all pathnames found so far
/// at once, so that one directory is open at a time and depth costs no stack. A
/// component without special characters is appended without reading the
/// directory, which need not be readable then; whether the pathname exists is
/// asked in the end. Dot and dot-dot are matched by no pattern.
struct PathnameExpansion: ~Copyable {
  /// What `shopt` changes: a pattern matches a period at the start, letters of
  /// either case, and `**` matches directories below one another.
  struct Rules {
    var matchesHidden = false
    var isCaseless = false
    var isRecursive = false
    /// Signals that end the expansion; EINTR tells of it.
    var endings = SignalSet()
  }

  private let rules: Rules
  private var found = PathnameList()
  private var earlier = PathnameList()
  private var literal = ByteBuffer()
  /// A directory that is not there, or not to be read, is no error (XCU 2.14.3).
  private static let commonFailures: [Errno] = [
    .noEntry, .notDirectory, .access, .notPermitted, .nameTooLong, .loop,
  ]
  /// Why a directory was not read, or not to its end, if for any other reason.
  private(set) var failure: Errno?

  /// How many pathnames the last expansion gave.
  var count: Int { found.count }

  /// A pathname in its order, NUL behind its count; valid until the
  /// next expansion.
  subscript(index: Int) -> Bytes { found[index] }

  init(rules: Rules = Rules()) { self.rules = rules }

  /// Expands `pattern` and gives the number of pathnames; 0 means that the word
  /// stays as it is.
  mutating func expand(_ pattern: Bytes, isUTF8: Bool, collation: Collation? = nil) -> Int {
    found.removeAll()
    literal.removeAll()
    guard Pattern.hasSpecial(pattern) else { return 0 }
    var isFirst = true
    var isBelow = false
    var roots = 0
    var next = 0
    while next <= pattern.count {
      let component = Pattern.componentEnd(pattern, from: next)
      let text = pattern[next..<component.end]
      if Pattern.hasSpecial(text) {
        if isFirst { found.append(literal.bytes, .empty) } else { appendLiteral() }
        literal.removeAll()
        isFirst = false
        if rules.isRecursive && text == "**" {
          if !isBelow {
            roots = found.count
            addDirectoriesBelow()
          }
          isBelow = true
          if component.next > pattern.count { takeEntries(isUTF8, roots) }
          next = component.next
          continue
        }
        readDirectories(text, isUTF8)
        if found.count == 0 { return 0 }
      } else {
        Pattern.unescaped(text, into: &literal)
      }
      if !text.isEmpty { isBelow = false }
      if component.next <= pattern.count { literal.append(UInt8(ascii: "/")) }
      next = component.next
    }
    if isFirst { return 0 }
    if isBelow { dropEmpty() }
    if !literal.isEmpty {
      appendLiteral()
      keepExisting()
    }
    if let collation { found.sort(by: collation) } else { found.sort() }
    return found.count
  }

  /// Appends the literal text to every pathname.
  private mutating func appendLiteral() {
    if literal.isEmpty { return }
    swap(&found, &earlier)
    found.removeAll()
    for i in 0..<earlier.count { found.append(earlier[i], literal.bytes) }
  }

  /// Replaces every pathname, a directory's, by its entries that match.
  private mutating func readDirectories(_ pattern: Bytes, _ isUTF8: Bool) {
    swap(&found, &earlier)
    found.removeAll()
    var small = ByteBuffer(capacity: 0)
    if rules.isCaseless { small.append(pattern, uppercased: false, isUTF8: isUTF8) }
    var folded = ByteBuffer(capacity: 0)
    let mode = PatternMode(isUTF8: isUTF8, mayHaveGroups: PatternGroups.areIn(pattern))
    for i in 0..<earlier.count {
      let path = earlier[i]
      guard var directory = open(path) else { continue }
      while let entry = directory.next() {
        let name = Bytes(cString: entry)
        if name == "." || name == ".." { continue }
        let matches: Bool
        if rules.isCaseless {
          folded.removeAll()
          folded.append(name, uppercased: false, isUTF8: isUTF8)
          matches = matchesEntry(small.bytes, folded.bytes, mode)
        } else {
          matches = matchesEntry(pattern, name, mode)
        }
        if matches { found.append(path, name) }
      }
      note(directory.failure)
    }
  }

  private func matchesEntry(_ pattern: Bytes, _ name: Bytes, _ mode: PatternMode) -> Bool {
    rules.matchesHidden
      ? Pattern.matches(pattern, name, mode) : Pattern.matchesComponent(pattern, name, mode)
  }

  private mutating func open(_ path: Bytes) -> Directory? {
    if PendingSignals.containAny(of: rules.endings) {
      failure = .interrupted
      return nil
    }
    if let directory = Directory(at: cString(path.isEmpty ? "." : path)) {
      return directory
    }
    note(.current)
    return nil
  }

  private mutating func note(_ errno: Errno?) {
    if let errno, !Self.commonFailures.contains(errno) { failure = errno }
  }

  // MARK: `**`

  /// Adds the directories below those found so far, each with a slash behind it;
  /// symbolic links are not followed.
  private mutating func addDirectoriesBelow() {
    var path = ByteBuffer()
    var i = 0
    while i < found.count {
      if var directory = open(found[i]) {
        while let entry = directory.next() {
          let name = Bytes(cString: entry)
          if name == "." || name == ".." { continue }
          if name.first == UInt8(ascii: ".") && !rules.matchesHidden { continue }
          path.removeAll()
          path.append(found[i])
          path.append(name)
          path.append(0)
          guard FileStatus(path.bytes.cString, followLinks: false)?.isDirectory == true else {
            continue
          }
          path.truncate(to: path.count - 1)
          found.append(path.bytes, "/")
        }
        note(directory.failure)
      }
      i += 1
    }
  }

  /// Replaces the directories by what is in them; the first ones, where the walk
  /// began, stay.
  private mutating func takeEntries(_ isUTF8: Bool, _ roots: Int) {
    readDirectories("*", isUTF8)
    for i in 0..<roots { found.append(earlier[i], .empty) }
  }

  /// The working directory has no name here.
  private mutating func dropEmpty() {
    swap(&found, &earlier)
    found.removeAll()
    for i in 0..<earlier.count where !earlier[i].isEmpty { found.append(earlier[i], .empty) }
  }

  private mutating func keepExisting() {
    swap(&found, &earlier)
    found.removeAll()
    for i in 0..<earlier.count where fileExists(cString(earlier[i])) {
      found.append(earlier[i], .empty)
    }
  }

  /// `path` as a C string: a NUL follows it.
  private func cString(_ path: Bytes) -> UnsafePointer<CChar> {
    UnsafeRawPointer(path.start).assumingMemoryBound(to: CChar.self)
  }
}
