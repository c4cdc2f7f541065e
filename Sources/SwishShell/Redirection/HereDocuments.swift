// Here-documents (XCU 2.7.4): the body is in a pipe where it fits, else in a file
// in memory, else a copy of the shell writes it. No file system is involved.
import SwishSyntax
import SwishSystem

extension Shell {
  /// The text of a here-document or here-string.
  func withDocument<R>(
    _ redirection: Redirection, _ body: (Bytes) throws(ShellError) -> R
  ) throws(ShellError) -> R {
    if redirection.operation == .hereString {
      return try withExpandedString(redirection.target) { text throws(ShellError) in
        var line = ByteBuffer(capacity: text.count + 1)
        line.append(text)
        line.append(UInt8(ascii: "\n"))
        return try body(line.bytes)
      }
    }
    guard let node = redirection.body else { return try body(.empty) }
    return try withExpandedString(node, body)
  }

  /// Whether `read` can have its input without a descriptor: a here-document or
  /// here-string is the only redirection, and no command substitution in an
  /// assignment sees it.
  func servesDocument(_ command: SimpleCommand) -> Bool {
    guard command.redirections.count == 1 else { return false }
    let redirection = Redirection(command.redirections[0])
    guard redirection.locationVariable == nil && redirection.descriptor == 0 else { return false }
    switch redirection.operation {
    case .hereDocument, .hereDocumentTabs, .hereString: break
    default: return false
    }
    for i in 0..<command.assignments.count {
      guard let value = Assignment(command.assignments[i]).value else { continue }
      let parts = Word(value).parts
      for j in 0..<parts.count where parts[j].kind != .literal && parts[j].kind != .singleQuoted {
        return false
      }
    }
    return true
  }

  /// Expands the document that `readingDocument` has as standard input.
  func serveDocument(_ command: SimpleCommand) throws(ShellError) {
    let redirection = Redirection(command.redirections[0])
    line = redirection.node.line
    try withDocument(redirection) { text throws(ShellError) in documentReader.serve(text) }
    if !readAhead.isOwned { readAhead.giveBack() }
  }

  func readingDocument(_ body: () -> Flow) -> Flow {
    exchangeReaders()
    defer { exchangeReaders() }
    return body()
  }

  private func exchangeReaders() {
    swap(&readAhead, &documentReader)
    swap(&readAhead.peek, &documentReader.peek)
  }

  /// What reads as the text of a here-document or here-string.
  func openDocument(_ redirection: Redirection) throws(ShellError) -> FileDescriptor {
    if let file = fileOfPlainParts(redirection) { return file }
    return try withDocument(redirection) { text throws(ShellError) in
      do throws(Errno) {
        return try openDocument(text)
      } catch {
        report("here-document", error)
        throw .redirection
      }
    }
  }

  private func openDocument(_ text: Bytes) throws(Errno) -> FileDescriptor {
    if text.count > Self.pipeCapacity {
      let file = fileInMemory(text.count) { file throws(Errno) in try file.writeAll(text.raw) }
      if let file { return file }
      return try pipeFromCopy(text)
    }
    let pipe = try FileDescriptor.pipe()
    defer { pipe.write.close() }
    do throws(Errno) { try pipe.write.writeAll(text.raw) } catch {
      pipe.read.close()
      throw error
    }
    return pipe.read
  }

  /// A long document of literals and values alone, written from where they lie;
  /// nil for any other.
  private func fileOfPlainParts(_ redirection: Redirection) -> FileDescriptor? {
    guard let body = redirection.body, !Word(body).isPlain else { return nil }
    let parts = Word(body).parts
    var count = 0
    for i in 0..<parts.count {
      guard let text = plainText(parts[i]) else { return nil }
      count += text.count
    }
    guard count > Self.pipeCapacity else { return nil }
    return fileInMemory(count) { file throws(Errno) in
      for i in 0..<parts.count { try file.writeAll((plainText(parts[i]) ?? .empty).raw) }
    }
  }

  /// Nil where there is no room: a limit on the size of files holds for it too.
  private func fileInMemory(
    _ count: Int, _ write: (FileDescriptor) throws(Errno) -> Void
  ) -> FileDescriptor? {
    guard let limit = try? ResourceLimit.get(.fileSize).soft, limit >= UInt64(count),
      let file = try? FileDescriptor.memoryFile()
    else { return nil }
    do throws(Errno) {
      try write(file)
      try file.seek(to: 0)
      return file
    } catch {
      file.close()
      return nil
    }
  }

  /// The copy ends when all is read, or of SIGPIPE when nobody reads any more.
  private func pipeFromCopy(_ text: Bytes) throws(Errno) -> FileDescriptor {
    // It is to be no zombie for long.
    catchChildren()
    let pipe = try FileDescriptor.pipe()
    defer { pipe.write.close() }
    do throws(Errno) {
      _ = try forkWriter(of: text, to: pipe)
      return pipe.read
    } catch {
      pipe.read.close()
      throw error
    }
  }
}
