# Split 1 MB into fields, thirty times
words=$(awk 'BEGIN { for (i = 0; i < 150000; i++) print i }')
i=0
while [ $i -lt 30 ]; do
  set -- $words
  i=$((i + 1))
done
[ $# -eq 150000 ]
