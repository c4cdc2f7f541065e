# Go through 1000000 positional parameters
set -- $(awk 'BEGIN { for (i = 0; i < 1000; i++) print i }')
i=0
while [ $i -lt 1000 ]; do
  for x do
    last=$1
  done
  set -- "$@"
  i=$((i + 1))
done
[ $# -eq 1000 ]
