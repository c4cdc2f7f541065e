# for over 100000 words, twenty times
words=$(awk 'BEGIN { for (i = 0; i < 100000; i++) print i }')
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  for x in $words; do
    y=$x
  done
done
[ "$y" = 99999 ]
