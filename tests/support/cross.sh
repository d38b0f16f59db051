# SPDX-License-Identifier: MIT OR Apache-2.0
# cross.sh: sourced by tests/run for the files of tests/cross. What platforms
# share.

# cross OPTION...: builds the platform with its cross file, and with cmocka from
# the wrap, in $directory or build/$platform.
cross() {
    prepared "$@"
    meson compile -C "${directory:-build/$platform}"
}

# The same without building: run() builds what a single test needs.
prepared() {
    cmocka_source
    configure "${directory:-build/$platform}" --cross-file="tests/cross/$platform.ini" \
        --buildtype=debugoptimized -Dtests=true -Dscenarios=false "$@"
}

# cmocka's release, as Debian has it, goes where the wrap looks for it.
cmocka_source() {
    local cache=subprojects/packagecache scratch
    [ ! -f $cache/cmocka-1.1.5.tar.xz ] || return 0
    scratch=$(mktemp -d)
    mkdir -p $cache "$scratch/lists/partial"
    echo "deb-src http://deb.debian.org/debian bookworm main" >"$scratch/sources"
    local options=(-o Dir::Etc::SourceList="$scratch/sources" -o Dir::Etc::SourceParts=-
        -o Dir::State::Lists="$scratch/lists" -o APT::Sandbox::User=root)
    {
        apt-get "${options[@]}" update &&
            (cd "$scratch" && apt-get "${options[@]}" source --download-only cmocka) &&
            mv "$scratch"/cmocka_1.1.5.orig.tar.xz $cache/cmocka-1.1.5.tar.xz
    } >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 2; }
    rm -r "$scratch"
}

# under_qemu TRIPLET: Debian's cross compiler, and an emulator of the machine
# that hands the system calls to this one.
under_qemu() {
    need "gcc-$1" "g++-$1" qemu-user-static
    cross
    local small=$PWD/build/$platform/small_machine.so
    "$1-gcc" -O2 -shared -fPIC -o "$small" tests/cross/small_machine.c
    QEMU_SET_ENV=LD_PRELOAD=$small \
    PICORING_TEST_SCALE=$((${PICORING_TEST_SCALE:-1} * 20)) \
        run "$platform" "build/$platform" --timeout-multiplier 4
}
