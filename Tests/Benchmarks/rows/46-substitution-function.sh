# x=$(f) with a function, 10000 times
f() { echo "$1"; }
i=0
while [ $i -lt 10000 ]; do
  x=$(f $i)
  i=$((i + 1))
done
[ "$x" = 9999 ]
