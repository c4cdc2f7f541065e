// Redirections (XCU 2.7): performed in order; what they hide is kept on a stack
// and put back on every way out. External commands get theirs on the child's
// side instead (`DescriptorSteps`).
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

extension Shell {
  /// Performs redirections in this process. `isApart`: no command follows, and
  /// nothing of them stays.
  func redirect(_ list: NodeList, isApart: Bool = false) throws(ShellError) {
    if list.isEmpty { return }
    flushOutput()
    readAhead.giveBack()
    for i in 0..<list.count {
      let redirection = Redirection(list[i])
      line = redirection.node.line
      if let slot = redirection.locationVariable {
        try redirect(redirection, numberIn: slot, isApart: isApart)
        continue
      }
      let target = try descriptor(redirection.descriptor)
      switch try resolve(redirection) {
      case .opened(let file):
        try replace(target, by: file, closing: true)
        if target == .standardInput { ownInput(redirection.operation) }
      case .openedForBoth(let file):
        try replace(target, by: file, closing: true)
        try replace(.standardError, by: target, closing: false)
      case .copy(let source, let moves):
        if source == .standardOutput && output.isCaptured && !ownProcess() { throw .handedOver }
        try check(source, for: redirection)
        if source == .standardInput { readAhead.share() }
        try replace(target, by: source, closing: false)
        if moves && source != target { try close(source) }
      case .close: try close(target)
      }
    }
  }

  private func close(_ target: FileDescriptor) throws(ShellError) {
    try save(target)
    target.close()
  }

  /// Makes a pipe's end, which is closed and which no other process has, standard
  /// input until it is restored.
  func readInput(from pipe: FileDescriptor) throws(ShellError) {
    flushOutput()
    readAhead.giveBack()
    try replace(.standardInput, by: pipe, closing: true)
    readAhead.replace(isOwned: true)
  }

  /// Lets `read` keep what it reads ahead of a file that only it knows.
  private func ownInput(_ operation: Redirection.Operator) {
    switch operation {
    case .hereDocument, .hereDocumentTabs, .hereString: readAhead.replace(isOwned: true)
    case .input: readAhead.replace(isOwned: FileStatus(.standardInput)?.isRegular ?? false)
    default: readAhead.replace(isOwned: false)
    }
  }

  /// Puts back what was redirected since the mark.
  func restoreDescriptors(to mark: Int) {
    guard redirections.mark > mark else { return }
    flushOutput()
    while redirections.mark > mark {
      guard let entry = redirections.pop() else { return }
      if let saved = entry.saved {
        restore(entry.target, from: saved)
      } else {
        entry.target.close()
      }
      if entry.wasCaptured { output.isCaptured = true }
      if entry.target == .standardInput { readAhead.replace(isOwned: entry.wasOwned) }
    }
  }

  /// What cannot be put back (`ulimit -n` fell below it) is closed: nothing may
  /// go where it was to go only meanwhile.
  private func restore(_ target: FileDescriptor, from saved: FileDescriptor) {
    do throws(Errno) { try saved.duplicate(onto: target) } catch {
      target.close()
      report("cannot restore a descriptor", error)
    }
    saved.close()
  }

  /// The steps that give a child its redirections. Files are opened here, so
  /// that errors are ours; descriptors are arranged in the child.
  func prepare(_ list: NodeList, _ steps: inout DescriptorSteps) throws(ShellError) {
    readAhead.giveBack()
    for i in 0..<list.count {
      let redirection = Redirection(list[i])
      line = redirection.node.line
      if let slot = redirection.locationVariable {
        try redirect(redirection, numberIn: slot, isApart: false)
        continue
      }
      let target = try descriptor(redirection.descriptor)
      switch try resolve(redirection) {
      case .opened(let file): try append(file, as: target, to: &steps)
      case .openedForBoth(let file):
        try append(file, as: target, to: &steps)
        steps.append(source: target, target: .standardError)
      case .copy(let source, let moves):
        if !steps.sets(source) { try check(source, for: redirection) }
        steps.append(source: source, target: target)
        if moves && source != target { steps.append(source: FileDescriptor(-1), target: source) }
      case .close: steps.append(source: FileDescriptor(-1), target: target)
      }
    }
  }

  private func append(
    _ file: FileDescriptor, as target: FileDescriptor, to steps: inout DescriptorSteps
  ) throws(ShellError) {
    let kept: FileDescriptor
    do throws(Errno) { kept = try file.movedAwayIfPossible() } catch {
      try failDescriptor(file, error)
    }
    steps.append(opened: kept, target: target)
    // Where it could not move it may be in the way.
    if steps.sets(kept, before: steps.count - 1) { try failDescriptor(kept, .tooManyFiles) }
  }

  /// What `<&` or `>&` copies must be open, for reading or writing (XCU 2.7.5).
  func check(
    _ source: FileDescriptor, for redirection: Redirection
  ) throws(ShellError) {
    let isUsable =
      redirection.operation == .duplicateInput ? source.isReadable : source.isWritable
    if !isUsable || isPrivate(source) { try failDescriptor(source, .badDescriptor) }
  }

  private func descriptor(_ number: Int) throws(ShellError) -> FileDescriptor {
    guard number <= Int(Int32.max) else {
      report("descriptor out of range")
      throw .redirection
    }
    return FileDescriptor(Int32(number))
  }

  func failDescriptor(_ descriptor: FileDescriptor, _ errno: Errno) throws(ShellError)
    -> Never
  {
    var name = ByteBuffer()
    name.append(decimal: Int(descriptor.number))
    report(name.bytes, errno)
    throw .redirection
  }

  private func replace(
    _ target: FileDescriptor, by source: FileDescriptor, closing: Bool
  ) throws(ShellError) {
    // `open` may have returned the very number that was asked for.
    if closing && source == target {
      keep(target, nil)
      source.setCloseOnExec(false)
      return
    }
    do throws(ShellError) { try save(target) } catch {
      if closing { source.close() }
      throw error
    }
    do throws(Errno) { try source.duplicate(onto: target) } catch {
      if closing { source.close() }
      try failDescriptor(target, error)
    }
    if closing { source.close() }
  }

  /// Keeps a copy of what `target` refers to.
  private func save(_ target: FileDescriptor) throws(ShellError) {
    makeWay(for: target)
    do throws(Errno) {
      keep(target, try target.duplicate())
    } catch {
      // Under a low limit (`ulimit -n`) the copy takes what is left.
      if error != .badDescriptor, let low = try? target.duplicate(atLeast: 3) {
        return keep(target, low)
      }
      guard error == .badDescriptor else { try failDescriptor(target, error) }
      keep(target, nil)
    }
  }

  private func keep(_ target: FileDescriptor, _ saved: FileDescriptor?) {
    let wasCaptured = output.isCaptured && target == .standardOutput
    let wasOwned = target == .standardInput && readAhead.isOwned
    redirections.push(
      .init(target: target, saved: saved, wasCaptured: wasCaptured, wasOwned: wasOwned))
    if wasCaptured { output.isCaptured = false }
    if wasOwned { readAhead.replace(isOwned: false) }
  }

  /// The shell's own files give way to numbers a script asks for.
  private func makeWay(for target: FileDescriptor) {
    redirections.move(target.number)
    if readAhead.peek.uses(target) { readAhead.peek.close() }
    if target.number < FileDescriptor.firstPrivate { return }
    forEachSourceFile { $0.moveAway(from: target) }
    jobs.moveTerminal(from: target)
  }

  func isPrivate(_ descriptor: FileDescriptor) -> Bool {
    var isRead = false
    forEachSourceFile { if $0.descriptor == descriptor { isRead = true } }
    return isRead || descriptor == jobs.terminal?.descriptor || redirections.keep(descriptor)
      || readAhead.peek.uses(descriptor)
  }

  private func forEachSourceFile(_ body: (FileSource) -> Void) {
    var file = sourceFile
    while let one = file {
      body(one)
      file = one.outer
    }
  }

  // MARK: What a redirection refers to

  enum Resolved {
    case opened(FileDescriptor)
    /// For standard output and standard error: `>&file`.
    case openedForBoth(FileDescriptor)
    /// `digit-` also closes the one that is copied.
    case copy(FileDescriptor, moves: Bool)
    case close
  }

  func resolve(_ redirection: Redirection) throws(ShellError) -> Resolved {
    switch redirection.operation {
    case .hereDocument, .hereDocumentTabs, .hereString:
      return .opened(try openDocument(redirection))
    case .duplicateInput, .duplicateOutput:
      return try resolveDuplicate(redirection)
    default:
      let name = try target(redirection.target)
      return .opened(try openFile(name, redirection.operation))
    }
  }

  /// The word of a redirection: one string; an interactive shell expands
  /// pathnames in it when just one matches (XCU 2.7).
  private func target(_ node: Node) throws(ShellError) -> Bytes {
    let word = Word(node)
    return word.isPlain ? word.plainText : try expandedString(node)
  }

  private func resolveDuplicate(_ redirection: Redirection) throws(ShellError) -> Resolved {
    let name = try target(redirection.target)
    if name == "-" { return .close }
    let moves = name.last == UInt8(ascii: "-")
    guard let number = (moves ? name.prefix(name.count - 1) : name).decimal else {
      if redirection.operation == .duplicateOutput && redirection.isUnnumbered,
        !name.indices.allSatisfy({ name[$0] &- UInt8(ascii: "0") < 10 })
      {
        return .openedForBoth(try openFile(name, .output))
      }
      report(name, ": not a descriptor")
      throw .redirection
    }
    return .copy(FileDescriptor(Int32(number)), moves: moves)
  }

  private func openFile(
    _ name: Bytes, _ operation: Redirection.Operator
  ) throws(ShellError) -> FileDescriptor {
    if !subshells.isEmpty && isProcessPath(name) && !ownProcess() { throw .handedOver }
    while true {
      do throws(Errno) { return try open(name, operation) } catch {
        guard error == .interrupted else {
          report(name, error)
          throw .redirection
        }
        // A trap ends the opening of a FIFO only by ending more than that.
        let flow = atSafePoint()
        if flow != .next { throw .interrupted(flow) }
      }
    }
  }

  private func open(
    _ name: Bytes, _ operation: Redirection.Operator
  ) throws(Errno) -> FileDescriptor {
    switch operation {
    case .input: try FileDescriptor.openUnlessSignalled(name.cString, .read)
    case .append: try FileDescriptor.openUnlessSignalled(name.cString, .append)
    case .readWrite: try FileDescriptor.openUnlessSignalled(name.cString, .readWrite)
    case .output where options.contains(.noclobber): try openWithoutClobbering(name)
    default: try FileDescriptor.openUnlessSignalled(name.cString, .truncate)
    }
  }

  /// `set -C`: a regular file is never truncated. A file that appears between
  /// the two calls is no way around that.
  private func openWithoutClobbering(_ name: Bytes) throws(Errno) -> FileDescriptor {
    do throws(Errno) { return try FileDescriptor.open(name.cString, .createNew) } catch {
      guard error == .exists else { throw error }
    }
    let file = try FileDescriptor.openUnlessSignalled(name.cString, .write)
    if FileStatus(file)?.isRegular ?? true {
      file.close()
      throw .exists
    }
    return file
  }
}
