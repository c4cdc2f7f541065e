# Split the line of a here-document by read, 20000 times
i=0
while [ $i -lt 20000 ]; do
  IFS=: read -r a b c <<END
$i:two:three
END
  i=$((i + 1))
done
[ "$a" = 19999 ]
