# Define and call n functions
i=0
while [ $i -lt $GROWTH_N ]; do
  eval "f$i() { y=$i; }; f$i"
  i=$((i + 1))
done
