# printf into an external command, 300 times
i=0
while [ $i -lt 300 ]; do
  printf '%s\n' "$i" | /bin/cat >/dev/null
  i=$((i + 1))
done
