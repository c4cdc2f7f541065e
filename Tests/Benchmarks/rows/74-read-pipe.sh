# Read 50000 lines of a pipe
cat "$BENCH_LINES" | {
  lines=0
  while read -r first rest; do
    lines=$((lines + 1))
  done
  [ "$lines" -eq 50000 ]
}
