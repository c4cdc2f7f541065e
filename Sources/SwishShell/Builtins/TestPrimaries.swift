// The primaries of `test` (XCU test), which `[[ ]]` shares.
import SwishSyntax
import SwishSystem

struct TestError: Error {
  let subject: Bytes
  let problem: StaticString
}

extension Shell {
  func test(_ letter: UInt8, _ operand: Bytes) throws(TestError) -> Bool {
    switch letter {
    case UInt8(ascii: "n"): return !operand.isEmpty
    case UInt8(ascii: "z"): return operand.isEmpty
    case UInt8(ascii: "r"): return isAccessible(operand.cString, .read)
    case UInt8(ascii: "w"): return isAccessible(operand.cString, .write)
    case UInt8(ascii: "x"): return isAccessible(operand.cString, .execute)
    case UInt8(ascii: "h"), UInt8(ascii: "L"):
      return FileStatus(operand.cString, followLinks: false)?.isLink ?? false
    case UInt8(ascii: "t"):
      guard let number = Int32(exactly: try integer(operand)) else { return false }
      return number >= 0 && FileDescriptor(number).isTerminal
    // Not in POSIX.
    case UInt8(ascii: "v"):
      if let answer = isSetElement(operand) { return answer }
      return names.find(operand).map { value(followed($0)) != nil } ?? false
    case UInt8(ascii: "R"):
      return names.find(operand).map { variables.attributes($0) }?.isSuperset(
        of: [.isSet, .reference]) ?? false
    case UInt8(ascii: "o"): return Options.named(operand).map { options.contains($0) } ?? false
    default:
      guard let status = FileStatus(operand.cString) else { return false }
      return status.satisfies(letter)
    }
  }

  /// Whether there is the element that `name[subscript]` means; nil of other operands.
  private func isSetElement(_ operand: Bytes) -> Bool? {
    guard let (slot, key) = splitElement(operand) else { return nil }
    if let array = variables.array(slot), array.keys == nil, key == "@" || key == "*" {
      return array.count > 0
    }
    guard let index = try? spelledIndex(slot, key) else { return false }
    return element(slot, index) != nil
  }

  func test(_ primary: BinaryPrimary, _ left: Bytes, _ right: Bytes) throws(TestError) -> Bool {
    switch primary {
    case .same, .different: return primary.holds(left, right)
    case .before, .after:
      guard let collation else { return primary.holds(left, right) }
      return primary == .before
        ? collation.precedes(left.cString, right.cString)
        : collation.precedes(right.cString, left.cString)
    case .equal, .unequal, .greater, .greaterOrEqual, .less, .lessOrEqual:
      return primary.holds(try integer(left), try integer(right))
    case .newer: return isNewer(left, than: right)
    case .older: return isNewer(right, than: left)
    case .sameFile:
      guard let a = FileStatus(left.cString), let b = FileStatus(right.cString) else {
        return false
      }
      return a.isSameFile(as: b)
    case .matches: return false  // no primary of `test`
    }
  }

  /// A file is newer than one that does not exist.
  private func isNewer(_ path: Bytes, than other: Bytes) -> Bool {
    guard let status = FileStatus(path.cString) else { return false }
    guard let reference = FileStatus(other.cString) else { return true }
    return status.isNewer(than: reference)
  }

  /// A decimal number with a sign, blanks around it.
  private func integer(_ text: Bytes) throws(TestError) -> Int {
    guard let value = text.signedDecimal else {
      throw TestError(subject: text, problem: "integer expected")
    }
    return value
  }
}

extension BinaryPrimary {
  /// Whether it holds between two texts or two numbers.
  @inline(__always)
  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .same, .equal: left == right
    case .different, .unequal: left != right
    case .before, .less: left < right
    case .after, .greater: right < left
    case .lessOrEqual: !(right < left)
    case .greaterOrEqual: !(left < right)
    case .newer, .older, .sameFile, .matches: false
    }
  }
}

extension FileStatus {
  fileprivate func satisfies(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "e"): true
    case UInt8(ascii: "f"): isRegular
    case UInt8(ascii: "d"): isDirectory
    case UInt8(ascii: "s"): size > 0
    case UInt8(ascii: "b"): isBlockDevice
    case UInt8(ascii: "c"): isCharacterDevice
    case UInt8(ascii: "p"): isFIFO
    case UInt8(ascii: "S"): isSocket
    case UInt8(ascii: "u"): isSetUser
    case UInt8(ascii: "g"): isSetGroup
    case UInt8(ascii: "k"): isSticky
    case UInt8(ascii: "O"): owner == Process.effectiveUser
    case UInt8(ascii: "G"): group == Process.effectiveGroup
    case UInt8(ascii: "N"): isModifiedSinceRead
    default: false
    }
  }
}
