import SwishSyntax

/// Character classes (POSIX XBD 7.3.1), `[:alpha:]` and its kin.
enum CharacterClass {
  case alnum, alpha, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit

  init?(_ name: Bytes) {
    switch name {
    case "alnum": self = .alnum
    case "alpha": self = .alpha
    case "blank": self = .blank
    case "cntrl": self = .cntrl
    case "digit": self = .digit
    case "graph": self = .graph
    case "lower": self = .lower
    case "print": self = .print
    case "punct": self = .punct
    case "space": self = .space
    case "upper": self = .upper
    case "xdigit": self = .xdigit
    default: return nil
    }
  }

  /// Whether the character `code` (see `PatternCharacter.code`) is in it.
  func contains(_ code: UInt32) -> Bool {
    if code < 0x80 { return containsASCII(UInt8(code)) }
    guard let scalar = Unicode.Scalar(code) else { return false }
    return contains(scalar.properties)
  }

  /// No byte of another character is.
  func containsASCII(_ byte: UInt8) -> Bool {
    let isLower = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    let isGraph = byte > 0x20 && byte < 0x7f
    switch self {
    case .alnum: return isLower || isUpper || byte.isDigit
    case .alpha: return isLower || isUpper
    case .blank: return byte == 0x20 || byte == 0x09
    case .cntrl: return byte < 0x20 || byte == 0x7f
    case .digit: return byte.isDigit
    case .graph: return isGraph
    case .lower: return isLower
    case .print: return isGraph || byte == 0x20
    case .punct: return isGraph && !(isLower || isUpper || byte.isDigit)
    case .space: return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)
    case .upper: return isUpper
    case .xdigit: return byte.hexValue != nil
    }
  }

  private func contains(_ scalar: Unicode.Scalar.Properties) -> Bool {
    switch self {
    case .alnum, .alpha: return scalar.isAlphabetic || scalar.generalCategory == .decimalNumber
    case .blank: return scalar.generalCategory == .spaceSeparator
    case .cntrl: return scalar.generalCategory == .control
    case .digit, .xdigit: return false
    case .graph: return CharacterClass.print.contains(scalar) && !scalar.isWhitespace
    case .lower: return scalar.isLowercase
    case .print:
      switch scalar.generalCategory {
      case .control, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
      default: return true
      }
    case .punct:
      return CharacterClass.graph.contains(scalar) && !CharacterClass.alnum.contains(scalar)
    case .space: return scalar.isWhitespace
    case .upper: return scalar.isUppercase
    }
  }
}
