# Read 50000 lines of a file
lines=0
while read -r first rest; do
  lines=$((lines + 1))
done <"$BENCH_LINES"
[ "$lines" -eq 50000 ]
