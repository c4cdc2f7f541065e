# Start with commands from a pipe, 200 times
# runs: 200
# how: -s
name=${1:-world}
if [ "$name" = world ]; then
  echo "hello, $name"
fi
