import Glibc

/// The number at the beginning of a C string as strtod(3) reads it: blanks, a
/// sign, decimal or hexadecimal digits with an exponent, `inf` and `nan`.
///
/// `consumed` is in bytes, 0 if there is no number; `isOutOfRange` tells that
/// the value is the nearest that can be had.
public func parseFloatingPoint(
  _ text: UnsafePointer<CChar>
) -> (value: Double, consumed: Int, isOutOfRange: Bool) {
  var end: UnsafeMutablePointer<CChar>?
  errno = 0
  let value = strtod(text, &end)
  let consumed = end.map { UnsafePointer($0) - text } ?? 0
  return (value, consumed, errno == ERANGE)
}

/// Formats `value` as snprintf(3) does and gives the number of bytes the whole
/// takes, 0 if that fails; what does not fit into `room`, NUL included, is cut.
///
/// - Parameters:
///   - conversion: a conversion specification of a floating-point number with
///     `*.*` as width and precision, for instance `%+*.*e`.
///   - precision: a negative one counts as none.
public func formatFloatingPoint(
  _ value: Double, conversion: UnsafePointer<CChar>, width: Int32, precision: Int32,
  into room: UnsafeMutableRawBufferPointer
) -> Int {
  let start = room.baseAddress?.assumingMemoryBound(to: CChar.self)
  return withVaList([width, precision, value]) { arguments in
    max(0, Int(vsnprintf(start, room.count, conversion, arguments)))
  }
}
