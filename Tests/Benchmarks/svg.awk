# The results of the benchmark as a chart: how many times as long as swish each
# shell takes, on a logarithmic scale.
BEGIN {
  FS = "\t"
  columns = split(shells, name, " ")
  split("#d62728 #1f77b4 #2ca02c #9467bd #ff7f0e #17becf #8c564b #7f7f7f", colour, " ")
  left = 270; width = 560; top = 52; step = 19
  low = log(0.4); high = log(400)
}
function x(ratio) {
  ratio = log(ratio)
  if (ratio < low) ratio = low
  if (ratio > high) ratio = high
  return left + width * (ratio - low) / (high - low)
}
function text(at, y, anchor, words) {
  gsub(/&/, "\\&amp;", words)
  gsub(/</, "\\&lt;", words)
  return sprintf("<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", at, y, anchor, words)
}
$2 != "-" {
  y = top + step * rows++ + 10
  marks = marks text(left - 12, y + 4, "end", $1)
  for (i = columns; i >= 1; i--)
    if ($(i + 1) != "-")
      marks = marks sprintf("<circle cx=\"%.1f\" cy=\"%d\" r=\"%s\" fill=\"%s\"/>\n", \
        x($(i + 1) / $2), y, i == 1 ? 5 : 4, colour[i])
}
END {
  height = top + step * rows + 12
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", left + width + 20, height
  print " font-family=\"sans-serif\" font-size=\"12\">"
  print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
  for (i = 1; i <= columns; i++) {
    printf "<circle cx=\"%d\" cy=\"14\" r=\"4\" fill=\"%s\"/>\n", 20 + 75 * i, colour[i]
    printf "%s", text(28 + 75 * i, 18, "start", name[i])
  }
  split("0.5 1 2 5 10 20 50 100 200", tick, " ")
  for (i = 1; i in tick; i++) {
    printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>\n", \
      x(tick[i]), x(tick[i]), top - 4, height - 8, tick[i] == 1 ? "#888" : "#ddd"
    printf "%s", text(x(tick[i]), top - 10, "middle", tick[i] " ×")
  }
  printf "%s</svg>\n", marks
}
