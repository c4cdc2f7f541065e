# case with 1000 patterns, 5000 times
patterns=$(awk 'BEGIN { for (i = 0; i < 1000; i++) printf "word%d) found=%d ;;\n", i, i }')
eval "choose() { case \$1 in $patterns esac; }"
i=0
while [ $i -lt 5000 ]; do
  choose word999
  i=$((i + 1))
done
[ "$found" = 999 ]
