import Glibc

/// What this process may still allocate.
public enum Memory {
  /// Whether a text of `count` bytes could be made, and grow. Asked about large
  /// ones only: a limit on the address space (`ulimit -v`) is found out without
  /// touching a page.
  @inlinable public static func hasRoom(_ count: Int) -> Bool {
    count < 1 << 20 || canMap(2 * count)
  }

  // (The compiler takes out a `malloc` whose memory is only freed.)
  @usableFromInline @inline(never) static func canMap(_ count: Int) -> Bool {
    let memory = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { return false }
    munmap(memory, count)
    return true
  }
}
