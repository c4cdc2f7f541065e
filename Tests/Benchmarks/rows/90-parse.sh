# Parse 5 MB without running it
# how: generated -n
awk 'BEGIN {
  for (i = 0; size < 5000000; i++) {
    text = sprintf("# comment line number %d about nothing\nif [ \"$a%d\" = x ]; then\n" \
      "  b=${c#*/}\n  echo \"$b $(d | e)\" >f\nfi\n" \
      "for g in 1 2 three; do h \"arg $i\" || i; done\n" \
      "name_%d() {\n  local x=1\n  printf \047%%s\\n\047 \"$x\"\n}\n" \
      "case $v in\n  a*) run --with-option=yes file.c ;;\n  *) : ${v:=default} ;;\nesac\n", i, i % 100, i % 100)
    size += length(text)
    printf "%s", text
  }
}'
