# Set n variables
i=0
while [ $i -lt $GROWTH_N ]; do
  eval "v$i=$i"
  i=$((i + 1))
done
