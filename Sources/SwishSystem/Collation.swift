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
