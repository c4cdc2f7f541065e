import CSystem
import Glibc

/// How far the stack of this process may grow: recursion ends in an error at
/// `limit`, an address and not a count.
///
/// The kernel lets the stack grow to the soft limit of the moment, and keeps
/// 128 MiB free for it whatever the limit was at the start. So the limit is
/// raised when a deeply nested command needs it, and put back behind it. Only
/// programs started from so deep inherit the raised limit.
public struct StackReserve: Sendable {
  /// An address below which the stack counts as used up.
  public private(set) var limit: UInt
  private let top: UInt
  private var initialSize: UInt
  private let canGrow: Bool
  private var hasGrown = false
  private var isRaised = false

  /// What is left for calls that do not recurse, in bytes.
  private static let margin: UInt = 256 << 10
  private static let raisedSize: UInt = 112 << 20

  /// `canGrow`: this is the first thread; the stacks of others have an end.
  public init(canGrow: Bool = true) {
    self.canGrow = canGrow
    top = Self.address
    initialSize = Self.size()
    limit = Self.limit(top, initialSize)
  }

  @inline(__always) public static var address: UInt { swish_stack_address() }

  /// `ulimit -s` has set another limit.
  public mutating func noteNewLimit() {
    initialSize = Self.size()
    limit = Self.limit(top, initialSize)
    isRaised = false
  }

  /// Makes more room once; under a narrow limit on the address space the
  /// stack stays as it is, since growing it could fail, which nobody survives.
  public mutating func grow() {
    if hasGrown || !canGrow { return }
    hasGrown = true
    guard initialSize < Self.raisedSize, let stack = try? ResourceLimit.get(.stack),
      let space = try? ResourceLimit.get(.addressSpace),
      space.soft >= 1 << 30
    else { return }
    let size = min(UInt64(Self.raisedSize), stack.hard)
    guard stack.soft == UInt64(initialSize), size > stack.soft,
      (try? ResourceLimit.set(.stack, soft: size, hard: stack.hard)) != nil
    else { return }
    isRaised = true
    limit = Self.limit(top, UInt(size))
  }

  /// Between two commands: gives back what the last one needed.
  @inline(__always)
  public mutating func restore() {
    if hasGrown { lowerAgain() }
  }

  private mutating func lowerAgain() {
    hasGrown = false
    guard isRaised else { return }
    isRaised = false
    limit = Self.limit(top, initialSize)
    // A limit that the command set itself stays.
    guard let stack = try? ResourceLimit.get(.stack),
      stack.soft == min(UInt64(Self.raisedSize), stack.hard)
    else { return }
    try? ResourceLimit.set(.stack, soft: UInt64(initialSize), hard: stack.hard)
  }

  /// The soft limit; 64 MiB stand for none.
  private static func size() -> UInt {
    guard let soft = try? ResourceLimit.get(.stack).soft, soft > 0 else { return 8 << 20 }
    return soft < 1 << 40 ? UInt(soft) : 64 << 20
  }

  private static func limit(_ top: UInt, _ size: UInt) -> UInt {
    top > size ? top - size + min(margin, size / 4) : 0
  }
}
