# x=$(cat file), 300 times
i=0
echo text >"$BENCH_FILE"
while [ $i -lt 300 ]; do
  x=$(cat "$BENCH_FILE")
  i=$((i + 1))
done
[ "$x" = text ]
