# Read n lines
lines=0
while read -r line; do
  lines=$((lines + 1))
done <"$GROWTH_LINES"
[ $lines -eq $GROWTH_N ]
