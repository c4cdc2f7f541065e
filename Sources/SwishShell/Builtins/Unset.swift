// unset (XCU 2.15).
import SwishSyntax
import SwishSystem

extension Shell {
  /// `unset [-fnv] name...`: values and attributes, or functions; without an
  /// option the function where there is no variable of that name. -n: name
  /// references themselves.
  func runUnset(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "fnv")
    var kind: UInt8?
    while let letter = try options.next(for: self) { kind = letter }
    for name in options.operands {
      if kind != UInt8(ascii: "f"), let (slot, key) = splitElement(name) {
        do throws(ShellError) { try unsetElement(slot, key) } catch { throw .utility(status: 2) }
        continue
      }
      guard kind == UInt8(ascii: "f") || name.isName else {
        report(builtin: "unset", name, ": not a valid name")
        throw .utility(status: 2)
      }
      guard var slot = names.find(name) else { continue }
      if kind != UInt8(ascii: "n"), variables.attributes(slot).contains(.reference),
        let (target, key) = referent(of: slot)
      {
        slot = target
        if let key {
          do throws(ShellError) { try unsetElement(slot, key) } catch { throw .utility(status: 2) }
          continue
        }
      }
      if kind == UInt8(ascii: "f") || kind == nil && !variables.isSet(slot) {
        commands.setFunction(slot, nil)
      }
      if kind != UInt8(ascii: "f") {
        do throws(ShellError) { try unset(slot) } catch { throw .utility(status: 2) }
      }
    }
    return 0
  }
}
