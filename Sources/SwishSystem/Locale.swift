// What the C library knows of a locale: the order of strings, and how wide characters
// are.

import CSystem
import Glibc

/// The collating sequence of a locale (XBD 7.3.2), by the C library's tables.
/// `setlocale` does not bring them into a static executable.
public struct Collation {
  private let locale: locale_t

  /// The locale of that name, to the end of the process; nil if there is none.
  public init?(_ name: UnsafePointer<CChar>) {
    guard let locale = newlocale(LC_COLLATE_MASK, name, nil) else { return nil }
    self.locale = locale
  }

  /// Strings that collate equally go by their bytes.
  public func precedes(_ a: UnsafePointer<CChar>, _ b: UnsafePointer<CChar>) -> Bool {
    let order = strcoll_l(a, b, locale)
    return order != 0 ? order < 0 : strcmp(a, b) < 0
  }
}

/// Characters as a terminal shows them, by the locale's own tables.
public enum Characters {
  /// Makes UTF-8 the encoding of the process where the C library has no tables
  /// of the user's own locale; `setlocale` for that one may follow.
  public static func assumeUTF8() { setlocale(LC_CTYPE, "C.UTF-8") }

  /// The process's locale has characters of several bytes.
  public static var areMultibyte: Bool { __ctype_get_mb_cur_max() > 1 }

  /// Columns a character takes on a terminal (`wcwidth`): 0 for a combining
  /// one, -1 for one that cannot be shown.
  public static func columns(of scalar: UInt32) -> Int { Int(swish_columns(scalar)) }
}
