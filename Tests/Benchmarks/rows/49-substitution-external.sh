# x=$(/bin/true), 500 times
i=0
while [ $i -lt 500 ]; do
  x=$(/bin/true)
  i=$((i + 1))
done
