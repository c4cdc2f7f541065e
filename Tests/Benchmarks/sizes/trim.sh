# Trim a word of n bytes with ${x%%*} and its like
read -r x <"$GROWTH_WORD" || :
a=${x%%*} b=${x%%b*} c=${x##*b} d=${x#*b} e=${x%b*}
[ -z "$a" ] && [ "$b$c$d$e" = "$x$x$x$x" ]
