# Start with a small script, 200 times
# runs: 200
# how: file
name=${1:-world}
if [ "$name" = world ]; then
  echo "hello, $name"
fi
