import SwishSyntax
import SwishSystem

/// What the word of a redirection means (XCU 2.7).
enum RedirectedFile {
  case opened(FileDescriptor)
  /// For standard output and standard error: `>&file`.
  case openedForBoth(FileDescriptor)
  /// `digit-` also closes the one that is copied.
  case copy(FileDescriptor, moves: Bool)
  case close
}

extension Shell {
  func resolve(_ redirection: Redirection) throws(ShellError) -> RedirectedFile {
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

  private func resolveDuplicate(_ redirection: Redirection) throws(ShellError) -> RedirectedFile {
    let name = try target(redirection.target)
    if name == "-" { return .close }
    let moves = name.last == UInt8(ascii: "-")
    guard let number = (moves ? name.prefix(name.count - 1) : name).decimal else {
      if redirection.operation == .duplicateOutput && redirection.isUnnumbered,
        !name.indices.allSatisfy({ name[$0].isDigit })
      {
        return .openedForBoth(try openFile(name, .output))
      }
      report(name, ": not a descriptor")
      throw .redirection
    }
    return .copy(FileDescriptor(Int32(number)), moves: moves)
  }

  /// What `<&` or `>&` copies must be open, for reading or writing (XCU 2.7.5).
  func check(
    _ source: FileDescriptor, for redirection: Redirection
  ) throws(ShellError) {
    let isUsable =
      redirection.operation == .duplicateInput ? source.isReadable : source.isWritable
    if !isUsable || isPrivate(source) { try failDescriptor(source, .badDescriptor) }
  }

  func failDescriptor(_ descriptor: FileDescriptor, _ errno: Errno) throws(ShellError)
    -> Never
  {
    var name = ByteBuffer()
    name.append(decimal: Int(descriptor.number))
    report(name.bytes, errno)
    throw .redirection
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
