#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# old_library.sh: a program that uses a function which an older library did not have.
# The older library is today's without that function: with the linker, it does not
# become a program; with the loader, it does not start, or ends where it calls.
#   old_library.sh SOURCE_ROOT EXPORT_LIST STATIC_LIBRARY COMPILER...
set -euo pipefail
root=$1 list=$2 archive=$(realpath "$3")
cc=("${@:4}")
new=picoring_list_shrink
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# library DIRECTORY SYMBOLS: of the archive's objects, by the script of that list.
library() {
    mkdir "$1"
    python3 "$root/src/export_script.py" "$2" "$1/picoring.map"
    "${cc[@]}" -shared -Wl,-soname,libpicoring.so.0 -Wl,--version-script,"$1/picoring.map" \
        -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -lpthread -o "$1/libpicoring.so.0"
    ln -s libpicoring.so.0 "$1/libpicoring.so"
}
library today "$list"
grep -vx "$new" "$list" >older.symbols
library older older.symbols

cat >program.c <<END
#include <picoring.h>
#include <stdio.h>
int main(void)
{
    picoring_list *list;
    if (picoring_list_create(8, NULL, &list) != PICORING_OK) return 1;
    puts("began");
    fflush(stdout);
    if ($new(list) != PICORING_OK) return 2;
    picoring_list_destroy(list);
    puts("ended");
    return 0;
}
END
link() { "${cc[@]}" -O1 -Wl,-z,lazy program.c -I"$root/capi" -L"$1" -lpicoring -o program; }

# told WHAT WANTED_OUTPUT EXIT_CODE SENTENCE COMMAND...
told() {
    local status=0
    "${@:5}" >out 2>errors || status=$?
    if [ "$(tr '\n' ' ' <out)" = "$2" ] && [ $status = "$3" ] &&
        { [ -z "$4" ] || grep -q "$4" errors; }; then
        echo "$1: ok"
    else
        cat out errors
        echo "$1: expected '$2', exit code $3 and '$4', got exit code $status"
        exit 1
    fi
}
told "linked with the older library" "" 1 "undefined reference to .$new" link older
link today
told "with today's" "began ended " 0 "" env LD_LIBRARY_PATH=today ./program
told "started with the older library" "" 127 "undefined symbol: $new" \
    env LD_LIBRARY_PATH=older LD_BIND_NOW=1 ./program
told "the function called in the older library" "began " 127 "undefined symbol: $new" \
    env LD_LIBRARY_PATH=older ./program
