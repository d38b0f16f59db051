# SPDX-License-Identifier: MIT OR Apache-2.0
# Linux on 32-bit x86, which this machine runs itself.
need gcc-i686-linux-gnu g++-i686-linux-gnu
cross
run "the ladder" build/i686
techniques build/i686 memfd mremap shm emulated
