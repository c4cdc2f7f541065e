# Start the shell, 200 times
# runs: 200
:
