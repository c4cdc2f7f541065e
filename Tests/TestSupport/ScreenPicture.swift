/// The screen as an SVG image.
extension Screen {
  public var svg: String {
    let (width, height) = (8, 18)
    let used = max(row, lines.lastIndex { !$0.isEmpty } ?? 0) + 1
    var image = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(size.columns * width + 24)" \
      height="\(used * height + 20)" font-family="monospace" font-size="13">
      <rect width="100%" height="100%" rx="6" fill="#1d1f27"/>

      """
    for line in 0..<used {
      let y = 10 + line * height
      for run in runs(line) {
        let x = 12 + run.column * width
        let look = Look(run.style)
        if let ground = look.ground {
          image += """
            <rect x="\(x)" y="\(y)" width="\(run.columns * width)" height="\(height)" \
            fill="\(ground)"/>

            """
        }
        if run.text.allSatisfy({ $0 == " " }) { continue }
        image += """
          <text x="\(x)" y="\(y + 13)" textLength="\(run.columns * width)" xml:space="preserve" \
          \(look.attributes)>\(Screen.escaped(run.text))</text>

          """
      }
    }
    let (x, y) = (12 + column * width, 10 + row * height)
    image += """
      <rect x="\(x)" y="\(y)" width="\(width)" height="\(height)" fill="#d8d8d8" opacity="0.6"/>
      </svg>

      """
    return image
  }

  private struct Run {
    var column: Int
    var columns: Int
    var text: String
    var style: String
  }

  /// Neighbours of one style.
  private func runs(_ row: Int) -> [Run] {
    var runs: [Run] = []
    for (column, cell) in cells[row].enumerated() {
      if let last = runs.last, last.style == cell.style {
        runs[runs.count - 1].text += cell.text
        runs[runs.count - 1].columns += 1
      } else {
        runs.append(Run(column: column, columns: 1, text: cell.text, style: cell.style))
      }
    }
    return runs
  }

  /// What SGR parameters mean.
  private struct Look {
    var text = "#d8d8d8"
    var ground: String?
    var attributes: String {
      "fill=\"\(text)\"" + (isBold ? " font-weight=\"bold\"" : "")
        + (isUnderlined ? " text-decoration=\"underline\"" : "")
    }
    private var isBold = false
    private var isUnderlined = false

    init(_ style: String) {
      let palette = [
        "#5c6370", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8d8d8",
      ]
      for number in style.split(separator: ";").compactMap({ Int($0) }) {
        switch number {
        case 1: isBold = true
        case 4: isUnderlined = true
        case 7: (text, ground) = ("#1d1f27", text)
        case 30...37: text = palette[number - 30]
        // 38;5;244, the grey of what is not there yet.
        case 90, 244: text = "#7f8490"
        default: break
        }
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "&" ? "&amp;" : $0 == "<" ? "&lt;" : String($0) }.joined()
  }
}
