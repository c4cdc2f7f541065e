# for over 100000 words
words=$(awk 'BEGIN { for (i = 0; i < 100000; i++) print i }')
for x in $words; do
  y=$x
done
[ "$y" = 99999 ]
