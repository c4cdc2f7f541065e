# Call a function with a local, 100000 times
f() {
  local sum
  sum=$(($1 + 1))
}
i=0
while [ $i -lt 100000 ]; do
  f $i
  i=$((i + 1))
done
[ "${sum-none}" = none ]
