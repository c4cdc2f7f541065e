import SwishSyntax
import SwishSystem

/// Descriptors that redirections replaced, to be restored in reverse.
struct RedirectionStack: ~Copyable {
  struct Entry {
    let target: FileDescriptor
    /// Where the old file is kept; nil when the descriptor was closed.
    var saved: FileDescriptor?
    /// It was standard output, captured by a substitution in this process.
    var wasCaptured = false
    /// It was standard input, and no other process had it (`ReadAhead`).
    var wasOwned = false
  }

  private(set) var entries = Stack<Entry>(capacity: 8)
  var mark: Int { entries.count }

  mutating func push(_ entry: Entry) { entries.push(entry) }
  mutating func pop() -> Entry? { entries.pop() }

  /// Keeps the new files for good (`exec`).
  mutating func forget(to mark: Int) {
    while entries.count > mark {
      if let entry = entries.pop() { entry.saved?.close() }
    }
  }

  /// A forked copy has no use for the files kept below the mark.
  mutating func release(below mark: Int) {
    for i in 0..<mark {
      entries[i].saved?.close()
      entries[i].saved = nil
    }
  }

  func keep(_ file: FileDescriptor) -> Bool {
    for i in 0..<entries.count where entries[i].saved == file { return true }
    return false
  }

  /// A process is made that shares the files kept.
  mutating func share() {
    for i in 0..<entries.count { entries[i].wasOwned = false }
  }

  /// What captured standard output will go to when it is restored.
  mutating func endCapture(by file: FileDescriptor, below mark: Int) {
    for i in 0..<mark where entries[i].wasCaptured {
      entries[i].saved?.close()
      entries[i].saved = try? file.duplicate()
      entries[i].wasCaptured = false
    }
  }

  /// Makes a file what standard output was before it was redirected since
  /// `mark`; false if it was not.
  mutating func replaceOutput(by file: FileDescriptor, from mark: Int) -> Bool {
    for i in mark..<entries.count where entries[i].target == .standardOutput {
      entries[i].saved?.close()
      entries[i].saved = try? file.duplicate()
      return true
    }
    return false
  }

  /// What a descriptor was before the redirections since `mark`; nil if closed.
  func file(_ target: FileDescriptor, before mark: Int) -> FileDescriptor? {
    for i in mark..<entries.count where entries[i].target == target { return entries[i].saved }
    return target
  }

  /// Gives a kept copy a new place, when a script wants its number.
  mutating func move(_ number: Int32) {
    for i in 0..<entries.count where entries[i].saved?.number == number {
      guard let saved = entries[i].saved, let moved = try? saved.duplicate(atLeast: number + 1)
      else { return }
      saved.close()
      entries[i].saved = moved
    }
  }
}
