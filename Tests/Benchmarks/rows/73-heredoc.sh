# Five here-documents of 10 MB
text=$(awk 'BEGIN { for (i = 0; i < 1000000; i++) print "123456789" }')
for i in 1 2 3 4 5; do
  cat >"$BENCH_FILE" <<END
$text
END
done
[ -s "$BENCH_FILE" ]
