# The results of the benchmark as a table in Markdown.
BEGIN {
  FS = "\t"
  columns = split(shells, name, " ")
  printf "| median, ms |"
  for (i = 1; i <= columns; i++) printf " %s |", name[i]
  print " swish / best |"
  printf "|---|"
  for (i = 0; i <= columns; i++) printf "---:|"
  print ""
}
{
  best = "-"
  for (i = 3; i <= columns + 1; i++)
    if ($i != "-" && (best == "-" || $i + 0 < best + 0)) best = $i
  gsub(/\|/, "\\|", $1)
  printf "| %s |", $1
  for (i = 2; i <= columns + 1; i++) {
    value = $i == "-" ? "-" : sprintf("%.1f", $i)
    printf $i == best ? " **%s** |" : " %s |", value
  }
  print ($2 != "-" && best != "-" ? sprintf(" %.2f |", $2 / best) : " - |")
}
