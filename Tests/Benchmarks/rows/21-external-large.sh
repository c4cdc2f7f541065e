# Run /bin/true with 100 MB held, 200 times
text=$(head -c 100000000 /dev/zero | tr '\0' a)
i=0
while [ $i -lt 200 ]; do
  /bin/true
  i=$((i + 1))
done
