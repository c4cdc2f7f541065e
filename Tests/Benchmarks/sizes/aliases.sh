# Define n aliases
i=0
while [ $i -lt $GROWTH_N ]; do
  alias a$i=$i
  i=$((i + 1))
done
