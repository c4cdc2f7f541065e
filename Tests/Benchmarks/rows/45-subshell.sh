# ( : ), 10000 times
i=0
while [ $i -lt 10000 ]; do
  ( : )
  i=$((i + 1))
done
