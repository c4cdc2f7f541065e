# Count to n
i=0
while [ $i -lt $GROWTH_N ]; do
  i=$((i + 1))
done
