// `${v:offset:length}` and `${v/pattern/replacement}` (see
// SwishSyntax/Lexer/Substrings.swift).
import SwishSyntax

extension Shell {
  func expandSubstring(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let offset = try node.word.map { word throws(ShellError) in
      try evaluate(ArithmeticExpansion(word))
    }
    let length = try node.second.map { word throws(ShellError) in
      try evaluate(ArithmeticExpansion(word))
    }
    if let list = list(parameter) {
      // Before the positional parameters comes the shell's name, as position 0.
      let count = list.items.upperBound
      let start = position(of: offset ?? 0, in: parameter) ?? offset ?? 0
      let range = try slice(of: count, start, length, countsFromEnd: false)
      return try appendItems(range, isAt: list.isAt, quoted: quoted) {
        item($0, of: parameter)
      }
    }
    try appendPart(of: parameter, quoted: quoted) { value throws(ShellError) in
      let count = isUTF8 ? value.characterCount : value.count
      let range = try slice(of: count, offset ?? 0, length, countsFromEnd: true)
      guard isUTF8 && count < value.count else { return value[range] }
      let start = value.offset(ofCharacter: range.lowerBound)
      let rest = value.dropFirst(start)
      return rest.prefix(rest.offset(ofCharacter: range.count))
    }
  }

  /// Of an indexed array, an offset is an index: the position of the first element
  /// from there on. nil for other lists.
  private func position(of offset: Int64, in parameter: Parameter) -> Int64? {
    guard let place = parameter.selection, case .values = selections[place].kind,
      let array = selections[place].array, array.keys == nil
    else { return nil }
    let index = offset < 0 ? array.nextIndex &+ offset : offset
    return index < 0 ? Int64(array.count) : Int64(array.position(of: index))
  }

  /// The part of `count` items that an offset and a length choose. A negative
  /// offset counts from the end, and so does a negative length if it may.
  private func slice(
    of count: Int, _ offset: Int64, _ length: Int64?, countsFromEnd: Bool
  ) throws(ShellError) -> Range<Int> {
    let start = offset < 0 ? Int64(count) &+ offset : offset
    guard start >= 0 && start <= count else { return 0..<0 }
    guard let length else { return Int(start)..<count }
    if length >= 0 { return Int(start)..<Int(start + min(length, Int64(count) - start)) }
    let end = Int64(count) &+ length
    guard countsFromEnd && end >= start else {
      report(Bytes("substring expression < 0"))
      throw .expansion
    }
    return Int(start)..<Int(end)
  }

  func expandReplacing(
    _ node: ParameterExpansion, of parameter: Parameter, quoted: Bool
  ) throws(ShellError) {
    let mode = patternMode()
    try appendPart(of: parameter, quoted: quoted) { value throws(ShellError) in
      let replacement = try operandString(node.second, quoted: false)
      let pattern = try node.word.map { word throws(ShellError) in
        try withExpandedString(word, as: .pattern) {
          Pattern.withoutOpenBrackets($0, mode) { expansion.arena.copy($0) }
        }
      }
      var result = ByteBuffer(capacity: value.count + replacement.count)
      switch node.operation {
      case .replacePrefix:
        guard let n = Pattern.largestPrefix(pattern ?? .empty, value, mode) else { return value }
        result.append(replacement)
        result.append(value.dropFirst(n))
      case .replaceSuffix:
        guard let n = Pattern.largestSuffix(pattern ?? .empty, value, mode) else { return value }
        result.append(value.prefix(value.count - n))
        result.append(replacement)
      default:
        guard let pattern, !pattern.isEmpty else { return value }
        let isOnce = node.operation == .replaceFirst
        replace(pattern, by: replacement, in: value, once: isOnce, into: &result, mode)
      }
      return expansion.arena.copy(result.bytes)
    }
  }

  /// Replaces the longest match at the first place where one begins, or at
  /// every such place.
  private func replace(
    _ pattern: Bytes, by replacement: Bytes, in value: Bytes, once: Bool,
    into result: inout ByteBuffer, _ mode: PatternMode
  ) {
    var i = 0
    repeat {
      guard let match = Pattern.firstMatch(pattern, value, from: i, mode) else { break }
      result.append(value[i..<match.start])
      result.append(replacement)
      i = match.end
      if i == match.start && i < value.count && !once {
        let end = i + PatternCharacter.length(value, i, mode.isUTF8)
        result.append(value[i..<end])
        i = end
      }
    } while !once && i < value.count
    result.append(value.dropFirst(i))
  }
}

extension Bytes {
  /// Where character `index` of UTF-8 begins; the count if there are fewer.
  fileprivate func offset(ofCharacter index: Int) -> Int {
    var i = 0
    var n = 0
    while n < index && i < count {
      i += PatternCharacter.length(self, i, true)
      n += 1
    }
    return i
  }
}
