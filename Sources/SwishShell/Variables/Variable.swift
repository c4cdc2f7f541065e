extension VariableStore {
  struct Attributes: OptionSet {
    let rawValue: UInt8
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
    /// An assignment has more to do than to set the value.
    static let special: Attributes = [.exported, .readonly, .watched, .computed, .arithmetic]
  }

  struct Variable {
    var text: UnsafeMutablePointer<UInt8>? = nil
    var count: UInt32 = 0
    /// Bytes allocated; 0 when the text belongs to the environment block.
    var capacity: UInt32 = 0
    var integer: Int64 = 0
    var attributes: Attributes = []
    /// The subshell environment it was last changed in.
    var level: UInt32 = 0
  }
}
