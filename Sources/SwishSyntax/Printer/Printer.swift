/// placeholder
public enum Printer {
  public enum Style { case oneLine, multiLine }
  public static func print(
    _ node: Node, names: NameTable, into text: inout ByteBuffer, style: Style = .multiLine
  ) {}
}
