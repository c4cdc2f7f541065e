// `{name}>file` (XCU 2.7, which leaves it to the implementation): the shell
// chooses the descriptor, and its number becomes the variable's value. Both stay
// as they are when the command ends, until `{name}>&-` closes the descriptor.
import SwishSyntax
import SwishSystem

extension Shell {
  func redirect(
    _ redirection: Redirection, numberIn slot: Slot, isApart: Bool
  ) throws(ShellError) {
    // What stays must not stay behind a subshell in this process.
    guard ownProcess() else { throw .handedOver }
    switch try resolve(redirection) {
    case .opened(let file), .openedForBoth(let file):
      defer { file.close() }
      try keep(file, numberIn: slot, isApart: isApart)
    case .copy(let source, let moves):
      try check(source, for: redirection)
      if source == .standardInput { readAhead.share() }
      try keep(source, numberIn: slot, isApart: isApart)
      if moves { source.close() }
    case .close:
      guard let number = value(slot)?.decimal else {
        report(names[slot], ": not a descriptor")
        throw .redirection
      }
      let target = FileDescriptor(Int32(number))
      if isPrivate(target) { try failDescriptor(target, .badDescriptor) }
      target.close()
    }
  }

  private func keep(
    _ file: FileDescriptor, numberIn slot: Slot, isApart: Bool
  ) throws(ShellError) {
    let copy: FileDescriptor
    do throws(Errno) { copy = try file.duplicate(closeOnExec: false) } catch {
      try failDescriptor(file, error)
    }
    do throws(ShellError) { try assign(slot, integer: Int64(copy.number)) } catch {
      copy.close()
      throw error
    }
    if isApart { redirections.push(.init(target: copy, saved: nil)) }
  }
}
