# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on 32-bit x86, which this machine runs itself.
need gcc-i686-linux-gnu g++-i686-linux-gnu
cross
run "the ladder" build/i686
techniques build/i686 memfd mremap shm emulated

# A C library may count time in 64 bits there, and the kernel in 32.
time64='-D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64'
directory=build/i686-time64 prepared "-Dc_args=$time64" "-Dcpp_args=$time64"
run "with a time_t of 64 bits" build/i686-time64 waiting
