# x=$(f) with a function, 2000 times
f() { echo "$1"; }
i=0
while [ $i -lt 2000 ]; do
  x=$(f $i)
  i=$((i + 1))
done
[ "$x" = 1999 ]
