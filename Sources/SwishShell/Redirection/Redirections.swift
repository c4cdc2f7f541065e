// Redirections (XCU 2.7): performed in order; what they hide is kept on a stack
// and put back on every way out. External commands get theirs on the child's
// side instead (`DescriptorSteps`).
import SwishSyntax
import SwishSystem

extension Shell {
  /// Performs redirections in this process. `isApart`: no command follows, and
  /// nothing of them stays.
  func redirect(_ list: NodeList, isApart: Bool = false) throws(ShellError) {
    if list.isEmpty { return }
    flushOutput()
    readAhead.giveBack()
    for i in 0..<list.count {
      let redirection = Redirection(list[i])
      guard let (target, file) = try take(redirection, isApart: isApart) else { continue }
      switch file {
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

  /// The descriptor that a redirection is for, and what it refers to; nil if the
  /// shell chose the descriptor, which then is redirected.
  @inline(__always) func take(
    _ redirection: Redirection, isApart: Bool
  ) throws(ShellError) -> (FileDescriptor, RedirectedFile)? {
    line = redirection.node.line
    if let slot = redirection.locationVariable {
      try redirect(redirection, numberIn: slot, isApart: isApart)
      return nil
    }
    guard redirection.descriptor <= Int(Int32.max) else {
      report("descriptor out of range")
      throw .redirection
    }
    return (FileDescriptor(Int32(redirection.descriptor)), try resolve(redirection))
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
}
