# case with five patterns, 100000 times
i=0 found=0
while [ $i -lt 100000 ]; do
  case $i in
    x*) found=x ;;
    *.c | *.h) found=c ;;
    [a-f]*) found=hex ;;
    ?????0) found=$i ;;
    *9) found=9 ;;
  esac
  i=$((i + 1))
done
[ "$found" = 9 ]
