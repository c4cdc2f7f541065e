# Pathname expansion over 100000 entries
cd "$BENCH_DIRECTORY"
set -- *
set -- *9
[ $# -eq 10000 ]
