import CSystem
import Glibc

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
