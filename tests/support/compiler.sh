# SPDX-License-Identifier: MIT OR Apache-2.0
# compiler.sh: sourced by the files of tests/cross that are a compiler of this
# machine.

# with_compiler CC CXX AR: all there is to test, compiled without a warning; and
# objects in C as users optimise them.
with_compiler() {
    need libc6-dev libcmocka-dev
    export CC=$1 CXX=$2 AR=$3
    case $CC in clang*) export CC_LD=lld CXX_LD=lld ;; esac
    configure "build/$platform" --buildtype=debugoptimized -Dwerror=true -Dtests=true \
        -Dscenarios=false
    meson compile -C "build/$platform"
    run "-O2" "build/$platform"

    local level
    for level in 0 1 3 s; do
        configure "build/$platform-O$level" --optimization=$level -Dtests=true -Dscenarios=false
        run "-O$level" "build/$platform-O$level" --suite capi
    done
    configure "build/$platform-lto" --buildtype=release -Db_lto=true -Dtests=true -Dscenarios=false
    run "-O3 -flto" "build/$platform-lto" --suite capi --suite abi
}
