# eval, 50000 times
i=0
while [ $i -lt 50000 ]; do
  eval "x=$i"
  i=$((i + 1))
done
[ "$x" = 49999 ]
