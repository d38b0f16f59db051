# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux with musl, the library shared and static, which this machine runs itself.
need gcc g++ musl-tools linux-libc-dev

kernel=$PWD/build/musl-kernel
mkdir -p "$kernel"
ln -sfn /usr/include/linux /usr/include/asm-generic /usr/include/x86_64-linux-gnu/asm "$kernel"
printf '[constants]\nkernel = %s\n' "'$kernel'" >build/musl-kernel.ini

cross --cross-file=build/musl-kernel.ini
run "shared" build/musl
techniques build/musl memfd mremap shm emulated

directory=build/musl-static cross --cross-file=build/musl-kernel.ini -Ddefault_library=static \
    -Dc_link_args=-static -Dcpp_link_args=-static
run "static" build/musl-static
