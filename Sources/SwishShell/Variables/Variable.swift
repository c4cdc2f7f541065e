import SwishSyntax

extension VariableStore {
  struct Attributes: OptionSet {
    let rawValue: UInt16
    static let isSet = Attributes(rawValue: 1)
    static let exported = Attributes(rawValue: 2)
    static let readonly = Attributes(rawValue: 4)
    static let hasText = Attributes(rawValue: 8)
    static let hasInteger = Attributes(rawValue: 16)
    /// `Shell.variableChanged` wants to know.
    static let watched = Attributes(rawValue: 32)
    /// The value is computed when read (LINENO).
    static let computed = Attributes(rawValue: 64)
    /// Text assigned to it is evaluated (`typeset -i`).
    static let arithmetic = Attributes(rawValue: 128)
    /// The value is an array's elements; neither `hasText` nor `hasInteger` goes
    /// with it.
    static let array = Attributes(rawValue: 256)
    /// Letters of what is assigned to it are made small, large (`typeset -l`, `-u`).
    static let lowercase = Attributes(rawValue: 512)
    static let uppercase = Attributes(rawValue: 1024)
    /// The text names the variable that this one stands for (`typeset -n`);
    /// `computed` goes with it.
    static let reference = Attributes(rawValue: 2048)
    /// What a new local variable does not take over.
    static let ofValue: Attributes = [.array, .arithmetic, .lowercase, .uppercase, .reference]
    /// An assignment has more to do than to set the value.
    static let special: Attributes = [
      .exported, .readonly, .watched, .computed, .arithmetic, .array, .lowercase, .uppercase,
    ]
  }

  struct Variable {
    var text: UnsafeMutablePointer<UInt8>? = nil
    var count: UInt32 = 0
    /// Bytes allocated; 0 when the text belongs to the environment block.
    var capacity: UInt32 = 0
    /// The number, or of an array the reference to its elements.
    var integer: Int64 = 0
    var attributes: Attributes = []
    /// The subshell environment it was last changed in.
    var level: UInt32 = 0

    // SAFETY: the reference in `integer` is counted; who drops or overwrites the
    // variable releases it (`freeValue`).
    var array: ArrayValue? {
      guard attributes.contains(.array) else { return nil }
      return UnsafeRawPointer(bitPattern: Int(integer)).map {
        Unmanaged<ArrayValue>.fromOpaque($0).takeUnretainedValue()
      }
    }

    mutating func setArray(_ array: ArrayValue) {
      integer = Int64(Int(bitPattern: Unmanaged.passRetained(array).toOpaque()))
    }

    /// Frees the text and the elements that are the variable's own.
    func freeValue() {
      if capacity > 0 { text?.deallocate() }
      guard attributes.contains(.array) else { return }
      UnsafeRawPointer(bitPattern: Int(integer)).map {
        Unmanaged<ArrayValue>.fromOpaque($0).release()
      }
    }
  }
}
