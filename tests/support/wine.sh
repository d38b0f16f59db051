# SPDX-License-Identifier: MIT OR Apache-2.0
# wine.sh: sourced by the files of tests/cross for Windows: MinGW-w64's gcc, and
# Wine, with a folder and a server of its own.

# under_wine MACHINE: builds, and runs all tests, and those of the objects with each
# technique that Wine has. (Placeholders have a suite of their own, with a fake.)
under_wine() {
    need "g++-mingw-w64-$1-posix" wine wine64 clang llvm util-linux
    keep_addresses
    start_wine
    cross -Dscenarios=true
    export PICORING_TEST_SCALE=$((${PICORING_TEST_SCALE:-1} * 20))
    run "$platform" "build/$platform" --timeout-multiplier 2
    techniques "build/$platform" mapview emulated
}

# Debian's wine64 comes without its preloader: one program in some 8000 does not start,
# and ends with 1, since its heap lies where Wine wants its shared user data
# (0x7ffe0000). With addresses that are not randomised the heap never does.
keep_addresses() {
    [ -z "${addresses_kept-}" ] || return 0
    if setarch -R true 2>/dev/null; then
        addresses_kept=yes exec setarch -R tests/run --platform="$platform"
    fi
    echo "note: addresses are randomised here: one start of Wine in 8000 fails"
}

# Wine's services are started by the first program, and would keep the pipes that
# it was given open; the server would end, and start anew, between two programs.
start_wine() {
    export WINEPREFIX=$PWD/build/wine-$platform WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml=
    mkdir -p "$WINEPREFIX"
    trap 'wineserver -k' EXIT
    wineserver -p
    wine wineboot --init >/dev/null 2>&1 </dev/null
}

# wine64 runs programs of 32 bits by itself if it finds Wine's DLLs of 32 bits. They
# are in a package of i386, whose files are enough.
find_wine32() {
    local folder=$PWD/build/wine32 scratch
    export WINEDLLPATH=$folder/usr/lib/i386-linux-gnu/wine
    [ ! -d "$WINEDLLPATH" ] || return 0
    scratch=$(mktemp -d)
    mkdir -p "$folder" "$scratch/lists/partial"
    echo "deb http://deb.debian.org/debian bookworm main" >"$scratch/sources"
    local options=(-o Dir::Etc::SourceList="$scratch/sources" -o Dir::Etc::SourceParts=-
        -o Dir::State::Lists="$scratch/lists" -o APT::Architecture=i386
        -o APT::Architectures=i386 -o APT::Sandbox::User=root)
    {
        apt-get "${options[@]}" update &&
            (cd "$scratch" && apt-get "${options[@]}" download libwine) &&
            dpkg-deb --fsys-tarfile "$scratch"/libwine_*.deb |
            tar -x -C "$folder" ./usr/lib/i386-linux-gnu/wine/i386-windows
    } >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 2; }
    rm -r "$scratch"
}
