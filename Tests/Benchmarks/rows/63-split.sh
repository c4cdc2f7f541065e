# Split 1 MB into fields, ten times
words=$(awk 'BEGIN { for (i = 0; i < 150000; i++) print i }')
for i in 1 2 3 4 5 6 7 8 9 10; do
  set -- $words
done
[ $# -eq 150000 ]
