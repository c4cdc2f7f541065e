# Call a function, 100000 times
twice() {
  result=$(($1 * 2))
}
i=0
while [ $i -lt 100000 ]; do
  twice $i
  i=$((i + 1))
done
[ "$result" -eq 199998 ]
