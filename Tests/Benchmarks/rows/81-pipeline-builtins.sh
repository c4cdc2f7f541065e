# Pipeline of two built-ins, 300 times
i=0
while [ $i -lt 300 ]; do
  echo a | read -r x
  i=$((i + 1))
done
