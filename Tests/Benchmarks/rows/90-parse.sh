# Parse 2 MB without running it
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "if [ \"$a%d\" = x ]; then b=${c#*/}; echo \"$b $(d | e)\" >f; fi\nfor g in 1 2; do h || i; done\n", i }' |
  { echo 'if false; then'; cat; echo fi; } >"$BENCH_FILE"
. "$BENCH_FILE"
