// Here-documents (XCU 2.7.4): the body is in a pipe where it fits, else in a file
// without a name, else a copy of the shell writes it.
import SwishSyntax
import SwishSystem

extension Shell {
  /// A descriptor from which the body can be read.
  func hereDocument(_ redirection: Redirection) throws(ShellError) -> FileDescriptor {
    guard let body = redirection.body else { return try hereDocument(.empty) }
    return try withExpandedString(body) { text throws(ShellError) in try hereDocument(text) }
  }

  func hereDocument(_ text: Bytes) throws(ShellError) -> FileDescriptor {
    do throws(Errno) {
      if text.count > Self.pipeCapacity {
        if let file = unnamedFile(text) { return file }
        return try pipeFromCopy(text)
      }
      let pipe = try FileDescriptor.pipe()
      defer { pipe.write.close() }
      do throws(Errno) { try pipe.write.writeAll(text.raw) } catch {
        pipe.read.close()
        throw error
      }
      return pipe.read
    } catch {
      report(Bytes("here-document"), error)
      throw .redirection
    }
  }

  /// Nil where there is no room: a limit on the size of files holds for it too.
  private func unnamedFile(_ text: Bytes) -> FileDescriptor? {
    guard let limit = try? ResourceLimit.get(.fileSize).soft, limit >= UInt64(text.count),
      let file = try? FileDescriptor.unnamedFile()
    else { return nil }
    do throws(Errno) {
      try file.writeAll(text.raw)
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
