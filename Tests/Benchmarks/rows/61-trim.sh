# ${x#y} and its like, 100000 times
path=/usr/share/doc/file.tar.gz
i=0
while [ $i -lt 25000 ]; do
  a=${path##*/}
  b=${path%/*}
  c=${a%%.*}
  d=${path#*/share}
  i=$((i + 1))
done
[ "$b:$c:$d" = /usr/share/doc:file:/doc/file.tar.gz ]
