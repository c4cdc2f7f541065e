# set -- with n arguments
set -- $(cat "$GROWTH_LINES")
[ $# -eq $GROWTH_N ]
