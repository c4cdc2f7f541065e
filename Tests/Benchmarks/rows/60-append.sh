# Append to a string, 20000 times
i=0 text=
while [ $i -lt 20000 ]; do
  text=${text}ab
  i=$((i + 1))
done
[ ${#text} -eq 40000 ]
