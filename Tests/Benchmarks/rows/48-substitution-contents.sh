# x=$(<file), 2000 times
i=0
echo text >"$BENCH_FILE"
while [ $i -lt 2000 ]; do
  x=$(<"$BENCH_FILE")
  i=$((i + 1))
done
[ "$x" = text ]
