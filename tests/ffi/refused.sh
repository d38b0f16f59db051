# SPDX-License-Identifier: MIT OR Apache-2.0
# refused.sh: sourced by tests of languages that load the library by its name.

# refuses_others PACKAGE COMMAND...: run with PICORING_LIBRARY set to what is not there, is
# another library, is too old or of another soname, it must fail with a sentence that says
# so. Uses $work.
refuses_others() {
    local package=$1
    shift
    refused "$work/none.so" "libpicoring was not found" "$@"
    refused libm.so.6 "libm.so.6 is not libpicoring" "$@"
    if command -v cc >/dev/null; then
        old_library "$work/old.so" cc
        refused "$work/old.so" "is version 0.0.1; this $package needs 0.1.0 or later" "$@"
        library_of 20000 2.0.0 "$work/new.so" cc
        refused "$work/new.so" "is version 2.0.0; this $package needs 0.1.0 or later" "$@"
    else
        echo "skipped: the test with libraries of other versions, which wants a C compiler; apt-get install gcc"
    fi
}

refused() { # LIBRARY WORDS COMMAND...
    if PICORING_LIBRARY=$1 "${@:3}" </dev/null 2>"$work/err"; then
        echo "$1 was accepted"
        exit 1
    fi
    grep -qF "$2" "$work/err" || { cat "$work/err"; exit 1; }
}

old_library() { library_of 1 0.0.1 "$@"; }

library_of() { # NUMBER VERSION FILE COMPILER OPTION...
    echo "unsigned picoring_version(void) { return $1; }
          const char *picoring_version_string(void) { return \"$2\"; }" >"$work/old.c"
    "${@:4}" -shared -fPIC -o "$3" "$work/old.c"
}
