# SPDX-License-Identifier: MIT OR Apache-2.0
# foreign.sh: sourced by the files of tests/cross for systems whose programs cannot
# run here. What they share: Debian's clang and lld, and a directory with the
# system's own headers and libraries.

compiler=19

# foreign SYSROOT LIBRARY NEEDED...: compiles and links the library, and looks at
# what came out: it may need the NEEDED only.
foreign() {
    local sysroot=$1 library=build/$platform/src/$2
    shift 2
    need clang-$compiler lld-$compiler llvm-$compiler libc++-$compiler-dev
    echo "[constants]" >"build/$platform.sysroot.ini"
    echo "sysroot = '$(realpath "$sysroot")'" >>"build/$platform.sysroot.ini"
    configure "build/$platform" --cross-file="build/$platform.sysroot.ini" \
        --cross-file="tests/cross/$platform.ini" --buildtype=debugoptimized -Dtests=false \
        -Dscenarios=false
    rm -f a.out # where Meson asks for the linker's version, NetBSD's links
    meson compile -C "build/$platform"
    python3 tests/abi/foreign.py $compiler "$library" capi/picoring.symbols "$@" || failed=yes
    built "the library" "build/$platform"
}

# with_sysroot NEEDED...: the same for a system of which no package registry has the
# headers. PICORING_SYSROOTS is a directory with one of the platform's name in it.
with_sysroot() {
    local sysroot=${PICORING_SYSROOTS:-}/$platform
    if [ ! -d "$sysroot/usr/include" ]; then
        echo "skipped: $platform needs its headers and libraries in \$PICORING_SYSROOTS/$platform"
        exit 0
    fi
    foreign "$sysroot" libpicoring.so "$@"
    local target
    target=$(sed -n "s/^c = .*\(--target=[^']*\).*/\1/p" "tests/cross/$platform.ini")
    local flags=("$target" --sysroot="$sysroot" -fuse-ld=lld -fPIE -pie -pthread)
    flags+=(-Icapi -Iinclude)
    clang-$compiler "${flags[@]}" -std=c99 docs/event_loop/poll_writer.c -Lbuild/"$platform"/src \
        -lpicoring -o "build/$platform/poll_writer"
    clang++-$compiler "${flags[@]}" -std=c++20 docs/scenarios/log_analysis/*.cc \
        -Lbuild/"$platform"/src -lpicoring -o "build/$platform/log_analysis"
    built "programs in C and C++" "build/$platform"
}
