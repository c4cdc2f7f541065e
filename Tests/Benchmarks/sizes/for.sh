# for over n words
for x in $(cat "$GROWTH_LINES"); do
  y=$x
done
