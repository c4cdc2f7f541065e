# n asynchronous lists
# largest: 10000
i=0
while [ $i -lt $GROWTH_N ]; do
  : &
  i=$((i + 1))
done
wait
