# x=$(echo hi), 10000 times
i=0
while [ $i -lt 10000 ]; do
  x=$(echo hi)
  i=$((i + 1))
done
[ "$x" = hi ]
