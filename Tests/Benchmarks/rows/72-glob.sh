# Pathname expansion over 20000 entries
cd "$BENCH_DIRECTORY"
set -- *
set -- *9
[ $# -eq 2000 ]
