# x=$(echo hi), 2000 times
i=0
while [ $i -lt 2000 ]; do
  x=$(echo hi)
  i=$((i + 1))
done
[ "$x" = hi ]
