# A here-document of 10 MB
text=$(awk 'BEGIN { for (i = 0; i < 1000000; i++) print "123456789" }')
cat >"$BENCH_FILE" <<END
$text
END
[ -s "$BENCH_FILE" ]
