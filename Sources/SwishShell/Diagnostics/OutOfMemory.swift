import SwishSyntax
import SwishSystem

// Where a text outgrows the memory that the shell may have (`ulimit -v`), the
// command at hand fails before anything of it is done. Nobody asks beforehand
// about small things: with no memory for those, the process ends, with the same
// words and status 2 (OutOfMemory.c).

extension Shell {
  /// Before a text of `count` bytes is made.
  @inline(__always)
  func checkRoom(_ count: Int) throws(ShellError) {
    if !Memory.hasRoom(count) { try failOutOfMemory() }
  }

  /// Before `count` bytes are appended to the field at hand, which is copied
  /// when it is finished.
  @inline(__always)
  func checkRoom(forField count: Int) throws(ShellError) {
    if expansion.buffer.spare < count { try checkRoom(2 * (expansion.buffer.count + count)) }
  }

  /// Before positional parameters become fields.
  @inline(__always)
  func checkRoom(forFields range: Range<Int>) throws(ShellError) {
    if range.count < 1 << 12 { return }
    // Two stacks and a list of them, each twice as large as need be.
    var size = expansion.buffer.count + range.count * 64
    for i in range { size += positionals[i - 1]?.count ?? 0 }
    try checkRoom(size)
  }

  @inline(never)
  func failOutOfMemory() throws(ShellError) {
    report("out of memory")
    throw .expansion
  }
}
