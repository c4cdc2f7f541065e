// test and `[` (XCU test). Up to four arguments POSIX says which is what by
// their number alone; beyond that -a, -o, `!` and parentheses have precedence.

import SwishSyntax
import SwishSystem

extension Shell {
  /// Status 0 for true, 1 for false, 2 for errors.
  func runTest(_ arguments: Arguments) -> Int32 {
    var operands = arguments.dropFirst(1)
    if arguments[0] == "[" {
      guard !operands.isEmpty, operands[operands.count - 1] == "]" else {
        report(builtin: "[", "missing ]")
        return 2
      }
      operands = Arguments(items: operands.items, count: operands.count - 1)
    }
    do throws(TestError) {
      return try TestExpression(self, operands).value() ? 0 : 1
    } catch {
      let name: Bytes = arguments[0] == "[" ? "[" : "test"
      if error.subject.isEmpty {
        report(builtin: name, error.problem)
      } else {
        report(builtin: name, error.subject, ": ", error.problem)
      }
      return 2
    }
  }
}

private struct TestExpression {
  private unowned let shell: Shell
  private let operands: Arguments
  /// Where the recursive descent stands.
  private var at = 0

  init(_ shell: Shell, _ operands: Arguments) {
    self.shell = shell
    self.operands = operands
  }

  func value() throws(TestError) -> Bool { try value(0, operands.count) }

  /// The value of `count` arguments from `start` on, by their number.
  private func value(_ start: Int, _ count: Int) throws(TestError) -> Bool {
    let isNegated = count > 0 && operands[start] == "!"
    let isInParentheses =
      count > 1 && operands[start] == "(" && operands[start + count - 1] == ")"
    switch count {
    case 0: return false
    case 1: return !operands[start].isEmpty
    case 2:
      if isNegated { return try !value(start + 1, 1) }
      guard let letter = UnaryPrimary.letter(of: operands[start]) else {
        throw TestError(subject: operands[start], problem: "unary operator expected")
      }
      return try shell.test(letter, operands[start + 1])
    case 3:
      if let binary = BinaryPrimary(operands[start + 1]) {
        return try shell.test(binary, operands[start], operands[start + 2])
      }
      if let isAnd = isConnective(start + 1) {
        let (left, right) = (!operands[start].isEmpty, !operands[start + 2].isEmpty)
        return isAnd ? left && right : left || right
      }
      if isNegated { return try !value(start + 1, 2) }
      if isInParentheses { return try value(start + 1, 1) }
      throw TestError(subject: operands[start + 1], problem: "binary operator expected")
    case 4:
      if isNegated { return try !value(start + 1, 3) }
      if isInParentheses { return try value(start + 1, 2) }
    default: break
    }
    var descent = self
    let result = try descent.disjunction()
    guard descent.at == operands.count else {
      throw TestError(subject: operands[descent.at], problem: "unexpected argument")
    }
    return result
  }

  // MARK: The grammar

  /// Whether the argument is -a (true) or -o (false).
  private func isConnective(_ index: Int) -> Bool? {
    guard index < operands.count else { return nil }
    return operands[index] == "-a" ? true : operands[index] == "-o" ? false : nil
  }

  private mutating func disjunction() throws(TestError) -> Bool {
    var result = try conjunction()
    while isConnective(at) == false {
      at += 1
      let right = try conjunction()
      result = result || right
    }
    return result
  }

  private mutating func conjunction() throws(TestError) -> Bool {
    var result = try negation()
    while isConnective(at) == true {
      at += 1
      let right = try negation()
      result = result && right
    }
    return result
  }

  private mutating func negation() throws(TestError) -> Bool {
    var isNegated = false
    while at < operands.count, operands[at] == "!", binaryAtHand == nil {
      isNegated.toggle()
      at += 1
    }
    return try primary() != isNegated
  }

  /// The binary primary whose left operand is the argument at hand.
  private var binaryAtHand: BinaryPrimary? {
    at + 2 < operands.count ? BinaryPrimary(operands[at + 1]) : nil
  }

  private mutating func primary() throws(TestError) -> Bool {
    guard at < operands.count else {
      throw TestError(subject: .empty, problem: "argument expected")
    }
    if let binary = binaryAtHand {
      at += 3
      return try shell.test(binary, operands[at - 3], operands[at - 1])
    }
    let word = operands[at]
    at += 1
    if word == "(" {
      if shell.isStackExhausted {
        throw TestError(subject: .empty, problem: "nested too deeply")
      }
      let result = try disjunction()
      guard at < operands.count, operands[at] == ")" else {
        throw TestError(subject: .empty, problem: "missing )")
      }
      at += 1
      return result
    }
    if at < operands.count, isConnective(at) == nil || at + 1 == operands.count,
      let letter = UnaryPrimary.letter(of: word)
    {
      at += 1
      return try shell.test(letter, operands[at - 1])
    }
    return !word.isEmpty
  }
}

// The primaries of `test` (XCU test), which `[[ ]]` shares.

struct TestError: Error {
  let subject: Bytes
  let problem: Bytes
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
