# What one of n costs, for n from 10^3 to 10^6, as a plot with logarithmic scales.
BEGIN {
  FS = "\t"
  split("#d62728 #1f77b4 #2ca02c #9467bd #ff7f0e #17becf #8c564b #7f7f7f #bcbd22 #e377c2", colour, " ")
  left = 70; width = 420; top = 20; height = 360
  low = log(0.1); high = log(1000000)
  names = "0.1 ns,1 ns,10 ns,100 ns,1 µs,10 µs,100 µs,1 ms"
}
function x(decade) { return left + width * (decade - 3) / 3 }
function y(time) {
  time = log(time > 0.1 ? time : 0.1)
  return top + height * (1 - (time - low) / (high - low))
}
function text(at, line, anchor, words) {
  return sprintf("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", at, line, anchor, words)
}
{
  points = ""
  for (i = 2; i <= 5; i++) if ($i != "-") points = points sprintf(" %.1f,%.1f", x(i + 1), y($i))
  key = top + 18 * NR
  marks = marks sprintf("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n", \
    colour[NR], substr(points, 2))
  marks = marks sprintf("<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>\n", \
    left + width + 24, key - 4, colour[NR])
  marks = marks text(left + width + 36, key, "start", $1)
}
END {
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", left + width + 340, top + height + 30
  print " font-family=\"sans-serif\" font-size=\"12\">"
  print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
  count = split(names, name, ",")
  for (i = 1; i <= count; i++) {
    line = y(10 ^ (i - 2))
    printf "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", left, left + width, line, line
    printf "%s", text(left - 8, line + 4, "end", name[i])
  }
  split("1000,10 000,100 000,1 000 000", size, ",")
  for (i = 1; i in size; i++) printf "%s", text(x(i + 2), top + height + 18, "middle", "n = " size[i])
  printf "%s</svg>\n", marks
}
