# Append to a string n times
text=
while IFS= read -r x; do
  text=${text}ab
done <"$GROWTH_LINES"
[ ${#text} -eq $((2 * GROWTH_N)) ]
