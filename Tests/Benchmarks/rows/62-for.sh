# for over 100000 words, five times
words=$(awk 'BEGIN { for (i = 0; i < 100000; i++) print i }')
for round in 1 2 3 4 5; do
  for x in $words; do
    y=$x
  done
done
[ "$y" = 99999 ]
