import SwishSyntax

/// Character classes (POSIX XBD 7.3.1), `[:alpha:]` and its kin.
enum CharacterClass {
  /// Whether the character `code` (see `PatternCharacter.code`) is in the class
  /// `name`; no character is in a class that does not exist.
  static func contains(_ name: Bytes, _ code: UInt32) -> Bool {
    guard let known = Class(name) else { return false }
    if code < 0x80 { return isASCII(UInt8(code), known) }
    guard let scalar = Unicode.Scalar(code) else { return false }
    return isUnicode(scalar.properties, known)
  }

  static func exists(_ name: Bytes) -> Bool { Class(name) != nil }

  private enum Class {
    case alnum, alpha, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit

    init?(_ name: Bytes) {
      // All names but `xdigit` have five letters.
      if name == "alnum" {
        self = .alnum
      } else if name == "alpha" {
        self = .alpha
      } else if name == "blank" {
        self = .blank
      } else if name == "cntrl" {
        self = .cntrl
      } else if name == "digit" {
        self = .digit
      } else if name == "graph" {
        self = .graph
      } else if name == "lower" {
        self = .lower
      } else if name == "print" {
        self = .print
      } else if name == "punct" {
        self = .punct
      } else if name == "space" {
        self = .space
      } else if name == "upper" {
        self = .upper
      } else if name == "xdigit" {
        self = .xdigit
      } else {
        return nil
      }
    }
  }

  private static func isASCII(_ byte: UInt8, _ known: Class) -> Bool {
    let isLower = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    let isGraph = byte > 0x20 && byte < 0x7f
    switch known {
    case .alnum: return isLower || isUpper || isDigit
    case .alpha: return isLower || isUpper
    case .blank: return byte == 0x20 || byte == 0x09
    case .cntrl: return byte < 0x20 || byte == 0x7f
    case .digit: return isDigit
    case .graph: return isGraph
    case .lower: return isLower
    case .print: return isGraph || byte == 0x20
    case .punct: return isGraph && !(isLower || isUpper || isDigit)
    case .space: return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)
    case .upper: return isUpper
    case .xdigit:
      let folded = byte | 0x20
      return isDigit || (folded >= UInt8(ascii: "a") && folded <= UInt8(ascii: "f"))
    }
  }

  private static func isUnicode(_ scalar: Unicode.Scalar.Properties, _ known: Class) -> Bool {
    switch known {
    case .alnum, .alpha: return scalar.isAlphabetic || scalar.generalCategory == .decimalNumber
    case .blank: return scalar.generalCategory == .spaceSeparator
    case .cntrl: return scalar.generalCategory == .control
    case .digit, .xdigit: return false
    case .graph: return isPrintable(scalar.generalCategory) && !scalar.isWhitespace
    case .lower: return scalar.isLowercase
    case .print: return isPrintable(scalar.generalCategory)
    case .punct:
      return isPrintable(scalar.generalCategory) && !scalar.isWhitespace
        && !scalar.isAlphabetic && scalar.generalCategory != .decimalNumber
    case .space: return scalar.isWhitespace
    case .upper: return scalar.isUppercase
    }
  }

  private static func isPrintable(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .control, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
    default: return true
    }
  }
}

extension ByteBuffer {
  /// Appends a text with its letters made small, or large, where another single
  /// character is that.
  mutating func append(_ text: Bytes, uppercased: Bool, isUTF8: Bool) {
    var i = 0
    while i < text.count {
      let character = PatternCharacter(text, i, isUTF8)
      let end = i + character.length
      if character.code < 0x80 {
        let isLetter = (text[i] | 0x20) &- UInt8(ascii: "a") < 26
        append(!isLetter ? text[i] : uppercased ? text[i] & ~0x20 : text[i] | 0x20)
      } else if let properties = Unicode.Scalar(character.code)?.properties {
        let mapping = uppercased ? properties.uppercaseMapping : properties.lowercaseMapping
        if mapping.unicodeScalars.count == 1 {
          for byte in mapping.utf8 { append(byte) }
        } else {
          append(text[i..<end])
        }
      } else {
        append(text[i..<end])
      }
      i = end
    }
  }
}
