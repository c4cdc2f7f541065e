# Pipeline of three commands, 100 times
i=0
while [ $i -lt 100 ]; do
  /bin/echo a | /bin/cat | /bin/cat >/dev/null
  i=$((i + 1))
done
