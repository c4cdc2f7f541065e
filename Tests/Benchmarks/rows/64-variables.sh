# 50000 different variables
i=0
while [ $i -lt 50000 ]; do
  eval "variable$i=$i"
  i=$((i + 1))
done
[ "$variable49999" = 49999 ]
