import SwishSyntax
import SwishSystem

/// Looks at what a pipe holds without taking it out, by `tee` to a pipe of its
/// own. So a line is taken in one piece where only single bytes could be read.
struct PipePeek: ~Copyable {
  private var pipe: Pipe?

  /// Waits for input and puts a copy of up to `limit` bytes of it into an empty
  /// buffer; false at the end. Nil if that cannot be had here. EINTR and EAGAIN are thrown.
  mutating func peek(
    at input: FileDescriptor, into buffer: inout ByteBuffer, limit: Int
  ) throws(Errno) -> Bool? {
    if pipe == nil { pipe = try? FileDescriptor.pipe() }
    guard let pipe else { return nil }
    var left: Int
    do throws(Errno) { left = try input.copy(to: pipe.write, upTo: limit) } catch {
      if error == .interrupted || error == .again { throw error }
      return nil
    }
    if left == 0 { return false }
    do throws(Errno) {
      while left > 0 {
        let n = try pipe.read.read(into: buffer.reserve(left))
        buffer.commit(n)
        left -= n
      }
    } catch {
      // What is still there must not be found the next time.
      close()
      buffer.removeAll()
      return nil
    }
    return true
  }

  func uses(_ descriptor: FileDescriptor) -> Bool {
    guard let pipe else { return false }
    return descriptor == pipe.read || descriptor == pipe.write
  }

  /// A copy of the shell makes its own; a script may ask for the numbers.
  mutating func close() {
    pipe?.close()
    pipe = nil
  }
}
