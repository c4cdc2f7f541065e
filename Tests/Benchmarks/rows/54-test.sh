# [ ] and test, 200000 times
i=0 text=word
while [ $i -lt 100000 ]; do
  [ -n "$text" ] && test "$text" = word
  i=$((i + 1))
done
