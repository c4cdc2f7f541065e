// umask (XCU): the file mode creation mask.
import SwishSyntax
import SwishSystem

extension Shell {
  /// `umask [-Sp] [mask]`, the mask in octal or symbolic; -p writes a command.
  func runUmask(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "Sp")
    var isSymbolic = false
    var asCommand = false
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "p"): asCommand = true
      default: isSymbolic = true
      }
    }
    let operands = options.operands
    guard !operands.isEmpty else {
      if asCommand { output.append(isSymbolic ? "umask -S " : "umask ") }
      printMask(isSymbolic)
      return 0
    }
    if operands.count > 1 {
      report(builtin: "umask", "too many operands")
      return 2
    }
    let current = FileModeMask.current
    let text = operands[0]
    let mask: UInt32?
    if text.first?.isDigit ?? false {
      mask = octal(text)
    } else {
      mask = symbolic(text, allowed: ~current & 0o777).map { ~$0 & 0o777 }
    }
    guard let mask else {
      report(builtin: "umask", text, ": invalid mask")
      return 2
    }
    FileModeMask.set(mask)
    return 0
  }

  private func printMask(_ isSymbolic: Bool) {
    let mask = FileModeMask.current
    if !isSymbolic {
      for shift: UInt32 in [9, 6, 3, 0] {
        output.append(UInt8(ascii: "0") + UInt8(mask >> shift & 7))
      }
    } else {
      for (name, shift) in [("u=", 6), (",g=", 3), (",o=", 0)] as [(Bytes, UInt32)] {
        let allowed = ~mask >> shift & 7
        output.append(name)
        if allowed & 4 != 0 { output.append("r") }
        if allowed & 2 != 0 { output.append("w") }
        if allowed & 1 != 0 { output.append("x") }
      }
    }
    output.append("\n")
  }

  /// The permission bits of a mode of chmod; what else it may hold, as in 07022,
  /// a mask has not.
  private func octal(_ text: Bytes) -> UInt32? {
    var value: UInt32 = 0
    for i in text.indices {
      guard text[i] >= 48 && text[i] <= 55 else { return nil }
      value = value * 8 + UInt32(text[i] - 48)
      if value > 0o7777 { return nil }
    }
    return value & 0o777
  }

  /// Applies a symbolic mode (XCU chmod) to the permissions that are allowed.
  private func symbolic(_ text: Bytes, allowed: UInt32) -> UInt32? {
    var allowed = allowed
    var i = 0
    while true {
      let who = readWho(text, &i)
      var hasAction = false
      while i < text.count, Bytes("+-=").contains(text[i]) {
        let action = text[i]
        i += 1
        let bits = readPermissions(text, &i, allowed) & who
        switch action {
        case UInt8(ascii: "+"): allowed |= bits
        case UInt8(ascii: "-"): allowed &= ~bits
        default: allowed = allowed & ~who | bits
        }
        hasAction = true
      }
      guard hasAction else { return nil }
      if i == text.count { return allowed }
      guard text[i] == UInt8(ascii: ",") else { return nil }
      i += 1
    }
  }

  /// The bits of the classes named by `ugoa`; all of them for none.
  private func readWho(_ text: Bytes, _ i: inout Int) -> UInt32 {
    var who: UInt32 = 0
    while i < text.count {
      if text[i] == UInt8(ascii: "a") {
        who = 0o777
      } else if let shift = shift(ofClass: text[i]) {
        who |= 7 << shift
      } else {
        break
      }
      i += 1
    }
    return who == 0 ? 0o777 : who
  }

  /// Permissions, for every class: letters, or one class to copy from.
  private func readPermissions(_ text: Bytes, _ i: inout Int, _ allowed: UInt32) -> UInt32 {
    if i < text.count, let shift = shift(ofClass: text[i]) {
      i += 1
      return (allowed >> shift & 7) * 0o111
    }
    var bits: UInt32 = 0
    while i < text.count {
      switch text[i] {
      case UInt8(ascii: "r"): bits |= 0o444
      case UInt8(ascii: "w"): bits |= 0o222
      case UInt8(ascii: "x"): bits |= 0o111
      case UInt8(ascii: "X"): if allowed & 0o111 != 0 { bits |= 0o111 }
      // The mask has no such bits.
      case UInt8(ascii: "s"), UInt8(ascii: "t"): break
      default: return bits
      }
      i += 1
    }
    return bits
  }

  private func shift(ofClass letter: UInt8) -> UInt32? {
    switch letter {
    case UInt8(ascii: "u"): 6
    case UInt8(ascii: "g"): 3
    case UInt8(ascii: "o"): 0
    default: nil
    }
  }
}
