# echo and printf to a file, 100000 lines
i=0
while [ $i -lt 50000 ]; do
  echo "line $i"
  printf '%s %d\n' line $i
  i=$((i + 1))
done >"$BENCH_FILE"
